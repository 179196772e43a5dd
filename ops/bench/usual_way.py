"""Activations and log-probabilities the usual way: transformers, padded batches in the order of the
file, a forward hook on each MLP. Every text is read by itself, logits come for every position.

    python usual_way.py --checkpoint DIR --feedback FILE --layers 1,2 --out FILE
"""

import argparse
import json

import torch
from safetensors.torch import save_file
from transformers import AutoModelForCausalLM, AutoTokenizer


def texts(row):
    """The texts of an item, and where in each the target starts."""
    if "positive" in row:
        for role in ("positive", "negative", "neutral"):
            yield row[role], row[role].rindex(" ") + 1
    else:
        for role in ("chosen", "rejected"):
            yield row["prompt"] + row[role], len(row["prompt"])


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--checkpoint", required=True)
    parser.add_argument("--feedback", required=True)
    parser.add_argument("--layers", required=True)
    parser.add_argument("--out", required=True)
    parser.add_argument("--batch", type=int, default=32)
    arguments = parser.parse_args()
    torch.set_num_threads(1)

    tokenizer = AutoTokenizer.from_pretrained(arguments.checkpoint)
    model = AutoModelForCausalLM.from_pretrained(arguments.checkpoint, dtype=torch.float32).eval()
    layers = model.get_decoder().layers
    shown = {}
    for layer in map(int, arguments.layers.split(",")):
        name = f"blocks.{layer}.hook_mlp_out"
        layers[layer].mlp.register_forward_hook(
            lambda module, given, value, name=name: shown.__setitem__(name, value)
        )

    with open(arguments.feedback) as lines:
        wanted = [text for line in lines for text in texts(json.loads(line))]
    rows, log_probs = {}, []
    with torch.no_grad():
        for begin in range(0, len(wanted), arguments.batch):
            batch = wanted[begin : begin + arguments.batch]
            encoded = tokenizer(
                [text for text, _ in batch],
                padding=True,
                return_offsets_mapping=True,
                return_tensors="pt",
            )
            ids, mask = encoded["input_ids"], encoded["attention_mask"]
            logits = model(input_ids=ids, attention_mask=mask).logits
            for i, (_, start) in enumerate(batch):
                ends = encoded["offset_mapping"][i, :, 1]
                at = ((ends > start) & (mask[i] == 1)).nonzero().squeeze(1)
                scores = logits[i, at - 1].log_softmax(-1)
                log_prob = scores.gather(1, ids[i, at].unsqueeze(1)).sum()
                for name, value in shown.items():
                    rows.setdefault(name, []).append(value[i, at].clone())
                log_probs.append(log_prob.expand(len(at)))
    tensors = {name: torch.cat(values) for name, values in rows.items()}
    tensors["logprob"] = torch.cat(log_probs)
    save_file(tensors, arguments.out)


if __name__ == "__main__":
    main()
