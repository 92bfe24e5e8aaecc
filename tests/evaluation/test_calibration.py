import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from classifier.evaluation.calibration import (
    FLOOR,
    calibration,
    calibration_error,
    reliability_bins,
    sum_ratio,
)


def test_bins_of_two_rows() -> None:
    """Two rows in two bins: each says its own probability and its own label."""
    bins = reliability_bins(
        np.array([0.8, 0.4]), relevant=np.array([True, False]), bins=2, least_rows=1
    )
    assert [(each.rows, each.mean_probability, each.share.value) for each in bins] == [
        (1, 0.4, 0.0),
        (1, 0.8, 1.0),
    ]


def test_calibration_error_of_two_rows() -> None:
    """In two bins the distances are 0.4 and 0.2; in one bin, 0.6 is said and 0.5 is so."""
    probability, relevant = np.array([0.8, 0.4]), np.array([True, False])
    apart = calibration_error(probability, relevant=relevant, bins=2, least_rows=1)
    as_one = calibration_error(probability, relevant=relevant, bins=1)
    above = calibration_error(probability, relevant=relevant, floor=0.5)
    assert (apart, as_one, above) == pytest.approx((0.3, 0.1, 0.2))


def test_a_floor_above_all_rows_leaves_nothing() -> None:
    """No row above the floor: no error is claimed."""
    probability, relevant = np.array([0.01, 0.02]), np.array([True, False])
    assert math.isnan(calibration_error(probability, relevant=relevant, floor=FLOOR))


def test_sum_ratio_of_two_rows() -> None:
    """0.8 and 0.4 promise 1.2 relevant rows where there is one; none relevant, no ratio."""
    probability = np.array([0.8, 0.4])
    assert sum_ratio(probability, relevant=np.array([True, False])) == pytest.approx(1.2)
    assert math.isnan(sum_ratio(probability, relevant=np.array([False, False])))


def test_rows_at_the_floor_share_one_bin_of_the_diagram() -> None:
    """At low prevalence the mass of rows near 0 is one point, and the rest is what is shown."""
    probability = np.concatenate([np.full(900, FLOOR), np.linspace(0.1, 0.9, 100)])
    relevant = np.concatenate([np.zeros(900, bool), np.linspace(0, 1, 100) > 0.5])
    figures = calibration(probability, relevant=relevant)
    assert [each.rows for each in figures.bins] == [900] + [10] * 10
    assert figures.rows_above_floor == 100


def test_equal_probabilities_are_not_torn_apart() -> None:
    """A bin boundary never falls among equal probabilities."""
    probability = np.array([0.2] * 15 + [0.7] * 25)
    bins = reliability_bins(probability, relevant=probability > 0.5)
    assert [each.rows for each in bins] == [15, 25]


@given(
    st.lists(st.tuples(st.integers(0, 20), st.booleans()), min_size=1, max_size=80),
    st.integers(0, 2**16),
)
def test_bins_hold_every_row_in_any_order(rows: list[tuple[int, bool]], seed: int) -> None:
    """Bins hold each row once, rise in probability, and do not depend on the rows' order."""
    probability = np.array([row[0] / 20 for row in rows])
    relevant = np.array([row[1] for row in rows])
    bins = reliability_bins(probability, relevant=relevant, least_rows=3)
    order = np.random.default_rng(seed).permutation(len(rows))
    again = reliability_bins(probability[order], relevant=relevant[order], least_rows=3)
    means = [each.mean_probability for each in bins]
    assert bins == again
    assert sum(each.rows for each in bins) == len(rows)
    assert means == sorted(means)
    assert all(0 <= each.share.low <= each.share.value <= each.share.high <= 1 for each in bins)
    assert 0 <= calibration_error(probability, relevant=relevant) <= 1
