from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch
from small import LESSONS, OTHER, RELEVANT, shipped_reader, write_base

from classifier.model import further as module
from classifier.model.descent import UNDECAYED
from classifier.model.distil import SURE, Taught
from classifier.model.encoder import Encoder
from classifier.model.export import quantised, to_onnx
from classifier.model.fine_tune import Lessons, read_with
from classifier.model.further import Further, go_on
from classifier.model.resume import resumed

NEW_TEXTS = ["picture a picture .", "late a late ."]
NEW = Lessons(
    texts=NEW_TEXTS * 6,
    y=np.array([1, 0] * 6),
    group=np.zeros(12, dtype=np.int64),
    borderline=np.array([False, True] * 6),
)
HOW = Further(
    epochs=40,
    rate=3e-2,
    head_rate=3e-2,
    decay=1.0,
    batch=8,
    averaging=0.9,
    rehearsed=24,
    relevant_weight=1.0,
    borderline_weight=1.0,
)


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give a pretrained encoder."""
    return write_base(tmp_path_factory.mktemp("base"))


@pytest.fixture(scope="module")
def shipped(base: Path) -> bytes:
    """Give a reader that learned who did it."""
    return shipped_reader(base)


def test_it_learns_what_is_new_and_forgets_nothing(base: Path, shipped: bytes) -> None:
    """New texts move to the side of their labels; the old ones stay on theirs."""
    losses: list[float] = []
    before = read_with(resumed(base, shipped), NEW_TEXTS)
    encoder = go_on(resumed(base, shipped), NEW, LESSONS, HOW, lambda _, loss: losses.append(loss))
    assert len(losses) == HOW.epochs
    assert losses[-1] < losses[0]
    moved = read_with(encoder, NEW_TEXTS) - before
    assert moved[0] > 0.5
    assert moved[0] - moved[1] > 0.5
    assert (read_with(encoder, RELEVANT) > 0).all()
    assert (read_with(encoder, OTHER) < 0).all()


def test_what_is_learned_outlives_eight_bits(base: Path, shipped: bytes) -> None:
    """Matrices are as they were, so that rounding them again changes nothing; the rest moved."""
    before = dict(resumed(base, shipped).named_parameters())
    learned = go_on(resumed(base, shipped), NEW, LESSONS, HOW, lambda *_: None)
    encoder = dict(learned.named_parameters())
    again = resumed(base, quantised(to_onnx(learned)))
    moved = {name for name, one in encoder.items() if not torch.equal(one, before[name])}
    assert moved
    assert all(name.endswith(UNDECAYED) for name in moved)
    assert not any("embeddings" in name for name in moved)
    texts = NEW_TEXTS + RELEVANT + OTHER
    assert read_with(again, texts) == pytest.approx(read_with(learned, texts), abs=1e-3)
    for name, one in again.named_parameters():
        assert torch.allclose(one, encoder[name], atol=1e-6), name


def test_what_it_is_taught(base: Path, shipped: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    """New texts their labels, weighed; some of the old ones half its own word, half the label."""
    seen: list[Taught] = []

    def spy(encoder: Encoder, lessons: Taught, *_: object) -> Encoder:
        seen.append(lessons)
        return encoder

    monkeypatch.setattr(module, "learn", spy)
    how = replace(HOW, rehearsed=5, relevant_weight=3.0, borderline_weight=0.5)
    encoder = resumed(base, shipped)
    go_on(encoder, NEW, LESSONS, how, lambda *_: None)
    go_on(encoder, NEW, LESSONS, how, lambda *_: None)
    (said, again) = seen
    assert said.texts == again.texts
    assert list(said.texts[:12]) == list(NEW.texts)
    assert said.log_odds[:12].tolist() == [SURE, -SURE] * 6
    assert said.weight.tolist() == [3.0, 0.5] * 6 + [1.0] * 5
    assert said.vectors is None
    old = list(said.texts[12:])
    assert len(old) == 5
    y = np.array([text in RELEVANT for text in old])
    own = read_with(encoder, old)
    wanted = (own + np.where(y, SURE, -SURE)) / 2
    assert said.log_odds[12:].tolist() == pytest.approx(wanted.tolist(), abs=1e-4)


def test_fewer_old_texts_than_asked_are_all_learned(
    base: Path, shipped: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    """More cannot be."""
    monkeypatch.setattr(module, "learn", lambda _, lessons, *rest: lessons)
    lessons = go_on(resumed(base, shipped), NEW, LESSONS, replace(HOW, rehearsed=999), print)
    assert isinstance(lessons, Taught)
    assert sorted(lessons.texts[12:]) == sorted(LESSONS.texts)
    assert lessons.log_odds.dtype == torch.float32
