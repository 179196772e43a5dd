"""Computes the analysis of a watched run again, by transformers and NumPy, and holds it against it.

    python ops/real-model/analysis.py --base /data/smollm2 --checkpoints /data/run \\
        --feedback /data/feedback --recorded /data/recorded.json

The slope of the log-ratio on the stated feedback over all contexts, by topic and by prompt,
and the learned direction with its share of the slope and its words. Ends with 1 if a figure differs
by more than 1e-4 of its size, or of 1 where that is more.
"""

import argparse
import csv
import json
import sys
from collections import defaultdict
from pathlib import Path

import numpy as np
import torch
from transformers import AutoTokenizer

from models import tuned

MIN_MASS, TOLERANCE = 0.01, 1e-4


def lines(path):
    with open(path) as file:
        return [json.loads(line) for line in file]


class Context:
    """A decision: the token ids before it, where it is, and what can be chosen."""

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
                row["topic"], prompt)
    for number, row in enumerate(lines(feedback / "triples.jsonl")):
        frame = row["positive"].rsplit(" ", 1)[0]
        ids = tokenizer(frame).input_ids
        ends = [tokenizer(" " + row[r].rsplit(" ", 1)[1]).input_ids for r in ("positive", "negative", "neutral")]
        assert all(len(end) == 1 for end in ends), "the script needs words of one token"
        yield Context(
            f"triple{number}", ids, len(ids) - 1, [end[0] for end in ends],
            [row["positive_reward"], row["negative_reward"], 0.0], row["topic"], frame)


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


def ratio(parts):
    return sum(n for n, _ in parts) / sum(d for _, d in parts)


class Base:
    def __init__(self, model, choices):
        self.choices = choices
        self.gamma = model.model.norm.weight.detach().double().numpy()
        self.unembedding = model.lm_head.weight.detach().double().numpy()
        self.log_probs, self.residuals = read(model, choices)
        self.sigma = np.sqrt(
            (self.residuals**2).mean(-1, keepdims=True) + model.config.rms_norm_eps)

    def analysis(self, model):
        """Figures by the name that the report or the attribution has them under, and a logit lens."""
        now, residuals = read(model, self.choices)
        change = (residuals - self.residuals) / self.sigma
        by_topic, by_prompt, usable, pulls = defaultdict(list), defaultdict(list), [], []
        for i, choice in enumerate(self.choices):
            p = np.exp(self.log_probs[i])
            if p.sum() < MIN_MASS:
                continue
            usable.append(i)
            y = choice.stated - p @ choice.stated / p.sum()
            part = (p * y) @ (now[i] - self.log_probs[i]), (p * y) @ y
            by_topic[choice.topic].append(part)
            by_prompt[choice.prompt].append(part)
            pulls.append((p * y) @ self.unembedding[choice.words])
        every = [part for parts in by_topic.values() for part in parts]
        slope = ratio(every)
        direction = change[usable].mean(0)
        along = sum(pull @ (self.gamma * direction) for pull in pulls) / sum(d for _, d in every)
        policy = {
            "slope": slope,
            **{f"slope.tag.topic={topic}": ratio(parts) for topic, parts in sorted(by_topic.items())},
            "negative_prompts": np.mean([ratio(parts) < 0 for parts in by_prompt.values()]),
            "negative_contexts": np.mean([n < 0 for n, _ in every]),
        }
        attribution = {
            "slope_activation": slope,
            "slope_direction": along,
            "direction_share": along / slope,
        }
        print(f"  {len(usable)} of {len(self.choices)} contexts, slope {slope:.4f}", flush=True)
        return policy, attribution, self.unembedding @ (self.gamma * direction)


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--base", type=Path, required=True)
    parser.add_argument("--checkpoints", type=Path, required=True)
    parser.add_argument("--feedback", type=Path, required=True)
    parser.add_argument("--recorded", type=Path, required=True)
    parser.add_argument("--steps", type=int, nargs="+", required=True)
    parser.add_argument("--threads", type=int, default=1)
    arguments = parser.parse_args()
    torch.set_num_threads(arguments.threads)

    tokenizer = AutoTokenizer.from_pretrained(arguments.base)
    base = Base(tuned(arguments.base, arguments.base), list(contexts(arguments.feedback, tokenizer)))
    computed = {}
    for step in arguments.steps:
        print(f"computing step {step}", flush=True)
        computed[step] = base.analysis(
            tuned(arguments.base, arguments.checkpoints / f"checkpoint-{step}"))

    recorded = json.loads(arguments.recorded.read_text())
    token = {tokenizer.decode([t]): t for t in range(len(tokenizer))}
    worst = 0.0

    def hold(what, ours, theirs):
        nonlocal worst
        difference = abs(ours - theirs) / max(1.0, abs(theirs))
        worst = max(worst, difference)
        print(f"  {what:40s} {ours:12.6f} {theirs:12.6f}  {difference:.1e}")

    for step, (policy, attribution, logits) in computed.items():
        print(f"step {step}: plumbline, transformers and NumPy, difference")
        report = next(r for r in recorded["reports"] if r["step"] == step)
        for name, value in policy.items():
            hold(name, report["measures"][f"policy:{name}"]["value"], value)
        ours = recorded["attributions"].get(str(report["ordinal"]))
        if ours is None:
            print("  the attribution of this checkpoint was not recorded")
            continue
        for name, value in attribution.items():
            hold(name, ours["scores"][name]["value"], value)
        # The lens takes off the mean over its tokens, which differences between tokens do not see.
        shown = [
            (t["text"], t["weight"], logits[token[t["text"]]])
            for t in ours["towards"] + ours["away"]
            if t["text"] in token
        ]
        for text, weight, logit in shown[1:]:
            hold(f"lens of {text!r} less {shown[0][0]!r}", weight - shown[0][1], logit - shown[0][2])
    print(f"{worst:.1e}  worst of all")
    sys.exit(worst > TOLERANCE)


if __name__ == "__main__":
    main()
