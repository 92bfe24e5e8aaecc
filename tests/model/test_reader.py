from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from classifier.io.registry import MODEL_FILE, TOKENIZER_FILE, versions
from classifier.model.passages import Passages
from classifier.model.reader import Reader, deciding
from classifier.services.resources import MODELS

READERS = MODELS / "social_media" / "readers"
POSTED = "The constable posted a photograph of the prisoner on his Facebook page."
THEIRS = "The complainant posted a photograph of the constable on his Facebook page."


@pytest.fixture(scope="module")
def reader() -> Reader:
    """Give the newest shipped reader."""
    home: Path = READERS / versions(READERS)[-1]
    return Reader(
        model=(home / MODEL_FILE).read_bytes(), tokenizer=(home / TOKENIZER_FILE).read_bytes()
    )


def test_it_tells_who_did_it(reader: Reader) -> None:
    """The same words, another hand."""
    found = reader.read([POSTED, THEIRS, ""])
    assert found[0] > found[1]
    assert found.shape == (3,)


def test_what_stands_beside_a_passage_changes_nothing(reader: Reader) -> None:
    """Alone or among others, long or short: the same bytes."""
    alone = [reader.read([one]) for one in (POSTED, THEIRS)]
    together = reader.read([THEIRS, "He was late. " * 200, POSTED])
    assert together[[2, 0]].tobytes() == b"".join(one.tobytes() for one in alone)


def test_the_first_of_equals_decides() -> None:
    """The passage of each text of which most is said."""
    chosen = Passages(("a", "b", "c", "d"), np.array([0, 0, 0, 1]))
    assert deciding(np.array([1.0, 2.0, 2.0, -1.0]), chosen).tolist() == [1, 3]
    assert deciding(np.zeros(0), Passages((), np.zeros(0, dtype=np.int64))).tolist() == []
