"""References for the logistic probes, by scikit-learn, SciPy and PyTorch (AdaGrad)."""

import hashlib

import numpy as np
import torch
from references import bag_of_words, resamples, write
from scipy.special import expit
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import accuracy_score, roc_auc_score

RUN, LAMBDA, RATE, FOLDS, RESAMPLES = "0123abcd", 0.5, 0.1, 4, 40
rng = np.random.default_rng(31)


def seed(purpose):
    return int.from_bytes(hashlib.sha256(f"{RUN}/{purpose}".encode()).digest()[:8], "big")


def fitted(x, y, penalty):
    x = x.astype(float)
    model = LogisticRegression(C=1 / penalty, solver="newton-cg", tol=1e-11, max_iter=20000)
    model.fit(x, y)
    error = expit(model.decision_function(x)) - y
    gradient = np.append(error @ x + penalty * model.coef_[0], error.sum())
    assert np.abs(gradient).max() < 1e-8 * max(1, penalty), np.abs(gradient).max()
    return model


def cases():
    out = []
    for n, p, scale in [(60, 5, 1.0), (14, 40, 1.0), (20, 20, 3.0), (120, 12, 0.2), (30, 90, 4.0)]:
        x = (scale * np.maximum(rng.normal(size=(n, p)) + 0.2, 0)).astype(np.float32)
        y = x[:, 0] + rng.normal(size=n) * scale > 0.7 * scale
        for penalty in [1.0, 30.0, 1e-2]:
            model = fitted(x, y, penalty)
            out.append(
                {
                    "lambda": penalty,
                    "x": x,
                    "positive": y,
                    "weights": model.coef_[0],
                    "intercept": model.intercept_[0],
                }
            )
    return out


class Online:
    """torch's AdaGrad, one row at a time."""

    def __init__(self, columns):
        self.w = torch.zeros(columns, dtype=torch.float64, requires_grad=True)
        self.b = torch.zeros(1, dtype=torch.float64, requires_grad=True)
        self.optimiser = torch.optim.Adagrad([self.w, self.b], lr=RATE)

    def learn(self, row, positive):
        self.optimiser.zero_grad()
        f = torch.tensor(row.astype(float)) @ self.w + self.b
        target = torch.tensor([float(positive)], dtype=torch.float64)
        torch.nn.functional.binary_cross_entropy_with_logits(f, target).backward()
        self.optimiser.step()

    def decide(self, x):
        return x.astype(float) @ self.w.detach().numpy() + self.b.item()


def online_case():
    x = np.round(np.maximum(rng.normal(size=(50, 6)), 0), 3).astype(np.float32)
    y = x[:, 1] > x[:, 2]
    model = Online(6)
    for row, positive in zip(x, y):
        model.learn(row, positive)
    return {"rate": RATE, "x": x, "positive": y, "weights": model.w.detach().numpy().copy(),
            "intercept": model.b.item()}


class Lives:
    def __init__(self):
        self.first, self.online, self.last = None, None, {}

    def next(self, t, items, prompts, texts):
        x = np.vstack([t["chosen"], t["rejected"]])
        raw = np.vstack([t["rawChosen"], t["rawRejected"]])
        n = len(items)
        y = np.repeat([True, False], n)
        groups = prompts * 2
        fold = np.array([seed(f"fold/{p}") % FOLDS for p in groups])
        draws = resamples(groups, RESAMPLES, seed("bootstrap/prompts"))

        def fit(x, y):
            return [fitted(x[fold != f], y[fold != f], LAMBDA) for f in range(FOLDS + 1)]

        def decide(models, x):
            return np.array(
                [models[f].decision_function(x[i : i + 1].astype(float))[0] for i, f in enumerate(fold)]
            )

        exchanged = y.copy()
        for i, item in enumerate(items):
            if seed(f"control/{item}") % 2 == 1:
                exchanged[i], exchanged[n + i] = False, True
        refit = fit(x, y)
        refit_f = decide(refit, x)
        length = np.array([[float(len(text))] for text in texts])
        bag = bag_of_words(texts)
        shuffled_f = decide(fit(x, exchanged), x)

        def beyond(statistic, f, other, other_y):
            """A statistic less that of other decisions, with its interval."""
            of = lambda r: statistic(y[r], f[r]) - statistic(other_y[r], other[r])
            return of(np.arange(len(y))), np.quantile([of(r) for r in draws], [0.025, 0.975])

        accuracy = lambda y, f: accuracy_score(y, f > 0)
        controls = {
            "shuffled": roc_auc_score(exchanged, shuffled_f),
            "length": roc_auc_score(y, decide(fit(length, y), length)),
            "bag_of_words": roc_auc_score(y, decide(fit(bag, y), bag)),
            "raw": roc_auc_score(y, decide(fit(raw, y), raw)),
        }
        if self.first is None:
            self.first = (refit, refit_f)
            later = False
        else:
            later = True
        decisions = {"REFIT": refit_f, "FROZEN": decide(self.first[0], x)}
        weights = {"REFIT": refit[-1].coef_[0], "FROZEN": self.first[0][-1].coef_[0]}
        if self.online is not None:
            decisions["INCREMENTAL"] = np.array(
                [self.online[f].decide(x[i]) for i, f in enumerate(fold)]
            )
            weights["INCREMENTAL"] = self.online[-1].w.detach().numpy().copy()
        results = {}
        for life, f in decisions.items():
            last, w = self.last.get(life), weights[life]
            cosine = w @ last / np.linalg.norm(w) / np.linalg.norm(last) if last is not None else None
            self.last[life] = w
            results[life] = {
                "auc": roc_auc_score(y, f),
                "auc_interval": np.quantile(
                    [roc_auc_score(y[r], f[r]) for r in draws], [0.025, 0.975]
                ),
                "accuracy": accuracy_score(y, f > 0),
                "weight_cosine": 1.0 if life == "FROZEN" else cosine,
                "weights": w,
                **controls,
            }
            compared = {
                "selectivity": (roc_auc_score, shuffled_f, exchanged),
                "selectivity_accuracy": (accuracy, shuffled_f, exchanged),
            }
            if life != "REFIT":
                compared["gap"] = (roc_auc_score, refit_f, y)
            if later:
                compared["change"] = (roc_auc_score, self.first[1], y)
                compared["change_accuracy"] = (accuracy, self.first[1], y)
            for name, (statistic, other, other_y) in compared.items():
                results[life][name], results[life][f"{name}_interval"] = beyond(
                    statistic, f, other, other_y
                )
        if self.online is None:
            self.online = [Online(x.shape[1]) for _ in range(FOLDS + 1)]
        for k, model in enumerate(self.online):
            for i in range(n):
                if fold[i] != k:
                    model.learn(x[i], True)
                    model.learn(x[n + i], False)
        return results


def run(width, raw_width, pairs, checkpoints):
    items = [f"pair{i:02d}" for i in range(pairs)]
    prompts = [f"prompt:{i % (pairs * 2 // 3)}" for i in range(pairs)]
    adjectives = ["good", "fine", "bad", "odd", "very long and"]
    texts = [f"a {adjectives[(i * 7 + i // pairs) % 5]} answer number {i % 3}" for i in range(2 * pairs)]
    lives, steps = Lives(), []
    for t in range(checkpoints):
        tilt = np.repeat([0.4, -0.4], pairs)[:, None] * np.linspace(-1, 1, width) * (1 + t)
        x = np.round(np.maximum(rng.normal(size=(2 * pairs, width)) + tilt, 0), 3).astype(np.float32)
        raw = (rng.normal(size=(2 * pairs, raw_width)) + 0.1 * t * tilt[:, :1] + 5).astype(np.float32)
        data = {
            "chosen": x[:pairs],
            "rejected": x[pairs:],
            "rawChosen": raw[:pairs],
            "rawRejected": raw[pairs:],
        }
        steps.append({"pairs": data, "results": lives.next(data, items, prompts, texts)})
    return {"items": items, "prompts": prompts, "texts": texts, "steps": steps}


write(
    "logistic.json",
    {
        "options": {
            "runDigest": RUN,
            "lambda": LAMBDA,
            "rate": RATE,
            "folds": FOLDS,
            "resamples": RESAMPLES,
        },
        "cases": cases(),
        "online": online_case(),
        "primal": run(width=7, raw_width=11, pairs=30, checkpoints=3),
        "dual": run(width=60, raw_width=80, pairs=20, checkpoints=3),
    },
)
