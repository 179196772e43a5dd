"""Random models of the shapes of published ones, and random feedback, for the benchmark."""

import json
import random

import torch
from tokenizers import Tokenizer, models, pre_tokenizers
from transformers import (
    AutoModelForCausalLM,
    GPTNeoXConfig,
    LlamaConfig,
    PreTrainedTokenizerFast,
)

SHAPES = {
    "pythia-70m": GPTNeoXConfig(
        vocab_size=50304,
        hidden_size=512,
        num_hidden_layers=6,
        num_attention_heads=8,
        intermediate_size=2048,
        max_position_embeddings=2048,
    ),
    "smollm2-135m": LlamaConfig(
        vocab_size=49152,
        hidden_size=576,
        num_hidden_layers=30,
        num_attention_heads=9,
        num_key_value_heads=3,
        intermediate_size=1536,
        max_position_embeddings=2048,
        tie_word_embeddings=True,
    ),
}


def write_model(shape, directory):
    """Writes a model whose tokens are words: w0, w1, and so on."""
    torch.manual_seed(1)
    config = SHAPES[shape]
    AutoModelForCausalLM.from_config(config).save_pretrained(directory)
    vocabulary = {f"w{i}": i for i in range(config.vocab_size)}
    tokenizer = Tokenizer(models.WordLevel(vocabulary, unk_token="w0"))
    tokenizer.pre_tokenizer = pre_tokenizers.WhitespaceSplit()
    fast = PreTrainedTokenizerFast(
        tokenizer_object=tokenizer, unk_token="w0", pad_token="w0", padding_side="right"
    )
    fast.save_pretrained(directory)
    return config


def words(draw, count):
    return " ".join(f"w{draw.randrange(1, 40000)}" for _ in range(count))


def write_triples(path, items):
    """Contexts of 8 to 60 tokens, and a word of one token after them."""
    draw = random.Random(2)
    tokens, squares, head_rows = 0, 0, 0
    with open(path, "w") as out:
        for i in range(items):
            length = draw.randint(8, 60)
            context = words(draw, length)
            targets = [words(draw, 1) for _ in range(3)]
            while len(set(targets)) < 3:
                targets = [words(draw, 1) for _ in range(3)]
            roles = ("positive", "negative", "neutral")
            row = {role: f"{context} {word}" for role, word in zip(roles, targets)}
            out.write(json.dumps({"id": f"t{i}", **row}) + "\n")
            tokens += length + 3
            squares += length * length / 2 + 3 * length
            head_rows += 1
    return tokens, squares, head_rows


def write_pairs(path, items):
    """Prompts of 20 to 120 tokens, responses of 20 to 150."""
    draw = random.Random(3)
    tokens, squares, head_rows = 0, 0, 0
    with open(path, "w") as out:
        for i in range(items):
            prompt = draw.randint(20, 120)
            row = {"id": f"p{i}", "prompt": words(draw, prompt)}
            tokens += prompt
            squares += prompt * prompt / 2
            for role in ("chosen", "rejected"):
                length = draw.randint(20, 150)
                row[role] = " " + words(draw, length)
                tokens += length
                squares += length * prompt + length * length / 2
                head_rows += length
            out.write(json.dumps(row) + "\n")
    return tokens, squares, head_rows


FEEDBACK = {"triples": write_triples, "pairs": write_pairs}
