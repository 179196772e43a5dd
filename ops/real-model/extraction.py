"""Holds what ./plumbline extract writes against transformers, item by item and without padding.

    python ops/real-model/extraction.py --base /data/smollm2 --feedback /data/feedback \\
        [--checkpoint /data/run/checkpoint-15] --out /data/extraction

Triples, pairs of conversations by the chat template and lexicon contexts, made of the files that
feedback.py writes. Prints the worst difference of each tensor: of activations relative to the
largest entry of their row, of log-probabilities relative to their size or 1. Ends with 1 if one is
above 1e-4.
"""

import argparse
import json
import subprocess
import sys
from pathlib import Path

import torch
from safetensors.torch import load_file
from transformers import AutoModelForCausalLM, AutoTokenizer

from models import tuned

HOOKS = {
    "blocks.0.hook_resid_pre": lambda layers: (layers[0], "input"),
    "blocks.3.hook_mlp_out": lambda layers: (layers[3].mlp, "output"),
    "blocks.14.hook_attn_out": lambda layers: (layers[14].self_attn, "output"),
    "blocks.20.hook_resid_mid": lambda layers: (layers[20].post_attention_layernorm, "input"),
    "blocks.28.hook_mlp_out": lambda layers: (layers[28].mlp, "output"),
    "blocks.29.hook_resid_post": lambda layers: (layers[29], "output"),
}
TOLERANCE = 1e-4


def read(model, ids):
    """Activations by hook, [tokens, d_model], and log-probabilities, [tokens, vocabulary]."""
    seen, handles = {}, []
    for name, where in HOOKS.items():
        module, side = where(model.model.layers)

        def keep(_, args, kwargs, output, name=name, side=side):
            value = output if side == "output" else (args[0] if args else kwargs["hidden_states"])
            seen[name] = (value[0] if isinstance(value, tuple) else value)[0].clone()

        handles.append(module.register_forward_hook(keep, with_kwargs=True))
    with torch.no_grad():
        logits = model(torch.tensor([ids])).logits[0]
    for handle in handles:
        handle.remove()
    return seen, torch.log_softmax(logits.float(), -1)


class Worst:
    def __init__(self):
        self.of = {}

    def rows(self, name, ours, theirs):
        scale = theirs.abs().amax(-1).clamp_min(1e-12)
        self.take(name, ((ours - theirs).abs().amax(-1) / scale).max())

    def values(self, name, ours, theirs):
        self.take(name, ((ours - theirs).abs() / theirs.abs().clamp_min(1)).max())

    def take(self, name, value):
        self.of[name] = max(self.of.get(name, 0.0), float(value))


def lines(path, most):
    with open(path) as file:
        return [json.loads(line) for line in file][:most]


def extract(arguments, name, rows, *more):
    out = arguments.out / name
    out.mkdir(parents=True, exist_ok=True)
    file = arguments.out / f"{name}.jsonl"
    file.write_text("".join(json.dumps({"id": str(i), **row}) + "\n" for i, row in enumerate(rows)))
    base = ["--base", str(arguments.base)] if arguments.checkpoint != arguments.base else []
    subprocess.run(
        ["./plumbline", "extract", "--checkpoint", str(arguments.checkpoint), *base, "--feedback", str(file),
         "--hooks", ",".join(HOOKS), "--out", str(out), "--force", *more],
        cwd=Path(__file__).parents[2], check=True)
    return load_file(out / "activations.safetensors"), json.loads((out / "index.json").read_text())


def candidates(worst, name, model, tokenizer, texts, tensors, index):
    """texts: by item and candidate the whole text and where its response starts, or None at its end."""
    by_place = {}
    for i, row in enumerate(index["rows"]):
        by_place.setdefault((int(row["item"]), row["candidate"]), []).append((i, row["token"]))
    assert set(by_place) == set(texts), "other candidates than were given"
    for place, (text, start) in texts.items():
        coded = tokenizer(text, return_offsets_mapping=True, add_special_tokens=False)
        ids, offsets = coded.input_ids, coded.offset_mapping
        tokens = [t for t, (_, end) in enumerate(offsets) if end > start[0]]
        rows = [i for i, _ in by_place[place]]
        expected = tokens if start[1] else tokens[-1:]
        assert [t for _, t in by_place[place]] == expected, f"{place}: tokens differ"
        seen, log_probs = read(model, ids)
        for hook in HOOKS:
            worst.rows(f"{name} {hook}", tensors[hook][rows].float(), seen[hook][expected])
        total = sum(log_probs[t - 1, ids[t]] for t in tokens)
        worst.values(f"{name} logprob", tensors["logprob"][rows], total.expand(len(rows)))


def triples(arguments, worst, model, tokenizer):
    rows = lines(arguments.feedback / "triples.jsonl", arguments.items)
    tensors, index = extract(arguments, "triples", rows)
    texts = {
        (i, c): (row[role], (len(row[role].rsplit(" ", 1)[0]), False))
        for i, row in enumerate(rows)
        for c, role in enumerate(("positive", "negative", "neutral"))
    }
    candidates(worst, "triples", model, tokenizer, texts, tensors, index)


def pairs(arguments, worst, model, tokenizer):
    rows = lines(arguments.feedback / "contexts.jsonl", arguments.items + 1)
    rows = [
        {
            "prompt": row["prompt"],
            "chosen": [{"role": "assistant", "content": row["text"]}],
            "rejected": [{"role": "assistant", "content": other["text"]}],
        }
        for row, other in zip(rows, rows[1:])
    ]
    tensors, index = extract(arguments, "pairs", rows)
    texts = {}
    for i, row in enumerate(rows):
        start = len(tokenizer.apply_chat_template(row["prompt"], tokenize=False, add_generation_prompt=True))
        for c, side in enumerate(("chosen", "rejected")):
            text = tokenizer.apply_chat_template(row["prompt"] + row[side], tokenize=False)
            texts[i, c] = (text, (start, True))
    candidates(worst, "pairs", model, tokenizer, texts, tensors, index)


def contexts(arguments, worst, model, tokenizer):
    rows = lines(arguments.feedback / "contexts.jsonl", arguments.items)
    tensors, index = extract(
        arguments, "contexts", rows, "--lexicon", str(arguments.feedback / "words.csv"))
    words = [tokenizer(" " + word).input_ids[0] for word in index["lexicon_words"]]
    places = {}
    for i, row in enumerate(index["lexicon_positions"]):
        places.setdefault(int(row["item"]), []).append((i, row["token"]))
    for i, row in enumerate(rows):
        prompt = tokenizer.apply_chat_template(row["prompt"], tokenize=False, add_generation_prompt=True)
        coded = tokenizer(prompt + row["text"], return_offsets_mapping=True, add_special_tokens=False)
        first = next(t for t, (_, end) in enumerate(coded.offset_mapping) if end > len(prompt)) - 1
        expected = list(range(first, len(coded.input_ids)))
        assert [t for _, t in places[i]] == expected, f"{i}: positions differ"
        _, log_probs = read(model, coded.input_ids)
        ours = tensors["lexicon_logprob"][[i for i, _ in places[i]]]
        worst.values("contexts lexicon_logprob", ours, log_probs[expected][:, words])


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--base", type=Path, required=True)
    parser.add_argument("--checkpoint", type=Path)
    parser.add_argument("--feedback", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--items", type=int, default=30, help="of each form")
    parser.add_argument("--threads", type=int, default=1)
    arguments = parser.parse_args()
    torch.set_num_threads(arguments.threads)
    arguments.checkpoint = arguments.checkpoint or arguments.base

    tokenizer = AutoTokenizer.from_pretrained(arguments.base)
    model = tuned(arguments.base, arguments.checkpoint)
    worst = Worst()
    for compare in (triples, pairs, contexts):
        compare(arguments, worst, model, tokenizer)
    for name, value in worst.of.items():
        print(f"{value:.1e}  {name}")
    largest = max(worst.of.values())
    print(f"{largest:.1e}  worst of all, {arguments.checkpoint}")
    sys.exit(largest > TOLERANCE)


if __name__ == "__main__":
    main()
