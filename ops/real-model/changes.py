"""Features of the change, and the conditions under which less was learned.

The dictionaries are those that the run trained, as `plumbline dictionary export` writes them.
"""

import sys
from pathlib import Path

import numpy as np
from safetensors.numpy import load_file
from scipy import stats

sys.path.append(str(Path(__file__).parents[2] / "stream-jobs/src/test/python"))
from references import SplitMix64  # noqa: E402

MIN_PROMPTS, TIE = 3, 1e-12


class TopK:
    def __init__(self, directory, k):
        tensors = load_file(directory / "sae_weights.safetensors")
        self.k = k
        self.tensors = {name: value.astype(float) for name, value in tensors.items()}

    def encode(self, x):
        f = x @ self.tensors["W_enc"] + self.tensors["b_enc"]
        kth = -np.partition(-f, self.k - 1, axis=1)[:, self.k - 1 : self.k]
        return np.where((f >= kth) & (f > 0), f, 0)

    def decode(self, f):
        return f @ self.tensors["W_dec"] + self.tensors["b_dec"]


def features(decisions, changes, dictionary, stated, slope):
    """Figures of the change, and those of each feature. stated: by word's token."""
    f, decoder = dictionary.encode(changes), dictionary.tensors["W_dec"]
    tokens = sorted(stated)
    y = np.array([stated[t] for t in tokens])
    rows = decisions.unembedding[tokens]
    # a_j = mean_c f_j (gamma d_j) . sum_w (y_w - mean y) W~[w] / n
    read = decisions.gamma * ((y - y.mean()) @ (rows - rows.mean(0)) / len(y))
    carried = f.mean(0) * (decoder @ read)
    pulled = np.array(decisions.pulls) * decisions.gamma
    slopes = (f * (pulled @ decoder.T)).sum(0) / sum(decisions.denominators)
    error = changes - dictionary.decode(f)
    figures = {
        "change_captured": 1 - (error**2).sum() / (changes**2).sum(),
        "slope_features": slopes.sum(),
        "features_share": slopes.sum() / slope,
        "against_share": -slopes[slopes < 0].sum() / slope,
    }
    alone = {"carried": carried, "slope": slopes, "contexts": (f > 0).sum(0)}
    return figures, alone


def conditions(decisions, numerators, dictionary, seed, permutations):
    """Correlation and p of every feature that can tell prompts apart, and its relative slope."""
    names, sums = decisions.by_prompt(numerators)
    encoded = dictionary.encode(decisions.residuals)
    place = {name: i for i, name in enumerate(names)}
    means = np.zeros((len(names), encoded.shape[1]))
    for choice, row in zip(decisions.choices, encoded):
        means[place[choice.prompt]] += row
    counts = np.bincount([place[c.prompt] for c in decisions.choices], minlength=len(names))
    means /= counts[:, None]
    told = np.flatnonzero(((means > 0).sum(0) >= MIN_PROMPTS) & (np.ptp(means, axis=0) > 0))
    centred = means[:, told] - means[:, told].mean(0)
    centred /= np.linalg.norm(centred, axis=0)

    def correlations(ranks):
        ranks = np.array(ranks) - np.mean(ranks)
        return ranks @ centred / np.linalg.norm(ranks)

    ranks = list(stats.rankdata(sums[:, 0] / sums[:, 1]))
    observed = correlations(ranks)
    random, minima = SplitMix64(seed), []
    for _ in range(permutations):
        for last in range(len(ranks) - 1, 0, -1):
            other = random.next_int(last + 1)
            ranks[last], ranks[other] = ranks[other], ranks[last]
        minima.append(correlations(ranks).min())
    whole = sums[:, 0].sum() / sums[:, 1].sum()
    found = {}
    for j, correlation in zip(told, observed):
        firing = means[:, j] >= 0.5 * means[:, j].max()
        found[int(j)] = {
            "correlation": correlation,
            "p": (1 + sum(m <= correlation + TIE for m in minima)) / (1 + permutations),
            "relative_slope": sums[firing, 0].sum() / sums[firing, 1].sum() / whole,
            "count": int(firing.sum()),
        }
    return found
