"""References for io.plumbline.streamjobs.attribution, by NumPy, SciPy, scikit-learn and statsmodels.

Everything is written out as the formulas have it, word by word and context by context.
"""

import hashlib

import numpy as np
import statsmodels.api as sm
from references import SplitMix64, resamples, signed, write
from scipy import stats
from sklearn.metrics import roc_auc_score

RUN, HUBER_K, MIN_MASS, RESAMPLES, PERMUTATIONS, EPSILON = "0123abcd", 1.345, 0.01, 40, 199, 1e-5
WIDTH, WORDS, CONTEXTS, FEATURES, K, BASE_FEATURES, DRAWS = 8, 18, 36, 12, 3, 9, 20
rng = np.random.default_rng(21)

names = [f"word{i:02d}" for i in range(WORDS)]
stated = np.round(rng.choice([-1, 1], WORDS) * rng.uniform(0.8, 3.2, WORDS), 1)
stated[[3, 12, 16]] = 0
stated[7] = np.nan
classes = (np.arange(WORDS) >= 11).astype(int)
prompts = [f"prompt{c % 7}" for c in range(CONTEXTS)]


def f32(x):
    return np.asarray(x, dtype=np.float32)


def seed(purpose):
    return int.from_bytes(hashlib.sha256(f"{RUN}/{purpose}".encode()).digest()[:8], "big")


def candidates(c):
    if c % 3 == 0:
        return np.sort(rng.choice(11, size=3, replace=False))
    return np.arange(WORDS)


log_probs = np.full((CONTEXTS, WORDS), np.nan, dtype=np.float32)
for c in range(CONTEXTS):
    chosen = candidates(c)
    logits = rng.normal(size=len(chosen) + 2)
    logits[-1] += 9 if c % 11 == 5 else 1
    log_probs[c, chosen] = (logits - np.log(np.exp(logits).sum()))[:-2]


def norm(x, gamma, beta, centred):
    x = np.asarray(x, dtype=float)
    centre = x - x.mean(-1, keepdims=True) if centred else x
    sigma = np.sqrt((centre**2).mean(-1, keepdims=True) + EPSILON)
    return gamma * centre / sigma + beta, sigma


def huber(y, x):
    fit = sm.RLM(y, sm.add_constant(x), M=sm.robust.norms.HuberT(HUBER_K)).fit(
        maxiter=2000, tol=1e-14, conv="coefs"
    )
    return fit.params, fit.resid, sm.robust.scale.mad(fit.resid, center=0)


def by_class(rows):
    """Rows of words less the mean of their class."""
    rows = np.asarray(rows, dtype=float)
    return rows - np.stack([rows[classes == classes[w]].mean(0) for w in range(WORDS)])


P = np.exp(log_probs.astype(float))
usable = np.nansum(P, axis=1) >= MIN_MASS
in_class = [
    usable & ~np.isnan(log_probs[:, classes == g]).all(axis=1) for g in range(2)
]


def weights(c, labels=stated):
    """p_w (y_w - y~) and its denominator, over the candidates with stated feedback."""
    q = np.zeros(WORDS)
    known = ~np.isnan(log_probs[c]) & ~np.isnan(labels)
    p, y = P[c, known], labels[known]
    mean = (p @ y) / p.sum()
    q[known] = p * (y - mean)
    return q, p @ (y - mean) ** 2


def reassigned():
    """Stated feedback, of those words that have some in the order of their hashes."""
    known = np.flatnonzero(~np.isnan(stated))
    order = sorted(known, key=lambda w: (signed(seed(f"control/{names[w]}")), w))
    labels = stated.copy()
    labels[known] = stated[order]
    return labels


def top_k(x, dictionary):
    f = x @ dictionary.T
    for row in f:
        row[np.argsort(row)[:-K]] = 0
    return np.maximum(f, 0)


def carried_by(x, encoder, decoder, rows, read, denominator):
    """What each feature of the change carries, and the change that all of them rebuild.

    x: dx of the usable contexts. read: gamma times a vector, less its mean first if the norm has it so.
    """
    kept, rows, w0 = np.flatnonzero(usable), rows.astype(float), by_class(rows)
    encoder, decoder = encoder.astype(float), decoder.astype(float)
    encoded = top_k(x, encoder)
    total = (x**2).sum()
    known = ~np.isnan(stated)
    y = np.where(known, stated - stated[known].mean(), 0)
    features = []
    for j in range(len(decoder)):
        m = [encoded[in_class[classes[w]][kept], j].mean() * (read(decoder[j]) @ w0[w]) for w in range(WORDS)]
        carried = sum(encoded[i, j] * (weights(c)[0] @ rows @ read(decoder[j])) for i, c in enumerate(kept))
        alone = x - np.outer(encoded[:, j], decoder[j])
        features.append(
            {
                "a": (np.array(m) @ y) / known.sum(),
                "slope": carried / denominator,
                "captured": 1 - (alone**2).sum() / total,
                "contexts": int((encoded[:, j] > 0).sum()),
            }
        )
    return features, encoded @ decoder


def lowest_conditions(activations, order, sums, count):
    """activations: of features of the base by prompt; sums: of each prompt's contexts."""
    slopes = (sums[:, 1] + sums[:, 2]) / sums[:, 0]
    eligible = [
        j
        for j in range(activations.shape[1])
        if (activations[:, j] > 0).sum() >= 3 and np.ptp(activations[:, j])
    ]

    def correlations(values):
        return [stats.pearsonr(activations[:, j].astype(float), values).statistic for j in eligible]

    ranks = stats.rankdata(slopes)
    observed = correlations(ranks)
    random, shuffled, minima = SplitMix64(seed("attribution/permutations")), list(ranks), []
    for _ in range(PERMUTATIONS):
        for last in range(len(shuffled) - 1, 0, -1):
            other = random.next_int(last + 1)
            shuffled[last], shuffled[other] = shuffled[other], shuffled[last]
        minima.append(min(correlations(shuffled)))
    lowest = []
    whole = (sums[:, 1] + sums[:, 2]).sum() / sums[:, 0].sum()
    for i in np.argsort(observed)[:count]:
        j = eligible[i]
        firing = np.flatnonzero(activations[:, j] >= 0.5 * activations[:, j].max())
        firing = firing[np.argsort(-activations[firing, j], kind="stable")]
        lowest.append(
            {
                "feature": j,
                "correlation": observed[i],
                "p": (1 + sum(m <= observed[i] + 1e-12 for m in minima)) / (1 + PERMUTATIONS),
                "relativeSlope": (sums[firing, 1] + sums[firing, 2]).sum() / sums[firing, 0].sum() / whole,
                "prompts": [order[p] for p in firing],
            }
        )
    return lowest


def case(centred, trained):
    gamma, beta = f32(rng.normal(1, 0.2, WIDTH)), f32(rng.normal(0, 0.1, WIDTH))
    beta = beta if centred else f32(np.zeros(WIDTH))
    gamma_t, beta_t = f32(gamma + 0.05 * rng.normal(size=WIDTH)), f32(beta + (0.02 if centred else 0))
    rows = f32(rng.normal(size=(WORDS, WIDTH)))
    rows_t = f32(rows + 0.1 * rng.normal(size=rows.shape)) if trained else rows
    lens = f32(rng.normal(size=(25, WIDTH)))
    base = f32(2 * rng.normal(size=(CONTEXTS, WIDTH)) + 0.5)
    towards = np.where(np.isnan(stated), 0, stated) @ rows
    push = 0.1 * towards + 0.3 * rng.normal(size=(CONTEXTS, WIDTH))
    push[::5] -= 0.3 * towards
    tuned = f32(base + push)
    hooks = [(f32(rng.normal(size=base.shape)), None) for _ in range(2)]
    hooks = [(h, f32(h + 0.4 * push + 0.1 * rng.normal(size=h.shape))) for h, _ in hooks]
    dictionary = rng.normal(size=(FEATURES, WIDTH))
    dictionary = f32(dictionary / np.linalg.norm(dictionary, axis=1, keepdims=True))

    f0, sigma = norm(base, gamma, beta, centred)
    ft, _ = norm(tuned, gamma_t, beta_t, centred)
    centre = (lambda x: x - x.mean(-1, keepdims=True)) if centred else (lambda x: x)
    pairs = [(base, tuned), *hooks]
    changes = [(t.astype(float) - b.astype(float)) / sigma for b, t in pairs]
    read = lambda vector: gamma * centre(vector)
    w0, wt = by_class(rows), by_class(rows_t)

    words = {"activation": [], "unembedding": [], "hooks": []}
    for w in range(WORDS):
        there = in_class[classes[w]]
        words["activation"].append(np.mean([(ft[c] - f0[c]) @ w0[w] for c in np.flatnonzero(there)]))
        words["unembedding"].append(np.mean([ft[c] @ (wt - w0)[w] for c in np.flatnonzero(there)]))
        words["hooks"].append(
            [np.mean([(gamma * centre(x[c])) @ w0[w] for c in np.flatnonzero(there)]) for x in changes]
        )
    gains = np.array(words["activation"]) + words["unembedding"]
    signed = np.flatnonzero(~np.isnan(stated) & (stated != 0))
    (a, b), _, scale = huber(gains[signed], stated[signed])
    residual = (gains - a - b * stated) / scale
    words["divergence"] = np.where(
        stated == 0, np.abs(residual) - stats.norm.ppf(0.75), -np.sign(stated) * residual
    )

    kept = np.flatnonzero(usable)
    table = {}
    for c in kept:
        q, denominator = weights(c)
        r0, rt = q @ rows.astype(float), q @ rows_t.astype(float)
        entry = [denominator, r0 @ (ft[c] - f0[c]), ft[c] @ (rt - r0)]
        entry += [r0 @ (gamma * centre(x[c])) for x in changes]
        table.setdefault(prompts[c], []).append(entry)
    order = sorted(table)
    sums = np.array([np.sum(table[p], axis=0) for p in order])
    context_sums = np.array([e for p in order for e in table[p]])
    slope = (sums[:, 1].sum() + sums[:, 2].sum()) / sums[:, 0].sum()
    draws = resamples(order, RESAMPLES, seed("bootstrap/prompts"))
    slopes = [sums[i][:, 1:3].sum() / sums[i][:, 0].sum() for i in draws]
    direction = changes[0][kept].mean(0)
    along = sum(weights(c)[0] @ rows.astype(float) @ (gamma * centre(direction)) for c in kept)
    along /= sums[:, 0].sum()

    features, rebuilt = carried_by(changes[0][kept], dictionary, dictionary, rows, read, sums[:, 0].sum())
    total = (changes[0][kept] ** 2).sum()
    carried = np.array([f["slope"] for f in features])

    def shuffled():
        """The slope and its parts where the feedback is reassigned."""
        labels, table = reassigned(), {}
        q = {c: weights(c, labels)[0] @ rows.astype(float) for c in kept}
        for c in kept:
            rt = weights(c, labels)[0] @ rows_t.astype(float)
            numerator = q[c] @ (ft[c] - f0[c]) + ft[c] @ (rt - q[c])
            table.setdefault(prompts[c], []).append([weights(c, labels)[1], numerator])
        contexts = np.array([e for p in order for e in table[p]])
        assert contexts[:, 0].min() > 0
        of_prompts = np.array([np.sum(table[p], axis=0) for p in order])
        denominator = contexts[:, 0].sum()
        slopes = [of_prompts[i, 1].sum() / of_prompts[i, 0].sum() for i in draws]
        along = sum(q[c] @ read(direction) for c in kept) / denominator
        slope = contexts[:, 1].sum() / denominator
        return {
            "shuffled.slope": slope,
            "shuffled.slope_interval": [np.quantile(slopes, 0.025), np.quantile(slopes, 0.975)],
            "shuffled.slope_direction": along,
            "shuffled.direction_share": along / slope,
            "shuffled.slope_features": sum(q[c] @ read(rebuilt[i]) for i, c in enumerate(kept)) / denominator,
            "shuffled.negative_contexts": np.mean(contexts[:, 1] < 0),
            "shuffled.negative_prompts": np.mean(of_prompts[:, 1] < 0),
        }

    def shown(vector):
        logits = lens.astype(float) @ (gamma * centre(vector))
        logits -= logits.mean()
        best = np.argsort(-logits, kind="stable")[:6]
        return {"tokens": best, "weights": logits[best]}

    scores = {
        "slope": slope,
        "slope_interval": [np.quantile(slopes, 0.025), np.quantile(slopes, 0.975)],
        "slope_activation": sums[:, 1].sum() / sums[:, 0].sum(),
        "slope_unembedding": sums[:, 2].sum() / sums[:, 0].sum(),
        "slope.residual": sums[:, 3].sum() / sums[:, 0].sum(),
        "slope.one": sums[:, 4].sum() / sums[:, 0].sum(),
        "slope.two": sums[:, 5].sum() / sums[:, 0].sum(),
        "negative_contexts": np.mean(context_sums[:, 1] + context_sums[:, 2] < 0),
        "negative_prompts": np.mean(sums[:, 1] + sums[:, 2] < 0),
        "slope_direction": along,
        "direction_share": along / slope,
        "change_captured": 1 - ((changes[0][kept] - rebuilt) ** 2).sum() / total,
        "slope_features": carried.sum(),
        "features_share": carried.sum() / slope,
        "against_share": -carried[carried < 0].sum() / slope,
    }
    return {
        "centred": centred,
        "gamma": gamma,
        "beta": beta,
        "tunedGamma": gamma_t,
        "tunedBeta": beta_t,
        "rows": rows,
        "tunedRows": rows_t if trained else None,
        "lens": lens,
        "base": base,
        "tuned": tuned,
        "hooks": [{"base": b, "tuned": t} for b, t in hooks],
        "dictionary": dictionary,
        "words": words,
        "scores": scores,
        "controls": shuffled(),
        "features": features,
        "direction": shown(direction),
        "featureWords": [shown(d.astype(float)) for d in dictionary],
        "ceiling": ceiling(rows),
        "conditions": conditions(order, sums),
        "promptSlopes": {p: (s[1] + s[2]) / s[0] for p, s in zip(order, sums)},
    }


def ceiling(rows):
    signed = np.flatnonzero(~np.isnan(stated) & (stated != 0))
    random = SplitMix64(seed("attribution/ceiling"))
    centred, areas = by_class(rows), []
    for _ in range(DRAWS):
        pool, turned = list(signed), []
        for i in range(int(np.floor(0.2 * len(signed) + 0.5))):
            other = i + random.next_int(len(pool) - i)
            turned.append(pool[other])
            pool[other] = pool[i]
        reward = stated.copy()
        reward[turned] *= -1
        gain = np.zeros(WORDS)
        for g in range(2):
            steps = []
            for c in np.flatnonzero(in_class[g]):
                known = ~np.isnan(log_probs[c]) & ~np.isnan(stated)
                p = P[c, known]
                advantage = reward[known] - (p @ reward[known]) / p.sum()
                steps.append((p * advantage) @ rows[known].astype(float))
            gain[classes == g] = centred[classes == g] @ np.mean(steps, axis=0)
        (a, b), residual, _ = huber(gain[signed], stated[signed])
        areas.append(roc_auc_score(np.isin(signed, turned), -np.sign(stated[signed]) * residual))
    return np.mean(areas)


def conditions(order, sums):
    """Features of the base: some of few prompts, one that never varies, one that fires where the slope is low."""
    slopes = (sums[:, 1] + sums[:, 2]) / sums[:, 0]
    activations = f32(rng.uniform(0, 2, (len(order), BASE_FEATURES)))
    activations[rng.uniform(size=activations.shape) < 0.4] = 0
    activations[:, 0] = 1.5
    activations[2:, 1] = 0
    activations[:, 4] = f32(np.maximum(0, np.median(slopes) - slopes + 0.05))
    return {"activations": activations, "lowest": lowest_conditions(activations, order, sums, 3)}


if __name__ == "__main__":
    write(
        "attribution.json",
        {
            "options": {
                "runDigest": RUN,
                "huberK": HUBER_K,
                "minMass": MIN_MASS,
                "resamples": RESAMPLES,
                "permutations": PERMUTATIONS,
                "epsilon": EPSILON,
                "k": K,
            },
            "words": names,
            "stated": stated,
            "classes": classes,
            "prompts": prompts,
            "logProbs": [[None if np.isnan(v) else v for v in row] for row in log_probs],
            "cases": [case(True, True), case(False, False)],
        },
    )
