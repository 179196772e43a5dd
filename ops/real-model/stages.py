"""Makes tables of what measure.py measured: processor time and memory of each stage.

    python ops/real-model/stages.py /data/measured.jsonl --recorded /data/recorded.json
"""

import argparse
import json
import re
from collections import defaultdict
from datetime import datetime
from pathlib import Path

# Threads of the stack by stage; the first that matches counts. Sources and timers have the names of
# their operators, so that what several jobs have in common is Flink's.
STAGES = {
    "compiler of Java": r"C[12] Compiler|Sweeper",
    "garbage collection": r"GC Thread|VM Thread|VM Periodic|Reference Handler|Finalizer",
    "dictionaries": r"train and encode|dictionary rows|given-dictionaries|plumbline\.sae",
    "attribution": r"attribute ->|decision rows|readouts|base's log-probs|plumbline\.attribution",
    "probes and policy": r"probe ->|read features|screen log-probs|plumbline\.probe",
    "snapshots of the jobs' state": r"AsyncOperations|jobmanager-io|Checkpoint Timer",
    "Flink otherwise": r"^Source|OutputFlusher|Time Trigger|refused|dead-letters|SourceCoordinator"
    r"|[Ff]link|jobmanager|taskmanager|resourcemanager|mini-cluster",
    "drift, alerts, dashboard": r"plumbline\.drift|run-feed|Jetty",
    "coordinator, and starting all": r"^main|plumbline-watch|plumbline\.coordinator|vigil",
    "broker": r"",
}


def stage(thread):
    return next(name for name, pattern in STAGES.items() if re.search(pattern, thread))


class Measured:
    """Processor time, in seconds, by stage at each sample."""

    def __init__(self, path):
        with open(path) as file:
            self.samples = [json.loads(line) for line in file]
        self.times, self.spent = [], []
        threads, last = {}, {}
        for sample in self.samples:
            # Threads and processes that have ended have taken what they had taken.
            threads.update(sample.get("threads", {}))
            last.update({name: p["cpu"] for name, p in sample["processes"].items()})
            by_stage = defaultdict(float)
            for thread, (milliseconds, _) in threads.items():
                by_stage[stage(thread)] += milliseconds / 1000
            by_stage["stack, told by no thread"] = last["stack"] - sum(by_stage.values())
            by_stage.update({name: cpu for name, cpu in last.items() if name != "stack"})
            self.times.append(sample["time"])
            self.spent.append(by_stage)
        self.allocated = defaultdict(int)
        for thread, (_, number) in threads.items():
            self.allocated[stage(thread)] += number

    def at(self, time):
        """What was spent at the first sample that is not before a time."""
        return next((s for t, s in zip(self.times, self.spent) if t >= time), self.spent[-1])

    def peaks(self):
        peaks = defaultdict(dict)
        for sample in self.samples:
            for name, memory in sample["processes"].items():
                for kind in ("VmHWM", "RssAnon"):
                    peaks[name][kind] = max(peaks[name].get(kind, 0), memory[kind])
        return peaks

    def largest(self, key):
        """Largest value of each name that samples have under a key."""
        found = defaultdict(int)
        for sample in self.samples:
            for name, value in sample.get(key, {}).items():
                found[name] = max(found[name], value if isinstance(value, int) else value["largest"])
        return found


def instant(text):
    return datetime.fromisoformat(text.replace("Z", "+00:00")).timestamp()


def row(*cells):
    print("| " + " | ".join(str(cell) for cell in cells) + " |")


def mib(number):
    return f"{number / (1 << 20):,.0f} MiB"


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("measured", type=Path)
    parser.add_argument("--recorded", type=Path, required=True, help="what record.py wrote of the run")
    arguments = parser.parse_args()
    measured = Measured(arguments.measured)
    recorded = json.loads(arguments.recorded.read_text())

    # The trainer has made a checkpoint when it is found, the others are done with one when it is reported.
    found = {c["ordinal"]: instant(c["time"]) for c in recorded["checkpoints"]}
    done = {
        report["ordinal"]: max(
            recorded["arrivals"].get(f"{kind} {report['ordinal']}", 0) for kind in ("report", "attribution"))
        for report in recorded["reports"]
    }
    steps = {c["ordinal"]: c["step"] for c in recorded["checkpoints"]}
    print("Seconds of processor time:\n")
    row("stage", "all", "base", *(f"step {steps[o]}" for o in sorted(steps) if o), "allocated")
    row(*["---"] * (len(steps) + 3))
    for name, whole in sorted(measured.spent[-1].items(), key=lambda item: -item[1]):
        times = found if name == "trainer" else done
        marks = [0, *(measured.at(times[o]).get(name, 0) if o in times else 0 for o in sorted(steps))]
        parts = [f"{b - a:.0f}" for a, b in zip(marks, marks[1:])]
        if name == "trainer":
            # The base is found with the first checkpoint.
            parts = ["-", f"{marks[2]:.0f}", *parts[2:]]
        allocated = mib(measured.allocated[name]) if name in measured.allocated else ""
        row(name, f"{whole:.0f}", *parts, allocated)
    print("\nBy the clock, in minutes from the first sample:\n")
    start = measured.times[0]
    for ordinal in sorted(steps):
        row(f"step {steps[ordinal]}", f"found {(found[ordinal] - start) / 60:.1f}",
            f"reported {(done[ordinal] - start) / 60:.1f}")
    print("\nMost memory of a process:\n")
    row("process", "resident", "of it anonymous")
    row(*["---"] * 3)
    for name, of in measured.peaks().items():
        row(name, mib(of["VmHWM"]), mib(of["RssAnon"]))
    print("\nMost that the Java machine of the stack has committed, and largest snapshots of state:\n")
    row("of what", "most")
    row("---", "---")
    largest = {**measured.largest("native"), **measured.largest("states")}
    for name, value in sorted(largest.items(), key=lambda item: -item[1]):
        if value >= 1 << 20:
            row(name, mib(value))


if __name__ == "__main__":
    main()
