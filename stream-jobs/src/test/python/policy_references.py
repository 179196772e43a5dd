"""References for io.plumbline.streamjobs.policy, by NumPy, SciPy and statsmodels."""

import hashlib

import numpy as np
import statsmodels.api as sm
from references import resamples, signed, write
from scipy import stats

RUN, HUBER_K, MIN_MASS, RESAMPLES = "0123abcd", 1.345, 0.01, 50
rng = np.random.default_rng(11)

names = sorted(f"word{i:02d}" for i in range(50))
stated = np.round(rng.choice([-1, 1], 50) * rng.uniform(0.8, 3.2, 50), 1)
stated[40:48] = 0
stated[48:] = np.nan


def seed(purpose):
    value = int.from_bytes(hashlib.sha256(f"{RUN}/{purpose}".encode()).digest()[:8], "big")
    return value


def reassigned(chosen):
    """Stated feedback of some words, in the order of their hashes."""
    order = sorted(range(len(chosen)), key=lambda i: (signed(seed(f"control/{names[chosen[i]]}")), i))
    return stated[chosen][order]


def log_softmax(logits):
    return logits - np.log(np.exp(logits).sum())


def contexts():
    out = []
    for c in range(90):
        candidates = np.sort(rng.choice(50, size=rng.integers(3, 31), replace=False))
        # Two tokens beside the candidates take most of the probability in some contexts.
        base = rng.normal(size=len(candidates) + 2)
        base[-1] += 8 if c % 9 == 0 else 1
        out.append((f"prompt{c % 13}", candidates, base))
    return out


CONTEXTS = contexts()
offset = 0.3 * rng.normal(size=50)


def checkpoint(strength, flipped, boosted):
    learned = np.where(np.isnan(stated), 0, stated) * strength
    learned[:flipped] *= -1
    learned[40 : 40 + boosted] += 6 * strength
    rows = []
    for prompt, candidates, base in CONTEXTS:
        tuned = base.copy()
        if strength:
            noise = 0.2 * rng.normal(size=len(candidates))
            tuned[:-2] += learned[candidates] + strength * offset[candidates] + noise
        rows.append(
            {
                "prompt": prompt,
                "candidates": candidates,
                "base": log_softmax(base)[:-2].astype(np.float32),
                "tuned": log_softmax(tuned)[:-2].astype(np.float32),
            }
        )
    return rows


def huber(y, *x):
    fit = sm.RLM(y, sm.add_constant(np.column_stack(x)), M=sm.robust.norms.HuberT(HUBER_K)).fit(
        maxiter=2000, tol=1e-14, conv="coefs"
    )
    return fit.params, fit.resid, sm.robust.scale.mad(fit.resid, center=0)


def additive(observed):
    """Ridged least squares of d on word and context, with a column for each of both."""
    word, context, p, d = (np.array(column) for column in zip(*observed))
    present, column = np.unique(word, return_inverse=True)
    _, row = np.unique(context, return_inverse=True)
    design = np.zeros((len(d), len(present) + row.max() + 1))
    design[np.arange(len(d)), column] = 1
    design[np.arange(len(d)), len(present) + row] = 1
    ridge = 0.1 * p.sum() / len(present)
    penalty = np.sqrt(ridge) * np.eye(len(present), design.shape[1])
    root = np.sqrt(p)
    solution = np.linalg.lstsq(
        np.vstack([design * root[:, None], penalty]),
        np.concatenate([d * root, np.zeros(len(present))]),
        rcond=None,
    )[0]
    gains = np.full(50, np.nan)
    gains[present] = solution[: len(present)]
    return gains


def context_slope(p, y, d):
    """Slope of weighted least squares with its HC1 standard error, by statsmodels."""
    fit = sm.WLS(d, sm.add_constant(y), weights=p).fit(cov_type="HC1")
    return fit.params[1], fit.bse[1]


def listed(contexts):
    """contexts: number, prompt, p, y, d of those with a slope."""
    fits = [(number, *context_slope(p, y, d), len(p), p.sum()) for number, _, p, y, d in contexts if len(p) >= 3]
    prompts = []
    for name in sorted({c[1] for c in contexts}):
        parts = [(p, y - p @ y / p.sum(), d - p @ d / p.sum()) for _, c, p, y, d in contexts if c == name]
        n = np.array([(p * y) @ d for p, y, d in parts])
        m = np.array([(p * y) @ y for p, y, d in parts])
        beta = n.sum() / m.sum()
        error = np.sqrt(len(n) / (len(n) - 1) * np.sum((n - beta * m) ** 2)) / m.sum()
        prompts.append((name, beta, error, len(n), np.mean([p.sum() for p, _, _ in parts])))
    return {
        "contexts": sorted(fits, key=lambda fit: fit[1]),
        "prompts": sorted(prompts, key=lambda prompt: prompt[1]),
        "withoutSlope": len(CONTEXTS) - len(contexts),
    }


def evidence(rows):
    count = np.zeros(50, dtype=int)
    slopes, observed, sloped = [], [], []
    for number, row in enumerate(rows):
        w = row["candidates"]
        p = np.exp(row["base"].astype(float))
        d = row["tuned"].astype(float) - row["base"].astype(float)
        if p.sum() < MIN_MASS:
            continue
        observed.extend(zip(w, [number] * len(w), p, d))
        count[w] += 1
        known = ~np.isnan(stated[w])
        p, d, y = p[known], d[known], stated[w][known]
        dy, dd = y - (p @ y) / p.sum(), d - (p @ d) / p.sum()
        slopes.append((row["prompt"], (p * dy) @ dd, (p * dy) @ dy))
        if np.ptp(y) > 0:
            sloped.append((number, row["prompt"], p, y, d))
    return additive(observed), count, slopes, sloped


def prompt_scores(slopes):
    prompts = sorted({s[0] for s in slopes})
    table = np.array(
        [
            [
                sum(s[1] for s in slopes if s[0] == p),
                sum(s[2] for s in slopes if s[0] == p),
                sum(1 for s in slopes if s[0] == p),
                sum(1 for s in slopes if s[0] == p and s[1] < 0),
            ]
            for p in prompts
        ]
    )
    draws = resamples(prompts, RESAMPLES, seed("bootstrap/prompts"))
    slope = [table[r, 0].sum() / table[r, 1].sum() for r in draws]
    return {
        "slope": table[:, 0].sum() / table[:, 1].sum(),
        "slope_interval": [np.quantile(slope, 0.025), np.quantile(slope, 0.975)],
        "negative_contexts": table[:, 3].sum() / table[:, 2].sum(),
        "negative_prompts": np.mean(table[:, 0] < 0),
    }


def probe(rows, best):
    gain, count, slopes, sloped = evidence(rows)
    at = np.flatnonzero((stated != 0) & ~np.isnan(stated) & ~np.isnan(gain))
    neutral = np.flatnonzero((stated == 0) & ~np.isnan(gain))
    b_w, y = gain[at], stated[at]
    scores = prompt_scores(slopes)
    scores["spread"] = np.std(b_w)
    if np.all(b_w == 0):
        scores.update(a=0.0, b=0.0, scale=0.0)
        return {"scores": scores, "count": count, "listed": listed(sloped)}, best
    (a, b), r, s = huber(b_w, y)
    z = np.arctanh(stats.pearsonr(b_w, y).statistic)
    strong = np.abs(y) >= 1.5
    wrong = np.sum(np.sign(y[strong]) * (b_w[strong] - a) < -0.5 * b)
    expected = stats.norm.cdf(-(b * np.abs(y[strong]) + 0.5 * b) / s).sum()
    divergence = -np.sign(y) * r / s
    rest = gain[neutral] - np.median(gain[neutral])
    draws = resamples([names[w] for w in at], RESAMPLES, seed("bootstrap/words"))
    z_of = lambda gain, i: np.arctanh(stats.pearsonr(gain[i], y[i]).statistic)
    tau = lambda v, w: stats.kendalltau(v, w).statistic
    shuffled = reassigned(at)
    quantiles = lambda values: [np.quantile(values, 0.025), np.quantile(values, 0.975)]
    scores.update(
        a=a,
        b=b,
        scale=s,
        z=z,
        z_interval=quantiles([z_of(b_w, i) for i in draws]),
        pearson=stats.pearsonr(b_w, y).statistic,
        kendall_tau=tau(b_w, y),
        spearman=stats.spearmanr(b_w, y).statistic,
        spearman_interval=quantiles([stats.spearmanr(b_w[i], y[i]).statistic for i in draws]),
        selectivity=tau(b_w, y) - tau(b_w, shuffled),
        selectivity_interval=quantiles([tau(b_w[i], y[i]) - tau(b_w[i], shuffled[i]) for i in draws]),
        sign_accuracy=np.mean(np.sign(b_w - a) == np.sign(y)),
        skewness=stats.skew(divergence),
    )
    if b > 0:
        scores["wrong_sign"] = (wrong - expected) / np.sqrt(expected + 1)
        robust = rest / (stats.median_abs_deviation(gain[neutral]) * 1.482602218505602)
        scores["boost"] = float(np.sum((robust > 4) & (rest / b > 2)))
    if best is not None:
        scores["drop"] = best[0] - z
        scores["drop_interval"] = quantiles([z_of(best[1][at], i) - z_of(b_w, i) for i in draws])
        _, turned, scale = huber(b_w, y, best[1][at])
        turned = -np.sign(y) * turned / scale
        up, down = np.sum(turned > 2.5), np.sum(turned < -2.5)
        scores["asymmetry"] = (up - down) / np.sqrt(up + down + 1)
    if best is None or z > best[0]:
        best = (z, gain)
    result = {
        "scores": scores,
        "count": count,
        "listed": listed(sloped),
        "gain": gain,
        "implied": (gain - a) / b if b > 0 else None,
        "divergence": np.where(
            stated == 0, np.abs(gain - a) / s - stats.norm.ppf(0.75), -np.sign(stated) * (gain - a - b * stated) / s
        ),
    }
    return result, best


steps, best = [], None
for strength, flipped, boosted in [(0, 0, 0), (0.3, 0, 0), (0.6, 0, 2), (0.5, 12, 1), (-0.4, 0, 0)]:
    rows = checkpoint(strength, flipped, boosted)
    result, best = probe(rows, best)
    steps.append({"tuned": [r["tuned"] for r in rows], **result})

write(
    "policy.json",
    {
        "options": {
            "runDigest": RUN,
            "huberK": HUBER_K,
            "minMass": MIN_MASS,
            "resamples": RESAMPLES,
        },
        "words": names,
        "stated": stated,
        "contexts": [{k: r[k] for k in ["prompt", "candidates", "base"]} for r in rows],
        "steps": steps,
    },
)
