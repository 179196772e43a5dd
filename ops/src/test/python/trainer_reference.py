"""Writes the reference for NeoXTest: a small random GPT-NeoX, its log-probabilities and gradients.

    python trainer_reference.py ../resources/trainer
"""

import json
import sys

import torch
from safetensors.torch import save_file
from transformers import GPTNeoXConfig, GPTNeoXForCausalLM

torch.set_num_threads(1)
torch.manual_seed(7)
out = sys.argv[1]
config = GPTNeoXConfig(
    vocab_size=11,
    hidden_size=16,
    num_hidden_layers=2,
    num_attention_heads=2,
    intermediate_size=32,
    max_position_embeddings=12,
    layer_norm_eps=1e-5,
    hidden_act="gelu",
    use_parallel_residual=True,
    tie_word_embeddings=False,
    attention_dropout=0.0,
    hidden_dropout=0.0,
    bos_token_id=1,
    eos_token_id=1,
    rope_parameters={
        "rope_type": "default",
        "rope_theta": 10000.0,
        "partial_rotary_factor": 0.5,
    },
)
model = GPTNeoXForCausalLM(config)
for parameter in model.parameters():
    parameter.data = 0.3 * torch.randn_like(parameter)
value = torch.nn.Linear(16, 1)

prompt = 3
ids = torch.randint(0, 11, (3, 7))
hidden = model.gpt_neox(ids).last_hidden_state[:, prompt - 1 : -1].reshape(-1, 16)
log_probs = model.get_output_embeddings()(hidden).log_softmax(-1)
log_probs = log_probs.gather(1, ids[:, prompt:].reshape(-1, 1)).reshape(-1)
values = value(hidden).reshape(-1)
slopes = torch.linspace(-1.0, 1.5, log_probs.numel())
value_slopes = torch.linspace(0.5, -0.25, values.numel())
((slopes * log_probs).sum() + (value_slopes * values).sum()).backward()

# On disk the head has kept its old name.
named = {k.replace("lm_head", "embed_out"): v for k, v in model.named_parameters()}
named["v_head.weight"] = value.weight
named["v_head.bias"] = value.bias
save_file({k: v.detach().contiguous() for k, v in named.items()}, f"{out}/neox.safetensors")
save_file({k: v.grad.contiguous() for k, v in named.items()}, f"{out}/neox-gradients.safetensors")
with open(f"{out}/neox.json", "w", encoding="utf-8") as file:
    json.dump(
        {
            "prompt": prompt,
            "ids": ids.tolist(),
            "logProbs": log_probs.tolist(),
            "values": values.tolist(),
            "slopes": slopes.tolist(),
            "valueSlopes": value_slopes.tolist(),
        },
        file,
        indent=1,
    )
    file.write("\n")
