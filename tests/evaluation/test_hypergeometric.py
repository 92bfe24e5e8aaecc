from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from classifier.evaluation.hypergeometric import binomial, binomial_at_most, bounds, pmf


def test_two_of_three_by_hand() -> None:
    """Two drawn of three rows, of which one is relevant: it is among them twice in three times."""
    seen = np.arange(3)
    found = pmf(seen, relevant=np.array([0, 1, 3]), size=3, drawn=2)
    assert found.tolist() == [
        pytest.approx([1, 0, 0]),
        pytest.approx([1 / 3, 2 / 3, 0]),
        pytest.approx([0, 0, 1]),
    ]


def test_two_tosses_by_hand() -> None:
    """A fair coin: a quarter, a half, a quarter; what is certain is certain."""
    seen, trials = np.arange(3), np.array([0, 2])
    assert binomial(seen, trials=trials, chance=0.5)[1].tolist() == pytest.approx([0.25, 0.5, 0.25])
    assert binomial(seen, trials=trials, chance=0).tolist() == [[1, 0, 0], [1, 0, 0]]
    assert binomial(seen, trials=trials, chance=1).tolist() == [[1, 0, 0], [0, 0, 1]]
    assert binomial_at_most(1, trials=2, chance=0.5) == pytest.approx(0.75)
    assert binomial_at_most(5, trials=2, chance=0.5) == 1


@given(st.integers(1, 30), st.data())
def test_bounds_stay_within_what_is_possible(size: int, data: st.DataObject) -> None:
    """Never fewer than were seen, never more than are left; wider at a higher level."""
    drawn = data.draw(st.integers(0, size))
    seen = data.draw(st.integers(0, drawn))
    low, high = bounds(seen, size=size, drawn=drawn)
    assert seen <= low <= high <= size - drawn + seen
    wider = bounds(seen, size=size, drawn=drawn, level=0.99)
    assert wider[0] <= low
    assert high <= wider[1]


@pytest.mark.parametrize(("size", "drawn"), [(12, 5), (20, 3), (9, 9)])
def test_bounds_cover_every_lot(size: int, drawn: int) -> None:
    """By full enumeration: whatever the lot holds, the bounds hold it in 95 of 100 samples."""
    every = [bounds(seen, size=size, drawn=drawn) for seen in range(drawn + 1)]
    for relevant in range(size + 1):
        chance = pmf(np.arange(drawn + 1), relevant=np.array([relevant]), size=size, drawn=drawn)
        covered = [low <= relevant <= high for low, high in every]
        assert chance[0][covered].sum() >= 0.95 - 1e-9
