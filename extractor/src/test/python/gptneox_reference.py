"""Writes small random GPT-NeoX models and what Hugging Face transformers computes with them.

Usage: python gptneox_reference.py OUTPUT_DIRECTORY
(the committed output is extractor/src/test/resources/gptneox)

Each case is a model directory as save_pretrained writes it, with two more files:
sequences.json (token ids) and reference.safetensors: a tensor [tokens, d_model] per hook point,
named by the hook and the sequence, and log-probabilities [tokens, vocabulary] over every next token.
All is computed in f32. What transformers computes in the format of the weights is in
reference-in-format.safetensors, where that is f16 or bf16.
"""

import json
import pathlib
import sys

import torch
from safetensors.torch import save_file
from transformers import GPTNeoXConfig, GPTNeoXForCausalLM

from gptneox_capture import capture

torch.set_num_threads(1)

CASES = {
    # As transformers 5 writes it.
    "parallel": dict(
        config=dict(use_parallel_residual=True, hidden_act="gelu",
                    rope_parameters=dict(rope_type="default", rope_theta=10000.0,
                                         partial_rotary_factor=0.25)),
        dtype=torch.float32,
    ),
    # Sequential residual, all dimensions rotated, tied head, bf16, names of transformers 4.
    "sequential-bf16": dict(
        config=dict(use_parallel_residual=False, hidden_act="gelu_new", tie_word_embeddings=True,
                    rope_parameters=dict(rope_type="default", rope_theta=500.0,
                                         partial_rotary_factor=1.0)),
        dtype=torch.bfloat16,
        legacy_names=True,
    ),
    # No attention biases, half of the dimensions rotated, f16, in shards.
    "sharded-f16": dict(
        config=dict(use_parallel_residual=True, hidden_act="relu", attention_bias=False,
                    layer_norm_eps=1e-6,
                    rope_parameters=dict(rope_type="default", rope_theta=10000.0,
                                         partial_rotary_factor=0.5)),
        dtype=torch.float16,
        shard="12KB",
    ),
}

LENGTHS = [11, 3, 7, 1]


def build(case):
    config = GPTNeoXConfig(
        vocab_size=48, hidden_size=32, num_hidden_layers=2, num_attention_heads=4,
        intermediate_size=48, max_position_embeddings=64, **case["config"])
    model = GPTNeoXForCausalLM(config).eval()
    generator = torch.Generator().manual_seed(7)
    with torch.no_grad():
        for name, parameter in sorted(model.named_parameters()):
            noise = torch.randn(parameter.shape, generator=generator)
            centre = 1.0 if "norm.weight" in name else 0.0
            parameter.copy_(centre + 0.25 * noise)
    return model


def with_legacy_names(path):
    config = json.loads(path.read_text())
    rope = config.pop("rope_parameters")
    config["rotary_pct"] = rope["partial_rotary_factor"]
    config["rotary_emb_base"] = rope["rope_theta"]
    config["rope_scaling"] = None
    config["torch_dtype"] = config.pop("dtype")
    config["transformers_version"] = "4.51.3"
    path.write_text(json.dumps(config, indent=2))


def write_run(path, dtype, sequences):
    """Writes what the model beside a file computes in a format."""
    loaded = GPTNeoXForCausalLM.from_pretrained(path.parent, dtype=dtype).eval()
    reference = {}
    for s, ids in enumerate(sequences):
        for key, value in capture(loaded, ids).items():
            reference[f"{key}/{s}"] = value
    save_file(reference, path)


def main(out):
    generator = torch.Generator().manual_seed(11)
    sequences = [torch.randint(48, (length,), generator=generator).tolist() for length in LENGTHS]
    for name, case in CASES.items():
        directory = out / name
        directory.mkdir(parents=True, exist_ok=True)
        model = build(case).to(case["dtype"])
        model.save_pretrained(directory, max_shard_size=case.get("shard", "1GB"))
        (directory / "generation_config.json").unlink()
        if case.get("legacy_names"):
            with_legacy_names(directory / "config.json")
        write_run(directory / "reference.safetensors", torch.float32, sequences)
        if case["dtype"] != torch.float32:
            write_run(directory / "reference-in-format.safetensors", case["dtype"], sequences)
        (directory / "sequences.json").write_text(json.dumps(sequences))


main(pathlib.Path(sys.argv[1]))
