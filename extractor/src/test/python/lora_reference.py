"""Trains nothing: puts random PEFT adapters over the GPT-NeoX models of gptneox_reference.py, and
writes what PEFT computes with them.

Usage: python lora_reference.py RESOURCES_DIRECTORY
(reads RESOURCES/gptneox and RESOURCES/models, writes RESOURCES/lora; the committed output is in
extractor/src/test/resources)

Each case is an adapter directory as PEFT's save_pretrained writes it, with base.txt (its base),
sequences.json (token ids) and reference.safetensors: hook points and log-probabilities as in
gptneox_reference.py, by the adapted model as it runs while it is trained (not merged), and
"merged/" + name for tensors of the merged model where the ties of the base allow to merge.

The head of GPT-NeoX is embed_out in files, but a module named lm_head in newer versions of
transformers, and it is the module's name that PEFT writes. "old-head-name" has that of older ones.
"""

import json
import pathlib
import shutil
import sys

import torch
from peft import LoraConfig, get_peft_model
from safetensors.torch import load_file, save_file
from transformers import AutoModelForCausalLM

from gptneox_capture import capture

torch.set_num_threads(1)

ATTENTION = ["query_key_value", "dense"]
CASES = {
    "plain": ("parallel", dict(r=4, lora_alpha=8, target_modules=ATTENTION)),
    "rslora": ("parallel", dict(r=9, lora_alpha=6, use_rslora=True,
                                target_modules=["dense_h_to_4h", "dense_4h_to_h"])),
    # Patterns as PEFT matches them: suffixes and regular expressions, the first that fits.
    "patterns": ("parallel", dict(
        r=4, lora_alpha=8, target_modules="all-linear",
        rank_pattern={"query_key_value": 2, r"layers\.1\.mlp\.dense_\w+": 6},
        alpha_pattern={r".*layers\.0\.attention\.dense": 3, "dense_h_to_4h": 20, "dense": 5})),
    "all-linear-bf16": ("sequential-bf16", dict(r=3, lora_alpha=3, target_modules="all-linear")),
    "modules-to-save": ("parallel", dict(
        r=2, lora_alpha=4, bias="lora_only", target_modules=["query_key_value"],
        modules_to_save=["lm_head", "final_layer_norm"])),
    # The base's head is tied to its embedding; the adapter trains one of the two.
    "untied-head": ("sequential-bf16", dict(
        r=2, lora_alpha=4, target_modules=["dense_h_to_4h"], modules_to_save=["lm_head"])),
    "untied-embedding": ("sequential-bf16", dict(
        r=2, lora_alpha=4, target_modules=["embed_in", "dense"])),
    # Ties that PEFT keeps are saved as two equal changes. It keeps them only where it knows one of
    # the two by its name, which embed_in is not.
    "kept-ties": ("sequential-bf16", dict(
        r=2, lora_alpha=4, target_modules=["dense"], modules_to_save=["lm_head"],
        ensure_weight_tying=True)),
    "kept-ties-lora": ("sequential-bf16", dict(
        r=2, lora_alpha=4, target_modules=["lm_head", "embed_in"], ensure_weight_tying=True)),
    "lost-ties": ("sequential-bf16", dict(
        r=2, lora_alpha=4, target_modules=["dense"], modules_to_save=["embed_in"],
        ensure_weight_tying=True)),
    "head-and-embedding": ("parallel", dict(
        r=3, lora_alpha=2, target_modules=["embed_in", "lm_head"])),
    "old-head-name": ("parallel", dict(
        r=2, lora_alpha=5, target_modules=["lm_head", "dense"])),
    "sharded-f16": ("sharded-f16", dict(r=4, lora_alpha=16, target_modules=ATTENTION)),
}
UNMERGED = {"untied-head", "untied-embedding", "kept-ties", "kept-ties-lora", "lost-ties"}
# GPT-2 stores most of its weights as [in, out]; one of each layer is square.
STORED_TURNED = {
    "conv1d": ("models/gpt2/tied", dict(
        r=3, lora_alpha=7, target_modules=["c_attn", "c_proj", "c_fc"])),
    "conv1d-square": ("models/gpt2/tied", dict(
        r=3, lora_alpha=7, target_modules=["attn.c_proj"])),
}
REFUSED = {
    "dora": dict(r=2, use_dora=True, target_modules=["dense"]),
}


def base_model(resources, base):
    return AutoModelForCausalLM.from_pretrained(resources / base, dtype=torch.float32).eval()


def with_old_head_name(directory):
    file = directory / "adapter_model.safetensors"
    tensors = {key.replace("lm_head", "embed_out"): value for key, value in load_file(file).items()}
    save_file(tensors, file)
    config = directory / "adapter_config.json"
    config.write_text(config.read_text().replace("lm_head", "embed_out"))


def randomise(model):
    generator = torch.Generator().manual_seed(23)
    with torch.no_grad():
        for name, parameter in sorted(model.named_parameters()):
            if parameter.requires_grad:
                noise = torch.randn(parameter.shape, generator=generator)
                parameter.copy_(0.2 * noise if "lora_" in name else parameter + 0.1 * noise)


def save(model, directory):
    model.peft_config["default"].base_model_name_or_path = "some-org/base"
    model.save_pretrained(directory)
    (directory / "README.md").unlink(missing_ok=True)
    # PEFT writes a set in whatever order it has.
    file = directory / "adapter_config.json"
    config = json.loads(file.read_text())
    config["target_modules"] = sorted(config["target_modules"])
    file.write_text(json.dumps(config, indent=2, sort_keys=True))


def merged_tensors(resources, base, tuned):
    merged = tuned.merge_and_unload().state_dict()
    original = base_model(resources, base).state_dict()
    return {f"merged/{key.replace('lm_head', 'embed_out')}": value.contiguous()
            for key, value in merged.items() if not torch.equal(value, original[key])}


def main(resources):
    out = resources / "lora"
    shutil.rmtree(out, ignore_errors=True)
    for name, (base, settings) in STORED_TURNED.items():
        directory = out / name
        directory.mkdir(parents=True)
        tuned = get_peft_model(base_model(resources, base),
                               LoraConfig(task_type="CAUSAL_LM", **settings))
        randomise(tuned)
        save(tuned, directory)
        save_file(merged_tensors(resources, base, tuned), directory / "reference.safetensors")
        (directory / "base.txt").write_text(base)
    for name, (model, settings) in CASES.items():
        base = f"gptneox/{model}"
        directory = out / name
        directory.mkdir(parents=True)
        tuned = get_peft_model(base_model(resources, base),
                               LoraConfig(task_type="CAUSAL_LM", **settings))
        randomise(tuned)
        save(tuned, directory)
        tuned.eval()
        if name == "old-head-name":
            with_old_head_name(directory)
        sequences = json.loads((resources / base / "sequences.json").read_text())[:2]
        reference = {}
        for s, ids in enumerate(sequences):
            for key, value in capture(tuned.get_base_model(), ids).items():
                reference[f"{key}/{s}"] = value.contiguous()
        if name not in UNMERGED:
            reference.update(merged_tensors(resources, base, tuned))
        save_file(reference, directory / "reference.safetensors")
        (directory / "sequences.json").write_text(json.dumps(sequences))
        (directory / "base.txt").write_text(base)
        print(name, sorted(k for k in reference if k.startswith("merged"))[:4])
    torch.manual_seed(5)
    for name, settings in REFUSED.items():
        tuned = get_peft_model(base_model(resources, "gptneox/parallel"),
                               LoraConfig(task_type="CAUSAL_LM", **settings))
        save(tuned, out / "refused" / name)


main(pathlib.Path(sys.argv[1]))
