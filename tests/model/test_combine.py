from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray
from safetensors.numpy import load, save

from classifier.model.combine import Combiner, stack_inputs
from classifier.model.windows import windows


def made(rows: int = 4_000) -> tuple[NDArray[np.float64], NDArray[np.int64]]:
    """Give inputs of which the first tells the label, with noise, and a share of 40 % relevant."""
    random = np.random.default_rng(2)
    y = (random.random(rows) < 0.4).astype(np.int64)
    return np.column_stack([random.normal(2 * y - 1, 1.0), random.normal(size=rows)]), y


def test_the_inputs_are_the_whole_and_its_best_sentence() -> None:
    """Each block's part of the whole text, then the best sentence's sum, then how many there are."""
    cut = windows(["Late. Posted it.", "Late."])
    parts = np.array([[1.0, 2.0], [3.0, 4.0], [-1.0, 0.0], [5.0, 5.0]])
    inputs = stack_inputs(cut, parts)
    assert inputs[:, :2].tolist() == [[1.0, 2.0], [3.0, 4.0]]
    assert inputs[:, -2].tolist() == [10.0, 7.0]
    assert inputs[:, -1] == pytest.approx([np.log(2), 0.0])


def test_the_score_is_calibrated_at_even_odds() -> None:
    """Where half are relevant, rows scored about p are relevant about p of the time."""
    X, y = made()
    score = Combiner().fit(X, y).score(X)
    even = np.where(y == 1, 0.5 / y.mean(), 0.5 / (1 - y.mean()))
    for low in (0.0, 0.2, 0.4, 0.6, 0.8):
        these = (score >= low) & (score < low + 0.2)
        expected = np.average(score[these], weights=even[these])
        assert np.average(y[these], weights=even[these]) == pytest.approx(expected, abs=0.05)


def test_the_weights_prevalence_is_taken_out() -> None:
    """Counting every irrelevant text ten times leaves the score free of prevalence where it was."""
    X, y = made()
    plain = Combiner().fit(X, y).score(X)
    weighed = Combiner().fit(X, y, np.where(y == 1, 1.0, 10.0)).score(X)
    assert weighed == pytest.approx(plain, abs=0.03)


def test_arrays_hold_all_that_was_learned() -> None:
    """Written to safetensors and read again it gives the same to the bit, each row by itself."""
    X, y = made(200)
    combiner = Combiner().fit(X, y)
    again = Combiner.from_arrays(load(save(combiner.to_arrays())))
    assert (again.score(X) == combiner.score(X)).all()
    assert again.score(X[:1])[0] == pytest.approx(combiner.score(X)[0], abs=1e-12)
