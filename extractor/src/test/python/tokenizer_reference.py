"""Writes two small tokenizers and what Hugging Face transformers makes of some texts with them.

Usage: python tokenizer_reference.py OUTPUT_DIRECTORY
(the committed output is extractor/src/test/resources/tokenizers)

Each case is a directory with tokenizer.json and reference.json: for every text its token ids and
their character spans (null for special tokens), with special tokens added and nothing truncated.
"""

import json
import pathlib
import sys

from tokenizers import Tokenizer, models, pre_tokenizers, processors, decoders, trainers
from transformers import PreTrainedTokenizerFast

CORPUS = [
    "The movie was wonderful and the acting was great, truly great.",
    "I loved the charming hotel; the room was clean and the staff friendly.",
    "A terrible phone: the screen is awful, the battery worse.",
    "luckily the food was delicious, sadly the service was not",
    "un café très agréable, naïve façade",
] * 20

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


def main(out):
    for name, tokenizer in {"byte-level": byte_level(), "word-level": word_level()}.items():
        directory = out / name
        directory.mkdir(parents=True, exist_ok=True)
        tokenizer.save(str(directory / "tokenizer.json"), pretty=False)
        fast = PreTrainedTokenizerFast(tokenizer_file=str(directory / "tokenizer.json"))
        rows = []
        for text in TEXTS:
            encoded = fast(text, truncation=False, padding=False)
            spans = [encoded.token_to_chars(i) for i in range(len(encoded["input_ids"]))]
            rows.append(dict(
                text=text,
                ids=encoded["input_ids"],
                spans=[None if span is None else [span.start, span.end] for span in spans]))
        (directory / "reference.json").write_text(json.dumps(rows))


main(pathlib.Path(sys.argv[1]))
