from __future__ import annotations

from pathlib import Path

import pytest
from small import LESSONS, OTHER, RELEVANT, SCHEDULE, write_base

from classifier.model.encoder import Encoder
from classifier.model.export import quantised, to_onnx
from classifier.model.fine_tune import fine_tune, read_with
from classifier.model.resume import resumed


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give a pretrained encoder."""
    return write_base(tmp_path_factory.mktemp("base"))


@pytest.fixture(scope="module")
def trained(base: Path) -> Encoder:
    """Fine-tune it."""
    return fine_tune(base, LESSONS, SCHEDULE, lambda *_: None)


def test_what_was_shipped_can_go_on_learning(base: Path, trained: Encoder) -> None:
    """It says what it said, but for what 8 bits cannot hold; and it is not what it began as."""
    again = resumed(base, quantised(to_onnx(trained)))
    said, before = read_with(again, RELEVANT + OTHER), read_with(trained, RELEVANT + OTHER)
    assert said == pytest.approx(before, abs=0.2)
    assert before.max() - before.min() > 4
    assert not again.training


def test_the_matrices_stand_where_they_stood(base: Path, trained: Encoder) -> None:
    """Each number within a step of 7 bits of its channel; those kept whole, to the bit."""
    again = dict(resumed(base, quantised(to_onnx(trained))).named_parameters())
    seen = []
    for name, one in trained.named_parameters():
        if name.startswith(("body.encoder.", "head.")):
            seen.append(name)
            step = one.abs().amax(dim=1, keepdim=True) / 63 if one.dim() == 2 else 0.0
            assert ((again[name] - one).abs() <= step + 1e-7 * (one.dim() == 2)).all(), name
    assert len(seen) == 2 * 16 + 2
