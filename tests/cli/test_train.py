from __future__ import annotations

import datetime as dt
import json
from typing import TYPE_CHECKING

import pytest

from classifier.io.registry import CARD, REGISTRY

if TYPE_CHECKING:
    from conftest import Program, Tiny

DOGS = ("--topic", "dogs")


def test_training_again_gives_the_same_model(dogs: Tiny, program: Program) -> None:
    """On the same day, from the same text: the same files, and the card is printed."""
    before = {path: path.read_bytes() for path in dogs.models.rglob("*") if path.is_file()}
    ended = program("train", "--date", "2030-01-02", *DOGS)
    assert (ended.code, ended.err) == (0, "")
    assert ended.out.startswith(f"# Model {dogs.result.version}\n")
    assert (
        f"Model {dogs.result.version} is in {dogs.model} and is now the current one." in ended.out
    )
    assert before == {path: path.read_bytes() for path in dogs.models.rglob("*") if path.is_file()}


def test_quiet_says_nothing_and_the_day_is_today(dogs: Tiny, program: Program) -> None:
    """Without --date the card has today's; the model is the same, so its name is."""
    before = dt.datetime.now(tz=dt.UTC).date()
    assert program("train", *DOGS, "--quiet") == (0, "", "")
    card = json.loads((dogs.model / CARD).read_text(encoding="utf-8"))
    assert before <= dt.date.fromisoformat(card["date"]) <= dt.datetime.now(tz=dt.UTC).date()
    assert program("models", "verify", *DOGS).code == 0


@pytest.mark.parametrize(
    ("words", "found"),
    [
        (["--topic", "horses"], "Known topics: dogs."),
        ([*DOGS, "--measured", "nowhere.json"], "nowhere.json cannot be read"),
    ],
)
def test_an_error_is_one_line_and_the_model_stays(
    dogs: Tiny, program: Program, words: list[str], found: str
) -> None:
    """Exit 1, and the registry is what it was."""
    before = (dogs.models / REGISTRY).read_bytes()
    ended = program("train", *words)
    assert (ended.code, ended.out) == (1, "")
    assert found in ended.err
    assert ended.err.count("\n") == 1
    assert (dogs.models / REGISTRY).read_bytes() == before
