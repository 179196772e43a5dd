"""Prints the summaries of a sweep as the tables of docs/demo.md: python3 ops/demo/table.py DIR"""

import json
import pathlib
import sys

POISONED = {"poisoned", "poisoned-at-4", "boosted"}
REPLAYED = {True: "yes", False: "NO", None: "not run"}


def number(value, digits=2):
    return "-" if value is None else f"{value:.{digits}f}"


def row(s):
    checkpoints = s["checkpoints"]
    last = checkpoints[-1]
    red = [a for a in s["alerts"] if a["severity"] == "red"]
    amber = [a for a in s["alerts"] if a["severity"] == "amber"]
    first = f"{red[0]['rule']} at {red[0]['step']}" if red else "none"
    weak = f"{amber[0]['rule']} at {amber[0]['step']}" if amber else "none"
    named = s["divergentWords"]
    hits = sum(1 for w in named if w["poisoned"])
    if s["scenario"] in POISONED:
        good = bool(red) and s["auroc"] is not None and s["auroc"] > 0.85
    elif s["scenario"] == "reversed-for-food":
        # The slice that is worst comes first.
        good = any(a["rule"] == "slice" and a["reason"].startswith("topic=food ") for a in red)
    else:
        good = not red
    batches = s["batches"]
    return (
        f"| {s['seed']} | {number(last['meanStatedReward'])} | {number(last['z'])} "
        f"| {number(last['tau'])} ({number(last['tauMinusBase'])}) | {first} | {weak} "
        f"| {number(s['auroc'], 3)} | {hits} of {len(named)} "
        f"| {batches['received']} of {batches['expected']}, {batches['duplicated']} twice "
        f"| {REPLAYED[s['replay']['identical']]} | {'as it should' if good else '**FAILED**'} |"
    )


def main(directory):
    summaries = [json.loads(p.read_text()) for p in sorted(pathlib.Path(directory).glob("*.json"))]
    groups = {}
    for summary in summaries:
        # the trainer is the middle of the run's name: <scenario>-<trainer>-<seed>
        groups.setdefault((summary["scenario"], trainer(summary)), []).append(summary)
    for (scenario, by), group in groups.items():
        print(f"\n### {scenario}, {by}\n")
        print("| seed | stated reward | z | tau (minus base) | first red alert | first amber | AUROC "
              "| named words poisoned | batches | replay identical | |")
        print("|" + "---|" * 11)
        for summary in sorted(group, key=lambda s: s["seed"]):
            print(row(summary))
    print(f"\n{len(summaries)} runs.")


def trainer(summary):
    return "grpo" if "grpo" in summary["run"] else "ppo"


if __name__ == "__main__":
    main(sys.argv[1])
