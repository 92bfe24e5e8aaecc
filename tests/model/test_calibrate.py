from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from classifier.model.calibrate import (
    Passing,
    Prevalence,
    estimate_prevalence,
    likelier,
    probability_at,
    score_at,
)

INSIDE = st.floats(1e-6, 1 - 1e-6)


def passing(passed: int, rows: int) -> np.ndarray:
    """Say of each row whether it passes the gate: the first ones do."""
    return np.arange(rows) < passed


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


@given(score=INSIDE, value=st.floats(1e-4, 1 - 1e-4), ratio=st.floats(0.1, 5))
def test_a_ratio_multiplies_the_odds(score: float, value: float, ratio: float) -> None:
    """Whatever the prevalence; and the score of a probability is still the inverse."""
    plain, asked = Prevalence(value, ""), Prevalence(value, "", ratio)
    before, after = (one.probability(np.array([score]))[0] for one in (plain, asked))
    assert after / (1 - after) == pytest.approx(ratio * before / (1 - before), rel=1e-6)
    assert asked.score(float(after)) == pytest.approx(score, rel=1e-6)


def test_the_ends_stay_where_they_are() -> None:
    """By hand: odds of 1 to 1 become 3 to 1; what is certain stays so."""
    assert likelier(np.array([0.0, 0.5, 1.0]), 3.0) == pytest.approx([0.0, 0.75, 1.0])


@pytest.mark.parametrize(
    ("passed", "prevalence", "ratio"),
    [
        (1_000, 0.0, 1.0),  # as expected
        (500, 0.0, 2.0),
        (2_000, 0.0, 0.5),
        (1_400, 0.05, 950 / 900),  # of which 500 are relevant
    ],
)
def test_what_is_expected_beside_what_is_counted(
    passed: int, prevalence: float, ratio: float
) -> None:
    """Of 10,000 rows, where one irrelevant in ten was expected to pass: by hand."""
    found = Passing(passed=passing(passed, 10_000), expected=0.1).ratio(prevalence)
    assert found == pytest.approx(ratio, rel=0.02)  # the expected share counts for fifty rows


@given(
    rows=st.integers(0, 10**5),
    share=st.floats(0, 1),
    expected=st.floats(0.01, 0.99),
    prevalence=st.floats(1e-4, 1 - 1e-4),
)
def test_a_ratio_is_bounded(rows: int, share: float, expected: float, prevalence: float) -> None:
    """However few rows pass or none are there; and it falls as more pass."""
    passed = int(rows * share)
    found = Passing(passed=passing(passed, rows), expected=expected).ratio(prevalence)
    assert 0 < found <= 5
    assert Passing(passed=passing(rows, rows), expected=expected).ratio(prevalence) <= found


def test_no_rows_make_no_difference() -> None:
    """Where nothing is counted, what passes is as expected."""
    assert Passing(passed=passing(0, 0), expected=0.1).ratio(0.3) == pytest.approx(1)


@pytest.mark.parametrize("passing_share", [0.03, 0.1, 0.3])
def test_the_prevalence_is_recovered_however_many_pass(passing_share: float) -> None:
    """Calibrated where one irrelevant row in ten passes, on exports where fewer or more do."""
    random = np.random.default_rng(0)
    rows, prevalence, expected = 40_000, 0.02, 0.1
    relevant = random.random(rows) < prevalence
    passed = relevant | (random.random(rows) < passing_share)
    log_odds = random.normal(np.where(relevant, 4.5, -4.5), 3.0)
    # passing, of which all relevant rows do, speaks for relevance as it did where it was learned
    score = np.where(passed, likelier(1 / (1 + np.exp(-log_odds)), 1 / expected), 1e-6)
    found = estimate_prevalence(score, 0.01, Passing(passed, expected))
    assert found.value == pytest.approx(prevalence, rel=0.1)
    assert found.ratio == pytest.approx(expected / passing_share, rel=0.1)
    assert found.probability(score, passed).sum() == pytest.approx(relevant.sum(), rel=0.15)


def test_an_export_of_which_nothing_passes_has_next_to_nothing() -> None:
    """What the gate stops does not come to speak for relevance because nothing else does."""
    score = np.full(10_000, 0.02)
    passed = passing(0, 10_000)
    found = estimate_prevalence(score, 0.01, Passing(passed, 0.1))
    assert found.value < 0.01
    assert (found.probability(score, passed) < 0.01).all()


def test_only_what_passes_counts_otherwise() -> None:
    """Rows that the gate stops are judged as ever; and the factor stands beside the prevalence."""
    score, passed = np.array([0.02, 0.99] * 1_000), np.array([False, True] * 1_000)
    found = estimate_prevalence(score, 0.01, Passing(passed, 0.1))
    plain = Prevalence(found.value, "")
    assert found.probability(score, passed)[0] == plain.probability(score)[0]
    assert found.probability(score, passed)[1] != plain.probability(score)[1]
    closer = f"; 50.0% of the rows are worth a closer look, their odds times {found.ratio:.2g}"
    assert found.how.endswith(closer)
