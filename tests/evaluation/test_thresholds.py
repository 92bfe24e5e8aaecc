from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from classifier.evaluation.thresholds import threshold_for_precision, threshold_for_recall

SCORES = arrays(np.float64, 15, elements=st.floats(0, 1))
TARGETS = st.floats(0.01, 0.99)


def test_recall_by_hand() -> None:
    """Of two relevant rows one is half of the recall, both are all of it; others do not count."""
    score, relevant = np.array([0.9, 0.2, 0.8]), np.array([True, True, False])
    assert threshold_for_recall(score, relevant=relevant, target=0.5) == 0.9
    assert threshold_for_recall(score, relevant=relevant, target=0.51) == 0.2
    assert threshold_for_recall(score, relevant=relevant, target=1.0) == 0.2


@pytest.mark.parametrize(
    ("rows", "target", "needed"), [(20, 0.95, 19), (100, 0.07, 7), (3, 0.01, 1)]
)
def test_a_share_of_rows_is_counted_exactly(rows: int, target: float, needed: int) -> None:
    """Seven of a hundred are 7 %, whatever binary fractions make of it; one row at least."""
    score = np.arange(rows, 0, -1) / rows
    threshold = threshold_for_recall(score, relevant=np.ones(rows, dtype=np.bool_), target=target)
    assert (score >= threshold).sum() == needed


@given(score=SCORES, relevant=arrays(np.bool_, 15), targets=st.tuples(TARGETS, TARGETS))
def test_the_recall_is_reached_and_no_higher_threshold_reaches_it(
    score: np.ndarray, relevant: np.ndarray, targets: tuple[float, float]
) -> None:
    """At the threshold the share is in; at the next higher one it is not; more recall, no higher."""
    relevant[0] = True
    low, high = sorted(targets)
    threshold = threshold_for_recall(score, relevant=relevant, target=low)
    assert (score[relevant] >= threshold).mean() >= low - 1e-9
    assert (score[relevant] > threshold).mean() < low
    assert threshold_for_recall(score, relevant=relevant, target=high) <= threshold


def test_precision_by_hand() -> None:
    """Rows of 0.9 and 0.3 have 0.6 together; weighed three to one they have 0.75."""
    probability = np.array([0.3, 0.9])
    even, uneven = np.ones(2), np.array([1.0, 3.0])
    assert threshold_for_precision(probability, weight=even, target=0.6) == 0.3
    assert threshold_for_precision(probability, weight=even, target=0.61) == 0.9
    assert threshold_for_precision(probability, weight=uneven, target=0.75) == 0.3
    assert threshold_for_precision(probability, weight=even, target=0.95) == 1.0


@given(
    probability=SCORES,
    weight=arrays(np.float64, 15, elements=st.floats(0.1, 5)),
    targets=st.tuples(TARGETS, TARGETS),
)
def test_the_precision_is_reached_by_the_rows_in(
    probability: np.ndarray, weight: np.ndarray, targets: tuple[float, float]
) -> None:
    """The rows at or above the threshold have the precision together; more asked, no lower."""
    low, high = sorted(targets)
    threshold = threshold_for_precision(probability, weight=weight, target=low)
    found = probability >= threshold
    if found.any():
        assert np.average(probability[found], weights=weight[found]) >= low - 1e-9
    assert threshold_for_precision(probability, weight=weight, target=high) >= threshold
