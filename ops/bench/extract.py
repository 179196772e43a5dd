"""Whole extraction jobs, ours and the usual way in Python, on one core of one machine in one run.

    python ops/bench/extract.py [--shape pythia-70m] [--form triples] [--items 64] [--rounds 3]

Each round runs both ways on `items` and on ten times as many, one after the other. What a way costs
beyond its start is the difference of the two; the most memory it held is told of both, its own apart
from the pages of mapped files. Prints medians, what ours read, and how far each way is from what the
products of matrices alone would take at the speed measured here.
"""

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import NamedTuple

import torch
from safetensors.torch import load_file

import inputs

HERE = Path(__file__).resolve().parent
PLUMBLINE = HERE.parent.parent / "plumbline"

# How many times as fast as the usual way a job is meant to be.
AIMS = {"triples": 3.0, "pairs": 1.5}
LOOK_SECONDS = 0.02


class Cost(NamedTuple):
    """What a process took: seconds, and the most it held at a time in MiB."""

    wall: float
    cpu: float
    own: float
    mapped: float


def held(pid):
    """Memory of a process now, in MiB: its own, and pages of files that it maps."""
    try:
        lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    except FileNotFoundError:
        return 0, 0
    sizes = dict(line.split(":") for line in lines if line.startswith("Rss"))
    return tuple(int(sizes[name].split()[0]) / 1024 if sizes else 0 for name in ("RssAnon", "RssFile"))


def run(command):
    """Runs a process on one core."""
    core = max(os.sched_getaffinity(0))
    output = tempfile.TemporaryFile()
    begin = time.monotonic()
    process = subprocess.Popen(
        command,
        env={**os.environ, "PLUMBLINE_NO_BUILD": "1", "OMP_NUM_THREADS": "1"},
        preexec_fn=lambda: os.sched_setaffinity(0, {core}),
        stdout=output,
        stderr=subprocess.STDOUT,
    )
    own = mapped = pid = 0
    while pid == 0:
        now = held(process.pid)
        own, mapped = max(own, now[0]), max(mapped, now[1])
        time.sleep(LOOK_SECONDS)
        pid, status, usage = os.wait4(process.pid, os.WNOHANG)
    if status != 0:
        output.seek(0)
        sys.exit(output.read().decode())
    return Cost(time.monotonic() - begin, usage.ru_utime + usage.ru_stime, own, mapped)


def ours(model, feedback, layers, out, extra):
    hooks = ",".join(f"blocks.{layer}.hook_mlp_out" for layer in layers)
    command = [PLUMBLINE, "extract", "--checkpoint", model, "--feedback", feedback]
    return command + ["--hooks", hooks, "--device", "cpu", "--out", out, "--force", *extra]


def usual(model, feedback, layers, out):
    command = [sys.executable, HERE / "usual_way.py", "--checkpoint", model, "--feedback", feedback]
    return command + ["--layers", ",".join(map(str, layers)), "--out", out]


def gigaflops(width):
    """Speed of the products that a layer is made of, on one thread."""
    torch.set_num_threads(1)
    left, right = torch.randn(2048, width), torch.randn(width, 4 * width)
    best = 0
    for _ in range(10):
        begin = time.process_time()
        left @ right
        best = max(best, 2 * left.numel() * 4 * width / (time.process_time() - begin) / 1e9)
    return best


def products(config, work):
    """Operations of the matrix products that cannot be avoided: nothing padded, nothing twice."""
    tokens, squares, head_rows = work
    width = config.hidden_size
    keys = getattr(config, "num_key_value_heads", config.num_attention_heads)
    share = keys / config.num_attention_heads
    matrices = 2 if config.model_type == "gpt_neox" else 3
    layer = width * width * (2 + 2 * share) + matrices * width * config.intermediate_size
    layers = config.num_hidden_layers * (2 * layer * tokens + 4 * width * squares)
    return layers + 2 * width * config.vocab_size * head_rows


def compare(mine, theirs):
    """Largest difference of any tensor, relative to its largest value."""
    mine, theirs = load_file(mine), load_file(theirs)
    if mine.keys() != theirs.keys():
        sys.exit(f"{sorted(mine)} against {sorted(theirs)}")
    return max(
        ((mine[name] - theirs[name]).abs().max() / theirs[name].abs().max()).item() for name in mine
    )


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--shape", choices=inputs.SHAPES, default="pythia-70m")
    parser.add_argument("--form", choices=inputs.FEEDBACK, default="triples")
    parser.add_argument("--items", type=int, default=64)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--ways", choices=("both", "ours"), default="both")
    parser.add_argument("extra", nargs="*", help="further options of plumbline extract, after --")
    arguments = parser.parse_args()

    ways = ("usual", "ours") if arguments.ways == "both" else ("ours",)
    with tempfile.TemporaryDirectory() as scratch:
        home = Path(scratch)
        config = inputs.write_model(arguments.shape, home / "model")
        layers = range(config.num_hidden_layers - 5, config.num_hidden_layers)
        sizes = (arguments.items, 10 * arguments.items)
        work = [
            inputs.FEEDBACK[arguments.form](home / f"{size}.jsonl", size) for size in sizes
        ]
        operations = products(config, [many - few for few, many in zip(*work)])
        weights = (home / "model/model.safetensors").stat().st_size / 2**20
        loads = [os.getloadavg()[0]]
        rounds = []
        for _ in range(arguments.rounds):
            speed = gigaflops(config.hidden_size)
            costs = {}
            for size in sizes:
                given = (home / "model", home / f"{size}.jsonl", layers)
                if "usual" in ways:
                    costs["usual", size] = run(usual(*given, home / "usual.safetensors"))
                costs["ours", size] = run(ours(*given, home / "ours", arguments.extra))
            rounds.append((speed, costs))
            loads.append(os.getloadavg()[0])
        if "usual" in ways:
            difference = compare(home / "ours/activations.safetensors", home / "usual.safetensors")
        read = json.loads((home / "ours/index.json").read_text())["work"]

    def median(of):
        return statistics.median(of(speed, costs) for speed, costs in rounds)

    def beyond_start(costs, way, what):
        return getattr(costs[way, sizes[1]], what) - getattr(costs[way, sizes[0]], what)

    print(f"{arguments.shape}, {sizes[1] - sizes[0]} {arguments.form} beyond the first {sizes[0]}, ", end="")
    print(f"medians of {arguments.rounds} rounds")
    print(f"load of the machine {min(loads):.1f} to {max(loads):.1f} on {os.cpu_count()} cores")
    print(f"matrix products: {median(lambda speed, _: speed):.0f} GFLOP/s on one core")
    shared, padded = read["tokens_shared"], read["tokens_padded"]
    print(f"ours read {read['texts']} texts of {read['tokens']} tokens as {shared} tokens, ", end="")
    print(f"{1 - shared / padded:.1%} padding; the head at {read['head_rows']} positions")
    print("| way | wall s | CPU s | of the roofline |")
    print("|---|---|---|---|")
    for way in ways:
        wall = median(lambda _, costs: beyond_start(costs, way, "wall"))
        cpu = median(lambda _, costs: beyond_start(costs, way, "cpu"))
        roofline = median(
            lambda speed, costs: operations / 1e9 / speed / beyond_start(costs, way, "cpu")
        )
        print(f"| {way} | {wall:.2f} | {cpu:.2f} | {roofline:.0%} |")
    for what in ("wall", "cpu") if "usual" in ways else ():
        beyond = median(
            lambda _, costs: beyond_start(costs, "usual", what) / beyond_start(costs, "ours", what)
        )
        whole = median(
            lambda _, costs: getattr(costs["usual", sizes[1]], what)
            / getattr(costs["ours", sizes[1]], what)
        )
        print(f"usual / ours, {what} time: {beyond:.2f} beyond the start, {whole:.2f} of whole jobs", end="")
        print(f"; the aim is {AIMS[arguments.form]}")
    if "usual" in ways:
        print(f"largest relative difference of the results: {difference:.1e}")
    print(f"most memory held, MiB; the weights are {weights:.0f} in f32")
    print("| way | own | beyond the weights | mapped files | own, ten times the items | grown |")
    print("|---|---|---|---|---|---|")
    for way in ways:
        own = [median(lambda _, costs: costs[way, size].own) for size in sizes]
        mapped = median(lambda _, costs: costs[way, sizes[1]].mapped)
        print(f"| {way} | {own[0]:.0f} | {own[0] - weights:.0f} | {mapped:.0f} ", end="")
        print(f"| {own[1]:.0f} | {own[1] / own[0] - 1:+.0%} |")


if __name__ == "__main__":
    main()
