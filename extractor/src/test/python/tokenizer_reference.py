"""Writes small tokenizers and what Hugging Face transformers makes of some texts with them.

Usage: python tokenizer_reference.py OUTPUT_DIRECTORY
(the committed output is extractor/src/test/resources/tokenizers)

Each case is a directory with tokenizer.json and reference.json: for every text its token ids and
their character spans (null for special tokens), with special tokens added and nothing truncated.

The two of main are the whole of what transformers loads. Those of DIRECTORIES lie beside a
tokenizer_config.json and a model's config.json, by which AutoTokenizer reads the file in another
way: see TokenizerClass. "saved" is what save_pretrained then makes of one of them.
"""

import json
import pathlib
import sys

from tokenizers import (Tokenizer, decoders, models, normalizers, pre_tokenizers, processors,
                        trainers)
from transformers import AutoTokenizer, PreTrainedTokenizerFast

CORPUS = [
    "The movie was wonderful and the acting was great, truly great.",
    "I loved the charming hotel; the room was clean and the staff friendly.",
    "A terrible phone: the screen is awful, the battery worse.",
    "luckily the food was delicious, sadly the service was not",
    "un café très agréable, naïve façade",
] * 20

END = "<|endoftext|>"

TEXTS = [
    "The movie was wonderful",
    "  two leading spaces and the food was delicious",
    "un café très agréable",
    "emoji \U0001F600 before the great room",
    "great",
    "line\nbreak and\ttab, punctuation: (friendly)!",
    "a word that was never seen: xylophone",
    " ".join(["the acting was great"] * 300),
]
SHORT_TEXTS = TEXTS[:-1] + [f"great{END}great<s> food", "a <tool> great </s> <extra> hotel room"]


def byte_level():
    tokenizer = Tokenizer(models.BPE())
    tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    tokenizer.decoder = decoders.ByteLevel()
    tokenizer.post_processor = processors.ByteLevel(trim_offsets=False)
    trainer = trainers.BpeTrainer(
        vocab_size=400, special_tokens=["<|endoftext|>"],
        initial_alphabet=pre_tokenizers.ByteLevel.alphabet(), show_progress=False)
    tokenizer.train_from_iterator(CORPUS, trainer)
    return tokenizer


def word_level():
    tokenizer = Tokenizer(models.WordLevel(unk_token="<unk>"))
    tokenizer.pre_tokenizer = pre_tokenizers.Whitespace()
    trainer = trainers.WordLevelTrainer(special_tokens=["<unk>", "<s>"], show_progress=False)
    tokenizer.train_from_iterator(CORPUS, trainer)
    tokenizer.post_processor = processors.TemplateProcessing(
        single="<s> $A", special_tokens=[("<s>", 1)])
    # A model's own limit, which has to be overruled here.
    tokenizer.enable_truncation(max_length=16)
    tokenizer.enable_padding(length=12)
    return tokenizer


def begun(tokenizer, token):
    """Begins each text with a token."""
    tokenizer.post_processor = processors.TemplateProcessing(
        single=f"{token} $A", special_tokens=[(token, tokenizer.token_to_id(token))])
    return tokenizer


def sentence_pieces():
    """As tokenizers of Llama 2 and Mistral were converted for transformers 4."""
    tokenizer = Tokenizer(models.BPE(unk_token="<unk>", byte_fallback=True, fuse_unk=True))
    tokenizer.normalizer = normalizers.Sequence(
        [normalizers.Prepend("\u2581"), normalizers.Replace(" ", "\u2581")])
    tokenizer.decoder = decoders.Sequence(
        [decoders.Replace("\u2581", " "), decoders.ByteFallback(), decoders.Fuse()])
    trainer = trainers.BpeTrainer(
        vocab_size=560, show_progress=False,
        special_tokens=["<unk>", "<s>", "</s>"] + [f"<0x{byte:02X}>" for byte in range(256)])
    # Pieces do not reach over words.
    tokenizer.pre_tokenizer = pre_tokenizers.Metaspace()
    tokenizer.train_from_iterator(CORPUS, trainer)
    tokenizer.pre_tokenizer = None
    return begun(tokenizer, "<s>")


def described(content, **flags):
    return dict(dict(content=content, lstrip=False, normalized=False, rstrip=False,
                     single_word=False, special=True), **flags)


# The tokenizer, the model's type, its configuration, and further files.
DIRECTORIES = {
    "gpt2-prefix-space": (
        lambda: begun(byte_level(), END), "gpt2",
        dict(tokenizer_class="GPT2Tokenizer", add_prefix_space=True)),
    "gptneox-begun": (
        lambda: begun(byte_level(), END), "gpt_neox", dict(tokenizer_class="GPTNeoXTokenizer")),
    "gptneox-unnamed-prefix-space": (byte_level, "gpt_neox", dict(add_prefix_space=True)),
    "qwen2-misnamed": (
        lambda: begun(byte_level(), END), "qwen2",
        dict(tokenizer_class="PreTrainedTokenizerFast", add_prefix_space=True)),
    "llama-named-gpt2": (byte_level, "llama", dict(tokenizer_class="GPT2TokenizerFast",
                                                   add_prefix_space=True)),
    "llama-byte-level": (
        lambda: begun(byte_level(), END), "llama",
        dict(tokenizer_class="LlamaTokenizer", add_prefix_space=True)),
    "llama-pieces": (
        sentence_pieces, "llama",
        dict(tokenizer_class="LlamaTokenizer", bos_token="<s>", eos_token="</s>")),
    "llama-pieces-legacy": (
        sentence_pieces, "llama",
        dict(tokenizer_class="LlamaTokenizerFast", legacy=True, bos_token="<s>",
             eos_token="</s>")),
    "llama-pieces-bare": (
        sentence_pieces, "llama",
        dict(tokenizer_class="LlamaTokenizer", add_prefix_space=False, bos_token="<s>",
             eos_token="</s>")),
    "mistral-pieces": (
        sentence_pieces, "mistral",
        dict(tokenizer_class="LlamaTokenizer", bos_token="<s>", eos_token="</s>")),
    "gemma-pieces": (
        sentence_pieces, "gemma2",
        dict(tokenizer_class="GemmaTokenizer", bos_token="<s>", eos_token="</s>",
             pad_token="<unk>", mask_token="<unk>")),
    # Tokens that tokenizer.json does not know of, or describes otherwise.
    "generic-tokens-beside": (
        byte_level, "llama",
        dict(tokenizer_class="PreTrainedTokenizerFast", bos_token=END, eos_token="</s>",
             extra_special_tokens=["hotel"], tool_token="<tool>",
             added_tokens_decoder={
                 "0": described(END, rstrip=True),
                 "500": described("<extra>", lstrip=True, special=False)})),
    "gpt2-tokens-beside": (
        lambda: begun(byte_level(), END), "gpt2",
        dict(bos_token=END, added_tokens_decoder={"7": described("great", single_word=True)})),
    "gptneox-older-tokens-beside": (
        byte_level, "gpt_neox", dict(bos_token=END, additional_special_tokens=["food"]),
        {"special_tokens_map.json": {"eos_token": dict(content="</s>", lstrip=True),
                                     "additional_special_tokens": ["room"]},
         "added_tokens.json": {"<tool>": 500, "<extra>": 501}}),
    "generic-prefix-space": (
        lambda: begun(byte_level(), END), "gpt2",
        dict(tokenizer_class="PreTrainedTokenizerFast", add_prefix_space=True)),
}


def write_reference(directory, fast, texts):
    rows = []
    for text in texts:
        encoded = fast(text, truncation=False, padding=False)
        spans = [encoded.token_to_chars(i) for i in range(len(encoded["input_ids"]))]
        rows.append(dict(
            text=text,
            ids=encoded["input_ids"],
            spans=[None if span is None else [span.start, span.end] for span in spans]))
    (directory / "reference.json").write_text(json.dumps(rows))


def write_directory(directory, tokenizer, model_type, config, files={}):
    directory.mkdir(parents=True, exist_ok=True)
    tokenizer.save(str(directory / "tokenizer.json"), pretty=False)
    config = dict(dict(bos_token=END, eos_token=END, unk_token=END)
                  if "bos_token" not in config else {}, **config)
    (directory / "tokenizer_config.json").write_text(json.dumps(config) + "\n")
    (directory / "config.json").write_text(json.dumps(dict(model_type=model_type)) + "\n")
    for file, content in files.items():
        (directory / file).write_text(json.dumps(content) + "\n")
    write_reference(directory, AutoTokenizer.from_pretrained(directory), SHORT_TEXTS)


def main(out):
    for name, (build, model_type, config, *files) in DIRECTORIES.items():
        write_directory(out / name, build(), model_type, config, *files)
    saved = out / "saved"
    AutoTokenizer.from_pretrained(out / "gpt2-prefix-space").save_pretrained(saved)
    (saved / "config.json").write_text(json.dumps(dict(model_type="gpt2")) + "\n")
    write_reference(saved, AutoTokenizer.from_pretrained(saved), SHORT_TEXTS)
    for name, tokenizer in {"byte-level": byte_level(), "word-level": word_level()}.items():
        directory = out / name
        directory.mkdir(parents=True, exist_ok=True)
        tokenizer.save(str(directory / "tokenizer.json"), pretty=False)
        fast = PreTrainedTokenizerFast(tokenizer_file=str(directory / "tokenizer.json"))
        write_reference(directory, fast, TEXTS)


main(pathlib.Path(sys.argv[1]))
