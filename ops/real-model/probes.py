"""The paper's probes and their controls on the triples, by the code that PaperExperimentIT is held to."""

import re
import sys
from pathlib import Path

import numpy as np
import torch
from safetensors.numpy import load_file

sys.path.append(str(Path(__file__).parents[1] / "src/test/python"))
import paper_probes  # noqa: E402
import paper_scores  # noqa: E402

ROLES = ("positive", "negative", "neutral")
MLP_OUT = re.compile(r"blocks\.(\d+)\.hook_mlp_out")


def at_words(model, tokenizer, rows, hooks):
    """Outputs of MLPs at the words of triples, by hook, `[3 triples, d_model]`."""
    kept, outputs = {}, {hook: [] for hook in hooks}
    handles = [
        model.model.layers[int(MLP_OUT.fullmatch(hook)[1])].mlp.register_forward_hook(
            lambda _, args, output, hook=hook: kept.update({hook: output[:, -1].double().numpy()})
        )
        for hook in hooks
    ]
    for row in rows:
        # The three words are one token each, so that nothing is padded.
        with torch.no_grad():
            model.model(torch.tensor([tokenizer(row[role]).input_ids for role in ROLES]))
        for hook in hooks:
            outputs[hook].append(kept[hook])
    for handle in handles:
        handle.remove()
    return {hook: np.concatenate(np.swapaxes(x, 0, 1)) for hook, x in outputs.items()}


def encoded(directory, x):
    """Features of a dictionary that the run trained, tied and with ReLU."""
    t = {name: value.astype(float) for name, value in load_file(directory / "sae_weights.safetensors").items()}
    return np.maximum(x @ t["W_enc"] + t["b_enc"], 0)


class Probes:
    """Goes from checkpoint to checkpoint, as the lives of the probes do."""

    def __init__(self, rows, hooks, dictionaries, run):
        # Intervals are not compared here.
        paper_scores.RUN, paper_scores.RESAMPLES = run, 1
        # Ranks that single precision exchanges move tau by less than what is told apart here.
        paper_scores.CLOSEST = 0
        self.rows, self.hooks, self.dictionaries = rows, sorted(hooks), dictionaries
        self.triples = paper_probes.Triples(rows)

    def next(self, model, tokenizer):
        """Scores and controls by probe."""
        raw = at_words(model, tokenizer, self.rows, self.hooks)
        features = [encoded(self.dictionaries / hook, raw[hook]) for hook in self.hooks]
        x, f = np.hstack([raw[hook] for hook in self.hooks]), np.hstack(features)
        n = len(self.rows)
        neutral = lambda m: np.vstack([m[2 * n :]] * 2)
        return self.triples.next(f[: 2 * n], neutral(f), x[: 2 * n], neutral(x))
