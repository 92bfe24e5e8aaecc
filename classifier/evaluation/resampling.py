"""Drawing whole cases with replacement, as sums over the kinds of case there are."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray


def case_sums(columns: list[NDArray[np.bool_]], *, groups: NDArray[np.int64]) -> NDArray[np.int64]:
    """Count the true rows of each column in each case: shape (cases, columns)."""
    cases, number = np.unique(groups, return_inverse=True)
    counts = [np.bincount(number[column], minlength=cases.size) for column in columns]
    return np.stack(counts, axis=1).astype(np.int64)


def draw(sums: NDArray[np.int64], *, seed: int, replicates: int) -> NDArray[np.int64]:
    """Draw as many cases as there are, with replacement, and sum: shape (replicates, columns).

    Cases with equal sums are interchangeable, so only how many of each kind are drawn matters:
    a few hundred kinds instead of thousands of cases, and no dependence on their order.
    """
    kinds, cases = np.unique(sums, axis=0, return_counts=True)
    number = int(cases.sum())
    draws = np.random.default_rng(seed).multinomial(number, cases / number, size=replicates)
    return np.asarray(draws @ kinds, dtype=np.int64)


def divide(part_and_whole: NDArray[np.int64]) -> NDArray[np.float64]:
    """Divide the first column by the second, leaving out the rows where that is 0 as NaN."""
    part, whole = part_and_whole[:, 0], part_and_whole[:, 1]
    shares = np.full(part.shape, math.nan)
    np.divide(part, whole, out=shares, where=whole > 0)
    return shares


def percentiles(seen: NDArray[np.float64], *, level: float) -> tuple[float, float] | None:
    """Give the ends of the middle of the replicates, or None where they all agree."""
    known = seen[~np.isnan(seen)]
    if not known.size or np.ptp(known) == 0:
        return None
    tail = (1 - level) / 2
    low, high = np.quantile(known, [tail, 1 - tail])
    return float(low), float(high)
