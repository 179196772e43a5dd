"""References for io.plumbline.streamjobs.dictionary, by PyTorch (training) and NumPy (encoding)."""

import numpy as np
import torch
from references import write

torch.set_num_threads(1)
torch.manual_seed(5)

WIDTH, FEATURES, POOL, BATCH, STEPS = 12, 20, 64, 16, 50
L1, LEARNING_RATE, K = 1e-2, 1e-3, 4


def loss_of(w, v, be, bd, x, kind):
    pre = x @ w.T + be
    f = torch.relu(pre)
    if kind == "topk":
        kept = torch.zeros_like(pre).scatter(1, pre.topk(K, dim=1).indices, 1.0)
        f = f * kept
    rebuilt = f @ v + bd
    loss = ((x - rebuilt) ** 2).mean()
    return loss if kind == "topk" else loss + L1 * f.abs().sum(dim=1).mean()


def training(kind):
    pool = torch.randn(POOL, WIDTH) * torch.linspace(0.3, 2, WIDTH) + 0.2
    w = torch.nn.functional.normalize(torch.randn(FEATURES, WIDTH), dim=1).requires_grad_()
    be = (0.1 * torch.randn(FEATURES)).requires_grad_()
    bd = (0.1 * torch.randn(WIDTH)).requires_grad_()
    v = w
    if kind == "topk":
        v = torch.nn.functional.normalize(torch.randn(FEATURES, WIDTH), dim=1).requires_grad_()
    parameters = {"w": w, "v": v, "be": be, "bd": bd}
    start = {n: p.detach().numpy().copy() for n, p in parameters.items()}
    optimiser = torch.optim.Adam(list(dict.fromkeys(parameters.values())), lr=LEARNING_RATE)
    losses, gradient = [], None
    for step in range(STEPS):
        x = pool[[(5 * step + i) % POOL for i in range(BATCH)]]
        optimiser.zero_grad()
        loss = loss_of(w, v, be, bd, x, kind)
        loss.backward()
        losses.append(loss.item())
        if gradient is None:
            gradient = {n: p.grad.numpy().copy() for n, p in parameters.items()}
        optimiser.step()
        with torch.no_grad():
            v /= v.norm(dim=1, keepdim=True)
    return {
        "kind": kind,
        "k": K,
        "l1": L1,
        "learningRate": LEARNING_RATE,
        "batch": BATCH,
        "pool": pool.numpy(),
        "start": start,
        "gradient": gradient,
        "losses": losses,
        "end": {n: p.detach().numpy() for n, p in parameters.items()},
    }


def encoding(kind):
    rng = np.random.default_rng(7)
    x = rng.normal(size=(11, WIDTH)).astype(np.float32)
    w = rng.normal(size=(FEATURES, WIDTH))
    w = (w / np.linalg.norm(w, axis=1, keepdims=True)).astype(np.float32)
    v = w
    if kind == "topk":
        v = rng.normal(size=(FEATURES, WIDTH)).astype(np.float32)
    be = (0.2 * rng.normal(size=FEATURES)).astype(np.float32)
    bd = rng.normal(size=WIDTH).astype(np.float32)
    pre = x.astype(float) @ w.T.astype(float) + be
    f = np.maximum(pre, 0)
    if kind == "topk":
        f[pre < np.sort(pre, axis=1)[:, -K][:, None]] = 0
    rebuilt = f @ v.astype(float) + bd
    wide = x.astype(float)
    return {
        "kind": kind,
        "k": K,
        "x": x,
        "w": w,
        "v": v,
        "be": be,
        "bd": bd,
        "features": f,
        "rebuilt": rebuilt,
        "squaredError": ((wide - rebuilt) ** 2).sum(),
        "fvu": ((wide - rebuilt) ** 2).sum() / ((wide - wide.mean(axis=0)) ** 2).sum(),
        "l0": (f > 0).sum(axis=1).mean(),
    }


KINDS = ["tied-relu", "topk"]
write(
    "dictionary.json",
    {"training": [training(k) for k in KINDS], "encoding": [encoding(k) for k in KINDS]},
)
