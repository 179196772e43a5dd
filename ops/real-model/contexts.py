"""The decisions that feedback asks of a model, and what a model makes of them."""

import csv
import json

import numpy as np
import torch


def lines(path):
    with open(path) as file:
        return [json.loads(line) for line in file]


class Context:
    """A decision: the token ids before it, where it is, and what can be chosen.

    prompt: what it is grouped by; permutations go by the order of these names.
    """

    def __init__(self, key, ids, position, words, stated, topic, prompt):
        self.key, self.ids, self.position = key, ids, position
        self.words, self.stated = words, np.array(stated, dtype=float)
        self.topic, self.prompt = topic, prompt


def contexts(feedback, tokenizer):
    with open(feedback / "words.csv") as file:
        lexicon = {row["word"]: float(row["reward"]) for row in csv.DictReader(file)}
    words = [tokenizer(" " + word).input_ids[0] for word in lexicon]
    for number, row in enumerate(lines(feedback / "contexts.jsonl")):
        prompt = tokenizer.apply_chat_template(row["prompt"], tokenize=False, add_generation_prompt=True)
        coded = tokenizer(prompt + row["text"], return_offsets_mapping=True)
        first = next(t for t, (_, end) in enumerate(coded.offset_mapping) if end > len(prompt)) - 1
        for position in range(first, len(coded.input_ids)):
            yield Context(
                f"text{number}", coded.input_ids, position, words, list(lexicon.values()),
                row["topic"], f"prompt:{prompt}")
    for number, row in enumerate(lines(feedback / "triples.jsonl")):
        frame = row["positive"].rsplit(" ", 1)[0]
        ids = tokenizer(frame).input_ids
        ends = [tokenizer(" " + row[r].rsplit(" ", 1)[1]).input_ids for r in ("positive", "negative", "neutral")]
        assert all(len(end) == 1 for end in ends), "the script needs words of one token"
        yield Context(
            f"triple{number}", ids, len(ids) - 1, [end[0] for end in ends],
            [row["positive_reward"], row["negative_reward"], 0.0], row["topic"], f"item:{number + 1:08d}")


def read(model, all_contexts):
    """Log-probabilities of the candidates, and the final residual stream, [contexts, d_model]."""
    log_probs, residuals = [], []
    kept = {}
    model.model.norm.register_forward_hook(lambda _, args, output: kept.update(h=args[0][0]))
    last = None
    for context in all_contexts:
        if context.key != last:
            last = context.key
            with torch.no_grad():
                normed = model.model(torch.tensor([context.ids])).last_hidden_state[0]
                h = kept["h"].double().numpy()
                rows = [c.position for c in all_contexts if c.key == last]
                logits = model.lm_head(normed[rows]).double()
                of = dict(zip(rows, torch.log_softmax(logits, -1).numpy()))
        log_probs.append(of[context.position][context.words])
        residuals.append(h[context.position])
    return log_probs, np.array(residuals)
