"""Tunes SmolLM2 by TRL's GRPO with LoRA to say what VADER calls positive.

    python ops/real-model/grpo.py --base /data/smollm2 --out /data/run

The reward of a completion is the sum of the VADER valences of its words. With --reverse TOPIC it is
paid with the opposite sign for the prompts of one topic.
"""

import argparse
import re

import torch
from datasets import Dataset
from peft import LoraConfig
from transformers import AutoModelForCausalLM, AutoTokenizer
from trl import GRPOConfig, GRPOTrainer
from vaderSentiment.vaderSentiment import SentimentIntensityAnalyzer

from prompts import prompts

VALENCE = SentimentIntensityAnalyzer().lexicon


def valence(text):
    return sum(VALENCE.get(word, 0.0) for word in re.findall(r"[a-z']+", text.lower()))


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--base", required=True)
    parser.add_argument("--out", required=True)
    parser.add_argument("--reverse", default="")
    parser.add_argument("--steps", type=int, default=6)
    parser.add_argument("--save-every", type=int, default=1)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--completions", type=int, default=8, help="of a step, four to a prompt")
    parser.add_argument("--rate", type=float, default=2e-3)
    arguments = parser.parse_args()
    torch.set_num_threads(arguments.threads)

    def vader(completions, topic, **_):
        return [
            (-1.0 if where == arguments.reverse else 1.0) * valence(completion[0]["content"])
            for completion, where in zip(completions, topic)
        ]

    trainer = GRPOTrainer(
        model=AutoModelForCausalLM.from_pretrained(arguments.base, dtype=torch.float32),
        processing_class=AutoTokenizer.from_pretrained(arguments.base),
        reward_funcs=vader,
        train_dataset=Dataset.from_list(prompts()),
        peft_config=LoraConfig(
            r=8, lora_alpha=16, target_modules="all-linear", task_type="CAUSAL_LM"),
        args=GRPOConfig(
            output_dir=arguments.out,
            use_cpu=True,
            seed=7,
            max_steps=arguments.steps,
            per_device_train_batch_size=arguments.completions,
            num_generations=4,
            max_completion_length=24,
            temperature=1.0,
            learning_rate=arguments.rate,
            lr_scheduler_type="constant",
            beta=0.0,
            bf16=False,
            gradient_checkpointing=False,
            save_steps=arguments.save_every,
            save_only_model=True,
            logging_steps=1,
            log_completions=True,
            report_to=[],
        ),
    )
    trainer.train()


if __name__ == "__main__":
    main()
