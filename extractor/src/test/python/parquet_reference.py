"""Writes small Parquet files as pyarrow, datasets and TRL's trainers write them.

Usage: python parquet_reference.py OUTPUT_DIRECTORY

Every file of the directory "pairs" holds the same rows; they differ in how they are packed. Those of
"numbers" have rewards of one type each, and "numbers.json" says what pyarrow reads from them. What
"odd" holds is said by its names; the encrypted ones come out otherwise every time.
"completions_00001.parquet" has the layout of TRL's log of completions.
"""

import json
import pathlib
import sys

import datasets
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pyarrow.parquet.encryption as pe

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

types = {
    "decimal32": (pa.decimal32(6, 3), {}),
    "decimal64": (pa.decimal64(12, 3), {}),
    "decimal128": (pa.decimal128(20, 3), {}),
    "decimal256": (pa.decimal256(50, 3), {}),
    "decimal-in-int32": (pa.decimal128(6, 3), dict(store_decimal_as_integer=True)),
    "decimal-in-int64": (pa.decimal128(12, 3), dict(store_decimal_as_integer=True)),
    "float16": (pa.float16(), {}),
    "uint32": (pa.uint32(), {}),
    "uint64": (pa.uint64(), {}),
}
numbers = []
(out / "numbers").mkdir(exist_ok=True)
for name, (kind, options) in types.items():
    rewards = [0, 3, {"uint32": 2**32 - 1, "uint64": 2**64 - 1}[name]] if name.startswith("u") else [
        0.125, -2.5, 100.0]
    column = pa.array(rewards).cast(kind) if not name.startswith("u") else pa.array(rewards, kind)
    path = out / "numbers" / f"{name}.parquet"
    pq.write_table(pa.table({"completion": ["a", "b", "c"], "reward": column}), path, **options)
    numbers.append(dict(type=name, rewards=[
        float(value) for value in pq.read_table(path)["reward"].to_pylist()]))
(out / "numbers.json").write_text(json.dumps(numbers, indent=1))

(out / "odd").mkdir(exist_ok=True)
row = {"completion": ["a"], "reward": [1.0]}
uuid = pa.array([bytes.fromhex("00112233445566778899aabbccddeeff")], pa.uuid())
pq.write_table(pa.table({"id": uuid, **row}), out / "odd" / "uuid.parquet")
pq.write_table(
    pa.table({"completion": pa.array([b"a"], pa.binary()), "reward": [1.0]}),
    out / "odd" / "binary.parquet",
)


class OpenKeys(pe.KmsClient):
    """Hides nothing."""

    def __init__(self, config):
        pe.KmsClient.__init__(self)

    def wrap_key(self, key, master):
        return key.hex().encode()

    def unwrap_key(self, wrapped, master):
        return bytes.fromhex(wrapped.decode())


factory = pe.CryptoFactory(OpenKeys)
for name, footer in [("encrypted-columns", True), ("encrypted", False)]:
    properties = factory.file_encryption_properties(
        pe.KmsConnectionConfig(),
        pe.EncryptionConfiguration(
            footer_key="f", column_keys={"c": ["completion"]}, plaintext_footer=footer),
    )
    table = pa.table(row)
    with pq.ParquetWriter(
        out / "odd" / f"{name}.parquet", table.schema, encryption_properties=properties
    ) as writer:
        writer.write_table(table)
