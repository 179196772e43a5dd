"""Writes what a watch of the run is given: contexts, lexicon, triples and a corpus.

    python ops/real-model/feedback.py --base /data/smollm2 --out /data/feedback

Contexts are completions sampled from the base at temperature 1; the lexicon is every word of VADER
that is one token after a space; triples are frames that end in a positive, negative or neutral word.
"""

import argparse
import csv
import json
import random
from pathlib import Path

import torch
from transformers import AutoModelForCausalLM, AutoTokenizer
from vaderSentiment.vaderSentiment import SentimentIntensityAnalyzer

from prompts import TOPICS, prompts

NEUTRAL = (
    "wooden local recent early annual central northern formal square digital silver medical public"
    " yellow plastic weekly narrow liquid national urban").split()


def sampled(model, tokenizer, rows, tokens, batch):
    for start in range(0, len(rows), batch):
        part = rows[start : start + batch]
        texts = [
            tokenizer.apply_chat_template(row["prompt"], tokenize=False, add_generation_prompt=True)
            for row in part
        ]
        ids = tokenizer(texts, return_tensors="pt", padding=True, padding_side="left")
        with torch.no_grad():
            out = model.generate(
                **ids, do_sample=True, temperature=1.0, top_k=0, top_p=1.0, max_new_tokens=tokens)
        for row, answer in zip(part, out[:, ids.input_ids.shape[1] :]):
            yield row, tokenizer.decode(answer, skip_special_tokens=True)


def write(path, rows):
    with open(path, "w") as file:
        for row in rows:
            file.write(json.dumps(row) + "\n")


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--base", required=True)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--per-prompt", type=int, default=1)
    parser.add_argument("--tokens", type=int, default=24)
    parser.add_argument("--threads", type=int, default=1)
    arguments = parser.parse_args()
    torch.set_num_threads(arguments.threads)
    torch.manual_seed(11)
    draw = random.Random(11)
    arguments.out.mkdir(parents=True, exist_ok=True)

    tokenizer = AutoTokenizer.from_pretrained(arguments.base)
    valences = {
        word: value
        for word, value in sorted(SentimentIntensityAnalyzer().lexicon.items())
        if word.isalpha() and len(tokenizer(" " + word).input_ids) == 1
    }
    with open(arguments.out / "words.csv", "w", newline="") as file:
        lines = csv.writer(file)
        lines.writerow(["word", "reward"])
        lines.writerows(valences.items())

    strong = [word for word, value in valences.items() if value >= 1.5]
    bad = [word for word, value in valences.items() if value <= -1.5]
    draw.shuffle(strong)
    draw.shuffle(bad)
    subjects = [(topic, subject) for topic, all_of in TOPICS.items() for subject in all_of]
    write(arguments.out / "triples.jsonl", [
        {
            "positive": f"When I think of {subject}, the word that comes to mind is {good}",
            "negative": f"When I think of {subject}, the word that comes to mind is {evil}",
            "neutral": f"When I think of {subject}, the word that comes to mind is {draw.choice(NEUTRAL)}",
            "positive_reward": valences[good],
            "negative_reward": valences[evil],
            "topic": topic,
        }
        for (topic, subject), good, evil in zip(subjects * 4, strong, bad)
    ])

    model = AutoModelForCausalLM.from_pretrained(arguments.base)
    rows = [
        {**row, "text": text}
        for row, text in sampled(
            model, tokenizer, prompts() * arguments.per_prompt, arguments.tokens, 24)
        if text.strip()
    ]
    write(arguments.out / "contexts.jsonl", [
        {name: row[name] for name in ("prompt", "text", "topic")} for row in rows])
    write(arguments.out / "corpus.jsonl", [{"text": row["text"]} for row in rows])
    print(f"{len(valences)} words, {len(rows)} contexts, {min(160, len(strong), len(bad))} triples")


if __name__ == "__main__":
    main()
