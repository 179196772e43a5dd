"""Prints what rounding the activations does to a run's scores: python3 ops/bench/payload.py FILE...

The files are what 'plumbline replay RUN --set capture.payload=TYPE --json FILE' writes. For each
measure its recorded value at the last checkpoint, its value with each type and, in brackets, the
largest difference over all checkpoints.
"""

import json
import sys

MEASURES = [
    "delta-ridge.refit:kendall_tau",
    "delta-ridge.refit:pearson",
    "delta-ridge.frozen:kendall_tau",
    "delta-ridge.incremental:kendall_tau",
    "direct-ridge:kendall_tau",
    "dictionary:fvu",
    "dictionary:l0",
    "policy:z",
]


def changes(file):
    """The run's settings that were changed, and by measure and step the value before and after."""
    with open(file) as opened:
        replay = json.load(opened)
    found = {}
    for change in replay["changes"]:
        if change["before"] is not None and change["after"] is not None:
            values = found.setdefault(change["measure"], {})
            values[change["step"]] = (change["before"], change["after"])
    return replay["settings"]["capture.payload"], found


def cell(steps, last):
    if not steps:
        return "the same"
    largest = max(abs(after - before) for before, after in steps.values())
    value = f"{steps[last][1]:.4f}" if last in steps else "the same"
    return f"{value} ({largest:.4f})"


def main(files):
    replays = [changes(file) for file in files]
    last = max(step for _, found in replays for steps in found.values() for step in steps)
    print("| measure | recorded | " + " | ".join(name for name, _ in replays) + " |")
    print("|---" * (len(replays) + 2) + "|")
    for measure in MEASURES:
        known = [found[measure][last][0] for _, found in replays if last in found.get(measure, {})]
        recorded = f"{known[0]:.4f}" if known else "-"
        cells = [cell(found.get(measure), last) for _, found in replays]
        print(f"| {measure} | {recorded} | " + " | ".join(cells) + " |")


if __name__ == "__main__":
    main(sys.argv[1:])
