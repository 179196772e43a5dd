"""References for io.plumbline.streamjobs.stats, by SciPy, scikit-learn, NumPy and statsmodels."""

import warnings

import numpy as np
import statsmodels.api as sm
from references import SplitMix64, resamples, write
from scipy import stats
from sklearn.metrics import accuracy_score, roc_auc_score

rng = np.random.default_rng(20261123)


def pair(n, kind):
    x = rng.normal(size=n)
    y = 0.6 * x + rng.normal(size=n)
    if kind == "ties":
        x, y = np.round(x), np.round(2 * y) / 2
    if kind == "binary":
        x, y = (x > 0).astype(float), np.round(y)
    if kind == "far":
        x, y = 1e6 + x, -3e5 + 1e-3 * y
    return x, y


def correlations():
    cases = []
    for kind in ["plain", "ties", "binary", "far"]:
        for n in [3, 4, 7, 50, 311]:
            x, y = pair(n, kind)
            while len(set(x)) == 1 or len(set(y)) == 1:
                x, y = pair(n, kind)
            cases.append(
                {
                    "x": x,
                    "y": y,
                    "pearson": stats.pearsonr(x, y).statistic,
                    "spearman": stats.spearmanr(x, y).statistic,
                    "tau": stats.kendalltau(x, y).statistic,
                }
            )
    return cases


def areas():
    cases = []
    for n, digits in [(5, 9), (40, 9), (40, 0), (200, 1)]:
        scores = np.round(rng.normal(size=n), digits)
        positive = np.arange(n) % 3 == 0
        cases.append(
            {"scores": scores, "positive": positive, "auc": roc_auc_score(positive, scores)}
        )
    return cases


def sign_accuracies():
    cases = []
    for n, digits in [(5, 9), (60, 9), (60, 0), (311, 0)]:
        predicted, truth = np.round(rng.normal(size=n), digits), np.round(rng.normal(size=n), digits)
        signed = truth != 0
        right = accuracy_score(np.sign(truth[signed]), np.sign(predicted[signed]))
        cases.append({"predicted": predicted, "truth": truth, "accuracy": right})
    return cases


def degenerate():
    """Inputs of which SciPy gives NaN or raises, and scikit-learn warns or gives one half."""
    rising, constant, classes = [1.0, 2.0, 3.0, 4.0], [5.0] * 4, [True, False, True, False]
    cases = []
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        for x, y in [(constant, rising), (rising, constant), (constant, constant)]:
            values = [f(x, y).statistic for f in (stats.pearsonr, stats.spearmanr, stats.kendalltau)]
            assert np.isnan(values).all()
            cases.append({"x": x, "y": y, "reason": "constant"})
        cases.append({"x": [1.0, 2.0], "y": [3.0, 1.0], "reason": "fewer than 3"})
        cases.append({"x": [], "y": [], "reason": "fewer than 3"})
        assert np.isnan(roc_auc_score([True] * 4, rising))
        assert roc_auc_score(classes, constant) == 0.5
    return cases


def samples():
    cases = []
    for n in [3, 4, 10, 101]:
        x = rng.gamma(2.0, size=n)
        cases.append(
            {
                "x": x,
                "mean": np.mean(x),
                "sd": np.std(x),
                "skewness": stats.skew(x),
                "quantiles": {str(q): np.quantile(x, q) for q in [0, 0.025, 0.1, 0.5, 0.9, 1]},
                "mad": stats.median_abs_deviation(x),
            }
        )
    return cases


def huber():
    cases = []
    for n, outliers in [(12, 1), (60, 12), (310, 62)]:
        for regressors in [1, 2]:
            x = rng.normal(size=(n, regressors))
            if regressors == 2:
                x[:, 1] += 0.9 * x[:, 0]
            y = 0.3 + x @ np.array([1.5, -0.7])[:regressors] + 0.4 * rng.standard_t(3, size=n)
            y[:outliers] -= 6 * np.sign(x[:outliers, 0])
            for k in [1.345, 2.5]:
                fit = sm.RLM(y, sm.add_constant(x), M=sm.robust.norms.HuberT(k)).fit(
                    maxiter=2000, tol=1e-14, conv="coefs"
                )
                cases.append(
                    {
                        "k": k,
                        "y": y,
                        "x": x.T,
                        "coefficients": fit.params,
                        "scale": sm.robust.scale.mad(fit.resid, center=0),
                    }
                )
    return cases


def bootstrap():
    seed = 0x1234_5678_9ABC_DEF0
    groups = [f"w{i % 17}" for i in range(60)]
    x = rng.normal(size=60)
    y = np.round(0.5 * x + rng.normal(size=60), 1)
    taus = [stats.kendalltau(x[r], y[r]).statistic for r in resamples(groups, 200, seed)]
    positive = y > 0.3
    areas = [roc_auc_score(positive[r], x[r]) for r in resamples(groups, 200, seed)]
    later = x + 0.4 * y
    gains = [
        stats.kendalltau(later[r], y[r]).statistic - stats.kendalltau(x[r], y[r]).statistic
        for r in resamples(groups, 200, seed)
    ]
    generator = SplitMix64(seed)
    return {
        "seed": seed,
        "groups": groups,
        "x": x,
        "y": y,
        "resamples": 200,
        "low": np.quantile(taus, 0.025),
        "high": np.quantile(taus, 0.975),
        "positive": positive,
        "auc": [np.quantile(areas, 0.025), np.quantile(areas, 0.975)],
        "later": later,
        "gain": [np.quantile(gains, 0.025), np.quantile(gains, 0.975)],
        "longs": [str(generator.next_long()) for _ in range(5)],
        "ints": [generator.next_int(1000) for _ in range(20)],
    }


write(
    "statistics.json",
    {
        "correlations": correlations(),
        "areas": areas(),
        "samples": samples(),
        "huber": huber(),
        "bootstrap": bootstrap(),
        "signs": sign_accuracies(),
        "degenerate": degenerate(),
    },
)
