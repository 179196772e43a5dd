"""A checkpoint of the run as transformers and PEFT read it."""

import torch
from peft import PeftModel
from transformers import AutoModelForCausalLM


def tuned(base, checkpoint):
    """The base, or the base with the adapter of a checkpoint merged into it, in f32."""
    model = AutoModelForCausalLM.from_pretrained(base, dtype=torch.float32)
    if checkpoint != base:
        model = PeftModel.from_pretrained(model, checkpoint).merge_and_unload()
    return model.eval()
