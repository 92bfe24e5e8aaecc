from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import torch
from small import LESSONS, OTHER, RELEVANT, SCHEDULE, TEXTS, write_base

from classifier.model.distil import Distillation, Taught, distil, taught
from classifier.model.encoder import Encoder
from classifier.model.fine_tune import fine_tune, read_with

NOBODY = np.zeros(0, dtype=np.int64)
HOW = Distillation(epochs=12, rate=5e-3, head_rate=5e-3, decay=1.0, batch=8, averaging=0.9)
Learned = tuple[Encoder, list[float]]


@pytest.fixture(scope="module")
def teacher(tmp_path_factory: pytest.TempPathFactory) -> Encoder:
    """Fine-tune a teacher that is wider than its student."""
    base = write_base(tmp_path_factory.mktemp("teacher"), width=48, seed=2)
    return fine_tune(base, LESSONS, SCHEDULE, lambda *_: None)


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give the student's pretrained encoder."""
    return write_base(tmp_path_factory.mktemp("student"))


@pytest.fixture(scope="module")
def student(base: Path, teacher: Encoder) -> Learned:
    """Let a student learn from texts that nobody labelled."""
    losses: list[float] = []
    said = taught(teacher, TEXTS, [], NOBODY, 1.0)
    return distil(base, said, HOW, lambda _, loss: losses.append(loss)), losses


def test_a_student_learns_what_its_teacher_says(student: Learned, teacher: Encoder) -> None:
    """Without a label, and though it is narrower: the same side, nearly the same probability."""
    encoder, losses = student
    assert (encoder.head.in_features, teacher.head.in_features) == (32, 48)
    assert len(losses) == HOW.epochs
    assert losses[-1] < losses[0] / 2
    said, wanted = (read_with(one, RELEVANT + OTHER) for one in (encoder, teacher))
    assert (said > 0).tolist() == (wanted > 0).tolist() == [True] * 3 + [False] * 3
    assert 1 / (1 + np.exp(-said)) == pytest.approx(1 / (1 + np.exp(-wanted)), abs=0.1)


def test_the_same_seed_learns_the_same(student: Learned, teacher: Encoder, base: Path) -> None:
    """Figures within 0.01, on the same machine; another seed gives others."""
    said = taught(teacher, TEXTS, [], NOBODY, 1.0)
    again = distil(base, said, HOW, lambda *_: None)
    assert read_with(again, TEXTS[:6]) == pytest.approx(read_with(student[0], TEXTS[:6]), abs=0.01)


def test_it_learns_what_is_said_and_no_label(base: Path) -> None:
    """Told the contrary of the labels, it says the contrary; a text of no weight teaches nothing."""
    said = torch.tensor([4.0 if text in OTHER else -4.0 for text in TEXTS] + [-4.0, 4.0] * 8)
    lessons = Taught(
        texts=[*TEXTS, *([OTHER[0], RELEVANT[0]] * 8)],
        log_odds=said,
        vectors=torch.ones(len(said), 4, dtype=torch.float16),
        weight=torch.tensor([1.0] * len(TEXTS) + [0.0] * 16),
    )
    encoder = distil(base, lessons, HOW, lambda *_: None)
    assert (read_with(encoder, OTHER) > 0).all()
    assert (read_with(encoder, RELEVANT) < 0).all()


def test_half_of_what_is_said_of_a_labelled_text_is_its_labels(teacher: Encoder) -> None:
    """Made texts have the teacher's word alone; a label counts as log odds of 4."""
    labels = np.array([1, 0])
    said = taught(teacher, RELEVANT, [RELEVANT[0], OTHER[0]], labels, labelled_weight=3.0)
    asked = read_with(teacher, [*RELEVANT, RELEVANT[0], OTHER[0]])
    assert list(said.texts) == [*RELEVANT, RELEVANT[0], OTHER[0]]
    assert said.log_odds[:3].tolist() == pytest.approx(asked[:3].tolist(), abs=1e-4)
    assert said.log_odds[3:].tolist() == pytest.approx(
        [(asked[3] + 4) / 2, (asked[4] - 4) / 2], abs=1e-4
    )
    assert said.weight.tolist() == [1, 1, 1, 3, 3]


def test_what_a_teacher_says_depends_on_no_company(teacher: Encoder) -> None:
    """However many it is asked about at once, and in their order: the same log odds and vectors."""
    texts = [" ".join(RELEVANT), *OTHER, *RELEVANT]
    alone, together = (taught(teacher, texts, [], NOBODY, 1.0, batch=batch) for batch in (1, 512))
    assert together.log_odds.tolist() == pytest.approx(alone.log_odds.tolist(), abs=1e-4)
    assert together.vectors.shape == (7, 48)
    assert (together.vectors - alone.vectors).abs().max() < 0.01
    assert together.vectors.dtype == torch.float16
