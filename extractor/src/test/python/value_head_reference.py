"""Saves the GPT-NeoX model "parallel" of gptneox_reference.py with a value head on it, as trainers of
PPO do.

Usage: python value_head_reference.py RESOURCES_DIRECTORY
(reads RESOURCES/gptneox/parallel, writes RESOURCES/valuehead; the committed output is in
extractor/src/test/resources)

trl: by AutoModelForCausalLMWithValueHead.save_pretrained (needs a trl that has PPO, such as 0.29).
prefixed: the state of the same thing as a torch module, as trainers save what they do not know.
two-models: the state of a torch module that holds policy and value model.
rounded-f16: the model itself, without a value head, in f16.
"""

import pathlib
import shutil
import sys

import torch
from safetensors.torch import save_file
from transformers import GPTNeoXForCausalLM
from trl.experimental.ppo import AutoModelForCausalLMWithValueHead

torch.set_num_threads(1)


class PolicyWithHead(torch.nn.Module):
    def __init__(self, policy, width):
        super().__init__()
        self.pretrained_model = policy
        self.v_head = torch.nn.Linear(width, 1)


class PolicyAndValue(torch.nn.Module):
    def __init__(self, policy, width):
        super().__init__()
        self.policy = policy
        self.value_model = torch.nn.Module()
        self.value_model.score = torch.nn.Linear(width, 1, bias=False)


def main(resources):
    out = resources / "valuehead"
    shutil.rmtree(out, ignore_errors=True)
    source = resources / "gptneox" / "parallel"
    torch.manual_seed(3)
    trl = AutoModelForCausalLMWithValueHead.from_pretrained(str(source))
    trl.save_pretrained(out / "trl")
    (out / "trl" / "generation_config.json").unlink(missing_ok=True)

    rounded = GPTNeoXForCausalLM.from_pretrained(source, dtype=torch.float16)
    rounded.save_pretrained(out / "rounded-f16")
    (out / "rounded-f16" / "generation_config.json").unlink(missing_ok=True)

    for name, wrapper in (("prefixed", PolicyWithHead), ("two-models", PolicyAndValue)):
        (out / name).mkdir()
        wrapped = wrapper(GPTNeoXForCausalLM.from_pretrained(source), 32)
        save_file(wrapped.state_dict(), out / name / "model.safetensors")
        shutil.copy(source / "config.json", out / name / "config.json")


main(pathlib.Path(sys.argv[1]))
