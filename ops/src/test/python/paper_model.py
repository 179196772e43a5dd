"""The demo's base model, and what the paper's two tasks read of it and of its checkpoints."""

import json
import pathlib

import torch
from peft import PeftModel
from transformers import AutoTokenizer, GPTNeoXForCausalLM

MAIN = pathlib.Path(__file__).parents[2] / "main/resources"
BASE = MAIN / "io/plumbline/ops/trainer/base"
OUT = pathlib.Path(__file__).parents[1] / "resources/paper"


def tokenizer():
    return AutoTokenizer.from_pretrained(BASE)


def base_model():
    return GPTNeoXForCausalLM.from_pretrained(BASE, attn_implementation="eager").eval()


def tuned_model(checkpoint):
    """With the adapter merged, everything in double precision."""
    model = PeftModel.from_pretrained(base_model(), checkpoint).double()
    return model.merge_and_unload().eval()


def checkpoints():
    """Directories of the tuned checkpoints by step."""
    found = {int(d.name.split("-")[1]): d for d in (OUT / "checkpoints").iterdir()}
    return dict(sorted(found.items()))


def rows(name):
    return [json.loads(line) for line in (OUT / name).read_text().splitlines()]


@torch.no_grad()
def activations(model, texts, hooks):
    """Of each hook the outputs of that layer's MLP, one matrix for each text."""
    found = {hook: [] for hook in hooks}
    handles = []
    for hook in hooks:
        layer = model.gpt_neox.layers[int(hook.split(".")[1])]
        keep = lambda module, inputs, output, hook=hook: found[hook].append(output[0])
        handles.append(layer.mlp.register_forward_hook(keep))
    for ids in texts:
        model(torch.tensor([ids]))
    for handle in handles:
        handle.remove()
    return found


@torch.no_grad()
def log_probs(model, texts, starts):
    """Log-probability of each text's tokens from a place on, given those before."""
    sums = []
    for ids, start in zip(texts, starts):
        logs = model(torch.tensor([ids])).logits[0].log_softmax(-1)
        sums.append(sum(logs[i - 1, ids[i]].item() for i in range(start, len(ids))))
    return sums
