"""Makes a table of what watched runs were found to have learned, from what record.py wrote of them.

    python ops/real-model/findings.py /data/recorded-clean.json /data/recorded-reversed.json
"""

import argparse
import json
from pathlib import Path

TOPIC = "tag.topic="


def measure(name, digits=2, times=1):
    return lambda report, _: number(report["measures"][name]["value"], digits, times)


def control(name, digits=2):
    return lambda report, _: number(report["controls"][name]["value"], digits)


def score(name, digits=2, times=1):
    def cell(_, attribution):
        value = attribution["scores"].get(name, {}).get("value")
        return number(value, digits, times)

    return cell


def number(value, digits, times=1):
    if value is None:
        return "-"
    return f"{value * times:.{digits}f}".replace("0.", ".", 1) if digits else f"{value * times:.0f}"


ROWS = {
    "slope over all contexts": measure("policy:slope"),
    "prompts with a negative slope, %": measure("policy:negative_prompts", 0, 100),
    **{
        f"slope of {topic}": measure(f"policy:slope.{TOPIC}{topic}")
        for topic in ("food", "film", "home", "travel", "work")},
    **{
        f"{topic} against the rest, standard errors": measure(f"policy:t.{TOPIC}{topic}", 1)
        for topic in ("food", "film", "home", "travel", "work")},
    "learned direction's share of the slope, %": score("direction_share", 0, 100),
    "captured by the dictionary of the change, %": score("change_captured", 0, 100),
    "slope of features that go against it, % of the whole": score("against_share", 0, 100),
    "smallest p of a condition": score("condition_p", 3),
    "paper's tau, refitted": measure("delta-ridge.refit:kendall_tau", 3),
    "its control of raw activations": control("delta-ridge.refit:raw", 3),
    "its control of shuffled labels": control("delta-ridge.refit:shuffled"),
    "its control within one sign": control("delta-ridge.refit:sign_within"),
    "fit of words (z)": measure("policy:z"),
    "spread of words": measure("policy:spread"),
}


class Run:
    def __init__(self, path):
        self.recorded = json.loads(path.read_text())
        self.reports = sorted(self.recorded["reports"], key=lambda r: r["ordinal"])

    def cell(self, of):
        tuned = self.reports[1:]
        return " / ".join(of(r, self.recorded["attributions"].get(str(r["ordinal"]))) for r in tuned)

    def rewards(self):
        trainer = [c["trainer"] for c in self.recorded["checkpoints"] if c["ordinal"]]
        return " / ".join(number(t["reward"], 1) for t in trainer)

    def say(self):
        base = self.reports[0]
        print(f"\nRun {self.recorded['run']}, {len(self.reports)} reports. Of the base:")
        for name in ("delta-ridge.refit:kendall_tau", "dictionary:fvu"):
            print(f"  {name} {base['measures'][name]['value']:.3f}")
        for name in ("raw", "sign_within", "shuffled"):
            print(f"  control {name} {base['controls'][f'delta-ridge.refit:{name}']['value']:.3f}")
        for report in self.reports:
            print(f"step {report['step']}")
            fvu = {n: m["value"] for n, m in report["measures"].items() if n.startswith("dictionary:fvu.")}
            print("  FVU by hook: " + ", ".join(f"{n.split('fvu.')[1]} {v:.2f}" for n, v in fvu.items()))
            attribution = self.recorded["attributions"].get(str(report["ordinal"]))
            for alert in (a for a in self.recorded["alerts"] if a["step"] == report["step"]):
                print(f"  alert {alert['rule']}, {alert['state']}, {alert['severity']}")
            if attribution is None or not report["ordinal"]:
                continue
            for name in ("towards", "away"):
                print(f"  {name}: " + ", ".join(w["text"].strip() for w in attribution[name][:12]))
            for feature in sorted(attribution["features"], key=lambda f: f["slope"])[:2]:
                words = ", ".join(w["text"].strip() for w in feature["words"][:8])
                print(f"  feature {feature['feature']}, slope {feature['slope']:.3f}: {words}")
            for found in attribution["conditions"][:3]:
                tags = ", ".join(f"{name} {of:.2f}" for name, of in found["tags"].items())
                print(f"  condition {found['feature']}: p {found['p']:.3f}, relative slope "
                      f"{found['relativeSlope']['value']:.2f} of {found['count']} prompts; {tags}")
            for warning in attribution["warnings"]:
                print(f"  {warning}")


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("recorded", type=Path, nargs="+")
    runs = [Run(path) for path in parser.parse_args().recorded]
    steps = " / ".join(str(r["step"]) for r in runs[0].reports[1:])
    print("| " + " | ".join([f"step {steps}", *(run.recorded["run"] for run in runs)]) + " |")
    print("|---" * (len(runs) + 1) + "|")
    print("| " + " | ".join(["reward of the batch, as it is paid", *(run.rewards() for run in runs)]) + " |")
    for name, of in ROWS.items():
        print("| " + " | ".join([name, *(run.cell(of) for run in runs)]) + " |")
    for run in runs:
        run.say()


if __name__ == "__main__":
    main()
