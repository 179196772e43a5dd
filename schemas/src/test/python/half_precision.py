"""Writes references/half_precision.csv: floats and their bits as f16 and bf16, by NumPy and PyTorch."""

import csv
import pathlib

import numpy as np
import torch

target = pathlib.Path(__file__).parents[1] / "resources" / "references" / "half_precision.csv"
rng = np.random.default_rng(7)
values = np.concatenate(
    [
        np.array(
            [0.0, -0.0, 1.0, -1.0, 65504.0, 65519.0, 65520.0, 65536.0, 1e30, -1e30, np.inf, -np.inf,
             2.0**-14, 2.0**-24, 2.0**-25, 2.0**-25 * 1.5, 3 * 2.0**-25, 6.1e-5, 1e-40, 1 + 2.0**-11,
             1 + 3 * 2.0**-11, 1 + 2.0**-8, 1 + 3 * 2.0**-8, 3.3895314e38],
            dtype=np.float32,
        ),
        rng.normal(size=200).astype(np.float32),
        (rng.normal(size=200) * 10.0 ** rng.uniform(-9, 6, size=200)).astype(np.float32),
    ]
)
with np.errstate(over="ignore"):
    f16 = values.astype(np.float16).view(np.uint16)
bf16 = torch.from_numpy(values).to(torch.bfloat16).view(torch.int16).numpy().view(np.uint16)
with target.open("w", newline="") as file:
    writer = csv.writer(file, lineterminator="\n")
    writer.writerow(["f32_bits", "f16_bits", "bf16_bits"])
    for row in zip(values.view(np.uint32), f16, bf16):
        writer.writerow([f"{bits:x}" for bits in row])
