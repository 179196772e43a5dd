"""References for the fit of dictionaries that are trained in Java: SAELens's own trainer on the same
activations, which are generated alike in DictionaryTrainingTest. SAELens has no dictionary whose
decoder is its encoder; the paper's form is held against its standard one, which is freer."""

import numpy as np
import torch
from references import write
from sae_lens.config import SAETrainerConfig
from sae_lens.saes.standard_sae import StandardTrainingSAE, StandardTrainingSAEConfig
from sae_lens.saes.topk_sae import TopKTrainingSAE, TopKTrainingSAEConfig
from sae_lens.training.sae_trainer import SAETrainer

torch.set_num_threads(1)

WIDTH, SOURCES = 32, 96
WIDTHS = (1, 2)  # features, in multiples of WIDTH
TRAINED, HELD_OUT, EPOCHS, BATCH = 16_384, 4_096, 40, 256


def uniform(seed, count):
    """SplitMix64's numbers in [0, 1), all at once."""
    with np.errstate(over="ignore"):
        state = np.uint64(seed) + np.arange(1, count + 1, dtype=np.uint64) * np.uint64(
            0x9E3779B97F4A7C15
        )
        z = (state ^ (state >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
        z = (z ^ (z >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
        z = z ^ (z >> np.uint64(31))
    return (z >> np.uint64(11)).astype(np.float64) * 2.0**-53


def gaussian(pairs):
    return np.sqrt(-2 * np.log(1 - pairs[..., 0])) * np.cos(2 * np.pi * pairs[..., 1])


def activations(seed, rows):
    """Sums of sources that are seldom on, rarer ones ever more seldom, with noise, off the origin."""
    directions = gaussian(uniform(1, SOURCES * WIDTH * 2).reshape(SOURCES, WIDTH, 2))
    directions /= np.linalg.norm(directions, axis=1, keepdims=True)
    on = 0.5 / (1 + np.arange(SOURCES) / 4)
    draws = uniform(seed, rows * 2 * (SOURCES + WIDTH)).reshape(rows, 2 * (SOURCES + WIDTH))
    sizes = (draws[:, 0 : 2 * SOURCES : 2] < on) * (0.5 + draws[:, 1 : 2 * SOURCES : 2])
    noise = gaussian(draws[:, 2 * SOURCES :].reshape(rows, WIDTH, 2))
    return torch.tensor((sizes @ directions + 0.05 * noise + 0.3).astype(np.float32))


trained = activations(11, TRAINED)
held_out = activations(12, HELD_OUT)


def batches():
    generator = torch.Generator().manual_seed(0)
    while True:
        order = torch.randperm(TRAINED, generator=generator)
        for i in range(0, TRAINED, BATCH):
            yield trained[order[i : i + BATCH]]


def fit(sae):
    torch.manual_seed(0)
    sae = sae()
    config = SAETrainerConfig(
        total_training_samples=EPOCHS * TRAINED,
        train_batch_size_samples=BATCH,
        lr=1e-3,
        lr_end=1e-3,
        dead_feature_window=100,
    )
    SAETrainer(config, sae, batches()).fit()
    with torch.no_grad():
        f = sae.encode(held_out)
        error = ((held_out - sae.decode(f)) ** 2).sum()
        variance = ((held_out - held_out.mean(dim=0)) ** 2).sum()
    return {
        "fvu": (error / variance).item(),
        "l0": (f > 0).float().sum(dim=1).mean().item(),
        "dead": int((f > 0).sum(dim=0).eq(0).sum()),
    }


def fits(features):
    common = {
        "d_in": WIDTH,
        "d_sae": features,
        "normalize_activations": "expected_average_only_in",
    }
    topk = [
        {"k": k} | fit(lambda: TopKTrainingSAE(TopKTrainingSAEConfig(k=k, **common)))
        for k in (4, 8)
    ]
    standard = [
        {"l1": l1}
        | fit(lambda: StandardTrainingSAE(StandardTrainingSAEConfig(l1_coefficient=l1, **common)))
        for l1 in (0.5, 0.8, 1.2, 1.8)
    ]
    return {"features": features, "topk": topk, "standard": standard}


write(
    "dictionary-training.json",
    {
        "epochs": EPOCHS,
        "fits": [fits(multiple * WIDTH) for multiple in WIDTHS],
        "first": held_out[:2].numpy(),
        "variance": ((held_out - held_out.mean(dim=0)) ** 2).sum().item(),
    },
)
