"""The slope of the log-ratio on stated feedback, by topic and prompt, and the direction it lies in."""

from collections import defaultdict

import numpy as np

MIN_MASS = 0.01


def ratio(parts):
    return sum(n for n, _ in parts) / sum(d for _, d in parts)


class Decisions:
    """What the base makes of all contexts."""

    def __init__(self, model, choices, reading):
        self.gamma = model.model.norm.weight.detach().double().numpy()
        self.unembedding = model.lm_head.weight.detach().double().numpy()
        log_probs, residuals = reading.log_probs, reading.residuals
        masses = [np.exp(row).sum() for row in log_probs]
        self.usable = [i for i, mass in enumerate(masses) if mass >= MIN_MASS]
        self.choices = [choices[i] for i in self.usable]
        self.log_probs = [log_probs[i] for i in self.usable]
        self.residuals = residuals[self.usable]
        self.sigma = np.sqrt((self.residuals**2).mean(-1, keepdims=True) + model.config.rms_norm_eps)
        self.weights, self.denominators, self.pulls = [], [], []
        for choice, row in zip(self.choices, self.log_probs):
            p = np.exp(row)
            y = choice.stated - p @ choice.stated / p.sum()
            self.weights.append(p * y)
            self.denominators.append(p * y @ y)
            self.pulls.append(p * y @ self.unembedding[choice.words])

    def after(self, reading):
        """Numerators of the slopes, and dx, both of the usable contexts."""
        numerators = [
            weights @ (reading.log_probs[i] - before)
            for i, weights, before in zip(self.usable, self.weights, self.log_probs)
        ]
        return numerators, (reading.residuals[self.usable] - self.residuals) / self.sigma

    def by_prompt(self, numerators):
        """Sums of numerators and denominators of each prompt, the prompts sorted."""
        sums = defaultdict(lambda: np.zeros(2))
        for choice, n, d in zip(self.choices, numerators, self.denominators):
            sums[choice.prompt] += n, d
        names = sorted(sums)
        return names, np.array([sums[name] for name in names])


def policy(decisions, numerators):
    """Figures by the name that the report has them under."""
    by_topic = defaultdict(list)
    for choice, part in zip(decisions.choices, zip(numerators, decisions.denominators)):
        by_topic[choice.topic].append(part)
    _, sums = decisions.by_prompt(numerators)
    return {
        "slope": sum(numerators) / sum(decisions.denominators),
        **{f"slope.tag.topic={topic}": ratio(parts) for topic, parts in sorted(by_topic.items())},
        "negative_prompts": np.mean(sums[:, 0] < 0),
        "negative_contexts": np.mean(np.array(numerators) < 0),
    }


def direction(decisions, changes, slope):
    """Figures of the learned direction, and its logit lens."""
    pulled = decisions.gamma * changes.mean(0)
    along = sum(pull @ pulled for pull in decisions.pulls) / sum(decisions.denominators)
    figures = {
        "slope_activation": slope,
        "slope_direction": along,
        "direction_share": along / slope,
    }
    return figures, decisions.unembedding @ pulled
