from __future__ import annotations

import itertools
import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.special import ndtr

from classifier.evaluation.hypergeometric import pmf
from classifier.evaluation.lattice import called_chances, lattice
from classifier.evaluation.reviewer_error import RIGHT
from classifier.evaluation.strata import Stratum, at_least_seen, at_most_seen, estimate_total


@given(st.integers(0, 200_000))
def test_the_lattice_holds_few_totals_and_leaves_small_gaps(size: int) -> None:
    """From 0 to the size, each one up to 64, then in steps of 1.5 % and rounding."""
    steps = lattice(size)
    assert (steps[0], steps[-1]) == (0, size)
    assert steps[: min(size, 64) + 1].tolist() == list(range(min(size, 64) + 1))
    assert (np.diff(steps) > 0).all()
    assert (np.diff(steps) <= 0.016 * steps[1:] + 1).all()


@pytest.mark.parametrize("sensitivity", [1.0, 0.8])
def test_what_is_called_relevant_by_hand(sensitivity: float) -> None:
    """Two of four rows read, one relevant: it is read every other time, and noticed or not."""
    found = called_chances(4, 2, 1, sensitivity)[1]
    assert found.tolist() == pytest.approx([1 - sensitivity / 2, sensitivity / 2])


def brute(strata: list[Stratum], total: int, *, more: bool, slack: int = 0) -> float:
    """Give the largest chance of what was seen or more extreme, over all ways, one by one.

    A stratum holds as many relevant rows as its sample leaves possible, or so many more or fewer.
    """
    seen = estimate_total(strata)
    every = [
        range(
            max(one.relevant - slack, 0),
            min(one.size - one.drawn + one.relevant + slack, one.size) + 1,
        )
        for one in strata
    ]
    largest = 0.0
    for way in itertools.product(*every):
        if sum(way) != total:
            continue
        chance = 0.0
        for xs in itertools.product(*(range(one.drawn + 1) for one in strata)):
            value = sum(x * one.weight for x, one in zip(xs, strata, strict=True))
            if value < seen - 1e-9 if more else value > seen + 1e-9:
                continue
            chance += math.prod(
                pmf(np.array([x]), relevant=np.array([k]), size=one.size, drawn=one.drawn)[0, 0]
                for x, k, one in zip(xs, way, strata, strict=True)
            )
        largest = max(largest, float(chance))
    return largest


@pytest.mark.parametrize("seen", [(0, 0), (1, 0), (0, 2), (2, 1)])
@pytest.mark.parametrize("more", [False, True])
def test_no_way_of_holding_a_total_is_more_likely_than_said(
    seen: tuple[int, int], more: bool
) -> None:
    """Against every way, one by one: the largest chance of any, and hardly more than that."""
    strata = [
        Stratum(size=6, drawn=3, relevant=seen[0]),
        Stratum(size=8, drawn=3, relevant=seen[1]),
    ]
    total = (at_least_seen if more else at_most_seen)(strata, RIGHT)
    said = dict(zip(total.relevant.tolist(), ndtr(-total.deviate).tolist(), strict=True))
    possible = range(sum(seen), 14 - 6 + sum(seen) + 1)
    for at in possible:
        beyond = [k for k in range(15) if (k <= at if more else k >= at)]
        assert said[at] >= max(brute(strata, k, more=more) for k in beyond) - 1e-9
        assert said[at] <= max(brute(strata, k, more=more, slack=1) for k in beyond) + 1e-9
