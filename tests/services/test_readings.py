from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest
from numpy.typing import NDArray

from classifier.domain.allegation import text_digest
from classifier.model.windows import windows
from classifier.services.readings import Memory, Readings, Remembered

LONG = " ".join(letter * 589 + "." for letter in "abc")


class Counting:
    """A reader that says how many b's a passage holds, and counts how many it was given."""

    def __init__(self) -> None:
        self.given: list[str] = []

    def read(self, passages: Sequence[str]) -> NDArray[np.float64]:
        """Read, and remember what was given."""
        self.given += passages
        return np.array([one.count("b") for one in passages], dtype=np.float64)


@pytest.fixture
def reader() -> Counting:
    """Give a reader that has read nothing."""
    return Counting()


def read(readings: Readings, texts: list[str]) -> object:
    """Read texts in which no sentence speaks more than another."""
    cut = windows(texts)
    return readings.read(cut, np.zeros(len(cut.texts)))


def test_the_passage_that_says_most_decides(reader: Counting) -> None:
    """Its log odds, its words."""
    found = read(Readings(lambda: reader), ["bb", LONG])
    assert found.log_odds.tolist() == [2, 589]
    assert found.passages == ("bb", "b" * 589 + ".")


def test_no_text_is_read_twice(reader: Counting) -> None:
    """Neither within a run nor in the next one, which remembers; the answers are the same."""
    memory: Memory = {}
    readings = Readings(lambda: reader, memory=memory)
    first = read(readings, ["bb", LONG])
    read(readings, [LONG, "bb"])
    assert len(reader.given) == 4
    assert set(memory) == {text_digest("bb"), text_digest(LONG)}
    again = Counting()
    second = read(Readings(lambda: again, memory=memory), ["bb", LONG, "b"])
    assert again.given == ["b"]
    assert second.log_odds.tolist() == [*first.log_odds, 1]
    assert second.passages[:2] == first.passages


def test_nothing_is_loaded_where_all_is_known() -> None:
    """A reader takes time to load."""

    def fail() -> Counting:
        pytest.fail("it was loaded")

    known = Counting()
    memory: Memory = {}
    read(Readings(lambda: known, memory=memory), ["b"])
    assert read(Readings(fail, memory=memory), ["b", "b"]).log_odds.tolist() == [1, 1]


def test_what_was_read_of_a_passage_that_is_not_there_is_read_again(reader: Counting) -> None:
    """As where the file of readings was changed, or another release cut texts otherwise."""
    memory: Memory = {
        text_digest(text): Remembered(log_odds=9.0, passage=3) for text in ("b", LONG)
    }
    found = read(Readings(lambda: reader, memory=memory), ["b", LONG])
    assert found.log_odds.tolist() == [1, 589]
    assert [one.passage for one in memory.values()] == [0, 1]
