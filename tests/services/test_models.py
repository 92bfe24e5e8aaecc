from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from classifier.domain.errors import ModelError
from classifier.io.registry import CARD, CARD_TEXT, CURRENT, WEIGHTS, save_model
from classifier.services.models import card_text, listed, verified
from classifier.services.train import train_model

if TYPE_CHECKING:
    from conftest import Tiny


def spoil(path: Path) -> None:
    """Change one byte of a file."""
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)


def test_versions_are_listed_with_the_one_in_use(dogs: Tiny) -> None:
    """In order of their recording; the one that CURRENT names is in use."""
    save_model(dogs.models, "newer", arrays={}, card={}, card_text="")
    assert listed(dogs.workspace) == [(dogs.result.version, False), ("newer", True)]
    (dogs.models / CURRENT).write_text(dogs.result.version, encoding="utf-8")
    assert listed(dogs.workspace) == [(dogs.result.version, True), ("newer", False)]


def test_the_card_shown_is_the_card_stored(dogs: Tiny) -> None:
    """What a person is shown is written from the checked card, and is the stored text."""
    shown = card_text(dogs.workspace, dogs.result.version)
    assert shown == (dogs.model / CARD_TEXT).read_text(encoding="utf-8")


@pytest.mark.parametrize("name", [WEIGHTS, CARD])
def test_a_spoilt_model_is_found(dogs: Tiny, name: str) -> None:
    """Verifying names the model and the file; neither is its card shown."""
    assert verified(dogs.workspace) == (dogs.result.version,)
    spoil(dogs.model / name)
    message = rf"Model {dogs.result.version} was not loaded: .*{name}"
    with pytest.raises(ModelError, match=message):
        verified(dogs.workspace)
    with pytest.raises(ModelError, match=message):
        card_text(dogs.workspace, dogs.result.version)


def test_a_model_not_in_use_is_verified_too(dogs: Tiny, tmp_path: Path) -> None:
    """Every recorded model is checked, not the current one alone."""
    path = dogs.root / "training_data" / "dogs" / "corpus" / "first.csv"
    path.write_text(path.read_text(encoding="utf-8").replace("late", "tardy"), encoding="utf-8")
    newer = train_model(dogs.workspace, date=dt.date(2030, 1, 3))
    assert verified(dogs.workspace) == (dogs.result.version, newer.version)
    spoil(dogs.model / WEIGHTS)
    with pytest.raises(ModelError, match=dogs.result.version):
        verified(dogs.workspace)
