from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from classifier.model.calibrate import estimate_prevalence, probability_at, score_at

INSIDE = st.floats(1e-6, 1 - 1e-6)


def simulated(prevalence: float, rows: int, seed: int = 0) -> np.ndarray:
    """Give scores free of prevalence of a simulated export, from two normal populations."""
    random = np.random.default_rng(seed)
    relevant = random.random(rows) < prevalence
    log_odds = random.normal(np.where(relevant, 4.5, -4.5), 3.0)
    return 1 / (1 + np.exp(-log_odds))


@given(score=INSIDE, prevalence=st.floats(1e-4, 1 - 1e-4))
def test_score_and_probability_are_inverse(score: float, prevalence: float) -> None:
    """A score at a prevalence is a probability, and that probability is this score."""
    probability = float(probability_at(np.array([score]), prevalence)[0])
    assert 0 < probability < 1
    assert score_at(probability, prevalence) == pytest.approx(score, rel=1e-6)


@given(score=INSIDE)
def test_at_even_odds_the_score_is_the_probability(score: float) -> None:
    """A score is the probability where half of the rows are relevant."""
    assert probability_at(np.array([score]), 0.5)[0] == pytest.approx(score)


def test_bayes_rule_by_hand() -> None:
    """Odds of 9 to 1, where 1 row in 10 is relevant, are even; the ends stay where they are."""
    probability = probability_at(np.array([0.9, 0.0, 1.0]), 0.1)
    assert probability == pytest.approx([0.5, 0.0, 1.0])
    assert score_at(0.5, 0.1) == pytest.approx(0.9)
    assert score_at(1.0, 0.1) == 1.0


@pytest.mark.parametrize("prevalence", [0.005, 0.01, 0.05, 0.3, 0.9])
def test_the_prevalence_of_an_export_is_recovered(prevalence: float) -> None:
    """On calibrated scores the estimate comes within a fifth of the truth, from a prior of 1 %."""
    found = estimate_prevalence(simulated(prevalence, 20_000), 0.01)
    assert found.value == pytest.approx(prevalence, rel=0.2)
    assert found.how == "estimated from the scores of this export"


def test_few_relevant_rows_are_drawn_to_the_prior() -> None:
    """The fewer relevant rows there seem to be, the nearer the estimate is to the prior."""
    score = np.array([0.999] * 4 + [0.001] * 16)
    few, many = estimate_prevalence(score, 0.01), estimate_prevalence(np.tile(score, 100), 0.01)
    assert many.value == pytest.approx(0.2, rel=0.05)
    assert 0.01 < few.value < 0.05
    assert few.how.endswith("drawn towards the topic's prior of 0.01")
    one = estimate_prevalence(np.array([0.999]), 0.01)
    assert 0.01 < one.value < few.value


def test_no_rows_have_the_prior() -> None:
    """An export without rows says nothing about its prevalence."""
    found = estimate_prevalence(np.zeros(0), 0.02)
    assert found.value == 0.02
    assert "no rows" in found.how


@pytest.mark.parametrize("score", [0.0, 1.0, 0.5])
@pytest.mark.parametrize("rows", [1, 3, 500])
def test_the_estimate_is_never_none_or_all(score: float, rows: int) -> None:
    """Whatever the scores, the prevalence stays inside (0, 1), so that odds are finite."""
    assert 0 < estimate_prevalence(np.full(rows, score), 0.01).value < 1
