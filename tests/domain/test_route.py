from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from classifier.domain.route import (
    DECISIONS,
    NOT_RELEVANT,
    REASONS,
    RELEVANT,
    REVIEW,
    Policy,
    at_or_above,
    route,
)

SHARES = st.floats(0, 1)
POLICIES = st.tuples(SHARES, SHARES).map(lambda ends: Policy(lower=min(ends), upper=max(ends)))
BAND = Policy(lower=0.25, upper=0.75)


@given(score=SHARES)
def test_a_threshold_is_inclusive_below(score: float) -> None:
    """A score at the threshold is in; the next smaller number is not."""
    assert at_or_above(np.array([score]), score).all()
    assert not at_or_above(np.array([np.nextafter(score, -1)]), score).any()


def test_each_edge_of_the_band() -> None:
    """At the lower end a row is reviewed, at the upper end it is relevant, just below neither."""
    score = np.array([0.25, np.nextafter(0.25, 0), 0.75, np.nextafter(0.75, 0)])
    decision, reason = route(score, np.zeros(4, dtype=np.bool_), BAND)
    assert decision.tolist() == [REVIEW, NOT_RELEVANT, RELEVANT, REVIEW]
    assert reason.tolist() == [REASONS[key] for key in ("uncertain", "low", "high", "uncertain")]


def test_a_hit_says_why_it_is_read() -> None:
    """A hit that the model scores low is reviewed for its own reason, others for the model's."""
    score = np.array([0.1, 0.5, 0.9])
    decision, reason = route(score, np.ones(3, dtype=np.bool_), BAND)
    assert decision.tolist() == [REVIEW, REVIEW, RELEVANT]
    assert reason.tolist() == [REASONS[key] for key in ("keyword", "uncertain", "high")]


@given(
    rows=st.integers(0, 20).flatmap(
        lambda n: st.tuples(arrays(np.float64, n, elements=SHARES), arrays(np.bool_, n))
    ),
    policy=POLICIES,
)
def test_a_keyword_hit_is_never_dropped_silently(
    rows: tuple[np.ndarray, np.ndarray], policy: Policy
) -> None:
    """Whatever the scores and the band: a hit is relevant or read; all phrases are fixed ones."""
    score, hit = rows
    decision, reason = route(score, hit, policy)
    assert not (decision[hit] == NOT_RELEVANT).any()
    assert set(decision.tolist()) <= set(DECISIONS)
    assert set(reason.tolist()) <= set(REASONS.values())
    assert ((decision == RELEVANT) == (score >= policy.upper)).all()


@given(score=arrays(np.float64, 20, elements=SHARES), policy=POLICIES)
def test_a_higher_score_never_gets_a_lower_decision(score: np.ndarray, policy: Policy) -> None:
    """Among rows without a hit, the decisions stand in the order of the scores."""
    decision, _ = route(np.sort(score), np.zeros(20, dtype=np.bool_), policy)
    places = [DECISIONS.index(name) for name in decision.tolist()]
    assert places == sorted(places)


@pytest.mark.parametrize(("lower", "upper"), [(0.6, 0.5), (-0.1, 0.5), (0.5, 1.1), (np.nan, 0.5)])
def test_a_band_upside_down_is_refused(lower: float, upper: float) -> None:
    """A band's ends are in order and in [0, 1]."""
    with pytest.raises(ValueError, match="not a review band"):
        Policy(lower=lower, upper=upper)
