from __future__ import annotations

import numpy as np
import pytest

from classifier.evaluation.hypergeometric import binomial, binomial_at_most, pmf


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
