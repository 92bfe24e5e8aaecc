"""Whether probabilities mean what they say: reliability bins and the errors drawn from them."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from classifier.domain.estimate import Estimate
from classifier.evaluation.intervals import clopper_pearson
from classifier.evaluation.metrics import brier_skill, ratio

FLOOR: Final = 0.05
"""At a prevalence near 1 % nearly every row lies below it, and a constant 0 looks calibrated."""

BINS: Final = 10
LEAST_ROWS: Final = 10
"""A bin of fewer rows says more about chance than about calibration."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReliabilityBin:
    """Rows of similar probability.

    Parameters
    ----------
    rows
        How many there are.
    mean_probability
        What the model said of them on average, in [0, 1].
    share
        The share of them that is relevant, with the Clopper-Pearson interval that takes the
        rows as independent.
    """

    rows: int
    mean_probability: float
    share: Estimate


@dataclass(frozen=True, slots=True, kw_only=True)
class Calibration:
    """How far the probabilities can be taken at their word.

    Parameters
    ----------
    bins
        For the reliability diagram: the rows at or below `FLOOR` in one bin, then equal-count
        bins of those above it.
    error
        Expected calibration error over all rows, in [0, 1].
    error_above_floor
        The same over the rows above `FLOOR` alone; NaN where there is none.
    rows_above_floor
        How many those are.
    sum_ratio
        Sum of the probabilities over the relevant rows: 1 is right, 2 promises twice as many
        as there are; NaN where none is relevant.
    brier_skill
        See `classifier.evaluation.metrics.brier_skill`.
    """

    bins: tuple[ReliabilityBin, ...]
    error: float
    error_above_floor: float
    rows_above_floor: int
    sum_ratio: float
    brier_skill: float


def reliability_bins(
    probability: NDArray[np.float64],
    *,
    relevant: NDArray[np.bool_],
    bins: int = BINS,
    least_rows: int = LEAST_ROWS,
    level: float = 0.95,
) -> tuple[ReliabilityBin, ...]:
    """Sort the rows by probability into bins of equal count.

    Equal widths would put all but a handful of rows into the first bin at low prevalence.

    Parameters
    ----------
    probability
        Calibrated probabilities, shape (rows,), in [0, 1].
    relevant
        Whether each row is relevant by its resolved label, shape (rows,).
    bins
        How many bins at most.
    least_rows
        Fewer bins are made rather than bins of fewer rows; equal probabilities are never torn
        apart, so that a bin may be larger or smaller than its fair share.
    level
        Level of the bins' intervals, in (0, 1).

    Returns
    -------
    tuple[ReliabilityBin, ...]
        By rising probability; empty without rows.
    """
    if not probability.size:
        return ()
    order = np.argsort(probability, kind="stable")
    ordered, labels = probability[order], relevant[order]
    count = min(bins, max(1, ordered.size // least_rows))
    first_of_equals = np.searchsorted(ordered, ordered, side="left")
    number = first_of_equals * count // ordered.size
    starts = np.flatnonzero(np.diff(number, prepend=-1))
    return tuple(
        _bin(said, labels=known, level=level)
        for said, known in zip(
            np.split(ordered, starts[1:]), np.split(labels, starts[1:]), strict=True
        )
    )


def _bin(said: NDArray[np.float64], *, labels: NDArray[np.bool_], level: float) -> ReliabilityBin:
    relevant, rows = int(np.sum(labels)), said.size
    low, high = clopper_pearson(relevant, trials=rows, level=level)
    return ReliabilityBin(
        rows=rows,
        mean_probability=float(np.mean(said)),
        share=Estimate(relevant / rows, low, high),
    )


def calibration_error(
    probability: NDArray[np.float64],
    *,
    relevant: NDArray[np.bool_],
    floor: float = -math.inf,
    bins: int = BINS,
    least_rows: int = LEAST_ROWS,
) -> float:
    """Give the expected calibration error over equal-count bins.

    The mean over rows of the distance between what is said and what is so in the row's bin
    (Naeini et al., 2015, with equal counts). Chance alone lifts it above 0 in small tables.

    Parameters
    ----------
    probability, relevant, bins, least_rows
        As in `reliability_bins`.
    floor
        Only rows whose probability is above it count; `FLOOR` leaves out those that a constant
        0 would also get right.

    Returns
    -------
    float
        In [0, 1]; NaN where no row counts.
    """
    above = probability > floor
    found = reliability_bins(
        probability[above], relevant=relevant[above], bins=bins, least_rows=least_rows
    )
    distance = sum(each.rows * abs(each.mean_probability - each.share.value) for each in found)
    return ratio(distance, int(np.sum(above)))


def sum_ratio(probability: NDArray[np.float64], *, relevant: NDArray[np.bool_]) -> float:
    """Divide the sum of the probabilities by the relevant rows; NaN where there is none.

    Parameters as in `reliability_bins`. At least 0; 1 where the model expects as many relevant
    rows as there are.
    """
    return ratio(float(np.sum(probability)), int(np.sum(relevant)))


def calibration(
    probability: NDArray[np.float64], *, relevant: NDArray[np.bool_], level: float = 0.95
) -> Calibration:
    """Gather the figures of calibration; parameters as in `reliability_bins`."""
    above = probability > FLOOR
    lowest = reliability_bins(probability[~above], relevant=relevant[~above], bins=1, level=level)
    others = reliability_bins(probability[above], relevant=relevant[above], level=level)
    return Calibration(
        bins=(*lowest, *others),
        error=calibration_error(probability, relevant=relevant),
        error_above_floor=calibration_error(probability, relevant=relevant, floor=FLOOR),
        rows_above_floor=int(np.sum(above)),
        sum_ratio=sum_ratio(probability, relevant=relevant),
        brier_skill=brier_skill(probability, relevant=relevant),
    )
