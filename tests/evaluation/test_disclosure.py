from __future__ import annotations

import numpy as np

from classifier.evaluation.disclosure import bounds, pinned

HIDDEN = np.inf


def test_a_lone_hidden_count_is_the_rest_of_its_total() -> None:
    """10 in all and 7 shown leave 3."""
    found = bounds(
        np.array([[0.0, 7, 10]]),
        np.array([[HIDDEN, 7, 10]]),
        row_totals=True,
        column_totals=False,
    )
    assert found is not None
    low, high = found
    assert (low[0, 0], high[0, 0]) == (3, 3)
    assert pinned(low, high, np.array([[True, False, False]])).tolist() == [[True, False, False]]


def test_two_hidden_counts_share_the_rest() -> None:
    """Either can be nothing or all of it."""
    lower, upper = np.array([[0.0, 0, 7, 10]]), np.array([[HIDDEN, HIDDEN, 7, 10]])
    found = bounds(lower, upper, row_totals=True, column_totals=False)
    assert found is not None
    assert (found[0][0, 0], found[1][0, 0]) == (0, 3)


def test_without_totals_nothing_bounds_a_count() -> None:
    """It can be any number."""
    found = bounds(np.array([[0.0]]), np.array([[HIDDEN]]), row_totals=False, column_totals=False)
    assert found is not None
    assert found[1][0, 0] == np.inf


def test_a_line_that_does_not_add_up_binds_nothing() -> None:
    """Its total is of another kind."""
    lower, upper = np.array([[0.0, 12, 10]]), np.array([[HIDDEN, 12, 10]])
    found = bounds(lower, upper, row_totals=True, column_totals=False)
    assert found is not None
    assert found[1][0, 0] == np.inf


def test_figures_that_nothing_fits() -> None:
    """Rows and columns that contradict each other have no bounds."""
    lower = np.array([[0.0, 0, 5], [0, 0, 5], [1, 1, 2]])
    upper = np.array([[HIDDEN, HIDDEN, 5], [HIDDEN, HIDDEN, 5], [1, 1, 2]])
    assert bounds(lower, upper, row_totals=True, column_totals=True) is None
