"""The paper's probes in their three lives, by scikit-learn, SciPy and PyTorch."""

import numpy as np
import torch
from paper_scores import (
    FOLDS,
    Bootstrap,
    area,
    bag_of_words,
    cosine,
    fixed,
    folds,
    lengths,
    pearson,
    rankable,
    seed,
    sign_accuracy,
    signed,
    spearman,
    tau,
    within_sign,
)
from scipy.special import expit
from sklearn.linear_model import LogisticRegression, Ridge

RIDGE, LOGISTIC, RATE, DECAY = 1.0, 1.0, 0.05, 0.5


def by_word(words, values):
    names = sorted(set(words))
    return names, np.array([np.mean([v for w, v in zip(words, values) if w == n]) for n in names])


def rescaled(raw, y):
    """The 10th to the 90th percentile over the range of y, what lies beyond clamped."""
    low, high = np.quantile(raw, [0.1, 0.9])
    implied = np.clip(y.min() + (raw - low) / (high - low) * np.ptp(y), y.min(), y.max())
    return rankable(implied, y, [y.min(), y.max()])


AGREEMENT = {
    "kendall_tau": tau,
    "pearson": pearson,
    "sign_accuracy": sign_accuracy,
    "spearman": spearman,
}


class Triples:
    """Task one: ridge from features at the words to signed activation deltas, by held-out word."""

    def __init__(self, rows):
        words = [[r[role].split()[-1] for r in rows] for role in ("positive", "negative")]
        self.words = words[0] + words[1]
        self.texts = [r["positive"] for r in rows] + [r["negative"] for r in rows]
        self.stated = np.array([r[f"{s}_reward"] for s in ("positive", "negative") for r in rows])
        self.sign = np.repeat([1.0, -1.0], len(rows))
        self.fold = folds(self.words)
        names = sorted(set(self.words))
        by_hash = sorted(names, key=lambda w: (signed(seed(f"control/{w}")), w))
        source = {w: self.words.index(h) for w, h in zip(names, by_hash)}
        self.control = np.array([source[w] for w in self.words])
        self.names, self.y = by_word(self.words, self.stated)
        self.bootstrap = Bootstrap(self.names, "bootstrap/words")
        self.seen, self.frozen, self.last, self.base, self.direct = [], None, {}, None, None

    def fit(self, checkpoints, target):
        """Models by fold, the last of all rows; checkpoints are (weight, x, targets)."""
        x = np.vstack([c[1] for c in checkpoints])
        y = np.concatenate([c[2][target] for c in checkpoints])
        fold = np.tile(self.fold, len(checkpoints))
        weight = np.repeat([c[0] for c in checkpoints], len(self.fold))
        return [
            Ridge(alpha=RIDGE, solver="cholesky").fit(
                x[fold != f], y[fold != f], sample_weight=weight[fold != f]
            )
            for f in range(FOLDS + 1)
        ]

    def held_out(self, models, x):
        rows = [models[f].predict(x[i : i + 1])[0] for i, f in enumerate(self.fold)]
        return by_word(self.words, rows)[1]

    def other(self, x, target):
        """Tau of what else the target could be predicted from."""
        implied = rescaled(self.held_out(self.fit([(1.0, x, [target])], 0), x), self.y)
        return self.bootstrap.paired(tau, implied, self.y)

    def next(self, features, neutral, raw, raw_neutral):
        """Results by life; rows are the positive words, then the negative ones."""
        distance = np.linalg.norm(features - neutral, axis=1)
        delta = self.sign * distance
        targets = [delta, self.sign[self.control] * distance, self.stated, self.stated[self.control]]
        refit = [self.fit([(1.0, features, targets)], q) for q in range(4)]
        self.frozen = self.frozen or refit
        lives = {"frozen": self.frozen, "refit": refit}
        if self.seen:
            age = len(self.seen)
            past = [(DECAY ** (age - 1 - i), *c) for i, c in enumerate(self.seen)]
            lives["incremental"] = [self.fit(past, q) for q in range(2)]
        self.seen.append((features, targets))

        raw_delta = self.sign * np.linalg.norm(raw - raw_neutral, axis=1)
        length, bag = lengths(self.texts), bag_of_words(self.texts)
        others = [("raw", raw), ("length", length), ("bag_of_words", bag)]
        of_delta = {n: self.other(x, raw_delta if n == "raw" else delta) for n, x in others}
        of_stated = {n: self.other(x, self.stated) for n, x in others}

        refit_implied = rescaled(self.held_out(refit[0], features), self.y)
        results = {}
        for life, models in lives.items():
            result, implied = self.result(models[0], models[1], features, of_delta, self.base)
            before, self.last[life] = self.last.get(life), models[0][-1].coef_
            same = 1.0 if life == "frozen" else cosine(models[0][-1].coef_, before)
            result["scores"]["weight_cosine"] = fixed(same, len(self.names))
            if life != "refit":
                result["scores"]["gap"] = self.bootstrap.difference(tau, implied, refit_implied, self.y)
                result["items"] = {}
            results[f"delta-ridge.{life}"] = result
        direct = self.result(refit[2], refit[3], features, of_stated, self.direct)
        results["direct-ridge"] = direct[0]
        if self.base is None:
            self.base, self.direct = refit_implied, direct[1]
        return results

    def result(self, models, control, x, others, base):
        raw = self.held_out(models, x)
        implied = rescaled(raw, self.y)
        assert np.abs(implied).min() > 1e-4, "an implied feedback has no sign: take another seed"
        control_y = by_word(self.words, self.stated[self.control])[1]
        learned = rescaled(self.held_out(control, x), control_y)
        scores = {n: self.bootstrap.paired(of, implied, self.y) for n, of in AGREEMENT.items()}
        scores["selectivity"] = self.bootstrap.difference(tau, implied, learned, self.y, control_y)
        if base is not None:
            for name, of in AGREEMENT.items():
                change = "change" if of is tau else f"change_{name}"
                scores[change] = self.bootstrap.difference(of, implied, base, self.y)
        controls = {
            "sign_within": self.bootstrap.paired(within_sign, implied, self.y),
            "shuffled": self.bootstrap.paired(tau, learned, control_y),
            **others,
        }
        items = {
            name: {"stated": y, "implied": v, "raw": r, "contexts": self.words.count(name)}
            for name, y, v, r in zip(self.names, self.y, implied, raw)
        }
        weights = models[-1].coef_
        return {"scores": scores, "controls": controls, "weights": weights, "items": items}, implied


def logistic(x, y):
    model = LogisticRegression(C=1 / LOGISTIC, solver="newton-cg", tol=1e-12, max_iter=20000).fit(x, y)
    error = expit(model.decision_function(x)) - y
    gradient = np.append(error @ x + LOGISTIC * model.coef_[0], error.sum())
    assert np.abs(gradient).max() < 1e-8, np.abs(gradient).max()
    return model


class Online:
    """torch's AdaGrad, one row at a time."""

    def __init__(self, columns):
        self.w = torch.zeros(columns, dtype=torch.float64, requires_grad=True)
        self.b = torch.zeros(1, dtype=torch.float64, requires_grad=True)
        self.optimiser = torch.optim.Adagrad([self.w, self.b], lr=RATE)

    def learn(self, row, positive):
        self.optimiser.zero_grad()
        f = torch.tensor(row) @ self.w + self.b
        target = torch.tensor([float(positive)], dtype=torch.float64)
        torch.nn.functional.binary_cross_entropy_with_logits(f, target).backward()
        self.optimiser.step()

    def weights(self):
        return self.w.detach().numpy().copy()

    def decide(self, row):
        return row @ self.weights() + self.b.item()


class Pairs:
    """Task two: logistic regression from mean features to chosen or rejected, by held-out prompt."""

    def __init__(self, rows, end):
        self.items = [r["id"] for r in rows]
        self.texts = [r[role] + end for role in ("chosen", "rejected") for r in rows]
        groups = ["prompt:" + r["prompt"] for r in rows] * 2
        self.fold = folds(groups)
        self.bootstrap = Bootstrap(groups, "bootstrap/prompts")
        self.y = np.repeat([True, False], len(rows))
        self.exchanged = self.y.copy()
        for i, item in enumerate(self.items):
            if seed(f"control/{item}") % 2 == 1:
                self.exchanged[i], self.exchanged[len(rows) + i] = False, True
        self.first, self.online, self.last = None, None, {}

    def fit(self, x, y):
        return [logistic(x[self.fold != f], y[self.fold != f]) for f in range(FOLDS + 1)]

    def decide(self, models, x):
        rows = [models[f].decision_function(x[i : i + 1])[0] for i, f in enumerate(self.fold)]
        return np.array(rows)

    def control(self, decisions, y):
        return self.bootstrap.paired(area, rankable(decisions, y, decisions), y)

    def next(self, features, raw):
        """Results by life; rows are the chosen responses, then the rejected ones."""
        refit = self.fit(features, self.y)
        now = self.decide(refit, features)
        others = {"raw": raw, "length": lengths(self.texts), "bag_of_words": bag_of_words(self.texts)}
        controls = {n: self.control(self.decide(self.fit(x, self.y), x), self.y) for n, x in others.items()}
        shuffled = self.decide(self.fit(features, self.exchanged), features)
        assert np.abs(shuffled).min() > 1e-5, "a decision has no sign: take another seed"
        controls["shuffled"] = self.control(shuffled, self.exchanged)
        later = self.first is not None
        self.first = self.first or (refit, now)
        lives = {
            "refit": (refit[-1].coef_[0], now),
            "frozen": (self.first[0][-1].coef_[0], self.decide(self.first[0], features)),
        }
        if self.online:
            rows = [self.online[f].decide(features[i]) for i, f in enumerate(self.fold)]
            lives["incremental"] = (self.online[-1].weights(), np.array(rows))
        results = {}
        for life, (weights, decisions) in lives.items():
            rankable(decisions, self.y)
            assert np.abs(decisions).min() > 1e-5, "a decision has no sign: take another seed"
            before, self.last[life] = self.last.get(life), weights
            same = 1.0 if life == "frozen" else cosine(weights, before)
            of_sign, of_control = (np.where(v, 1.0, -1.0) for v in (self.y, self.exchanged))
            beyond = lambda f, *labels: self.bootstrap.difference(f, decisions, shuffled, *labels)
            scores = {
                "auc": self.bootstrap.paired(area, decisions, self.y),
                "accuracy": self.bootstrap.paired(sign_accuracy, decisions, of_sign),
                "weight_cosine": fixed(same, len(self.y)),
                "selectivity": beyond(area, self.y, self.exchanged),
                "selectivity_accuracy": beyond(sign_accuracy, of_sign, of_control),
            }
            if life != "refit":
                scores["gap"] = self.bootstrap.difference(area, decisions, now, self.y)
            if later:
                scores["change"] = self.bootstrap.difference(area, decisions, self.first[1], self.y)
                scores["change_accuracy"] = self.bootstrap.difference(
                    sign_accuracy, decisions, self.first[1], of_sign
                )
            results[f"pair-logistic.{life}"] = {
                "scores": scores,
                "controls": controls,
                "weights": weights,
                "items": {},
            }
        self.learn(features)
        return results

    def learn(self, x):
        n = len(self.items)
        self.online = self.online or [Online(x.shape[1]) for _ in range(FOLDS + 1)]
        for f, model in enumerate(self.online):
            for i in np.flatnonzero(self.fold[:n] != f):
                model.learn(x[i], True)
                model.learn(x[n + i], False)
