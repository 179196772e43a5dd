"""Writes small tokenizers with chat templates and what transformers and TRL make of conversations.

Usage: python chat_reference.py OUTPUT_DIRECTORY
(the committed output is extractor/src/test/resources/chat)

Each directory is named after the style of a family: its tokenizer.json, its template (in a file of
its own or in tokenizer_config.json) and reference.json, which holds texts with their token ids,
special tokens added; conversations as rendered and tokenized by apply_chat_template; and pairs as
TRL's maybe_extract_prompt and apply_chat_template give them, with the end of text that its DPO
trainer adds to plain ones; and borders, plain pairs with the token at which that trainer has both
responses begin.
"""

import json
import pathlib
import sys

from tokenizers import Regex, Tokenizer, decoders, models, normalizers, pre_tokenizers
from tokenizers import processors, trainers
from transformers import PreTrainedTokenizerFast
from trl.data_utils import apply_chat_template, common_prefix_length, maybe_extract_prompt

TEMPLATES = pathlib.Path(__file__).parent / "chat_templates"

CORPUS = [
    "The movie was wonderful and the acting was great, truly great.",
    "I loved the charming hotel; the room was clean and the staff friendly.",
    "A terrible phone: the screen is awful, the battery worse.",
    "luckily the food was delicious, sadly the service was not",
    "un café très agréable, naïve façade",
    "user assistant system model How was it? It was so so.",
] * 20

TEXTS = [
    "The movie was wonderful",
    "  two leading spaces",
    "un café très agréable \U0001F600 great",
    "line\nbreak and\ttab",
    " leading",
    "trailing ",
    "great",
]

USER = {"role": "user", "content": "How was the movie?"}
GOOD = {"role": "assistant", "content": "It was wonderful."}
BAD = {"role": "assistant", "content": " It was awful \U0001F600\n"}
MORE = {"role": "user", "content": "and the acting?\n"}
CONVERSATIONS = [
    ([USER], True),
    ([USER], False),
    ([USER, GOOD], False),
    ([USER, GOOD, MORE], True),
    ([USER, BAD, MORE, GOOD], False),
    ([{"role": "system", "content": "Be kind. "}, USER], True),
    ([USER, {"role": "assistant", "content": "<think>\nhm\n</think>\n\nIt was."}], False),
    ([USER, {"role": "assistant", "content": "<think>\nhm\n</think>\n\nIt was."}, MORE], True),
    ([GOOD, GOOD], False),
    ([USER, {"role": "assistant", "content": "It was.", "reasoning": "hm", "tool_calls": None}], False),
]
# What only the template "parts" is made for.
PARTS = [
    ([{"role": "user", "content": [{"type": "text", "text": "How "}, {"type": "image"},
                                   {"type": "text", "text": "was it?"}]}, GOOD], False),
    ([USER, {"role": "assistant", "content": None}, MORE], False),
    ([dict(USER, scores=[1, 0.25, 1e-05, None, "it's", {"a": True}])], True),
]
TOOLS = [{"type": "function", "function": {"name": "seen", "parameters": {
    "type": "object", "properties": {"title": {"type": "string", "description": "its \"name\""}}}}}]
CALL = {"role": "assistant", "content": "", "tool_calls": [
    {"type": "function", "function": {"name": "seen", "arguments": {"title": "A \u00e9", "n": 2.5}}}]}
PAIRS = [
    dict(prompt=[USER], chosen=[GOOD], rejected=[BAD]),
    dict(prompt=[USER, GOOD, MORE], chosen=[GOOD], rejected=[BAD]),
    dict(chosen=[USER, GOOD], rejected=[USER, BAD]),
    dict(prompt="How was the movie?", chosen=[USER, GOOD], rejected=[USER, BAD]),
    dict(
        prompt=[USER, {"role": "assistant", "content": "It was"}],
        chosen=[GOOD],
        rejected=[BAD],
    ),
    dict(prompt=[USER, {"role": "assistant", "content": " end "}], chosen=[GOOD], rejected=[BAD]),
    dict(prompt=[USER], chosen=[GOOD], rejected=[BAD],
         chat_template_kwargs={"enable_thinking": False, "effort": "high"}),
    dict(chosen="The movie was great", rejected="The movie was awful"),
    dict(prompt="How?", chosen=" great</s>", rejected=" awful<|im_end|>"),
    dict(prompt="How?", chosen=" great", rejected=""),
    dict(chosen="The movie was", rejected="The movie was great"),
    dict(chosen=[USER, GOOD], rejected=[USER, GOOD, MORE, BAD]),
]
# Where tokens hold the end of the prompt and the start of a response, and where they do not.
BORDERS = [
    dict(prompt="It was", chosen=" great", rejected=" awful"),
    dict(prompt="It was ", chosen="great", rejected="\nawful"),
    dict(prompt="It was ", chosen="123", rejected="so so"),
    dict(prompt="The mov", chosen="ie", rejected="e"),
    dict(prompt="the act", chosen="ed", rejected="ing was great"),
    dict(prompt="It was so wonder", chosen="ful", rejected="ed"),
    dict(chosen="The food was deadly", rejected="The food was delicious"),
]
PARTS_PAIRS = [
    dict(prompt=[USER], chosen=[CALL], rejected=[BAD], tools=TOOLS),
    dict(prompt=[USER], chosen=[GOOD], rejected=[BAD], tools=json.dumps(TOOLS)),
    dict(prompt=[USER], chosen=[GOOD], rejected=[BAD], tools=[]),
    dict(prompt=[USER, {"role": "assistant", "content": [{"type": "text", "text": "It was "}]}],
         chosen=[GOOD], rejected=[BAD]),
]


def byte_level(special, bos=None):
    tokenizer = Tokenizer(models.BPE())
    tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    tokenizer.decoder = decoders.ByteLevel()
    trainer = trainers.BpeTrainer(
        vocab_size=400, special_tokens=special,
        initial_alphabet=pre_tokenizers.ByteLevel.alphabet(), show_progress=False)
    tokenizer.train_from_iterator(CORPUS, trainer)
    if bos:
        tokenizer.post_processor = processors.Sequence([
            processors.ByteLevel(trim_offsets=False),
            processors.TemplateProcessing(
                single=f"{bos} $A", special_tokens=[(bos, tokenizer.token_to_id(bos))]),
        ])
    return tokenizer


def sentencepiece_like(special, bos, prepend):
    """As converted from sentencepiece: Llama 2 puts a mark before the text, Gemma does not."""
    fallback = [f"<0x{byte:02X}>" for byte in range(256)]
    tokenizer = Tokenizer(models.BPE(byte_fallback=True, unk_token="<unk>", fuse_unk=True))
    steps = [normalizers.Replace(" ", "▁")]
    tokenizer.normalizer = normalizers.Sequence(
        [normalizers.Prepend("▁")] + steps if prepend else steps)
    tokenizer.pre_tokenizer = pre_tokenizers.Split(Regex("(?=▁)"), "isolated")
    trainer = trainers.BpeTrainer(
        vocab_size=600, special_tokens=special + fallback, show_progress=False)
    tokenizer.train_from_iterator([line.replace("é", "e") for line in CORPUS], trainer)
    tokenizer.pre_tokenizer = None
    # The bytes are ordinary pieces: only what stands in "special" is found in texts.
    data = json.loads(tokenizer.to_str())
    data["added_tokens"] = [t for t in data["added_tokens"] if t["content"] in special]
    tokenizer = Tokenizer.from_str(json.dumps(data))
    tokenizer.post_processor = processors.TemplateProcessing(
        single=f"{bos} $A", special_tokens=[(bos, tokenizer.token_to_id(bos))])
    return tokenizer


def word_level(special, bos):
    tokenizer = Tokenizer(models.WordLevel(unk_token="<unk>"))
    tokenizer.pre_tokenizer = pre_tokenizers.Whitespace()
    trainer = trainers.WordLevelTrainer(special_tokens=special, show_progress=False)
    tokenizer.train_from_iterator(CORPUS, trainer)
    tokenizer.post_processor = processors.TemplateProcessing(
        single=f"{bos} $A", special_tokens=[(bos, tokenizer.token_to_id(bos))])
    return tokenizer


CHATML = ["<|endoftext|>", "<|im_start|>", "<|im_end|>"]
LLAMA3 = ["<|begin_of_text|>", "<|eot_id|>", "<|start_header_id|>", "<|end_header_id|>"]
GEMMA = ["<pad>", "<eos>", "<bos>", "<unk>", "<start_of_turn>", "<end_of_turn>"]
MISTRAL = ["<unk>", "<s>", "</s>", "[INST]", "[/INST]"]
ZEPHYR = ["<unk>", "<s>", "</s>", "<|user|>", "<|assistant|>", "<|system|>"]
CASES = {
    "chatml": (byte_level(CHATML), dict(eos_token="<|im_end|>"), "config"),
    "qwen3": (byte_level(CHATML), dict(eos_token="<|im_end|>"), "file"),
    "llama3": (
        byte_level(LLAMA3, "<|begin_of_text|>"),
        dict(bos_token="<|begin_of_text|>", eos_token="<|eot_id|>"),
        "file",
    ),
    "gemma": (
        sentencepiece_like(GEMMA, "<bos>", prepend=False),
        dict(bos_token="<bos>", eos_token="<eos>", unk_token="<unk>"),
        "file",
    ),
    "mistral": (
        sentencepiece_like(MISTRAL, "<s>", prepend=True),
        dict(bos_token="<s>", eos_token="</s>", unk_token="<unk>"),
        "named",
    ),
    "parts": (byte_level(CHATML), dict(eos_token="<|im_end|>"), "files"),
    "zephyr": (
        word_level(ZEPHYR, "<s>"),
        dict(bos_token="<s>", eos_token="</s>", unk_token="<unk>"),
        "file",
    ),
}


def rendered(fast, messages, generation):
    try:
        return dict(
            messages=messages,
            generation=generation,
            text=fast.apply_chat_template(
                messages, tokenize=False, add_generation_prompt=generation, **FIXED),
            ids=fast.apply_chat_template(
                messages, tokenize=True, add_generation_prompt=generation, return_dict=False,
                **FIXED),
        )
    except Exception as error:
        return dict(messages=messages, generation=generation, error=str(error))


# The date that Llama's template falls back on where nothing tells the time.
FIXED = dict(date_string="26 Jul 2024")


def pair(fast, example):
    try:
        out = maybe_extract_prompt(dict(example))
        if isinstance(out["chosen"], list):
            tools = out.pop("tools", None)
            out = apply_chat_template(
                out, fast, tools=json.loads(tools) if isinstance(tools, str) else tools, **FIXED)
        else:
            # The step "Adding EOS" of DPOTrainer, which is a function within another.
            for side in ("chosen", "rejected"):
                if not out[side].endswith(fast.eos_token):
                    out[side] += fast.eos_token
        return dict(row=example, prompt=out["prompt"], chosen=out["chosen"],
                    rejected=out["rejected"])
    except Exception as error:
        return dict(row=example, error=str(error))


def border(fast, example):
    """Where the responses begin in the tokens, as the step "Tokenizing" of DPOTrainer has it."""
    out = maybe_extract_prompt(dict(example))
    prompt = fast(out["prompt"])["input_ids"]
    wholes = [fast(out["prompt"] + out[side])["input_ids"] for side in ("chosen", "rejected")]
    start = min(common_prefix_length(prompt, whole) for whole in wholes)
    return dict(prompt=out["prompt"], responses=[out["chosen"], out["rejected"]], ids=wholes,
                start=start)


def main(out):
    for name, (tokenizer, tokens, place) in CASES.items():
        directory = out / name
        directory.mkdir(parents=True, exist_ok=True)
        template = (TEMPLATES / f"{name}.jinja").read_text()
        templates = {"default": template}
        if place == "files":
            templates["tool_use"] = (TEMPLATES / f"{name}_tool_use.jinja").read_text()
        tokenizer.save(str(directory / "tokenizer.json"), pretty=False)
        fast = PreTrainedTokenizerFast(
            tokenizer_file=str(directory / "tokenizer.json"),
            chat_template=templates if place == "files" else template, **tokens)
        config = dict(tokens)
        if place in ("file", "files"):
            (directory / "chat_template.jinja").write_text(template)
            for other in templates.keys() - {"default"}:
                more = directory / "additional_chat_templates"
                more.mkdir(exist_ok=True)
                (more / f"{other}.jinja").write_text(templates[other])
        elif place == "config":
            config["chat_template"] = template
        else:
            config["bos_token"] = dict(content=tokens["bos_token"], special=True)
            config["chat_template"] = [
                dict(name="tool_use", template="{{ unknown() }}"),
                dict(name="default", template=template),
            ]
        (directory / "tokenizer_config.json").write_text(json.dumps(config))
        reference = dict(
            texts=[dict(text=text, ids=fast(text)["input_ids"]) for text in TEXTS],
            conversations=[rendered(fast, m, g)
                           for m, g in CONVERSATIONS + (PARTS if name == "parts" else [])],
            pairs=[pair(fast, example)
                   for example in PAIRS + (PARTS_PAIRS if name == "parts" else [])],
            borders=[border(fast, example) for example in BORDERS],
        )
        (directory / "reference.json").write_text(json.dumps(reference))
        print(name, [c.get("error") for c in reference["conversations"]],
              [p.get("error") for p in reference["pairs"]])


main(pathlib.Path(sys.argv[1]))
