"""References for the dictionaries that the attribution trains itself, of the change and of the base,
by NumPy in double precision: their training from the first weights on, and what comes of it. After
the steps taken here single precision is less than 1e-6 away; after ten times as many, 1e-5.

The contexts and their words are those of attribution_references.py.
"""

import numpy as np
from attribution_references import (
    CONTEXTS,
    K,
    WIDTH,
    WORDS,
    carried_by,
    ceiling,
    f32,
    lowest_conditions,
    norm,
    prompts,
    seed,
    stated,
    usable,
    weights,
)
from references import SplitMix64, write

CHANGE_FEATURES, BASE_FEATURES, REUSE, BUFFER, BATCH, RATE, BLOCK = 12, 9, 60, 24, 64, 1e-3, 20
CHECKPOINTS, TRAINED = 3, 2
rng = np.random.default_rng(77)


class Training:
    """A TopK dictionary, its rows drawn from a bounded buffer, by Adam against explicit gradients."""

    def __init__(self, features, biases, purpose):
        self.random, self.biases = SplitMix64(seed(purpose)), biases
        w = np.array([[self.gaussian() for _ in range(WIDTH)] for _ in range(features)])
        w /= np.linalg.norm(w, axis=1, keepdims=True)
        # W, V, b_e, b_d
        self.parameters = [w, w.copy(), np.zeros(features), np.zeros(WIDTH)]
        self.first = [np.zeros_like(p) for p in self.parameters]
        self.second = [np.zeros_like(p) for p in self.parameters]
        self.rows, self.due, self.steps, self.scale = [], 0, 0, None

    def uniform(self):
        return (self.random.next_long() >> 11) * 2.0**-53

    def gaussian(self):
        radius = np.sqrt(-2 * np.log(1 - self.uniform()))
        return radius * np.cos(2 * np.pi * self.uniform())

    def add(self, rows):
        for row in rows:
            if len(self.rows) < BUFFER:
                self.rows.append(row)
            else:
                self.rows[self.random.next_int(BUFFER)] = row
        self.due += len(rows) * REUSE
        kept = BUFFER * REUSE if len(self.rows) == BUFFER else np.inf
        while self.due - kept >= BATCH:
            self.step()

    def finish(self):
        while self.due > 0:
            self.step()

    def centre(self):
        rows = np.array(self.rows)
        mean = rows.mean(0) if self.biases else np.zeros(WIDTH)
        self.scale = np.sqrt(WIDTH / ((rows**2).sum(1).mean() - mean @ mean))
        self.parameters[3] = mean * self.scale
        self.parameters[2] = -self.parameters[0] @ self.parameters[3]

    def step(self):
        if self.scale is None:
            self.centre()
        w, v, b_e, b_d = self.parameters
        x = self.scale * np.array([self.rows[self.random.next_int(len(self.rows))] for _ in range(BATCH)])
        f = np.maximum(largest(x @ w.T + b_e), 0)
        g = 2 * (f @ v + b_d - x) / x.size
        p = (g @ v.T) * (f > 0)
        gradients = [p.T @ x, f.T @ g, p.sum(0), g.sum(0)]
        self.steps += 1
        for i, gradient in enumerate(gradients):
            self.first[i] = 0.9 * self.first[i] + 0.1 * gradient
            self.second[i] = 0.999 * self.second[i] + 0.001 * gradient**2
            mean = self.first[i] / (1 - 0.9**self.steps)
            square = self.second[i] / (1 - 0.999**self.steps)
            self.parameters[i] = self.parameters[i] - RATE * mean / (np.sqrt(square) + 1e-8)
        v = self.parameters[1]
        self.parameters[1] = v / np.linalg.norm(v, axis=1, keepdims=True)
        if not self.biases:
            self.parameters[2:] = [np.zeros(len(v)), np.zeros(WIDTH)]
        self.due -= BATCH

    def frozen(self):
        w, v, b_e, b_d = self.parameters
        return {"encoder": w, "decoder": v, "be": b_e / self.scale, "bd": b_d / self.scale}


def largest(values):
    """The K largest of each row, the others 0."""
    kept = values.copy()
    np.put_along_axis(kept, np.argsort(values, axis=1)[:, :-K], 0, axis=1)
    return kept


def blocks(rows):
    """The usable rows as they come in."""
    for start in range(0, CONTEXTS, BLOCK):
        block = slice(start, min(CONTEXTS, start + BLOCK))
        yield rows[block][usable[block]]


def slope_sums(f0, ft, rows):
    """By prompt the denominator, the numerator of the activations, and that of the head, which is 0."""
    table = {}
    for c in np.flatnonzero(usable):
        q, denominator = weights(c)
        table.setdefault(prompts[c], []).append([denominator, q @ rows.astype(float) @ (ft[c] - f0[c]), 0])
    order = sorted(table)
    return order, np.array([np.sum(table[p], axis=0) for p in order])


def base_activations(base):
    """The base's dictionary, and the mean of its features over the contexts of each prompt."""
    training = Training(BASE_FEATURES, True, "attribution/conditions")
    for rows in blocks(base.astype(float)):
        training.add(rows)
    training.finish()
    d = training.frozen()
    f = np.maximum(largest(base @ d["encoder"].T + d["be"]), 0)
    counted = [c for c in range(CONTEXTS) if usable[c] and weights(c)[1] > 0]
    order = sorted({prompts[c] for c in counted})
    means = [np.mean([f[c] for c in counted if prompts[c] == p], axis=0) for p in order]
    return d, np.array(means)


def case(centred):
    gamma = f32(rng.normal(1, 0.2, WIDTH))
    beta = f32(rng.normal(0, 0.1, WIDTH) if centred else np.zeros(WIDTH))
    rows = f32(rng.normal(size=(WORDS, WIDTH)))
    base = f32(2 * rng.normal(size=(CONTEXTS, WIDTH)) + 0.5)
    towards = np.where(np.isnan(stated), 0, stated) @ rows
    push = 0.05 * towards + 0.2 * rng.normal(size=(CONTEXTS, WIDTH))
    push[::5] -= 0.1 * towards
    f0, sigma = norm(base, gamma, beta, centred)
    read = lambda vector: gamma * (vector - vector.mean() if centred else vector)
    kept = np.flatnonzero(usable)
    of_base, activations = base_activations(base)
    named = ceiling(rows)
    training, steps = Training(CHANGE_FEATURES, False, "attribution/change"), []
    for t in range(1, CHECKPOINTS + 1):
        tuned = f32(base + t * push + 0.1 * rng.normal(size=base.shape))
        x = (tuned.astype(float) - base.astype(float)) / sigma
        if t <= TRAINED:
            for part in blocks(x):
                training.add(part)
            training.finish()
        d = training.frozen()
        ft, _ = norm(tuned, gamma, beta, centred)
        order, sums = slope_sums(f0, ft, rows)
        slope = sums[:, 1].sum() / sums[:, 0].sum()
        assert slope > 0
        features, rebuilt = carried_by(x[kept], d["encoder"], d["decoder"], rows, read, sums[:, 0].sum())
        carried = np.array([f["slope"] for f in features])
        conditions = lowest_conditions(activations, order, sums, 5)
        steps.append(
            {
                "tuned": tuned,
                "dictionary": d,
                "features": features,
                "scores": {
                    "slope": slope,
                    "change_captured": 1 - ((x[kept] - rebuilt) ** 2).sum() / (x[kept] ** 2).sum(),
                    "slope_features": carried.sum(),
                    "features_share": carried.sum() / slope,
                    "against_share": -carried[carried < 0].sum() / slope,
                    "condition_p": conditions[0]["p"],
                    "naming_ceiling": named,
                },
                "conditions": conditions,
            }
        )
    return {
        "centred": centred,
        "gamma": gamma,
        "beta": beta,
        "rows": rows,
        "base": base,
        "baseDictionary": of_base,
        "baseActivations": activations,
        "steps": steps,
    }


write(
    "change.json",
    {
        "options": {
            "changeFeatures": CHANGE_FEATURES,
            "conditionFeatures": BASE_FEATURES,
            "changeCheckpoints": TRAINED,
            "learningRate": RATE,
            "bufferRows": BUFFER,
            "reuse": REUSE,
        },
        "cases": [case(True), case(False)],
    },
)
