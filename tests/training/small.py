"""Small pretrained encoders, texts and labels that the tests of training share."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Final

import numpy as np
import pytest
import torch
from tokenizers import Tokenizer
from tokenizers.models import WordPiece
from tokenizers.normalizers import BertNormalizer
from tokenizers.pre_tokenizers import BertPreTokenizer
from tokenizers.processors import TemplateProcessing
from transformers import BertConfig, BertModel, PreTrainedTokenizerFast

from classifier.model.export import quantised, to_onnx
from classifier.model.fine_tune import Lessons, Schedule, fine_tune
from classifier.services import workspace as workspaces
from classifier.services.reader_bases import WEIGHTS_FILE, Pretrained
from classifier.services.workspace import Workspace, open_workspace

WORDS = ["officer", "neighbour", "posted", "wrote", "it", "was", "late", "a", "picture", "."]
SPECIAL = ["[PAD]", "[UNK]", "[CLS]", "[SEP]"]
RELEVANT = ["officer posted it .", "officer posted a picture .", "officer wrote it ."]
OTHER = ["neighbour posted it .", "neighbour posted a picture .", "officer was late ."]
TEXTS = (RELEVANT + OTHER) * 8
LESSONS = Lessons(
    texts=TEXTS,
    y=np.array(([1] * 3 + [0] * 3) * 8),
    group=np.arange(len(TEXTS)) % 2,
    borderline=np.zeros(len(TEXTS), dtype=np.bool_),
)
VOICES = ["apple", "beetroot", "celery", "damson", "elder"]
"""Words of one corpus file each; no encoder knows them."""
TOPIC = """
title = "pictures"
question = "Did the officer post it?"
prior_prevalence = 0.05
target_precision = 0.6
people = ["person"]

[real_mix]
plain_negative = 1.0

[keywords]
words = ["posted"]

[words]
person = "officer neighbour"
"""
FACTS: Final = {
    "base": {"name": "student", "licence": "none", "digest": "0" * 64},
    "teacher": {"name": "teacher", "licence": "none", "digest": "1" * 64},
    "schedule": {"teacher": {"epochs": 1}, "distillation": {"epochs": 1, "each": 2}},
    "folds": 4,
    "losses": [0.4, 0.2],
}
"""What the card of a reader tells of how it was made."""
SCHEDULE = Schedule(epochs=12, rate=5e-3, head_rate=5e-3, decay=1.0, batch=8)


def write_base(folder: Path, *, width: int = 32, seed: int = 1) -> Path:
    """Write a pretrained encoder of two layers, so many numbers wide, that knows ten words."""
    torch.manual_seed(seed)
    vocabulary = {word: place for place, word in enumerate([*SPECIAL, *WORDS])}
    tokenizer = Tokenizer(WordPiece(vocabulary, unk_token="[UNK]"))
    tokenizer.normalizer = BertNormalizer()
    tokenizer.pre_tokenizer = BertPreTokenizer()
    tokenizer.post_processor = TemplateProcessing(
        single="[CLS] $A [SEP]", special_tokens=[("[CLS]", 2), ("[SEP]", 3)]
    )
    PreTrainedTokenizerFast(tokenizer_object=tokenizer, pad_token="[PAD]").save_pretrained(folder)
    config = BertConfig(
        vocab_size=len(vocabulary),
        hidden_size=width,
        num_hidden_layers=2,
        num_attention_heads=2,
        intermediate_size=64,
    )
    BertModel(config).save_pretrained(folder)
    return folder


def shipped_reader(base: Path) -> bytes:
    """Make a reader that learned who did it, of a pretrained encoder, as it would be shipped."""
    return quantised(to_onnx(fine_tune(base, LESSONS, SCHEDULE, lambda *_: None)))


def meant_by(folder: Path, name: str) -> Pretrained:
    """Name a pretrained encoder by the digest of its weights."""
    return Pretrained(name, hashlib.sha256((folder / WEIGHTS_FILE).read_bytes()).hexdigest())


def quiet(_: str) -> None:
    """Take what is told, and say nothing."""


def small_workspace(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Workspace:
    """Make a workspace for a small topic of five corpus files."""
    topic = folder / "training_data" / "pictures"
    (topic / "corpus").mkdir(parents=True)
    (topic / "topic.toml").write_text(TOPIC, encoding="utf-8")
    for voice in VOICES:
        write_voice(topic / "corpus", voice)
    monkeypatch.setattr(workspaces, "TRAINING_DATA", folder / "training_data")
    monkeypatch.setattr(workspaces, "MODELS", folder / "models")
    return open_workspace(folder / "workspace", "pictures")


def write_voice(corpus: Path, voice: str) -> None:
    """Write a corpus file of twelve texts, with a word that no other file has."""
    lines = ["id,text,relevant,kind,borderline"]
    for number, (text, y) in enumerate(zip(LESSONS.texts[:12], LESSONS.y[:12], strict=True)):
        kind = "plain_positive" if y else "plain_negative"
        lines.append(f"{number},{voice} {number} {text},{y},{kind},0")
    (corpus / f"{voice}.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
