"""What the scripts beside this one share: where references go, and the seeded generator."""

import json
import pathlib
import re

import numpy as np

RESOURCES = pathlib.Path(__file__).parents[1] / "resources" / "references"
MASK = (1 << 64) - 1


def plain(value):
    if isinstance(value, dict):
        return {k: plain(v) for k, v in value.items()}
    if isinstance(value, (list, tuple)):
        return [plain(v) for v in value]
    if isinstance(value, np.ndarray):
        return [plain(v) for v in value]
    if isinstance(value, np.float32):
        return float(np.format_float_positional(value, unique=True))
    if isinstance(value, (np.bool_, bool)):
        return bool(value)
    if isinstance(value, np.integer):
        return int(value)
    if isinstance(value, (float, np.floating)):
        return None if np.isnan(value) else float(value)
    return value


def write(name, value):
    RESOURCES.mkdir(parents=True, exist_ok=True)
    with open(RESOURCES / name, "w") as out:
        json.dump(plain(value), out, separators=(",", ":"), allow_nan=False)
        out.write("\n")


def bag_of_words(texts):
    """How often each word of any text occurs in each."""
    found = [re.findall(r"[a-z0-9]+", text.lower()) for text in texts]
    columns = sorted({word for words in found for word in words})
    return np.array([[float(words.count(c)) for c in columns] for words in found])


def signed(value):
    """As a signed 64-bit integer, by which hashes are put in order."""
    return value - (1 << 64) if value >= 1 << 63 else value


class SplitMix64:
    """The reference generator of Steele, Lea and Flood (OOPSLA 2014)."""

    def __init__(self, state):
        self.state = state & MASK

    def next_long(self):
        self.state = (self.state + 0x9E3779B97F4A7C15) & MASK
        z = self.state
        z = ((z ^ (z >> 30)) * 0xBF58476D1CE4E5B9) & MASK
        z = ((z ^ (z >> 27)) * 0x94D049BB133111EB) & MASK
        return z ^ (z >> 31)

    def next_int(self, bound):
        threshold = (1 << 64) % bound
        while True:
            draw = self.next_long()
            if draw >= threshold:
                return draw % bound


def resamples(groups, count, seed):
    """Indices of the items of each resample of groups."""
    names = sorted(set(groups))
    items = {g: [i for i, x in enumerate(groups) if x == g] for g in names}
    random = SplitMix64(seed)
    return [
        np.array([i for _ in names for i in items[names[random.next_int(len(names))]]], dtype=int)
        for _ in range(count)
    ]
