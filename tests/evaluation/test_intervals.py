import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import binomtest

from classifier.domain.estimate import Estimate
from classifier.evaluation.intervals import clopper_pearson, difference_f1, rates

TABLES = st.lists(
    st.tuples(st.booleans(), st.booleans(), st.booleans(), st.integers(0, 6)),
    min_size=1,
    max_size=40,
)
Table = list[tuple[bool, bool, bool, int]]


def columns(rows: Table) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """Turn rows into the arrays relevant, first, second and groups."""
    relevant, first, second = (np.array([row[at] for row in rows]) for at in range(3))
    return relevant, first, second, np.array([row[3] for row in rows])


def stands_in(estimate: Estimate, *, least: float) -> bool:
    """Say whether the interval is around its value and within [least, 1], or undefined whole."""
    figures = [estimate.value, estimate.low, estimate.high]
    if all(math.isnan(figure) for figure in figures):
        return True
    return least <= estimate.low <= estimate.value <= estimate.high <= 1


@pytest.mark.parametrize(("found", "trials"), [(0, 7), (7, 7), (3, 7), (1, 1), (0, 1), (40, 90)])
def test_clopper_pearson_is_scipys(found: int, trials: int) -> None:
    """For whole numbers the interval is that of SciPy's exact binomial test."""
    expected = binomtest(found, trials).proportion_ci(0.95, method="exact")
    assert clopper_pearson(found, trials=trials) == pytest.approx((expected.low, expected.high))


def test_rates_of_two_rows() -> None:
    """Two rows in two cases, both collected, one relevant: 1/2, 1 and 2/3, and their intervals."""
    figures = rates(
        np.array([True, True]),
        relevant=np.array([True, False]),
        groups=np.array([0, 1]),
        seed=1,
    )
    assert figures.precision == Estimate(0.5, 0.0, 1.0)
    assert figures.recall == Estimate(1.0, pytest.approx(0.025), 1.0)
    assert figures.f1 == Estimate(pytest.approx(2 / 3), 0.0, 1.0)


def test_an_undefined_rate_has_an_undefined_interval() -> None:
    """Nothing collected: precision and its interval are NaN, recall is 0 with its exact bound."""
    figures = rates(
        np.array([False, False]), relevant=np.array([True, True]), groups=np.array([0, 1]), seed=1
    )
    assert math.isnan(figures.precision.value)
    assert math.isnan(figures.precision.low)
    assert figures.recall == Estimate(0.0, 0.0, pytest.approx(1 - 0.025**0.5))


def test_a_rate_of_one_counts_cases_as_trials() -> None:
    """Twelve rows found in three cases are three trials, not twelve: and F1 follows its rate."""
    every = np.ones(12, dtype=bool)
    figures = rates(every, relevant=every, groups=np.repeat([0, 1, 2], 4), seed=1)
    low = 0.025 ** (1 / 3)
    assert figures.recall == Estimate(1.0, pytest.approx(low), 1.0)
    assert figures.f1 == Estimate(1.0, pytest.approx(2 * low / (1 + low)), 1.0)


def test_one_case_says_little_whatever_its_rows() -> None:
    """One case cannot be drawn in two ways: the interval is wide, not of no width."""
    figures = rates(
        np.array([True, True]), relevant=np.array([True, False]), groups=np.array([4, 4]), seed=1
    )
    assert figures.precision.low < 0.05
    assert figures.precision.high > 0.95


def test_bootstrap_is_the_plain_one() -> None:
    """Drawing kinds of case gives the spread that drawing rows one by one gives."""
    random = np.random.default_rng(5)
    relevant = random.random(400) < 0.3
    decision = relevant ^ (random.random(400) < 0.15)
    figures = rates(decision, relevant=relevant, groups=np.arange(400), seed=2)
    drawn = random.integers(0, 400, size=(4000, 400))
    found = (decision & relevant)[drawn].sum(axis=1)
    expected = np.quantile(found / decision[drawn].sum(axis=1), [0.025, 0.975])
    assert [figures.precision.low, figures.precision.high] == pytest.approx(expected, abs=0.01)


def test_rows_in_cases_widen_the_interval() -> None:
    """Each row written out nine times in one case tells no more than the row once."""
    random = np.random.default_rng(6)
    relevant, decision = random.random(60) < 0.5, random.random(60) < 0.5
    once = rates(decision, relevant=relevant, groups=np.arange(60), seed=3)
    nine = rates(
        np.repeat(decision, 9), relevant=np.repeat(relevant, 9), groups=np.arange(540) // 9, seed=3
    )
    assert nine == once


def test_difference_of_two_rows() -> None:
    """First collects both rows of two, second the relevant one: 1 less 2/3."""
    difference = difference_f1(
        np.array([True, False]),
        first=np.array([True, True]),
        relevant=np.array([True, False]),
        groups=np.array([0, 1]),
        seed=1,
    )
    assert difference.value == pytest.approx(1 / 3)
    assert stands_in(difference, least=-1)


def test_difference_of_like_decisions_is_bounded_not_certain() -> None:
    """Alike on ten cases: 0, within twice the exact bound of none in ten."""
    relevant = np.ones(10, dtype=bool)
    decision = np.arange(10) < 6
    difference = difference_f1(
        decision, first=decision, relevant=relevant, groups=np.arange(10), seed=1
    )
    bound = 2 * (1 - 0.025**0.1)
    assert difference == Estimate(0.0, pytest.approx(-bound), pytest.approx(bound))


def test_difference_of_all_and_nothing() -> None:
    """1 against 0 on ten cases: 1, with a lower end that ten cases can bear."""
    relevant = np.ones(10, dtype=bool)
    difference = difference_f1(
        relevant, first=~relevant, relevant=relevant, groups=np.arange(10), seed=1
    )
    assert difference.value == difference.high == 1.0
    assert 0.2 < difference.low < 0.3


@given(TABLES, st.integers(0, 2**32), st.sampled_from([0.5, 0.9, 0.95]))
@settings(deadline=None)
def test_intervals_stand_around_their_values(rows: Table, seed: int, level: float) -> None:
    """Any table: intervals lie within their range and around their values."""
    relevant, first, second, groups = columns(rows)
    figures = rates(second, relevant=relevant, groups=groups, seed=seed, level=level)
    difference = difference_f1(
        second, first=first, relevant=relevant, groups=groups, seed=seed, level=level
    )
    assert all(stands_in(each, least=0) for each in (figures.precision, figures.recall, figures.f1))
    assert stands_in(difference, least=-1)


@given(TABLES, st.integers(0, 2**16))
@settings(deadline=None)
def test_order_of_rows_changes_nothing(rows: Table, seed: int) -> None:
    """Same seed, same figures, in whatever order the rows and the case numbers come."""
    relevant, first, second, groups = columns(rows)
    order = np.random.default_rng(seed).permutation(len(rows))
    plain = (
        rates(second, relevant=relevant, groups=groups, seed=seed),
        difference_f1(second, first=first, relevant=relevant, groups=groups, seed=seed),
    )
    shuffled = (
        rates(second[order], relevant=relevant[order], groups=9 - groups[order], seed=seed),
        difference_f1(
            second[order],
            first=first[order],
            relevant=relevant[order],
            groups=9 - groups[order],
            seed=seed,
        ),
    )
    assert repr(plain) == repr(shuffled)
