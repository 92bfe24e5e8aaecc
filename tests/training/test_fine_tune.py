"""What needs PyTorch: run by ``make test-reader``, in the environment that trains the reader."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from tokenizers import Tokenizer
from tokenizers.models import WordPiece
from tokenizers.normalizers import BertNormalizer
from tokenizers.pre_tokenizers import BertPreTokenizer
from tokenizers.processors import TemplateProcessing
from transformers import BertConfig, BertModel, PreTrainedTokenizerFast

from classifier.model.encoder import Encoder
from classifier.model.export import quantised, to_onnx
from classifier.model.fine_tune import Lessons, Schedule, fine_tune, read_with
from classifier.model.reader import Reader

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
SCHEDULE = Schedule(epochs=12, rate=5e-3, head_rate=5e-3, decay=1.0, batch=8)


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Make a pretrained encoder of two narrow layers that knows ten words."""
    import torch

    torch.manual_seed(1)
    folder = tmp_path_factory.mktemp("base")
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
        hidden_size=32,
        num_hidden_layers=2,
        num_attention_heads=2,
        intermediate_size=64,
    )
    BertModel(config).save_pretrained(folder)
    return folder


@pytest.fixture(scope="module")
def trained(base: Path) -> tuple[Encoder, list[float]]:
    """Fine-tune it, and give the mean losses."""
    losses: list[float] = []
    encoder = fine_tune(base, LESSONS, SCHEDULE, lambda _, loss: losses.append(loss))
    return encoder, losses


def test_it_learns_who_did_it(trained: tuple[Encoder, list[float]]) -> None:
    """Above even odds where the officer did it, below where another did; the loss falls."""
    encoder, losses = trained
    assert len(losses) == SCHEDULE.epochs
    assert losses[-1] < losses[0] / 2
    assert (read_with(encoder, RELEVANT) > 0).all()
    assert (read_with(encoder, OTHER) < 0).all()


def test_the_embeddings_stay_as_they_were(base: Path, trained: tuple[Encoder, list[float]]) -> None:
    """A word in no training text must go on meaning what it meant."""
    before = Encoder.from_folder(base).body.embeddings.word_embeddings.weight
    assert (before == trained[0].body.embeddings.word_embeddings.weight).all()


def test_the_same_seed_learns_the_same(base: Path, trained: tuple[Encoder, list[float]]) -> None:
    """Figures within 0.01, on the same machine."""
    again = fine_tune(base, LESSONS, SCHEDULE, lambda *_: None)
    assert read_with(again, TEXTS[:6]) == pytest.approx(read_with(trained[0], TEXTS[:6]), abs=0.01)


def test_what_is_exported_says_the_same(base: Path, trained: tuple[Encoder, list[float]]) -> None:
    """With all bits to the last digits, with 8 nearly; texts of any length."""
    encoder, _ = trained
    texts = [*RELEVANT, *OTHER, " ".join(TEXTS)]
    tokenizer = (base / "tokenizer.json").read_bytes()
    full = to_onnx(encoder)
    expected = read_with(encoder, texts)
    assert Reader(model=full, tokenizer=tokenizer).read(texts) == pytest.approx(expected, abs=1e-4)
    small = Reader(model=quantised(full), tokenizer=tokenizer).read(texts)
    assert small == pytest.approx(expected, abs=0.5)
