"""References for the policy's evidence on whole responses and for tags, by NumPy and statsmodels."""

import hashlib

import numpy as np
import statsmodels.api as sm
from references import SplitMix64, bag_of_words, resamples, signed, write
from scipy import stats
from sklearn.linear_model import Ridge

RUN, HUBER_K, RESAMPLES, PERMUTATIONS, LAMBDA, FOLDS = "0123abcd", 1.345, 40, 60, 2.0, 4
TOPICS = ["food", "films", "travel"]
VOCABULARY = 24
rng, word_rng = np.random.default_rng(29), np.random.default_rng(30)


def seed(purpose):
    return int.from_bytes(hashlib.sha256(f"{RUN}/{purpose}".encode()).digest()[:8], "big")


def huber(y, *x):
    fit = sm.RLM(y, sm.add_constant(np.column_stack(x)), M=sm.robust.norms.HuberT(HUBER_K)).fit(
        maxiter=2000, tol=1e-14, conv="coefs"
    )
    return fit.params, fit.resid, sm.robust.scale.mad(fit.resid, center=0)


def slope(cells, chosen):
    return cells[chosen, 0].sum() / cells[chosen, 1].sum()


def t_of(cells, inside):
    """Difference of two ratio estimates over its linearised standard error."""
    parts = []
    for chosen in (inside, ~inside):
        n, d, count = cells[chosen, 0], cells[chosen, 1], chosen.sum()
        beta = n.sum() / d.sum()
        parts.append((beta, np.sum((n - beta * d) ** 2) / d.sum() ** 2 * count / (count - 1)))
    return (parts[0][0] - parts[1][0]) / np.sqrt(parts[0][1] + parts[1][1])


def quantiles(values):
    return [np.quantile(values, 0.025), np.quantile(values, 0.975)]


def slope_scores(contexts):
    """contexts: prompt, topic, numerator, denominator of each."""
    contexts = [c for c in contexts if c[3] > 0]
    units = sorted({c[:2] for c in contexts})
    cells = np.array(
        [[sum(c[k] for c in contexts if c[:2] == u) for k in (2, 3)] for u in units]
    )
    prompts = sorted({u[0] for u in units})
    by_prompt = np.array(
        [[sum(c[k] for c in contexts if c[0] == p) for k in (2, 3)] for p in prompts]
    )
    whole = np.ones(len(units), bool)
    scores = {
        "slope": slope(cells, whole),
        "negative_contexts": np.mean([c[2] < 0 for c in contexts]),
        "negative_prompts": np.mean(by_prompt[:, 0] < 0),
    }
    draws = resamples(prompts, RESAMPLES, seed("bootstrap/prompts"))
    scores["slope_interval"] = quantiles(
        [by_prompt[r, 0].sum() / by_prompt[r, 1].sum() for r in draws]
    )
    inside = {topic: np.array([u[1] == topic for u in units]) for topic in TOPICS}
    seen = {topic: t_of(cells, inside[topic]) for topic in TOPICS}
    random, order, largest = SplitMix64(seed("permutation/tags")), list(range(len(units))), []
    for _ in range(PERMUTATIONS):
        for i in range(len(units) - 1, 0, -1):
            j = random.next_int(i + 1)
            order[i], order[j] = order[j], order[i]
        largest.append(max(abs(t_of(cells[order], inside[topic])) for topic in TOPICS))
    draws = resamples([u[0] for u in units], RESAMPLES, seed("bootstrap/prompts"))
    for topic in TOPICS:
        name, where = f"tag.topic={topic}", inside[topic]
        scores[f"slope.{name}"] = slope(cells, where)
        scores[f"contrast.{name}"] = slope(cells, where) - slope(cells, ~where)
        scores[f"contrast.{name}_interval"] = quantiles(
            [slope(cells[r], where[r]) - slope(cells[r], ~where[r]) for r in draws]
        )
        scores[f"t.{name}"] = seen[topic]
        scores[f"p.{name}"] = (1 + np.sum(largest >= np.abs(seen[topic]))) / (PERMUTATIONS + 1)
        scores[f"negative_prompts.{name}"] = np.mean(cells[where, 0] < 0)
    return scores


def listed(contexts, gains, groups):
    """Of each prompt slope, error, contexts and mean gain; of groups of three and more the slope, by statsmodels."""
    prompts = []
    for name in {c[0] for c in contexts}:
        sloped = [c for c in contexts if c[0] == name and c[3] > 0]
        if sloped:
            n, d = np.array([c[2] for c in sloped]), np.array([c[3] for c in sloped])
            beta, k = n.sum() / d.sum(), len(n)
            error = np.sqrt(k / (k - 1) * np.sum((n - beta * d) ** 2)) / d.sum() if k > 1 else None
            own = [g for c, g in zip(contexts, gains) if c[0] == name] if gains is not None else None
            prompts.append((name, beta, error, k, None if own is None else np.mean(own)))
    fits = []
    for number, group in enumerate(groups):
        if len(group) >= 3:
            d = np.array([v["tuned"] - v["base"] for v in group])
            fit = sm.OLS(d, sm.add_constant([v["reward"] for v in group])).fit(cov_type="HC1")
            fits.append((number, fit.params[1], fit.bse[1], len(group)))
    return {
        "prompts": sorted(prompts, key=lambda prompt: (prompt[1], prompt[0])),
        "contexts": sorted(fits, key=lambda fit: fit[1]),
        "withoutSlope": sum(c[3] == 0 for c in contexts),
    }


def said(responses, figures):
    """What a ridge on the words of other prompts' responses predicts of a figure of each."""
    x = bag_of_words([v["text"] for v in responses])
    fold = np.array([seed(f"fold/{v['prompt']}") % FOLDS for v in responses])
    predicted = np.zeros(len(x))
    for f in range(FOLDS):
        model = Ridge(alpha=LAMBDA, solver="cholesky").fit(x[fold != f], np.array(figures)[fold != f])
        predicted[fold == f] = model.predict(x[fold == f])
    # So that no rounding decides an order.
    gaps = np.diff(np.sort(predicted))
    assert gaps[gaps > 0].min() > 1e-9
    return predicted


def item_scores(names, groups, y, gain, lengths, words, mirrored, unit, best):
    both = lambda v: np.concatenate([v, -v]) if mirrored else v
    (a, b), _, s = huber(both(gain), both(y))
    r = gain - a - b * y
    z_of = lambda i: np.arctanh(stats.pearsonr(both(gain[i]), both(y[i])).statistic)
    z = z_of(np.arange(len(y)))
    strong = np.abs(y) >= 1.5 * unit
    wrong = np.sum(np.sign(y[strong]) * (gain[strong] - a) < -0.5 * b * unit)
    expected = stats.norm.cdf(-(b * np.abs(y[strong]) + 0.5 * b * unit) / s).sum()
    hashes = [seed(f"control/{n}") for n in names]
    order = sorted(range(len(names)), key=lambda i: (signed(hashes[i]), i))
    shuffled = y[order]
    if mirrored:
        shuffled = np.where([h % 2 == 0 for h in hashes], -shuffled, shuffled)
    tau = lambda v, w: stats.kendalltau(both(v), both(w)).statistic
    spearman = lambda i: stats.spearmanr(both(gain[i]), both(y[i])).statistic
    selectivity = lambda i: tau(gain[i], y[i]) - tau(gain[i], shuffled[i])
    draws = resamples(groups, RESAMPLES, seed("bootstrap/words"))
    whole = np.arange(len(y))
    scores = {
        "a": a,
        "b": b,
        "scale": s,
        "z": z,
        "z_interval": quantiles([z_of(i) for i in draws]),
        "pearson": stats.pearsonr(both(gain), both(y)).statistic,
        "kendall_tau": tau(gain, y),
        "spearman": spearman(whole),
        "spearman_interval": quantiles([spearman(i) for i in draws]),
        "selectivity": selectivity(whole),
        "selectivity_interval": quantiles([selectivity(i) for i in draws]),
        "sign_accuracy": np.mean(np.sign(gain - a) == np.sign(y)),
        "spread": np.std(gain),
        "skewness": stats.skew(-np.sign(y) * r / s),
        "wrong_sign": (wrong - expected) / np.sqrt(expected + 1),
    }
    if mirrored:
        scores["margin"] = np.mean(gain)
        scores["margin_interval"] = quantiles([np.mean(gain[i]) for i in draws])
    if best is not None:
        scores["drop"] = best[0] - z
        then = lambda i: np.arctanh(stats.pearsonr(both(best[1][i]), both(y[i])).statistic)
        scores["drop_interval"] = quantiles([then(i) - z_of(i) for i in draws])
        (_, _, _), turned, scale = huber(both(gain), both(y), both(best[1]))
        turned = -np.sign(y) * turned[: len(y)] / scale
        up, down = np.sum(turned > 2.5), np.sum(turned < -2.5)
        scores["asymmetry"] = (up - down) / np.sqrt(up + down + 1)
    controls = {
        "bag_of_words": tau(words, y),
        "bag_of_words_interval": quantiles([tau(words[i], y[i]) for i in draws]),
        "length": tau(lengths, y),
        "shuffled": tau(gain, shuffled),
    }
    items = {"residual": r, "implied": (gain - a) / b, "divergence": -np.sign(y) * r / s}
    return scores, controls, items, (z, gain) if best is None or z > best[0] else best


def text(worth):
    """Words of which the later ones go with what the text is worth."""
    p = np.exp(0.6 * worth * np.linspace(-1, 1, VOCABULARY))
    chosen = word_rng.choice(VOCABULARY, size=word_rng.integers(4, 12), p=p / p.sum())
    return " ".join(f"word{i:02d}" for i in chosen)


def response(name, prompt, reward, worth):
    return {
        "name": name,
        "text": text(worth),
        "prompt": prompt,
        "topic": TOPICS[hash_of(prompt)],
        "reward": reward,
        "base": -30 - 20 * rng.random(),
        "tokens": int(rng.integers(5, 40)),
    }


def hash_of(prompt):
    return int(prompt[6:]) % len(TOPICS)


def tune(responses, strength, flipped):
    """Log-ratios that follow the reward, and against it in one topic."""
    for r in responses:
        sign = -1 if flipped and r["topic"] == "food" else 1
        target = r["reward"] if r["reward"] is not None else r["better"]
        r["tuned"] = r["base"] + strength * sign * target * r["tokens"] / 15 + rng.normal()


def pairs(rewarded):
    chosen, rejected = [], []
    for i in range(60):
        prompt = f"prompt{i % 21}"
        high, low = sorted(np.round(rng.normal(size=2), 2), reverse=True)
        high += 0.01
        chosen.append(response(f"pair{i:02d}", prompt, high if rewarded else None, 1))
        rejected.append(response(f"pair{i:02d}", prompt, low if rewarded else None, -1))
        chosen[-1]["better"], rejected[-1]["better"] = 1, -1
    return {"chosen": chosen, "rejected": rejected}


def pair_items(data):
    c, r = data["chosen"], data["rejected"]
    ratio = lambda x: np.array([v["tuned"] - v["base"] for v in x])
    rewarded = c[0]["reward"] is not None
    y = np.array([u["reward"] - v["reward"] if rewarded else 1.0 for u, v in zip(c, r)])
    gain = ratio(c) - ratio(r)
    lengths = np.array([float(u["tokens"] - v["tokens"]) for u, v in zip(c, r)])
    contexts = [(u["prompt"], u["topic"], w * g, w * w) for u, w, g in zip(c, y, gain)]
    words = said(c + r, np.concatenate([y / 2, -y / 2]))
    return c, y, gain, lengths, words[: len(c)] - words[len(c) :], contexts, 0.0


def text_items(data):
    x = data["texts"]
    reward = np.array([v["reward"] for v in x])
    y = reward - reward.mean()
    gain = np.array([(v["tuned"] - v["base"]) / v["tokens"] for v in x])
    lengths = np.array([float(v["tokens"]) for v in x])
    contexts = [
        (v["prompt"], v["topic"], w * (g - gain.mean()), w * w) for v, w, g in zip(x, y, gain)
    ]
    return x, y, gain, lengths, said(x, y), contexts, reward.mean()


def group_items(data):
    x, y, gain, lengths, contexts = [], [], [], [], []
    for group in data["groups"]:
        part = lambda values: np.array(values) - np.mean(values)
        w = part([v["reward"] for v in group])
        g = part([v["tuned"] - v["base"] for v in group])
        x += group
        y += list(w)
        gain += list(g)
        lengths += list(part([v["tokens"] for v in group]))
        contexts.append((group[0]["prompt"], group[0]["topic"], w @ g, w @ w))
    words, of_groups = said(x, y), np.array([v["name"].split("/")[0] for v in x])
    for name in set(of_groups):
        words[of_groups == name] -= words[of_groups == name].mean()
    return x, np.array(y), np.array(gain), np.array(lengths), words, contexts, 0.0


def run(form, data, responses, items_of):
    steps, best = [], None
    for strength, flipped in [(0.8, False), (1.2, False), (1.0, True)]:
        tune(responses, strength, flipped)
        x, y, gain, lengths, words, contexts, origin = items_of(data)
        unit = np.sqrt(np.mean(y**2)) / 2
        scores, controls, items, best = item_scores(
            [v["name"] for v in x],
            [v["prompt"] for v in x],
            y,
            gain,
            lengths,
            words,
            form.startswith("pairs"),
            unit,
            best,
        )
        items["implied"] = items["implied"] + origin
        steps.append(
            {
                "tuned": {k: [[r["tuned"] for r in g] for g in groups_of(v)] for k, v in data.items()},
                "scores": {**slope_scores(contexts), **scores},
                "controls": controls,
                "listed": listed(
                    contexts, None if form == "groups" else gain, data.get("groups", [])
                ),
                "items": items,
            }
        )
    for r in responses:
        del r["tuned"]
    return {"form": form, "data": {k: groups_of(v) for k, v in data.items()}, "steps": steps}


def groups_of(values):
    return values if isinstance(values[0], list) else [values]


def cases():
    for rewarded in [False, True]:
        data = pairs(rewarded)
        both = data["chosen"] + data["rejected"]
        yield run("pairs" + (" with rewards" if rewarded else ""), data, both, pair_items)
    texts = [
        response(f"text{i:02d}", f"prompt{i % 24}", reward, (reward - 5.5) / 3)
        for i, reward in enumerate(float(rng.integers(1, 11)) for _ in range(70))
    ]
    yield run("texts", {"texts": texts}, texts, text_items)
    groups = [
        [
            response(f"group{i:02d}/{k}", f"prompt{i % 15}", reward, reward)
            for k, reward in enumerate(float(np.round(rng.normal(), 2)) for _ in range(2 + i % 4))
        ]
        for i in range(30)
    ]
    yield run("groups", {"groups": groups}, [r for g in groups for r in g], group_items)


write(
    "responses.json",
    {
        "options": {
            "runDigest": RUN,
            "huberK": HUBER_K,
            "resamples": RESAMPLES,
            "permutations": PERMUTATIONS,
            "lambda": LAMBDA,
            "folds": FOLDS,
        },
        "runs": list(cases()),
    },
)
