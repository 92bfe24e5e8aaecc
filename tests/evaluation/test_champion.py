from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from classifier.evaluation.champion import MARGIN, Match, Verdict, match

RELEVANT = np.arange(200) < 100


def of(champion: NDArray[np.float64], challenger: NDArray[np.float64]) -> Match:
    """Set two lots of scores against each other on 200 rows, a case each."""
    return match(
        relevant=RELEVANT,
        champion=champion,
        challenger=challenger,
        thresholds=(0.5, 0.5),
        groups=np.arange(200),
        seed=0,
    )


def finding(number: int) -> NDArray[np.float64]:
    """Give scores that collect so many relevant rows and no other."""
    return (np.arange(200) < number).astype(np.float64)


def test_each_verdict() -> None:
    """Better and worse where test and interval agree; no worse within the margin; else unknown."""
    assert of(finding(60), finding(90)).verdict is Verdict.BETTER
    assert of(finding(90), finding(60)).verdict is Verdict.WORSE
    assert of(finding(90), finding(90)).verdict is Verdict.CANNOT_TELL
    assert of(finding(96), finding(97)).verdict is Verdict.CANNOT_TELL
    many = np.arange(2000) < 1000
    scores = [(np.arange(2000) < number).astype(np.float64) for number in (900, 905)]
    alike = match(
        relevant=many,
        champion=scores[0],
        challenger=scores[1],
        thresholds=(0.5, 0.5),
        groups=np.arange(2000),
        seed=0,
    )
    assert alike.verdict is Verdict.NO_WORSE
    few = match(
        relevant=RELEVANT[95:105],
        champion=finding(98)[95:105],
        challenger=finding(99)[95:105],
        thresholds=(0.5, 0.5),
        groups=np.arange(10),
        seed=0,
    )
    assert few.verdict is Verdict.CANNOT_TELL


def test_figures_by_hand() -> None:
    """What each collects and finds, and what one alone decides rightly."""
    found = of(finding(50), finding(80))
    assert (found.rows, found.relevant, found.cases) == (200, 100, 200)
    assert (found.champion.collected, found.champion.found) == (50, 50)
    assert (found.challenger.collected, found.challenger.found) == (80, 80)
    assert (found.paired.keyword_only_right, found.paired.model_only_right) == (0, 30)
    assert found.difference_f1.value == pytest.approx(2 * 80 / 180 - 2 * 50 / 150)


@given(first=st.integers(0, 200), second=st.integers(0, 200))
def test_turning_the_sides_turns_the_verdict(first: int, second: int) -> None:
    """Better one way is worse the other; no worse is never below the margin."""
    one, other = of(finding(first), finding(second)), of(finding(second), finding(first))
    assert (one.verdict is Verdict.BETTER) == (other.verdict is Verdict.WORSE)
    if one.verdict is Verdict.NO_WORSE:
        assert one.difference_f1.value > -MARGIN


@given(first=st.integers(0, 9), second=st.integers(0, 9))
def test_few_rows_never_say_much(first: int, second: int) -> None:
    """With under ten cases decided differently nothing is better, worse, or no worse by luck."""
    found = match(
        relevant=RELEVANT[90:110],
        champion=finding(90 + first)[90:110],
        challenger=finding(90 + second)[90:110],
        thresholds=(0.5, 0.5),
        groups=np.arange(20),
        seed=0,
    )
    assert found.verdict is Verdict.CANNOT_TELL
