"""What a reader can work out about the hidden counts of a table: bounds by linear programming."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import linprog

Figures = NDArray[np.float64]

_SAME = 1e-6
"""Bounds of whole numbers are whole: anything closer than this is the solver's rounding."""


def bounds(
    lower: Figures, upper: Figures, *, row_totals: bool, column_totals: bool
) -> tuple[Figures, Figures] | None:
    """Give the least and the most that each count can be, for one who knows the totals.

    The equations of rows and columns are totally unimodular, so the bounds of the relaxed problem
    are those of the whole numbers too (Hoffman and Kruskal 1956).

    Parameters
    ----------
    lower, upper
        What is known of each count alone, shape (rows, columns); equal where it is shown.
    row_totals, column_totals
        Whether the last column holds the totals of the rows, the last row those of the columns.

    Returns
    -------
    low, high
        Of the same shape, or None where no counts fit the figures and totals.
    """
    equations = _equations(lower, upper, row_totals=row_totals, column_totals=column_totals)
    low, high = lower.copy(), upper.copy()
    fixed = None if equations is None else np.zeros(len(equations))
    within = list(zip(lower.ravel().tolist(), upper.ravel().tolist(), strict=True))
    for place in np.flatnonzero(lower.ravel() < upper.ravel()):
        aim = np.zeros(lower.size)
        aim[place] = 1.0
        for target, sign in ((low, 1.0), (high, -1.0)):
            found = linprog(sign * aim, A_eq=equations, b_eq=fixed, bounds=within, method="highs")
            if found.status == 0:
                target.ravel()[place] = sign * (found.fun or 0.0)
            elif sign > 0:
                return None
            else:
                target.ravel()[place] = np.inf
    return low, high


def pinned(low: Figures, high: Figures, hidden: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Say which hidden counts can be only one number."""
    return hidden & (high - low < 1 - _SAME)


def _equations(
    lower: Figures, upper: Figures, *, row_totals: bool, column_totals: bool
) -> Figures | None:
    """Write one equation a line: its counts, less its total, are nothing.

    A line that cannot add up whatever is hidden has a total of another kind, and binds nothing.
    """
    signs = np.ones(lower.shape)
    if row_totals:
        signs[:, -1] *= -1
    if column_totals:
        signs[-1, :] *= -1
    places = np.arange(lower.size).reshape(lower.shape)
    lines = [*(list(places) if row_totals else []), *(list(places.T) if column_totals else [])]
    rows = []
    for line in lines:
        sign = signs.ravel()[line]
        least, most = lower.ravel()[line], upper.ravel()[line]
        smallest = np.where(sign > 0, least, -most).sum()
        largest = np.where(sign > 0, most, -least).sum()
        if smallest <= 0 <= largest:
            row = np.zeros(lower.size)
            row[line] = sign
            rows.append(row)
    return np.array(rows) if rows else None
