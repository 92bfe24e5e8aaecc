from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest

from classifier.domain.allegation import text_digest
from classifier.model.reader import Reading
from classifier.model.windows import windows
from classifier.services.readings import Memory, Readings

LONG = " ".join(letter * 589 + "." for letter in "abc")


class Counting:
    """A reader that says how many b's a passage holds, and counts how many it was given."""

    width = 2

    def __init__(self) -> None:
        self.given: list[str] = []

    def read(self, passages: Sequence[str]) -> Reading:
        """Read, and remember what was given."""
        self.given += passages
        said = np.array([one.count("b") for one in passages], dtype=np.float64)
        vectors = np.stack([said, np.ones(len(passages))], axis=1).astype(np.float32)
        return Reading(said, vectors)


@pytest.fixture
def reader() -> Counting:
    """Give a reader that has read nothing."""
    return Counting()


def read(readings: Readings, texts: list[str]) -> object:
    """Read texts in which no sentence speaks more than another."""
    cut = windows(texts)
    return readings.read(cut, np.zeros(len(cut.texts)))


def test_the_passage_that_says_most_decides(reader: Counting) -> None:
    """Its log odds, its vector, its words."""
    found = read(Readings(lambda: reader, width=2), ["bb", LONG])
    assert found.log_odds.tolist() == [2, 589]
    assert found.vectors.tolist() == [[2, 1], [589, 1]]
    assert found.passages == ("bb", "b" * 589 + ".")


def test_no_text_is_read_twice(reader: Counting) -> None:
    """Neither within a run nor in the next one, which remembers; the answers are the same."""
    memory: Memory = {}
    readings = Readings(lambda: reader, width=2, memory=memory)
    first = read(readings, ["bb", LONG])
    read(readings, [LONG, "bb"])
    assert len(reader.given) == 4
    assert set(memory) == {text_digest("bb"), text_digest(LONG)}
    again = Counting()
    second = read(Readings(lambda: again, width=2, memory=memory), ["bb", LONG, "b"])
    assert again.given == ["b"]
    assert second.log_odds.tolist() == [*first.log_odds, 1]
    assert second.passages[:2] == first.passages


def test_nothing_is_loaded_where_all_is_known() -> None:
    """A reader takes time to load."""

    def fail() -> Counting:
        pytest.fail("it was loaded")

    known = Counting()
    memory: Memory = {}
    read(Readings(lambda: known, width=2, memory=memory), ["b"])
    assert read(Readings(fail, width=2, memory=memory), ["b", "b"]).log_odds.tolist() == [1, 1]
