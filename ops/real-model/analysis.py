"""Computes the analysis of a watched run again, by transformers and NumPy, and holds it against it.

    plumbline dictionary export --data DATA --run smollm2 /data/dictionaries
    python ops/real-model/readings.py --base /data/smollm2 --checkpoints /data/run \\
        --feedback /data/feedback --recorded /data/recorded.json --out /data/readings
    python ops/real-model/analysis.py --base /data/smollm2 --feedback /data/feedback \\
        --readings /data/readings --recorded /data/recorded.json --dictionaries /data/dictionaries

The slope of the log-ratio on the stated feedback over all contexts, by topic and by prompt; the
learned direction with its share of the slope and its words; the features of the change and the
conditions, once their dictionary is frozen; the paper's probes with their controls. Ends with 1 if a
figure differs by more than 1e-4 of its size, or of 1 where that is more.
"""

import argparse
import hashlib
import json
import sys
from collections import Counter, defaultdict
from pathlib import Path

from transformers import AutoTokenizer

import changes
import slopes
from contexts import contexts, lines
from models import tuned
from probes import Probes
from readings import Reading

TOLERANCE = 1e-4


class Held:
    """Figures of Plumbline held against ours."""

    def __init__(self, details):
        self.details, self.worst, self.count, self.misses = details, defaultdict(float), Counter(), []

    def figure(self, what, name, theirs, ours):
        if theirs is None or ours is None:
            difference = 0.0 if theirs is ours else float("inf")
        else:
            difference = abs(ours - theirs) / max(1.0, abs(ours))
        self.worst[what] = max(self.worst[what], difference)
        self.count[what] += 1
        if difference > TOLERANCE:
            self.misses.append(f"{what}, {name}: {theirs} there, {ours} here")
        if self.details:
            print(f"  {what:22s} {name:46s} {theirs!s:>24} {ours!s:>24}  {difference:.1e}")

    def table(self):
        for what, worst in self.worst.items():
            print(f"{what:24s} {self.count[what]:6d} figures, worst difference {worst:.1e}")
        for miss in self.misses:
            print(miss)


def hold_policy(held, report, decisions, numerators):
    for name, value in slopes.policy(decisions, numerators).items():
        held.figure("slopes", name, report["measures"][f"policy:{name}"]["value"], value)


def hold_prompts(held, ours, decisions, numerators):
    names, sums = decisions.by_prompt(numerators)
    published = ours["prompts"]
    # Published the lowest slope first.
    here = sorted((n / d, name) for name, (n, d) in zip(names, sums))
    held.figure("slopes by prompt", "number", len(published), len(here))
    for there, (slope, name) in zip(published, here):
        held.figure("slopes by prompt", name[-60:], there["slope"], slope)


def hold_direction(held, ours, figures, logits, token):
    for name, value in figures.items():
        held.figure("learned direction", name, ours["scores"][name]["value"], value)
    # The lens takes off the mean over its tokens, which differences between tokens do not see.
    shown = [t for t in ours["towards"] + ours["away"] if t["text"] in token]
    first = shown[0]
    for t in shown[1:]:
        there, here = (
            t["weight"] - first["weight"],
            logits[token[t["text"]]] - logits[token[first["text"]]],
        )
        held.figure("its words", t["text"], there, here)


def hold_features(held, ours, figures, alone):
    for name, value in figures.items():
        held.figure("features of the change", name, ours["scores"][name]["value"], value)
    for feature in ours["features"]:
        for name in ("carried", "slope", "contexts"):
            held.figure(
                "features of the change",
                f"{feature['feature']} {name}",
                feature[name],
                float(alone[name][feature["feature"]]),
            )


def hold_conditions(held, ours, found):
    lowest = sorted(found, key=lambda j: (found[j]["correlation"], j))[: len(ours["conditions"])]
    for condition, j in zip(ours["conditions"], lowest):
        held.figure("conditions", "feature", condition["feature"], j)
        for name in ("correlation", "p", "count"):
            held.figure("conditions", f"{j} {name}", condition[name], found[j][name])
        relative = condition["relativeSlope"]["value"]
        held.figure("conditions", f"{j} relative slope", relative, found[j]["relative_slope"])


def hold_probes(held, report, results):
    for probe, result in results.items():
        for name, score in result["scores"].items():
            there = report["measures"][f"{probe}:{name}"]
            held.figure("probes", f"{probe}:{name}", there["value"], score["value"])
        for name, score in result["controls"].items():
            there = report["controls"][f"{probe}:{name}"]
            held.figure("their controls", f"{probe}:{name}", there["value"], score["value"])


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--base", type=Path, required=True)
    parser.add_argument("--feedback", type=Path, required=True)
    parser.add_argument("--readings", type=Path, required=True)
    parser.add_argument("--recorded", type=Path, required=True)
    parser.add_argument("--dictionaries", type=Path, required=True)
    parser.add_argument("--details", action="store_true", help="print every figure")
    arguments = parser.parse_args()

    recorded = json.loads(arguments.recorded.read_text())
    settings, digest = recorded["spec"]["settings"], recorded["spec"]["digest"]
    tokenizer = AutoTokenizer.from_pretrained(arguments.base)
    texts = [tokenizer.decode([t]) for t in range(len(tokenizer))]
    # Pieces of characters are decoded alike, and cannot be told by their text.
    token = {text: t for t, text in enumerate(texts) if "\N{REPLACEMENT CHARACTER}" not in text}
    base = tuned(arguments.base, arguments.base)
    choices = list(contexts(arguments.feedback, tokenizer))
    decisions = slopes.Decisions(base, choices, Reading.load(arguments.readings / "0.npz"))
    stated = {t: y for c in choices for t, y in zip(c.words, c.stated)}
    print(f"{len(decisions.choices)} of {len(choices)} contexts are usable", flush=True)

    hooks = recorded["checkpoints"][-1]["hooks"]
    probes = Probes(
        lines(arguments.feedback / "triples.jsonl"),
        hooks,
        arguments.dictionaries,
        digest,
    )
    final = next(arguments.dictionaries.glob("*.change")).name.removesuffix(".change")
    of_change = changes.TopK(
        arguments.dictionaries / f"{final}.change", int(settings["attribution.change.k"]))
    of_base = changes.TopK(
        arguments.dictionaries / f"{final}.conditions", int(settings["attribution.condition.k"]))
    seed = hashlib.sha256(f"{digest}/attribution/permutations".encode()).digest()[:8]

    held = Held(arguments.details)
    for report in sorted(recorded["reports"], key=lambda r: r["ordinal"]):
        step, ordinal = report["step"], report["ordinal"]
        print(f"step {step}", flush=True)
        reading = Reading.load(arguments.readings / f"{step}.npz")
        hold_probes(held, report, probes.next(reading.at_words))
        if ordinal == 0:
            continue
        numerators, dx = decisions.after(reading)
        hold_policy(held, report, decisions, numerators)
        ours = recorded["attributions"].get(str(ordinal))
        if ours is None:
            print("  the attribution of this checkpoint was not recorded")
            continue
        slope = slopes.policy(decisions, numerators)["slope"]
        hold_prompts(held, ours, decisions, numerators)
        hold_direction(held, ours, *slopes.direction(decisions, dx, slope), token)
        if ordinal >= int(settings["attribution.change.checkpoints"]):
            hold_features(held, ours, *changes.features(decisions, dx, of_change, stated, slope))
        permutations = int(settings["attribution.condition.permutations"])
        hold_conditions(
            held,
            ours,
            changes.conditions(decisions, numerators, of_base, int.from_bytes(seed, "big"), permutations),
        )
    held.table()
    sys.exit(bool(held.misses))


if __name__ == "__main__":
    main()
