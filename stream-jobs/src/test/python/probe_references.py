"""References for io.plumbline.streamjobs.probe, by scikit-learn and SciPy.

The whole probe is done again here: folds and reassigned labels by SHA-256, the three lives by
scikit-learn's Ridge (the incremental one with sample weights), scores by SciPy.
"""

import hashlib

import numpy as np
from references import bag_of_words, resamples, signed, write
from scipy import stats
from sklearn.linear_model import Ridge

RUN, LAMBDA, FOLDS, DECAY, RESAMPLES = "0123abcd", 1.0, 4, 0.5, 60
rng = np.random.default_rng(42)


def seed(purpose):
    return int.from_bytes(hashlib.sha256(f"{RUN}/{purpose}".encode()).digest()[:8], "big")


def ridge_cases():
    cases = []
    for n, p, scale in [(40, 7, 1.0), (12, 30, 1.0), (9, 9, 50.0), (80, 20, 0.1)]:
        x = (scale * np.maximum(rng.normal(size=(n, p)) + 0.2, 0)).astype(np.float32)
        y = rng.normal(size=(n, 2)) + 3
        for penalty in [1.0, 10.0, 1e-3]:
            model = Ridge(alpha=penalty, solver="svd").fit(x.astype(float), y)
            cases.append(
                {
                    "lambda": penalty,
                    "x": x,
                    "y": y.T,
                    "weights": model.coef_,
                    "intercepts": model.intercept_,
                }
            )
    return cases


def raw_activations(count, width, y, t):
    """With a mean that is far larger than what the rows differ by."""
    mean = np.where(np.arange(width) % 7 == 0, 40, 1)
    tilt = np.outer(y, np.sin(np.arange(width))) * (0.2 + 0.1 * t)
    return (mean + rng.normal(size=(count, width)) + tilt).astype(np.float32)


def triples(t, width, raw_width, count, words):
    """Features that tell positive from negative words better as t grows."""
    direction = np.linspace(-1, 1, width)
    y = np.array([w["stated"] for w in words])
    positive = np.array([i for i, w in enumerate(words) if w["stated"] > 0])
    negative = np.array([i for i, w in enumerate(words) if w["stated"] < 0])
    chosen = positive[np.arange(count) % len(positive)], negative[np.arange(count) % len(negative)]

    def features(shift):
        raw = rng.normal(size=(count, width)) + np.outer(shift, direction) * (0.3 + 0.3 * t)
        return np.round(np.maximum(raw, 0), 3).astype(np.float32)

    rows = {
        "positive": features(y[chosen[0]]),
        "negative": features(y[chosen[1]]),
        "neutral": features(np.zeros(count)),
    }
    raw = {
        "rawPositive": raw_activations(count, raw_width, y[chosen[0]], t),
        "rawNegative": raw_activations(count, raw_width, y[chosen[1]], t),
        "rawNeutral": raw_activations(count, raw_width, np.zeros(count), t),
    }
    # So that no two words are predicted alike up to rounding, which would decide their order.
    contexts = ["It was", "so very, very", "I found the film", "the"]
    return {
        "texts": [
            f"{contexts[(i // 2 + w) % 4]} {'o' * rng.integers(1, 200)} {words[w]['word']}"
            for half in chosen
            for i, w in enumerate(half)
        ],
        **raw,
        "positiveWords": [words[i]["word"] for i in chosen[0]],
        "negativeWords": [words[i]["word"] for i in chosen[1]],
        "positiveStated": y[chosen[0]],
        "negativeStated": y[chosen[1]],
        **rows,
    }


def by_word(words, values):
    names = sorted(set(words))
    return names, np.array([np.mean([v for w, v in zip(words, values) if w == n]) for n in names])


def rescaled(raw, y):
    low, high = np.quantile(raw, [0.1, 0.9])
    return np.clip(y.min() + (raw - low) / (high - low) * (y.max() - y.min()), y.min(), y.max())


def tau(a, b):
    return stats.kendalltau(a, b).statistic


def within(implied, y):
    parts = [(np.sum(y * s > 0), tau(implied[y * s > 0], y[y * s > 0])) for s in [1, -1]]
    return sum(n * t for n, t in parts) / sum(n for n, _ in parts)


def interval(names, statistic):
    values = [statistic(r) for r in resamples(names, RESAMPLES, seed("bootstrap/words"))]
    return [np.quantile(values, 0.025), np.quantile(values, 0.975)]


AGREEMENT = {
    "kendall_tau": tau,
    "pearson": lambda a, b: stats.pearsonr(a, b).statistic,
    "sign_accuracy": lambda a, b: np.mean(np.sign(a) == np.sign(b)),
    "spearman": lambda a, b: stats.spearmanr(a, b).statistic,
}


def agreement(names, implied, y, base, control, control_y):
    """Of implied with stated feedback, how it has changed since the base, and beyond the control task's."""
    results = {}
    for name, of in AGREEMENT.items():
        results[name] = of(implied, y)
        results[f"{name}_interval"] = interval(names, lambda r: of(implied[r], y[r]))
        if base is not None:
            change = "change" if of is tau else f"change_{name}"
            results[change] = of(implied, y) - of(base, y)
            results[f"{change}_interval"] = interval(
                names, lambda r: of(implied[r], y[r]) - of(base[r], y[r])
            )
    results["selectivity"] = tau(implied, y) - tau(control, control_y)
    results["selectivity_interval"] = interval(
        names, lambda r: tau(implied[r], y[r]) - tau(control[r], control_y[r])
    )
    return results


class Lives:
    def __init__(self):
        self.frozen, self.seen, self.last, self.base, self.direct = None, [], {}, None, None

    def fit(self, checkpoints, target):
        """Models by fold, the last on all rows; checkpoints are (weight, x, targets, fold)."""
        x = np.vstack([c[1] for c in checkpoints])
        y = np.concatenate([c[2][target] for c in checkpoints])
        fold = np.concatenate([c[3] for c in checkpoints])
        weight = np.concatenate([np.full(len(c[1]), c[0]) for c in checkpoints])
        return [
            Ridge(alpha=LAMBDA, solver="cholesky").fit(
                x[fold != f], y[fold != f], sample_weight=weight[fold != f]
            )
            for f in range(FOLDS + 1)
        ]

    def next(self, t):
        words = t["positiveWords"] + t["negativeWords"]
        stated = np.concatenate([t["positiveStated"], t["negativeStated"]])
        x = np.vstack([t["positive"], t["negative"]]).astype(float)
        neutral = np.vstack([t["neutral"]] * 2).astype(float)
        sign = np.repeat([1.0, -1.0], len(t["positive"]))
        distance = np.linalg.norm(x - neutral, axis=1)
        fold = np.array([seed(f"fold/{w}") % FOLDS for w in words])

        alphabetical = sorted(set(words))
        hashed = sorted(alphabetical, key=lambda w: (signed(seed(f"control/{w}")), w))
        source = dict(zip(alphabetical, hashed))
        row = {w: words.index(w) for w in alphabetical}
        control_sign = np.array([sign[row[source[w]]] for w in words])
        control_stated = np.array([stated[row[source[w]]] for w in words])

        now = (1.0, x, [sign * distance, control_sign * distance, stated, control_stated], fold)
        refit = [self.fit([now], q) for q in range(4)]
        if self.frozen is None:
            self.frozen = refit
        lives = {"FROZEN": self.frozen, "REFIT": refit}
        if self.seen:
            age = len(self.seen)
            past = [(DECAY ** (age - 1 - i), *c[1:]) for i, c in enumerate(self.seen)]
            lives["INCREMENTAL"] = [self.fit(past, q) for q in range(2)]
        self.seen.append(now)

        def predict(models, x=x):
            raw = np.array([models[f].predict(x[i : i + 1])[0] for i, f in enumerate(fold)])
            return by_word(words, raw)

        def other(x, target):
            models = self.fit([(1.0, x, [target], fold)], 0)
            return tau(rescaled(predict(models, x)[1], y), y)

        raw_x = np.vstack([t["rawPositive"], t["rawNegative"]]).astype(float)
        raw_neutral = np.vstack([t["rawNeutral"]] * 2).astype(float)
        raw_delta = sign * np.linalg.norm(raw_x - raw_neutral, axis=1)
        length = np.array([[float(len(text))] for text in t["texts"]])
        bag = bag_of_words(t["texts"])

        names, y = by_word(words, stated)
        _, control_y = by_word(words, control_stated)
        _, refit_raw = predict(refit[0])
        refit_implied = rescaled(refit_raw, y)
        delta_controls = {
            "raw": other(raw_x, raw_delta),
            "length": other(length, now[2][0]),
            "bag_of_words": other(bag, now[2][0]),
        }
        results = {}
        for life, models in lives.items():
            _, raw = predict(models[0])
            implied = rescaled(raw, y)
            control = rescaled(predict(models[1])[1], control_y)
            weights = models[0][-1].coef_
            last = self.last.get(life)
            cosine = (
                None
                if last is None
                else weights @ last / np.linalg.norm(weights) / np.linalg.norm(last)
            )
            if life == "FROZEN":
                cosine = 1.0
            self.last[life] = weights
            results[life] = {
                **agreement(names, implied, y, self.base, control, control_y),
                "weight_cosine": cosine,
                "sign_within": within(implied, y),
                "shuffled": tau(control, control_y),
                **delta_controls,
                "weights": weights,
                "words": raw,
                "implied": implied,
            }
            if life != "REFIT":
                results[life]["gap"] = tau(implied, y) - tau(refit_implied, y)
                results[life]["gap_interval"] = interval(
                    names, lambda r: tau(implied[r], y[r]) - tau(refit_implied[r], y[r])
                )
        if self.base is None:
            self.base = refit_implied
        raw = predict(refit[2])[1]
        implied = rescaled(raw, y)
        control = rescaled(predict(refit[3])[1], control_y)
        results["direct"] = {
            **agreement(names, implied, y, self.direct, control, control_y),
            "sign_within": within(implied, y),
            "shuffled": tau(control, control_y),
            "raw": other(raw_x, stated),
            "length": other(length, stated),
            "bag_of_words": other(bag, stated),
            "weights": refit[2][-1].coef_,
            "words": raw,
            "implied": implied,
        }
        if self.direct is None:
            self.direct = implied
        return results


def run(width, raw_width, count, checkpoints):
    words = [
        {"word": f"word{i:02d}", "stated": (1 if i % 2 else -1) * (0.8 + 0.1 * (i % 9))}
        for i in range(22)
    ]
    lives, steps = Lives(), []
    for t in range(checkpoints):
        data = triples(t, width, raw_width, count, words)
        steps.append({"triples": data, "results": lives.next(data)})
    return {"width": width, "steps": steps}


write(
    "probe.json",
    {
        "options": {
            "runDigest": RUN,
            "lambda": LAMBDA,
            "folds": FOLDS,
            "decay": DECAY,
            "resamples": RESAMPLES,
        },
        "folds": {w: seed(f"fold/{w}") % FOLDS for w in ["good", "bad", "awful", "schön"]},
        "ridge": ridge_cases(),
        "primal": run(width=8, raw_width=20, count=40, checkpoints=4),
        "dual": run(width=70, raw_width=90, count=24, checkpoints=3),
    },
)
