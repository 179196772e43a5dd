"""The paper's probes and their controls on the triples, by the code that PaperExperimentIT is held to."""

import re
import sys
from collections import defaultdict
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
    d_model = model.config.hidden_size
    kept, outputs = {}, {hook: np.empty((len(ROLES) * len(rows), d_model)) for hook in hooks}
    handles = [
        model.model.layers[int(MLP_OUT.fullmatch(hook)[1])].mlp.register_forward_hook(
            lambda _, args, output, hook=hook: kept.update({hook: output[:, -1].double().numpy()})
        )
        for hook in hooks
    ]
    of_frame = defaultdict(list)
    for i, row in enumerate(rows):
        for r, role in enumerate(ROLES):
            *frame, word = tokenizer(row[role]).input_ids
            of_frame[tuple(frame)].append((r * len(rows) + i, word))
    for frame, words in of_frame.items():
        # What all these texts begin with is read once.
        with torch.no_grad():
            begun = model.model(torch.tensor([frame]), use_cache=True).past_key_values
            begun.batch_repeat_interleave(len(words))
            model.model(torch.tensor([[word] for _, word in words]), past_key_values=begun)
        for hook in hooks:
            outputs[hook][[place for place, _ in words]] = kept[hook]
    for handle in handles:
        handle.remove()
    return outputs


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

    def next(self, raw):
        """Scores and controls by probe, of what at_words gives of a checkpoint."""
        features = [encoded(self.dictionaries / hook, raw[hook]) for hook in self.hooks]
        x, f = np.hstack([raw[hook] for hook in self.hooks]), np.hstack(features)
        n = len(self.rows)
        neutral = lambda m: np.vstack([m[2 * n :]] * 2)
        return self.triples.next(f[: 2 * n], neutral(f), x[: 2 * n], neutral(x))
