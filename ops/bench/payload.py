"""Prints how the scores of runs differ: python3 ops/bench/payload.py DASHBOARD RUN...

For each measure its value at the last checkpoint of each run and, in brackets, the largest
difference from the first run over all checkpoints.
"""

import json
import sys
import urllib.request

MEASURES = [
    "delta-ridge.refit:kendall_tau",
    "delta-ridge.refit:pearson",
    "delta-ridge.frozen:kendall_tau",
    "direct-ridge:kendall_tau",
    "dictionary:fvu",
    "dictionary:l0",
    "policy:z",
]


def scores(dashboard, run):
    with urllib.request.urlopen(f"{dashboard.rstrip('/')}/api/runs/{run}") as answer:
        reports = json.load(answer)["reports"]
    return {
        report["step"]: {name: score["value"] for name, score in report["measures"].items()}
        for report in reports
    }


def cell(first, other, measure):
    pairs = [(first[s].get(measure), other[s].get(measure)) for s in sorted(first) if s in other]
    pairs = [(a, b) for a, b in pairs if a is not None and b is not None]
    if not pairs:
        return "-"
    return f"{pairs[-1][1]:.4f} ({max(abs(a - b) for a, b in pairs):.4f})"


def main(dashboard, runs):
    found = [scores(dashboard, run) for run in runs]
    print("| measure | " + " | ".join(runs) + " |")
    print("|---" * (len(runs) + 1) + "|")
    for measure in MEASURES:
        print(f"| {measure} | " + " | ".join(cell(found[0], f, measure) for f in found) + " |")


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2:])
