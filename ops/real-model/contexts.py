"""The decisions that feedback asks of a model, and what a model makes of them."""

import csv
import json
from collections import defaultdict

import numpy as np
import torch


def lines(path):
    with open(path) as file:
        return [json.loads(line) for line in file]


class Context:
    """A decision: the token ids before it, where it is, and what can be chosen.

    prompt: what it is grouped by; permutations go by the order of these names.
    """

    def __init__(self, ids, position, words, stated, topic, prompt):
        self.ids, self.position = ids, position
        self.words, self.stated = words, np.array(stated, dtype=float)
        self.topic, self.prompt = topic, prompt


def contexts(feedback, tokenizer):
    with open(feedback / "words.csv") as file:
        lexicon = {row["word"]: float(row["reward"]) for row in csv.DictReader(file)}
    words = [tokenizer(" " + word).input_ids[0] for word in lexicon]
    for row in lines(feedback / "contexts.jsonl"):
        prompt = tokenizer.apply_chat_template(row["prompt"], tokenize=False, add_generation_prompt=True)
        coded = tokenizer(prompt + row["text"], return_offsets_mapping=True)
        first = next(t for t, (_, end) in enumerate(coded.offset_mapping) if end > len(prompt)) - 1
        for position in range(first, len(coded.input_ids)):
            yield Context(
                coded.input_ids, position, words, list(lexicon.values()), row["topic"],
                f"prompt:{prompt}")
    for number, row in enumerate(lines(feedback / "triples.jsonl")):
        frame = row["positive"].rsplit(" ", 1)[0]
        ids = tokenizer(frame).input_ids
        ends = [tokenizer(" " + row[r].rsplit(" ", 1)[1]).input_ids for r in ("positive", "negative", "neutral")]
        assert all(len(end) == 1 for end in ends), "the script needs words of one token"
        yield Context(
            ids, len(ids) - 1, [end[0] for end in ends],
            [row["positive_reward"], row["negative_reward"], 0.0], row["topic"], f"item:{number + 1:08d}")


def read(model, all_contexts):
    """Log-probabilities of the candidates, and the final residual stream, [contexts, d_model]."""
    log_probs, residuals = [None] * len(all_contexts), [None] * len(all_contexts)
    kept = {}
    model.model.norm.register_forward_hook(lambda _, args, output: kept.update(h=args[0][0]))
    # Several triples have one frame.
    of_text = defaultdict(list)
    for i, context in enumerate(all_contexts):
        of_text[tuple(context.ids)].append(i)
    for ids, places in of_text.items():
        positions = [all_contexts[i].position for i in places]
        with torch.no_grad():
            normed = model.model(torch.tensor([ids])).last_hidden_state[0]
            every = torch.log_softmax(model.lm_head(normed[positions]).double(), -1).numpy()
        h = kept["h"].double().numpy()
        for i, position, row in zip(places, positions, every):
            log_probs[i], residuals[i] = row[all_contexts[i].words], h[position]
    return log_probs, np.array(residuals)
