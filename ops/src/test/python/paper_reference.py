"""The figures of PaperExperimentIT: both tasks of the paper on what paper_run.py wrote, with the
activations of transformers and peft in double precision and the features of sae_lens.

Writes src/test/resources/paper/reference.json: for each checkpoint and probe its scores and controls
with their intervals, its weights, and the implied feedback of each word.
"""

import json

import numpy as np
import torch
from paper_model import OUT, activations, base_model, checkpoints, log_probs, rows, tokenizer, tuned_model
from paper_policy import Margins, Words
from paper_probes import Pairs, Triples
from paper_scores import FOLDS, RESAMPLES, RUN, fixed
from sae_lens.saes.sae import SAE

torch.set_num_threads(1)
HOOKS = sorted(d.name for d in (OUT / "dictionaries").iterdir())
SAES = {h: SAE.load_from_disk(OUT / "dictionaries" / h, dtype="float64") for h in HOOKS}
ROLES = ("positive", "negative", "neutral")
tokens = tokenizer()
triples, pairs = rows("triples.jsonl"), rows("pairs.jsonl")
responses = [r["prompt"] + r[role] + tokens.eos_token for role in ("chosen", "rejected") for r in pairs]
texts = [tokens.encode(r[role]) for role in ROLES for r in triples] + [tokens.encode(t) for t in responses]
starts = [len(ids) - 1 for ids in texts[: 3 * len(triples)]]
starts += [len(tokens.encode(r["prompt"])) for r in pairs] * 2
N = len(triples)


def read(model):
    """Mean features, mean activations and the dictionary's fit by hook, and log-probabilities."""
    features, raw, fits = {}, {}, {}
    for hook, matrices in activations(model, texts, HOOKS).items():
        x = [m[start:] for m, start in zip(matrices, starts)]
        f = [SAES[hook].encode(m) for m in x]
        assert f[0].dtype == torch.float64
        features[hook] = np.array([m.mean(0).detach().numpy() for m in f])
        raw[hook] = np.array([m.mean(0).numpy() for m in x])
        x, f = torch.cat(x), torch.cat(f)
        error = ((x - SAES[hook].decode(f)) ** 2).sum() / ((x - x.mean(0)) ** 2).sum()
        fits[hook] = (error.item(), (f > 0).double().sum(1).mean().item(), len(x))
    return features, raw, fits, np.array(log_probs(model, texts, starts))


def beside(parts, hooks):
    return np.hstack([parts[h] for h in hooks])


def dictionary(fits):
    n = fits[HOOKS[-1]][2]
    scores = {f"fvu.{h}": fixed(fits[h][0], n) for h in HOOKS}
    scores["fvu"] = fixed(np.mean([fits[h][0] for h in HOOKS]), n)
    scores["l0"] = fixed(np.mean([fits[h][1] for h in HOOKS]), n)
    return {"scores": scores, "controls": {}, "weights": [], "items": {}}


def merged(scopes):
    """The results of all hooks side by side, with the scores of each hook under its name."""
    results = {}
    for probe, result in scopes[""].items():
        results[probe] = result
        for part in ("scores", "controls"):
            of_hooks = {
                f"{name}.{hook}": scopes[hook][probe][part][name] for hook in HOOKS for name in result[part]
            }
            result[part] = {**result[part], **of_hooks}
    return results


def plain(value):
    if isinstance(value, dict):
        return {k: plain(v) for k, v in value.items()}
    if isinstance(value, (list, np.ndarray)):
        return [plain(v) for v in value]
    if isinstance(value, str):
        return value
    if isinstance(value, (int, np.integer)):
        return int(value)
    return None if value is None else float(f"{value:.12g}")


scopes = {"": HOOKS, **{h: [h] for h in HOOKS}}
of_triples = {scope: Triples(triples) for scope in scopes}
of_pairs = {scope: Pairs(pairs, tokens.eos_token) for scope in scopes}
counts = [len(ids) - start for ids, start in zip(texts, starts)][3 * N :]
words, margins = Words(triples), Margins(pairs, counts, tokens.eos_token)
steps, base_logs = [], None
for step, model in [(0, base_model().double())] + [(s, tuned_model(d)) for s, d in checkpoints().items()]:
    features, raw, fits, logs = read(model)
    base_logs = logs if base_logs is None else base_logs
    results = {"dictionary": dictionary(fits)}
    parts = {}
    for scope, hooks in scopes.items():
        f, x = beside(features, hooks), beside(raw, hooks)
        neutral = lambda m: np.vstack([m[2 * N : 3 * N]] * 2)
        parts[scope] = of_triples[scope].next(f[: 2 * N], neutral(f), x[: 2 * N], neutral(x))
        parts[scope] |= of_pairs[scope].next(f[3 * N :], x[3 * N :])
    results |= merged(parts)
    by_triple = lambda v: v[: 3 * N].reshape(3, N).T
    results["policy"] = words.next(by_triple(base_logs), by_triple(logs))
    results["policy.pairs"] = margins.next(base_logs[3 * N :], logs[3 * N :])
    steps.append({"step": step, "probes": results})
    shown = {p: r["scores"] for p, r in results.items()}
    for probe, score in [
        ("delta-ridge.refit", "kendall_tau"),
        ("direct-ridge", "kendall_tau"),
        ("pair-logistic.refit", "auc"),
        ("policy", "slope"),
        ("policy.pairs", "margin"),
        ("dictionary", "fvu"),
    ]:
        print(step, probe, score, shown[probe][score])
reference = {"runDigest": RUN, "folds": FOLDS, "resamples": RESAMPLES, "steps": steps}
(OUT / "reference.json").write_text(json.dumps(plain(reference), separators=(",", ":")) + "\n")
