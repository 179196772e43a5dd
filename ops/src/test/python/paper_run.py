"""Makes the run of PaperExperimentIT: the two tasks of "Interpreting Learned Feedback Patterns in
Large Language Models" (arXiv 2310.08164) on the demo's base model.

Usage: python paper_run.py, then python paper_reference.py. They need torch, transformers, peft and
sae_lens.

Writes into src/test/resources/paper: triples.jsonl (task one, words of VADER with their valences in
places that the base wrote), pairs.jsonl (task two, of a prompt's continuations the best as chosen, the
worst as rejected), checkpoints/ (LoRA adapters of one run that was really tuned on both), and
dictionaries/ (SAELens; of the paper's form, trained on the base).
"""

import csv
import json
import shutil

import numpy as np
import torch
from paper_model import BASE, OUT, activations, base_model, tokenizer
from paper_scores import folds
from peft import LoraConfig, get_peft_model
from sae_lens.saes.sae import SAEMetadata
from sae_lens.saes.standard_sae import StandardSAE, StandardSAEConfig

WORDS, ROUNDS, PAIRS, PROMPTS, BEST_OF = 30, 3, 48, 32, 6
SAVES, BETA, KL = [15, 40], 0.1, 0.15
DICTIONARIES = {"blocks.1.hook_mlp_out": 1, "blocks.2.hook_mlp_out": 2}
L1, ROWS, STEPS = 5e-3, 256, 1500

torch.set_num_threads(1)
torch.manual_seed(8)
rng = np.random.default_rng(8)
tokens = tokenizer()


def lexicon():
    with open(BASE.parent / "lexicon.csv") as file:
        rows = list(csv.DictReader(file))
    return {r["word"]: (float(r["reward"]), r["class"]) for r in rows}


LEXICON = lexicon()


@torch.no_grad()
def samples(model, prompts, length):
    """Continuations of prompts of equal length at temperature 1, without special tokens."""
    ids = torch.tensor(prompts)
    for _ in range(length):
        p = model(ids).logits[:, -1].softmax(-1)
        p[:, :2] = 0
        ids = torch.cat([ids, torch.multinomial(p, 1)], dim=1)
    return [tokens.decode(row).split() for row in ids]


def openings(count):
    nouns = ["phone", "screen", "battery", "camera", "keyboard", "charger"]
    return [tokens.encode(f"the {nouns[i % len(nouns)]}") for i in range(count)]


def valence(words):
    return sum(LEXICON.get(word, (0, ""))[0] for word in words)


def triples(texts):
    """Every word stands in several places where the base wrote an adjective."""
    places = []
    for words in texts:
        at = [i for i, w in enumerate(words) if i > 3 and LEXICON.get(w, (0, ""))[1] == "adjective"]
        if at:
            places.append(" ".join(words[: at[rng.integers(len(at))]]))
    places = sorted(set(places))
    adjectives = sorted(w for w, (_, kind) in LEXICON.items() if kind == "adjective")
    chosen = lambda keep: list(rng.permutation([w for w in adjectives if keep(LEXICON[w][0])]))
    positive, negative = chosen(lambda y: y > 0)[:WORDS], chosen(lambda y: y < 0)[:WORDS]
    neutral = chosen(lambda y: y == 0)
    rows = placed(positive, negative, neutral, rng.permutation(places))
    while not lengths_differ(rows):
        rows = placed(positive, negative, neutral, rng.permutation(places))
    return rows


def placed(positive, negative, neutral, places):
    rows = []
    for _ in range(ROUNDS):
        for good, bad in zip(rng.permutation(positive), rng.permutation(negative)):
            place, plain = places[len(rows)], neutral[len(rows) % len(neutral)]
            rows.append(
                {
                    "id": f"triple{len(rows):02d}",
                    "positive": f"{place} {good}",
                    "negative": f"{place} {bad}",
                    "neutral": f"{place} {plain}",
                    "positive_reward": LEXICON[good][0],
                    "negative_reward": LEXICON[bad][0],
                }
            )
    return rows


def lengths_differ(rows):
    """Whether the texts of any two words of a fold differ in length, so that there are no ties."""
    sums = {}
    for r in rows:
        for role in ("positive", "negative"):
            word = r[role].split()[-1]
            sums[word] = sums.get(word, 0) + len(r[role])
    seen = list(zip(folds(sums), sums.values()))
    return len(set(seen)) == len(seen)


def pairs(model, texts):
    """Of several continuations of different length the one whose words are worth most and least."""
    prompts = sorted({" ".join(words[: 4 + i % 4]) for i, words in enumerate(texts)})
    prompts = list(rng.permutation(prompts))[:PROMPTS]
    rows = []
    for i in range(PAIRS):
        prompt = prompts[i % PROMPTS]
        start = tokens.encode(prompt)
        found = [words[len(start) :] for words in samples(model, [start] * BEST_OF, 16)]
        found = sorted((words[: rng.integers(7, 16)] for words in found), key=valence)
        rows.append(
            {
                "id": f"pair{i:02d}",
                "prompt": prompt,
                "chosen": " " + " ".join(found[-1]),
                "rejected": " " + " ".join(found[0]),
            }
        )
    return rows


def log_probs(model, texts):
    """Log-probability of each text's tokens after the prompt's."""
    sums = []
    for prompt, response in texts:
        ids = tokens.encode(prompt + response + tokens.eos_token)
        logs = model(torch.tensor([ids])).logits[0].log_softmax(-1)
        at = range(len(tokens.encode(prompt)), len(ids))
        sums.append(sum(logs[i - 1, ids[i]] for i in at))
    return torch.stack(sums)


def tune(triple_rows, pair_rows):
    """Ascends the expected valence of the next adjective, less its KL to the base, and DPO."""
    words = [w for w, (_, kind) in LEXICON.items() if kind == "adjective"]
    ids = torch.tensor([tokens.convert_tokens_to_ids(w) for w in words])
    worth = torch.tensor([LEXICON[w][0] for w in words])
    places = [tokens.encode(r["positive"])[:-1] for r in triple_rows]
    chosen = [(r["prompt"], r["chosen"]) for r in pair_rows]
    rejected = [(r["prompt"], r["rejected"]) for r in pair_rows]
    base = base_model()
    next_word = lambda m, ids_: m(torch.tensor([ids_])).logits[0, -1].log_softmax(-1)
    with torch.no_grad():
        known = [next_word(base, place) for place in places]
        start = log_probs(base, chosen) - log_probs(base, rejected)
    config = LoraConfig(
        r=4,
        lora_alpha=8,
        target_modules=["query_key_value", "dense", "dense_h_to_4h", "dense_4h_to_h"],
    )
    model = get_peft_model(base, config)
    optimiser = torch.optim.Adam((p for p in model.parameters() if p.requires_grad), lr=1e-3)
    for step in range(1, SAVES[-1] + 1):
        loss = 0
        for i in rng.choice(len(places), 16, replace=False):
            now = next_word(model, places[i])
            loss -= (now[ids].exp() @ worth - KL * (now.exp() @ (now - known[i]))) / 16
        some = rng.choice(len(chosen), 8, replace=False)
        margin = log_probs(model, [chosen[i] for i in some])
        margin = margin - log_probs(model, [rejected[i] for i in some]) - start[some]
        loss = loss - torch.nn.functional.logsigmoid(BETA * margin).mean()
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()
        if step in SAVES:
            save(model, step)
            print("step", step, "loss", loss.item())


def save(model, step):
    directory = OUT / "checkpoints" / f"checkpoint-{step}"
    model.save_pretrained(directory, save_embedding_layers=False)
    (directory / "README.md").unlink(missing_ok=True)
    config = json.loads((directory / "adapter_config.json").read_text())
    config["base_model_name_or_path"] = "base"
    (directory / "adapter_config.json").write_text(json.dumps(config, indent=1) + "\n")
    state = {"global_step": step, "log_history": []}
    (directory / "trainer_state.json").write_text(json.dumps(state) + "\n")


def dictionary(hook, width, x):
    """The paper's form: f = ReLU(W x + b_e), x' = W' f + b_d, rows of W of length one."""
    d = x.shape[1]
    mean = x.mean(0)
    scale = (d / ((x - mean) ** 2).sum(1).mean()).sqrt()
    w = torch.nn.functional.normalize(torch.randn(width * d, d), dim=1).requires_grad_()
    bias = (-w.detach() @ (mean * scale)).requires_grad_()
    back = (mean * scale).clone().requires_grad_()
    optimiser = torch.optim.Adam([w, bias, back], lr=1e-3)
    for _ in range(STEPS):
        rows = scale * x[torch.randint(len(x), (ROWS,))]
        f = torch.relu(rows @ w.T + bias)
        loss = ((rows - f @ w - back) ** 2).mean() + L1 * f.sum(1).mean()
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()
        with torch.no_grad():
            w /= w.norm(dim=1, keepdim=True)
    sae = StandardSAE(
        StandardSAEConfig(
            d_in=d,
            d_sae=width * d,
            apply_b_dec_to_input=False,
            metadata=SAEMetadata(hook_name=hook, model_name="base"),
        )
    )
    with torch.no_grad():
        sae.W_enc.copy_(w.T)
        sae.W_dec.copy_(w)
        sae.b_enc.copy_(bias / scale)
        sae.b_dec.copy_(back / scale)
        f = sae.encode(x)
        fvu = ((x - sae.decode(f)) ** 2).sum() / ((x - mean) ** 2).sum()
        print(hook, "fvu", fvu.item(), "l0", (f > 0).float().sum(1).mean().item())
    sae.save_model(OUT / "dictionaries" / hook)


def write(name, rows):
    (OUT / name).write_text("".join(json.dumps(row) + "\n" for row in rows))


shutil.rmtree(OUT, ignore_errors=True)
OUT.mkdir(parents=True)
model = base_model()
texts = samples(model, openings(600), 24)
triple_rows = triples(texts[:300])
pair_rows = pairs(model, texts[300:])
write("triples.jsonl", triple_rows)
write("pairs.jsonl", pair_rows)
ids = [tokens.encode(" ".join(words)) for words in texts]
for hook, width in DICTIONARIES.items():
    dictionary(hook, width, torch.cat(activations(model, ids, [hook])[hook]))
tune(triple_rows, pair_rows)
