"""References for io.plumbline.streamjobs.dictionary.RefreshStep: a dictionary trained further by
PyTorch's Adam, on minibatches that are drawn as in Java, and measured by NumPy."""

import math

import numpy as np
import torch
from references import SplitMix64, write

torch.set_num_threads(1)

WIDTH, FEATURES, TRAINED, HELD_OUT, K = 8, 12, 40, 20, 3
L1, LEARNING_RATE, BATCH, TOKENS, SEED = 1e-2, 1e-3, 16, 600, 77


def encode(w, be, x, kind):
    pre = x @ w.T + be
    f = torch.relu(pre)
    if kind == "topk":
        f = f * torch.zeros_like(pre).scatter(1, pre.topk(K, dim=1).indices, 1.0)
    return f


def fvu(w, v, be, bd, x, kind):
    rebuilt = (encode(w, be, x, kind) @ v + bd).numpy()
    x = x.numpy()
    return ((x - rebuilt) ** 2).sum() / ((x - x.mean(axis=0)) ** 2).sum()


def moved(before, after):
    norms = np.linalg.norm(before, axis=1) * np.linalg.norm(after, axis=1)
    return 1 - (before * after).sum(axis=1) / norms


def refresh(kind):
    rng = np.random.default_rng(3)
    sizes = np.linspace(0.3, 2, WIDTH)
    x = torch.tensor((rng.normal(size=(TRAINED, WIDTH)) * sizes + 0.4).astype(np.float32))
    held_out = torch.tensor((rng.normal(size=(HELD_OUT, WIDTH)) * sizes + 0.4).astype(np.float32))
    w = rng.normal(size=(FEATURES, WIDTH))
    w = (w / np.linalg.norm(w, axis=1, keepdims=True)).astype(np.float32)
    v = w
    if kind == "topk":
        v = rng.normal(size=(FEATURES, WIDTH))
        v = (v / np.linalg.norm(v, axis=1, keepdims=True)).astype(np.float32)
    start = {
        "w": w,
        "v": v,
        "be": (0.2 * rng.normal(size=FEATURES)).astype(np.float32),
        "bd": (0.2 * rng.normal(size=WIDTH)).astype(np.float32),
    }
    wide = x.numpy().astype(float)
    scale = math.sqrt(WIDTH * TRAINED / ((wide - wide.mean(axis=0)) ** 2).sum())

    w = torch.tensor(start["w"], requires_grad=True)
    v = w if kind == "tied-relu" else torch.tensor(start["v"], requires_grad=True)
    be = torch.tensor(start["be"] * np.float32(scale), requires_grad=True)
    bd = torch.tensor(start["bd"] * np.float32(scale), requires_grad=True)
    optimiser = torch.optim.Adam(list(dict.fromkeys([w, v, be, bd])), lr=LEARNING_RATE)
    random = SplitMix64(SEED)
    for _ in range(math.ceil(TOKENS / BATCH)):
        rows = x[[random.next_int(TRAINED) for _ in range(BATCH)]] * scale
        f = encode(w, be, rows, kind)
        loss = ((rows - (f @ v + bd)) ** 2).mean()
        if kind == "tied-relu":
            loss = loss + L1 * f.abs().sum(dim=1).mean()
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()
        with torch.no_grad():
            v /= v.norm(dim=1, keepdim=True)
    w, v, be, bd = (p.detach() for p in (w, v, be / scale, bd / scale))

    distance = moved(start["v"].astype(float), v.numpy().astype(float))
    first = {n: torch.tensor(p).double() for n, p in start.items()}
    last = {"w": w.double(), "v": v.double(), "be": be.double(), "bd": bd.double()}
    return {
        "kind": kind,
        "k": K,
        "l1": L1,
        "learningRate": LEARNING_RATE,
        "batch": BATCH,
        "tokens": TOKENS,
        "seed": SEED,
        "trained": x.numpy(),
        "heldOut": held_out.numpy(),
        "start": start,
        "scale": scale,
        "end": {"w": w.numpy(), "v": v.numpy(), "be": be.numpy(), "bd": bd.numpy()},
        "moved": distance.mean(),
        "movedMost": distance.max(),
        "before": fvu(x=held_out.double(), kind=kind, **first),
        "after": fvu(x=held_out.double(), kind=kind, **last),
    }


write("refresh.json", {"steps": [refresh(kind) for kind in ("tied-relu", "topk")]})
