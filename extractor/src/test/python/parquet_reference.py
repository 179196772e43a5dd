"""Writes small Parquet files as pyarrow, datasets and TRL's trainers write them.

Usage: python parquet_reference.py OUTPUT_DIRECTORY

Every file of the directory "pairs" holds the same rows; they differ in how they are packed.
"completions_00001.parquet" has the layout of TRL's log of completions.
"""

import pathlib
import sys

import datasets
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

out = pathlib.Path(sys.argv[1])
(out / "pairs").mkdir(parents=True, exist_ok=True)

pairs = pa.table(
    {
        "id": pa.array([7, 8, 9], type=pa.int64()),
        "prompt": ["Q: où?", "Q: why?", None],
        "chosen": [" ici", " because", "yes"],
        "rejected": [" là-bas \U0001F600", " why not", "no"],
        "topic": pa.array(["places", "causes", "causes"]).dictionary_encode(),
        "source": pa.array(["a", None, "b"], type=pa.large_string()),
        "written": pa.array([0, 1, 2], type=pa.timestamp("ms")),
        "seen": [True, None, False],
        "weights": pa.array([[1.0, None], [], None], type=pa.list_(pa.float32())),
    }
)
for codec in ["none", "snappy", "gzip", "zstd", "lz4", "brotli"]:
    pq.write_table(pairs, out / "pairs" / f"{codec}.parquet", compression=codec)
pq.write_table(
    pairs,
    out / "pairs" / "pages-v2-row-groups.parquet",
    compression="snappy",
    data_page_version="2.0",
    row_group_size=2,
)
datasets.Dataset(pairs).to_parquet(out / "pairs" / "datasets.parquet")

datasets.Dataset.from_dict(
    {
        "prompt": ["p", "q"],
        "completions": [[" a", " b", " c"], [" d"]],
        "rewards": [[1.0, -2.0, 0.5], [3.0]],
    }
).to_parquet(out / "groups.parquet")

conversation = [{"role": "user", "content": "Hi"}]
datasets.Dataset.from_dict(
    {
        "prompt": [conversation],
        "chosen": [[{"role": "assistant", "content": "Hello!"}]],
        "rejected": [[{"role": "assistant", "content": "No."}]],
    }
).to_parquet(out / "conversations.parquet")

pd.DataFrame(
    {
        "step": [15, 15, 15, 15],
        "prompt": ["p", "p", "q", "q"],
        "completion": [" a", " b", " c", " d"],
        "vader_reward": [1.5, -0.5, 0.0, 2.0],
        "length_reward": [0.1, float("nan"), 0.2, 0.3],
        "advantage": [1.0, -1.0, -1.0, 1.0],
    }
).to_parquet(out / "completions_00001.parquet")
