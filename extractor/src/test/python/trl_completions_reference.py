"""Logs completions with TRL's own GRPOTrainer: two steps on a tiny random model, with prompts that are
texts and with prompts that are conversations.

Usage: python trl_completions_reference.py RESOURCES_DIRECTORY
(reads RESOURCES/chat/chatml, writes RESOURCES/trl-completions; the committed output is in
extractor/src/test/resources)

Of each kind plain/completions_0000N.parquet and chat/completions_0000N.parquet are what the trainer
wrote, and reference.json says what it trained on: for every row of both steps the prompt as text, the
completion's text and the sum of its rewards.
"""

import json
import pathlib
import shutil
import sys
import tempfile

import torch
from datasets import Dataset
from transformers import AutoTokenizer, GPT2Config, GPT2LMHeadModel
from trl import GRPOConfig, GRPOTrainer

torch.set_num_threads(1)

PROMPTS = ["the movie was", "the food was", "a hotel where"]
STEPS = 2
GIVEN = []


def text(prompt, completion):
    return completion if isinstance(completion, str) else completion[0]["content"]


def length_reward(prompts, completions, **columns):
    rewards = [len(text(p, c)) / 8 for p, c in zip(prompts, completions)]
    GIVEN.append([dict(prompt=p, completion=text(p, c), reward=r)
                  for p, c, r in zip(prompts, completions, rewards)])
    return rewards


def even_reward(prompts, completions, **columns):
    """Applies to every other row only."""
    rewards = [0.25 if i % 2 == 0 else None for i in range(len(completions))]
    for row, reward in zip(GIVEN[-1], rewards):
        row["reward"] += reward or 0
    return rewards


def train(tokenizer, prompts, out):
    GIVEN.clear()
    torch.manual_seed(5)
    model = GPT2LMHeadModel(GPT2Config(
        vocab_size=len(tokenizer), n_embd=16, n_layer=1, n_head=2, n_positions=256))
    with tempfile.TemporaryDirectory() as directory:
        trainer = GRPOTrainer(
            model=model,
            processing_class=tokenizer,
            reward_funcs=[length_reward, even_reward],
            train_dataset=Dataset.from_dict(dict(prompt=prompts, topic=["a", "b", "c"])),
            args=GRPOConfig(
                output_dir=directory, max_steps=STEPS, num_generations=2,
                per_device_train_batch_size=4, max_completion_length=6, use_cpu=True,
                logging_steps=1, log_completions=True, report_to=[], save_strategy="no", seed=3))
        trainer.train()
        out.mkdir(parents=True)
        for file in sorted(pathlib.Path(directory, "completions").glob("*.parquet")):
            shutil.copy(file, out / file.name)
    rows = [row for step in GIVEN for row in step]
    for row in rows:
        if not isinstance(row["prompt"], str):
            row["prompt"] = tokenizer.apply_chat_template(
                row["prompt"], tokenize=False, add_generation_prompt=True)
    (out / "reference.json").write_text(json.dumps(rows, indent=1) + "\n")


def main(resources):
    out = resources / "trl-completions"
    shutil.rmtree(out, ignore_errors=True)
    tokenizer = AutoTokenizer.from_pretrained(resources / "chat" / "chatml")
    tokenizer.pad_token = tokenizer.pad_token or tokenizer.eos_token
    train(tokenizer, PROMPTS, out / "plain")
    train(tokenizer, [[dict(role="system", content="be kind"), dict(role="user", content=prompt)]
                      for prompt in PROMPTS], out / "chat")


main(pathlib.Path(sys.argv[1]))
