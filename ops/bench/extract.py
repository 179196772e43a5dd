"""Whole extraction jobs, ours and the usual way in Python, on one core of one machine in one run.

    python ops/bench/extract.py [--shape pythia-70m] [--form triples] [--items 64] [--rounds 3]

Each round runs both ways on `items` and on ten times as many, one after the other. What a way costs
beyond its start is the difference of the two; peak memory is told of both. Prints medians, and how
far each way is from what the products of matrices alone would take at the speed measured here.
"""

import argparse
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import torch
from safetensors.torch import load_file

import inputs

HERE = Path(__file__).resolve().parent
PLUMBLINE = HERE.parent.parent / "plumbline"


def run(command):
    """Runs a process on one core: wall and CPU seconds, and peak memory in MiB."""
    core = max(os.sched_getaffinity(0))
    begin = time.monotonic()
    process = subprocess.Popen(
        command,
        env={**os.environ, "PLUMBLINE_NO_BUILD": "1", "OMP_NUM_THREADS": "1"},
        preexec_fn=lambda: os.sched_setaffinity(0, {core}),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
    )
    output = process.stdout.read()
    _, status, usage = os.wait4(process.pid, 0)
    if status != 0:
        sys.exit(output.decode())
    return time.monotonic() - begin, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024


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
    parser.add_argument("extra", nargs="*", help="further options of plumbline extract, after --")
    arguments = parser.parse_args()

    with tempfile.TemporaryDirectory() as scratch:
        home = Path(scratch)
        config = inputs.write_model(arguments.shape, home / "model")
        layers = range(config.num_hidden_layers - 5, config.num_hidden_layers)
        sizes = (arguments.items, 10 * arguments.items)
        work = [
            inputs.FEEDBACK[arguments.form](home / f"{size}.jsonl", size) for size in sizes
        ]
        operations = products(config, [many - few for few, many in zip(*work)])
        rounds = []
        for _ in range(arguments.rounds):
            speed = gigaflops(config.hidden_size)
            costs = {}
            for size in sizes:
                given = (home / "model", home / f"{size}.jsonl", layers)
                costs["usual", size] = run(usual(*given, home / "usual.safetensors"))
                costs["ours", size] = run(ours(*given, home / "ours", arguments.extra))
            rounds.append((speed, costs))
        difference = compare(home / "ours/activations.safetensors", home / "usual.safetensors")

    def median(of):
        return statistics.median(of(speed, costs) for speed, costs in rounds)

    def beyond_start(costs, way, what):
        return costs[way, sizes[1]][what] - costs[way, sizes[0]][what]

    print(f"{arguments.shape}, {sizes[1] - sizes[0]} {arguments.form} beyond the first {sizes[0]}, ", end="")
    print(f"medians of {arguments.rounds} rounds, largest relative difference {difference:.1e}")
    print(f"matrix products: {median(lambda speed, _: speed):.0f} GFLOP/s on one core")
    print("| way | wall s | CPU s | of the roofline | MiB | MiB, ten times the items |")
    print("|---|---|---|---|---|---|")
    for way in ("usual", "ours"):
        wall = median(lambda _, costs: beyond_start(costs, way, 0))
        cpu = median(lambda _, costs: beyond_start(costs, way, 1))
        roofline = median(
            lambda speed, costs: operations / 1e9 / speed / beyond_start(costs, way, 1)
        )
        memory = [median(lambda _, costs: costs[way, size][2]) for size in sizes]
        print(
            f"| {way} | {wall:.2f} | {cpu:.2f} | {roofline:.0%} | {memory[0]:.0f} | {memory[1]:.0f} |"
        )
    for what, name in enumerate(("wall", "CPU")):
        beyond = median(
            lambda _, costs: beyond_start(costs, "usual", what) / beyond_start(costs, "ours", what)
        )
        whole = median(
            lambda _, costs: costs["usual", sizes[1]][what] / costs["ours", sizes[1]][what]
        )
        print(f"usual / ours, {name} time: {beyond:.2f} beyond the start, {whole:.2f} of whole jobs")


if __name__ == "__main__":
    main()
