"""Writes small random models of every family and what Hugging Face transformers computes with them.

Usage: python model_references.py OUTPUT_DIRECTORY [CASE ...]
(the committed output is extractor/src/test/resources/models; without cases all are written)

Each case is a model directory as save_pretrained writes it, with two more files:
sequences.json (token ids) and reference.safetensors: a tensor [tokens, d_model] per hook point,
named by the hook and the sequence, and log-probabilities [tokens, vocabulary] over every next token.
All is computed in f32. What transformers computes in the format of the weights is in
reference-in-format.safetensors, where that is f16 or bf16. The hook points have the meaning that TransformerLens gives them: in Gemma 2, hook_attn_out and
hook_mlp_out come after the norm that follows attention and MLP.
"""

import json
import pathlib
import sys

import torch
import transformers
from safetensors.torch import load_file, save_file

torch.set_num_threads(1)

LENGTHS = [13, 3, 7, 1]
SMALL = dict(vocab_size=48, hidden_size=16, num_hidden_layers=2, num_attention_heads=4,
             intermediate_size=24, max_position_embeddings=64)
LLAMA = dict(SMALL, num_key_value_heads=2, rms_norm_eps=1e-5)
ROPE = dict(rope_theta=10000.0)


NEOX = dict(SMALL, use_parallel_residual=False,
            rope_parameters=dict(ROPE, rope_type="default", partial_rotary_factor=0.5))


def llama(**config):
    return dict(family="Llama", config=dict(LLAMA, **config))


CASES = {
    # Two queries to a key, untied, names of transformers 5.
    "llama/grouped": llama(rope_parameters=dict(ROPE, rope_type="default")),
    # As SmolLM2 is: tied, three queries to a key, another base, names of transformers 4, bf16.
    "llama/tied-bf16": dict(
        llama(hidden_size=24, num_attention_heads=6, num_key_value_heads=2,
              tie_word_embeddings=True,
              rope_parameters=dict(rope_theta=500.0, rope_type="default")),
        dtype=torch.bfloat16, legacy=True),
    # All biases, heads wider than their share of d_model, f16, in shards.
    "llama/biases-f16": dict(
        llama(attention_bias=True, mlp_bias=True, head_dim=6, hidden_act="gelu",
              rope_parameters=dict(ROPE, rope_type="default")),
        dtype=torch.float16, shard="8KB"),
    # Said to be tied, but saved with a head of its own, which is the one that counts.
    "llama/tied-in-name-only": dict(
        llama(rope_parameters=dict(ROPE, rope_type="default")),
        written=dict(tie_word_embeddings=True)),
    "llama/rope-llama3": dict(
        llama(head_dim=16, rope_parameters=dict(
            ROPE, rope_type="llama3", factor=8.0, low_freq_factor=1.0, high_freq_factor=4.0,
            original_max_position_embeddings=32)),
        legacy=True),
    "llama/rope-linear": llama(rope_parameters=dict(ROPE, rope_type="linear", factor=4.0)),
    # As transformers 4 wrote it before it said rope_type.
    "llama/rope-linear-type": dict(
        llama(rope_parameters=dict(ROPE, rope_type="linear", factor=4.0)), legacy=True,
        written=dict(rope_scaling=dict(type="linear", factor=4.0))),
    "llama/rope-dynamic": llama(rope_parameters=dict(ROPE, rope_type="dynamic", factor=4.0)),
    # The first text is longer than the original length, the others are not. transformers remembers
    # the longest text until a shorter one comes, which changes nothing in this order.
    "llama/rope-dynamic-long": llama(
        max_position_embeddings=8, rope_parameters=dict(ROPE, rope_type="dynamic", factor=4.0)),
    "llama/rope-longrope-long": llama(rope_parameters=dict(
        ROPE, rope_type="longrope", short_factor=[1.0, 1.5], long_factor=[2.0, 9.0],
        original_max_position_embeddings=8)),
    "llama/rope-yarn": llama(head_dim=16, rope_parameters=dict(
        ROPE, rope_type="yarn", factor=4.0, original_max_position_embeddings=16)),
    "llama/rope-yarn-mscale": llama(head_dim=16, rope_parameters=dict(
        ROPE, rope_type="yarn", factor=4.0, original_max_position_embeddings=16, beta_fast=2.0,
        beta_slow=0.5, mscale=0.7, mscale_all_dim=1.3, truncate=False)),
    "llama/rope-longrope": llama(rope_parameters=dict(
        ROPE, rope_type="longrope", short_factor=[1.0, 1.5], long_factor=[2.0, 9.0],
        original_max_position_embeddings=32)),
    "mistral/sliding": dict(family="Mistral", config=dict(
        LLAMA, sliding_window=4, rope_parameters=dict(ROPE, rope_type="default"))),
    # Without a window, and heads narrower than their share of d_model.
    "mistral/full-bf16": dict(family="Mistral", dtype=torch.bfloat16, legacy=True, config=dict(
        LLAMA, sliding_window=None, head_dim=2, rope_parameters=dict(ROPE, rope_type="default"))),
    "mistral/sliding-f16": dict(family="Mistral", dtype=torch.float16, config=dict(
        LLAMA, sliding_window=4, rope_parameters=dict(ROPE, rope_type="default"))),
    "qwen2/full": dict(family="Qwen2", legacy=True, config=dict(
        LLAMA, tie_word_embeddings=True, rope_parameters=dict(ROPE, rope_type="default"))),
    # The window begins at a layer.
    "qwen2/sliding": dict(
        family="Qwen2", legacy=True, config=dict(
            LLAMA, num_hidden_layers=3, use_sliding_window=True, sliding_window=5,
            max_window_layers=1, rope_parameters=dict(ROPE, rope_type="default"))),
    "qwen2/full-f16": dict(family="Qwen2", dtype=torch.float16, config=dict(
        LLAMA, rope_parameters=dict(ROPE, rope_type="default"))),
    "qwen2/sliding-bf16": dict(family="Qwen2", dtype=torch.bfloat16, legacy=True, config=dict(
        LLAMA, use_sliding_window=True, sliding_window=5, max_window_layers=1,
        tie_word_embeddings=True, rope_parameters=dict(ROPE, rope_type="default"))),
    # Each layer says what it is.
    "qwen3/layer-types": dict(family="Qwen3", config=dict(
        LLAMA, head_dim=8, attention_bias=True, num_hidden_layers=3, use_sliding_window=True,
        sliding_window=4, layer_types=["sliding_attention", "full_attention", "sliding_attention"],
        rope_parameters=dict(ROPE, rope_type="default"))),
    "qwen3/full-bf16": dict(family="Qwen3", dtype=torch.bfloat16, legacy=True, config=dict(
        LLAMA, head_dim=8, tie_word_embeddings=True,
        rope_parameters=dict(ROPE, rope_type="default"))),
    "qwen3/full-f16": dict(family="Qwen3", dtype=torch.float16, config=dict(
        LLAMA, head_dim=8, rope_parameters=dict(ROPE, rope_type="default"))),
    "gemma/tied": dict(family="Gemma", config=dict(
        LLAMA, head_dim=8, rope_parameters=dict(ROPE, rope_type="default"))),
    # One key for all queries, and the activation's old name.
    "gemma/multi-query-bf16": dict(family="Gemma", dtype=torch.bfloat16, legacy=True, config=dict(
        LLAMA, num_key_value_heads=1, head_dim=6, attention_bias=True,
        rope_parameters=dict(ROPE, rope_type="default")), written=dict(hidden_act="gelu")),
    "gemma/tied-f16": dict(family="Gemma", dtype=torch.float16, config=dict(
        LLAMA, head_dim=8, rope_parameters=dict(ROPE, rope_type="default"))),
    # Caps low enough to bend, windows in every other layer, a scale that is not head_dim's.
    "gemma2/capped": dict(family="Gemma2", config=dict(
        LLAMA, num_hidden_layers=3, head_dim=8, sliding_window=4, query_pre_attn_scalar=20,
        attn_logit_softcapping=2.0, final_logit_softcapping=3.0,
        rope_parameters=dict(ROPE, rope_type="default"))),
    "gemma2/uncapped-bf16": dict(family="Gemma2", dtype=torch.bfloat16, legacy=True, config=dict(
        LLAMA, head_dim=8, sliding_window=4, attn_logit_softcapping=None,
        final_logit_softcapping=None, rope_parameters=dict(ROPE, rope_type="default"))),
    "gemma2/capped-f16": dict(family="Gemma2", dtype=torch.float16, config=dict(
        LLAMA, head_dim=8, sliding_window=4, attn_logit_softcapping=2.0,
        final_logit_softcapping=3.0, rope_parameters=dict(ROPE, rope_type="default"))),
    "gpt2/tied": dict(family="GPT2", config=dict(
        vocab_size=48, n_embd=16, n_layer=2, n_head=4, n_positions=64)),
    "gpt2/inverse-scale-f16": dict(family="GPT2", dtype=torch.float16, shard="8KB", config=dict(
        vocab_size=48, n_embd=16, n_layer=3, n_head=2, n_positions=64, n_inner=24,
        tie_word_embeddings=False, scale_attn_weights=False, scale_attn_by_inverse_layer_idx=True,
        reorder_and_upcast_attn=True, activation_function="relu")),
    "gpt2/tied-bf16": dict(family="GPT2", dtype=torch.bfloat16, config=dict(
        vocab_size=48, n_embd=16, n_layer=2, n_head=4, n_positions=64)),
    # As the published GPT-2 is: saved without its outermost module, with the mask among the weights.
    "gpt2/bare-names": dict(family="GPT2", bare=True, config=dict(
        vocab_size=48, n_embd=16, n_layer=2, n_head=4, n_positions=64)),
    "gpt-neo/alternating": dict(family="GPTNeo", config=dict(
        vocab_size=48, hidden_size=16, num_layers=3, num_heads=4, max_position_embeddings=64,
        window_size=4, attention_types=[[["global", "local"], 1], [["local"], 1]])),
    "gpt-neo/untied-bf16": dict(family="GPTNeo", dtype=torch.bfloat16, config=dict(
        vocab_size=48, hidden_size=16, num_layers=2, num_heads=2, intermediate_size=24,
        max_position_embeddings=64, window_size=5, attention_types=[[["local", "global"], 1]],
        tie_word_embeddings=False, activation_function="gelu")),
    "gpt-neo/alternating-f16": dict(family="GPTNeo", dtype=torch.float16, config=dict(
        vocab_size=48, hidden_size=16, num_layers=2, num_heads=4, max_position_embeddings=64,
        window_size=4, attention_types=[[["global", "local"], 1]])),
    # Said to be tied, but saved with a head of its own, by the name that files of old give it, and by
    # that of its module in newer versions, as the state of a torch module has it.
    "gptneox/tied-in-name-only": dict(
        family="GPTNeoX", config=NEOX, written=dict(tie_word_embeddings=True)),
    "gptneox/tied-in-name-only-module": dict(
        family="GPTNeoX", config=NEOX, written=dict(tie_word_embeddings=True),
        renamed={"embed_out.weight": "lm_head.weight"}),
    # Tied, and saved under the name of the head alone.
    "gptneox/tied-head-only": dict(
        family="GPTNeoX", config=dict(NEOX, tie_word_embeddings=True),
        renamed={"gpt_neox.embed_in.weight": "lm_head.weight"}),
    "gptneox/sequential-layer": dict(family="GPTNeoX", config=dict(
        SMALL, use_parallel_residual=False,
        rope_parameters=dict(ROPE, rope_type="linear", factor=2.0, partial_rotary_factor=0.5))),
}

# Where each architecture keeps what the hook points show: the list of layers, and in each layer the
# module that gives the attention's output, the one whose input is the stream between attention and
# MLP, and the one that gives the MLP's output.
PLACES = {
    "GPT2": ("transformer.h", "attn", "ln_2", "mlp"),
    "GPTNeo": ("transformer.h", "attn", "ln_2", "mlp"),
    "GPTNeoX": ("gpt_neox.layers", "attention", "post_attention_layernorm", "mlp"),
    "Gemma2": ("model.layers", "post_attention_layernorm", "pre_feedforward_layernorm",
               "post_feedforward_layernorm"),
}
LLAMA_PLACES = ("model.layers", "self_attn", "post_attention_layernorm", "mlp")


def model_class(family):
    suffix = "LMHeadModel" if family == "GPT2" else "ForCausalLM"
    return getattr(transformers, family + suffix)


def build(case):
    config = getattr(transformers, case["family"] + "Config")(**case["config"])
    model = model_class(case["family"])(config).eval()
    generator = torch.Generator().manual_seed(7)
    with torch.no_grad():
        for name, parameter in sorted(model.named_parameters()):
            noise = torch.randn(parameter.shape, generator=generator)
            one = name.endswith("weight") and parameter.dim() == 1
            centre = 1.0 if one and not case["family"].startswith("Gemma") else 0.0
            parameter.copy_(centre + 0.3 * noise)
    return model


def with_legacy_names(path):
    """Writes config.json as transformers 4 did."""
    config = json.loads(path.read_text())
    rope = config.pop("rope_parameters")
    config["rope_theta"] = rope.pop("rope_theta")
    config["rope_scaling"] = None if rope["rope_type"] == "default" else rope
    config.pop("layer_types", None)
    config["torch_dtype"] = config.pop("dtype")
    config["transformers_version"] = "4.51.3"
    path.write_text(json.dumps(config, indent=2) + "\n")


def with_other_names(path, names):
    tensors = {names.get(name, name): value for name, value in load_file(path).items()}
    save_file(tensors, path, metadata={"format": "pt"})


def with_bare_names(path):
    """Writes the weights as GPT-2 was published."""
    tensors = {name.removeprefix("transformer."): value for name, value in load_file(path).items()}
    tensors["h.0.attn.bias"] = torch.tril(torch.ones(1, 1, 8, 8))
    save_file(tensors, path, metadata={"format": "pt"})


def first(value):
    return value[0] if isinstance(value, tuple) else value


def capture(family, model, ids):
    layers, attention, middle, mlp = PLACES.get(family, LLAMA_PLACES)
    shown = {}

    def show_input(name):
        def hook(module, args, kwargs):
            shown[name] = args[0] if args else kwargs["hidden_states"]
        return hook

    def show_output(name):
        def hook(module, args, output):
            shown[name] = first(output)
        return hook

    handles = []
    for i, layer in enumerate(model.get_submodule(layers)):
        at = f"blocks.{i}.hook_"
        handles += [
            layer.register_forward_pre_hook(show_input(at + "resid_pre"), with_kwargs=True),
            layer.register_forward_hook(show_output(at + "resid_post")),
            layer.get_submodule(attention).register_forward_hook(show_output(at + "attn_out")),
            layer.get_submodule(middle).register_forward_pre_hook(
                show_input(at + "resid_mid"), with_kwargs=True),
            layer.get_submodule(mlp).register_forward_hook(show_output(at + "mlp_out")),
        ]
    with torch.no_grad():
        logits = model(torch.tensor([ids])).logits
    for handle in handles:
        handle.remove()
    result = {name: value[0].clone().contiguous() for name, value in shown.items()}
    result["log_probs"] = torch.log_softmax(logits[0].float(), dim=-1).contiguous()
    return result


def write_run(path, case, dtype, sequences):
    """Writes what the model beside a file computes in a format."""
    loaded = model_class(case["family"]).from_pretrained(
        path.parent, dtype=dtype, attn_implementation="eager").eval()
    reference = {}
    for s, ids in enumerate(sequences):
        for key, value in capture(case["family"], loaded, ids).items():
            reference[f"{key}/{s}"] = value
    save_file(reference, path)


def write(directory, case, sequences):
    directory.mkdir(parents=True, exist_ok=True)
    model = build(case).to(case.get("dtype", torch.float32))
    model.save_pretrained(directory, max_shard_size=case.get("shard", "1GB"))
    (directory / "generation_config.json").unlink(missing_ok=True)
    config = directory / "config.json"
    if case.get("legacy"):
        with_legacy_names(config)
    if case.get("bare"):
        with_bare_names(directory / "model.safetensors")
    if "renamed" in case:
        with_other_names(directory / "model.safetensors", case["renamed"])
    if "written" in case:
        config.write_text(json.dumps(json.loads(config.read_text()) | case["written"], indent=2) + "\n")
    write_run(directory / "reference.safetensors", case, torch.float32, sequences)
    if "dtype" in case:
        write_run(directory / "reference-in-format.safetensors", case, case["dtype"], sequences)
    (directory / "sequences.json").write_text(json.dumps(sequences) + "\n")


def main(out, names):
    generator = torch.Generator().manual_seed(11)
    sequences = [torch.randint(48, (length,), generator=generator).tolist() for length in LENGTHS]
    for name, case in CASES.items():
        if not names or name in names:
            write(out / name, case, sequences)


main(pathlib.Path(sys.argv[1]), sys.argv[2:])
