"""What needs PyTorch: run by ``make test-reader``, in the environment that trains the reader."""

from __future__ import annotations

from pathlib import Path

import pytest
from small import LESSONS, OTHER, RELEVANT, SCHEDULE, TEXTS, write_base

from classifier.model.encoder import Encoder
from classifier.model.export import quantised, to_onnx
from classifier.model.fine_tune import fine_tune, read_with
from classifier.model.reader import Reader


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give a small pretrained encoder."""
    return write_base(tmp_path_factory.mktemp("base"))


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


def test_nothing_to_read_is_no_error(trained: tuple[Encoder, list[float]]) -> None:
    """The encoder that learns from every text has left none out."""
    assert trained[0].pieces([]) == []
    assert read_with(trained[0], []).tolist() == []
