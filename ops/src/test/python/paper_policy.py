"""What the policy's log-ratios say of both tasks, by NumPy, SciPy and statsmodels."""

import numpy as np
import statsmodels.api as sm
from paper_scores import (
    Bootstrap,
    bag_of_words,
    fixed,
    folds,
    minus,
    pearson,
    rankable,
    seed,
    sign_accuracy,
    signed,
    spearman,
    tau,
)
from scipy import stats
from sklearn.linear_model import Ridge

HUBER_K, MIN_MASS, RIDGE, OF_WORDS = 1.345, 0.01, 0.1, 1.0


def huber(y, *x):
    """Coefficients, residuals and scale."""
    if np.all(y == 0):
        return np.zeros(len(x) + 1), np.zeros(len(y)), 0.0
    fit = sm.RLM(y, sm.add_constant(np.column_stack(x)), M=sm.robust.norms.HuberT(HUBER_K)).fit(
        maxiter=2000, tol=1e-14, conv="coefs"
    )
    return fit.params, fit.resid, sm.robust.scale.mad(fit.resid, center=0)


def z(gain, y):
    r = pearson(gain, y)
    return None if r is None else np.arctanh(r)


class Policy:
    """Scores of one form of feedback, from checkpoint to checkpoint."""

    def __init__(self, mirrored, unit):
        self.mirrored, self.unit, self.best = mirrored, unit, None

    def rankable(self, values, y):
        rankable(self.both(values), self.both(y))
        return values

    def both(self, values):
        return np.concatenate([values, -values]) if self.mirrored else values

    def next(self, names, groups, stated, gain, lengths, said, seen, cells):
        """said: what the items' words say, if they do; cells: numerator and denominator of the slope of
        each context, by prompt."""
        known = ~np.isnan(gain)
        at = np.flatnonzero(known & (stated != 0))
        y, b_w, size = stated[at], gain[at], lengths[at]
        line, residual, scale = huber(self.both(b_w), self.both(y))
        if self.mirrored:
            assert abs(line[0]) < 1e-12
        a, b = line
        if np.ptp(b_w):
            rankable(b_w, y)
            assert np.abs(b_w - a).min() > 1e-5 * np.std(b_w)
        by_group = Bootstrap([groups[i] for i in at], "bootstrap/words")
        paired = lambda f, v, w: by_group.of(lambda i: f(self.both(v[i]), self.both(w[i])))
        scores = self.slopes(cells)
        scores["z"] = paired(z, b_w, y)
        scores["pearson"] = paired(pearson, b_w, y)
        scores["kendall_tau"] = paired(tau, b_w, y)
        scores["spearman"] = paired(spearman, b_w, y)
        reassigned = self.reassigned([names[i] for i in at], y)
        of_both = lambda v, w, i: tau(self.both(v[i]), self.both(w[i]))
        scores["selectivity"] = by_group.of(
            lambda i: minus(of_both(b_w, y, i), of_both(b_w, reassigned, i))
        )
        scores["sign_accuracy"] = by_group.paired(sign_accuracy, b_w - a, y)
        if self.mirrored:
            scores["margin"] = by_group.of(lambda i: np.mean(b_w[i]))
        n = len(at)
        for name, value in {"a": a, "b": b, "scale": scale, "spread": np.std(b_w)}.items():
            scores[name] = fixed(value, n)
        divergence = lambda i: self.divergence(stated[i], gain[i] - a - b * stated[i], scale)
        scores["skewness"] = fixed(stats.skew([divergence(i) for i in at]) if scale else None, n)
        scores["wrong_sign"] = fixed(self.wrong_sign(y, b_w, a, b, scale), n)
        neutral = gain[known & (stated == 0)]
        scores["boost"] = fixed(self.boost(neutral, b), len(neutral))
        value = scores["z"]["value"]
        scores["drop"], asymmetry = fixed(None, n), None
        if self.best:
            best = self.best[1][at]
            z_of = lambda v, i: z(self.both(v[i]), self.both(y[i]))
            scores["drop"] = by_group.of(lambda i: minus(z_of(best, i), z_of(b_w, i)))
            asymmetry = self.asymmetry(b_w, y, self.best[1][at])
        scores["asymmetry"] = fixed(asymmetry, n)
        if value is not None and (self.best is None or value > self.best[0]):
            self.best = (value, gain)
        controls = {
            "length": paired(tau, size, y),
            "shuffled": paired(tau, b_w, reassigned),
            "bag_of_words": fixed(None, 0) if said is None else paired(tau, self.rankable(said, y), y),
        }
        items = {
            names[i]: {
                "stated": stated[i],
                "implied": (gain[i] - a) / b if b > 0 else None,
                "residual": gain[i] - a - b * stated[i],
                "divergence": divergence(i),
                "raw": gain[i],
                "contexts": seen[i],
            }
            for i in np.flatnonzero(known)
        }
        return {"scores": scores, "controls": controls, "weights": [], "items": items}

    def slopes(self, cells):
        prompts = sorted(cells)
        table = np.array([np.sum(cells[p], axis=0) for p in prompts])
        counts = np.array([[len(cells[p]), sum(n < 0 for n, _ in cells[p])] for p in prompts])
        by_prompt = Bootstrap(prompts, "bootstrap/prompts")
        return {
            "slope": by_prompt.of(lambda i: table[i, 0].sum() / table[i, 1].sum()),
            "negative_contexts": by_prompt.of(lambda i: counts[i, 1].sum() / counts[i, 0].sum()),
            "negative_prompts": by_prompt.of(lambda i: np.mean(table[i, 0] < 0)),
        }

    def divergence(self, y, residual, scale):
        if not scale:
            return None
        return abs(residual) / scale - stats.norm.ppf(0.75) if y == 0 else -np.sign(y) * residual / scale

    def wrong_sign(self, y, gain, a, b, scale):
        if not (b > 0 and scale > 0):
            return None
        strong = np.abs(y) >= 1.5 * self.unit
        wrong = np.sum(np.sign(y[strong]) * (gain[strong] - a) < -0.5 * b * self.unit)
        expected = stats.norm.cdf(-(b * np.abs(y[strong]) + 0.5 * b * self.unit) / scale).sum()
        return (wrong - expected) / np.sqrt(expected + 1)

    def boost(self, neutral, b):
        if not b > 0 or len(neutral) < 3:
            return None
        above = neutral - np.median(neutral)
        sigma = stats.median_abs_deviation(neutral, scale="normal")
        return float(np.sum((above > 4 * sigma) & (above > 2 * b * self.unit)))

    def asymmetry(self, gain, y, best):
        _, turned, scale = huber(self.both(gain), self.both(y), self.both(best))
        turned = -np.sign(y) * turned[: len(y)] / scale
        up, down = np.sum(turned > 2.5), np.sum(turned < -2.5)
        return (up - down) / np.sqrt(up + down + 1)

    def reassigned(self, names, y):
        hashes = [seed(f"control/{name}") for name in names]
        order = sorted(range(len(names)), key=lambda i: (signed(hashes[i]), i))
        labels = y[order]
        return np.where([h % 2 == 0 for h in hashes], -labels, labels) if self.mirrored else labels


class Words:
    """Of each triple the three words are a choice in its place."""

    def __init__(self, rows):
        roles = ("positive", "negative", "neutral")
        worth = {}
        for r in rows:
            for role in roles:
                worth.setdefault(r[role].split()[-1], r.get(f"{role}_reward", 0.0))
        self.names = sorted(worth)
        self.stated = np.array([worth[w] for w in self.names])
        self.choices = [[self.names.index(r[role].split()[-1]) for role in roles] for r in rows]
        self.prompts = ["item:" + r["id"] for r in rows]
        self.policy = Policy(mirrored=False, unit=1)

    def next(self, base, tuned):
        """base, tuned: log-probabilities, [triples, 3]."""
        observed, cells = [], {}
        for c, words in enumerate(self.choices):
            p, d, y = np.exp(base[c]), tuned[c] - base[c], self.stated[words]
            assert abs(p.sum() - MIN_MASS) > 1e-6
            if p.sum() < MIN_MASS:
                continue
            observed.extend(zip(words, [c] * 3, p, d))
            dy, dd = y - (p @ y) / p.sum(), d - (p @ d) / p.sum()
            cells[self.prompts[c]] = [((p * dy) @ dd, (p * dy) @ dy)]
        seen = np.bincount([o[0] for o in observed], minlength=len(self.names))
        sizes = np.array([float(len(w)) for w in self.names])
        gain = self.gains(observed)
        return self.policy.next(self.names, self.names, self.stated, gain, sizes, None, seen, cells)

    def gains(self, observed):
        """Ridged least squares of d on word and context, with a column for each of both."""
        word, context, p, d = (np.array(column) for column in zip(*observed))
        present, column = np.unique(word, return_inverse=True)
        _, row = np.unique(context, return_inverse=True)
        design = np.zeros((len(d), len(present) + row.max() + 1))
        design[np.arange(len(d)), column] = 1
        design[np.arange(len(d)), len(present) + row] = 1
        penalty = np.sqrt(RIDGE * p.sum() / len(present)) * np.eye(len(present), design.shape[1])
        root = np.sqrt(p)
        left = np.vstack([design * root[:, None], penalty])
        solution = np.linalg.lstsq(left, np.concatenate([d * root, np.zeros(len(present))]))[0]
        gains = np.full(len(self.names), np.nan)
        gains[present] = solution[: len(present)]
        return gains


class Margins:
    """Of each pair the margin of the chosen response's log-ratio over that of the rejected one."""

    def __init__(self, rows, tokens, end):
        """tokens: number of tokens of the responses, the chosen ones first."""
        texts = [r[role] + end for role in ("chosen", "rejected") for r in rows]
        self.said = self.of_words(texts, folds(["prompt:" + r["prompt"] for r in rows] * 2))
        self.items = [r["id"] for r in rows]
        self.prompts = ["prompt:" + r["prompt"] for r in rows]
        n = len(rows)
        self.sizes = np.array(tokens[:n], dtype=float) - tokens[n:]
        self.policy = Policy(mirrored=True, unit=0.5)

    def of_words(self, texts, fold):
        """By how much a ridge on the words of other prompts' responses prefers the chosen one."""
        x, n = bag_of_words(texts), len(texts) // 2
        y = np.repeat([0.5, -0.5], n)
        said = np.zeros(2 * n)
        for f in set(fold):
            model = Ridge(alpha=OF_WORDS, solver="cholesky").fit(x[fold != f], y[fold != f])
            said[fold == f] = model.predict(x[fold == f])
        return said[:n] - said[n:]

    def next(self, base, tuned):
        """base, tuned: log-probabilities of the responses, the chosen ones first."""
        n = len(self.items)
        ratio = np.array(tuned) - base
        margin = ratio[:n] - ratio[n:]
        y, cells = np.ones(n), {}
        for prompt, m in zip(self.prompts, margin):
            cells.setdefault(prompt, []).append((m, 1.0))
        seen = np.ones(n, dtype=int)
        return self.policy.next(self.items, self.prompts, y, margin, self.sizes, self.said, seen, cells)
