"""Scores with the intervals that reports carry, and what the run's digest decides."""

import hashlib
import pathlib
import sys

import numpy as np
from scipy import stats
from sklearn.metrics import roc_auc_score

sys.path.append(str(pathlib.Path(__file__).parents[4] / "stream-jobs/src/test/python"))
from references import bag_of_words, resamples, signed  # noqa: E402, F401

RUN = hashlib.sha256(b"the paper's two tasks").hexdigest()
RESAMPLES, FOLDS = 100, 5
# How close two figures that are ranked may come, in standard deviations, lest single precision
# exchanges them: then statistics of ranks are the same to the last digit.
CLOSEST = 1e-6


def seed(purpose):
    return int.from_bytes(hashlib.sha256(f"{RUN}/{purpose}".encode()).digest()[:8], "big")


def folds(groups):
    return np.array([seed(f"fold/{g}") % FOLDS for g in groups])


def rankable(values, labels, equal=()):
    """The values, if no two of different labels are too close to be told apart.

    equal: values that several may have alike.
    """
    order = np.argsort(values)
    gaps = np.diff(values[order]) / np.std(values)
    alike = (gaps == 0) & np.isin(values[order][1:], equal)
    close = (gaps < CLOSEST) & (np.diff(labels[order]) != 0) & ~alike
    assert not close.any(), f"two values are {gaps[close].min():.1e} deviations apart: take another seed"
    return values


def tau(x, y):
    if len(x) < 3 or np.ptp(x) == 0 or np.ptp(y) == 0:
        return None
    return stats.kendalltau(x, y).statistic


def spearman(x, y):
    if len(x) < 3 or np.ptp(x) == 0 or np.ptp(y) == 0:
        return None
    return stats.spearmanr(x, y).statistic


def pearson(x, y):
    if len(x) < 3 or np.ptp(x) == 0 or np.ptp(y) == 0:
        return None
    return stats.pearsonr(x, y).statistic


def sign_accuracy(predicted, truth):
    if len(predicted) < 3 or np.ptp(predicted) == 0:
        return None
    return np.mean(np.sign(predicted[truth != 0]) == np.sign(truth[truth != 0]))


def within_sign(predicted, truth):
    """Tau of the words of either sign, weighted by how many they are."""
    parts = [(np.sum(truth * s > 0), tau(predicted[truth * s > 0], truth[truth * s > 0])) for s in (1, -1)]
    parts = [(n, t) for n, t in parts if t is not None]
    return sum(n * t for n, t in parts) / sum(n for n, _ in parts) if parts else None


def area(decisions, positive):
    if positive.all() or not positive.any():
        return None
    return roc_auc_score(positive, decisions)


def fixed(value, samples):
    """A score without an interval."""
    return {"value": value, "low": None, "high": None, "samples": samples}


class Bootstrap:
    """Percentile intervals over resamples of groups."""

    def __init__(self, groups, purpose):
        self.count = len(groups)
        self.draws = resamples(groups, RESAMPLES, seed(purpose))

    def of(self, statistic, samples=None):
        """Score of a function of indices of items."""
        score = fixed(statistic(np.arange(self.count)), self.count if samples is None else samples)
        if score["value"] is not None:
            values = [v for v in map(statistic, self.draws) if v is not None]
            if len(values) >= 0.9 * RESAMPLES:
                score["low"], score["high"] = np.quantile(values, [0.025, 0.975])
        return score

    def paired(self, statistic, x, y):
        return self.of(lambda i: statistic(x[i], y[i]))

    def difference(self, statistic, x, other, y, other_y=None):
        other_y = y if other_y is None else other_y
        return self.of(lambda i: minus(statistic(x[i], y[i]), statistic(other[i], other_y[i])))


def minus(a, b):
    return None if a is None or b is None else a - b


def cosine(weights, before):
    if before is None:
        return None
    return weights @ before / np.linalg.norm(weights) / np.linalg.norm(before)


def lengths(texts):
    return np.array([[float(len(text))] for text in texts])
