from __future__ import annotations

import numpy as np
import pytest

from classifier.model.features import words_of
from classifier.model.gate import BLOCK, Gate
from classifier.model.screen import Screen

TEXTS = ["posted it on a site", "was late", "posted again", "was rude"] * 3


@pytest.fixture
def gate() -> Gate:
    """Give a gate that has learned the word posted."""
    screen = Screen(min_texts=1).fit({BLOCK: words_of(TEXTS)}, np.array([1, 0, 1, 0] * 3))
    return Gate(screen=screen, threshold=0.25)


def test_it_says_most_of_what_it_is_about(gate: Gate) -> None:
    """Of texts that it has not seen, too."""
    said = gate.say(["he posted", "he was late", ""])
    assert said[0] > said[1]
    assert said.shape == (3,)


def test_arrays_hold_all(gate: Gate) -> None:
    """Read again it says the same, and lets the same through."""
    again = Gate.from_arrays(gate.to_arrays())
    assert again.say(TEXTS).tolist() == gate.say(TEXTS).tolist()
    assert again.threshold == gate.threshold
