from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from classifier.evaluation.budget import reads_to_recall, recall_by_reads

TEXTS = st.lists(st.tuples(st.floats(0, 1), st.integers(1, 5)), max_size=20)


def curve_of(texts: list[tuple[float, int]], found: float) -> list[float]:
    """Give the curve of texts, each its probability and its rows."""
    probability = np.array([p for p, _ in texts], dtype=np.float64)
    rows = np.array([n for _, n in texts], dtype=np.int64)
    return [float(share) for share in recall_by_reads(probability, rows=rows, found=found)]


def test_by_hand() -> None:
    """One row found, a text of two rows at 0.5 read first, then one at 0.2 and one at 0.8... by p."""
    assert curve_of([(0.5, 2), (0.2, 1), (0.8, 1)], 1) == pytest.approx([1 / 3, 0.6, 2.8 / 3, 1])


def test_nothing_known_or_expected() -> None:
    """Recall is then not defined, and no reads lead there."""
    assert np.isnan(curve_of([(0.0, 1)], 0)).all()
    assert reads_to_recall(np.array([np.nan, np.nan]), 0.9) is None


@given(TEXTS, st.integers(0, 9), st.floats(0.01, 1))
def test_the_fewest_reads_to_a_target(
    texts: list[tuple[float, int]], found: int, target: float
) -> None:
    """The curve rises to 1; at the reads given the target is met, and at one fewer it is not."""
    curve = curve_of(texts, found)
    reads = reads_to_recall(np.array(curve), target)
    if np.isnan(curve[0]):
        assert reads is None
        return
    assert curve == sorted(curve)
    assert curve[-1] == 1
    assert reads is not None
    assert curve[reads] >= target
    assert reads == 0 or curve[reads - 1] < target
