"""Reads the base and the checkpoints of a run by transformers, and keeps what analysis.py needs of it.

    python ops/real-model/readings.py --base /data/smollm2 --checkpoints /data/run \\
        --feedback /data/feedback --recorded /data/recorded.json --out /data/readings

One file for each step: log-probabilities of the candidates and final residual streams at all
decisions, and the outputs of the recorded run's hooks at the words of the triples. With --steps only
these, so that several processes can share the work.
"""

import argparse
import json
import os
from pathlib import Path

import numpy as np
import torch
from transformers import AutoTokenizer

import contexts
import probes
from models import tuned


class Reading:
    """log_probs: by decision, of its candidates; residuals: [decisions, d_model]; at_words: by hook."""

    def __init__(self, log_probs, residuals, at_words):
        self.log_probs, self.residuals, self.at_words = log_probs, residuals, at_words

    @classmethod
    def load(cls, path):
        with np.load(path) as kept:
            ends = np.cumsum(kept["candidates"])[:-1]
            at_words = {name: kept[name] for name in kept.files if name.startswith("blocks.")}
            return cls(np.split(kept["log_probs"], ends), kept["residuals"], at_words)

    def save(self, path):
        # Nobody finds half a file.
        part = path.with_suffix(".part.npz")
        np.savez(
            part,
            log_probs=np.concatenate(self.log_probs),
            candidates=[len(row) for row in self.log_probs],
            residuals=self.residuals,
            **self.at_words,
        )
        os.replace(part, path)


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--base", type=Path, required=True)
    parser.add_argument("--checkpoints", type=Path, required=True)
    parser.add_argument("--feedback", type=Path, required=True)
    parser.add_argument("--recorded", type=Path, required=True, help="names the hooks of the run")
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--steps", type=int, nargs="*", help="default: 0 and every checkpoint's")
    parser.add_argument("--threads", type=int, default=1)
    arguments = parser.parse_args()
    torch.set_num_threads(arguments.threads)
    arguments.out.mkdir(parents=True, exist_ok=True)

    hooks = json.loads(arguments.recorded.read_text())["checkpoints"][-1]["hooks"]
    there = sorted(int(path.name.split("-")[1]) for path in arguments.checkpoints.glob("checkpoint-*"))
    tokenizer = AutoTokenizer.from_pretrained(arguments.base)
    choices = list(contexts.contexts(arguments.feedback, tokenizer))
    rows = contexts.lines(arguments.feedback / "triples.jsonl")
    for step in arguments.steps or [0, *there]:
        model = tuned(
            arguments.base, arguments.checkpoints / f"checkpoint-{step}" if step else arguments.base)
        reading = Reading(
            *contexts.read(model, choices), probes.at_words(model, tokenizer, rows, hooks))
        reading.save(arguments.out / f"{step}.npz")
        print(f"step {step}: {len(choices)} decisions, {len(rows)} triples", flush=True)


if __name__ == "__main__":
    main()
