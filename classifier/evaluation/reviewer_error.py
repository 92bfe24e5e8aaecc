"""What a reviewer misses and wrongly collects, bounded by rows that were reviewed twice."""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Final

import numpy as np
from numpy.typing import NDArray

from classifier.domain.estimate import Estimate
from classifier.evaluation.hypergeometric import binomial
from classifier.evaluation.intervals import clopper_pearson

SHARE: Final = 0.2
"""The part of the error of an interval that the bounds on the reviewer's error may take."""

_BOUNDS: Final = 3
"""Sensitivity from both sides, false alarms from above: each takes an equal part."""


_SURE: Final = Estimate(1.0, 1.0, 1.0)
_NEVER: Final = Estimate(0.0, 0.0, 0.0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """How well rows are read; the intervals hold together.

    Parameters
    ----------
    sensitivity
        The share of relevant rows that a reviewer calls relevant.
    false_alarm
        The share of other rows that a reviewer calls relevant; bounded from above alone.
    """

    sensitivity: Estimate = _SURE
    false_alarm: Estimate = _NEVER

    @property
    def perfect(self) -> bool:
        """Whether the reviewer is taken as right."""
        return self.sensitivity == _SURE and self.false_alarm == _NEVER

    def parts(self, number: int) -> list[Reading]:
        """Cut the range of sensitivity: each part is looked at alone, and the worst counts."""
        if self.perfect:
            return [self]
        low, value, high = self.sensitivity.low, self.sensitivity.value, self.sensitivity.high
        edges = np.linspace(low, high, number + 1).tolist()
        ranges = [Estimate(value, *pair) for pair in pairwise(edges)]
        return [replace(self, sensitivity=part) for part in ranges]

    def corrected(self, called: float, *, rows: float) -> float:
        """Estimate the relevant rows from those called so (Rogan and Gladen, 1978)."""
        expected = self.false_alarm.value * rows
        return max(0.0, called - expected) / (self.sensitivity.value - self.false_alarm.value)


RIGHT: Final = Reading()
"""The reviewer taken as right."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SecondReviews:
    """First reviews set against the resolved labels of rows that were reviewed twice.

    Parameters
    ----------
    relevant, called
        Rows that are relevant, and how many of them the first reviewer called so.
    others, false_alarms
        Rows that are not, and how many of them the first reviewer called relevant.
    """

    relevant: int
    called: int
    others: int
    false_alarms: int


def reading_of(reviews: SecondReviews, *, level: float) -> Reading | None:
    """Bound a reviewer's error, spending `SHARE` of an interval's error on it.

    Parameters
    ----------
    reviews
        The double-reviewed rows.
    level
        The level of the interval that the bounds are for, in (0, 1).

    Returns
    -------
    Reading or None
        None where the rows are too few to tell what a reviewer finds from chance.
    """
    if not (reviews.relevant and reviews.others):
        return None
    exact = 1 - 2 * SHARE * (1 - level) / _BOUNDS
    noticed, alarms = reviews.called / reviews.relevant, reviews.false_alarms / reviews.others
    low, high = clopper_pearson(reviews.called, trials=reviews.relevant, level=exact)
    _, most = clopper_pearson(reviews.false_alarms, trials=reviews.others, level=exact)
    if most >= low:  # more relevant rows would not mean that more are called relevant
        return None
    return Reading(
        sensitivity=Estimate(noticed, low, high), false_alarm=Estimate(alarms, 0.0, most)
    )


def misread(
    called: NDArray[np.int64], *, relevant: int, drawn: int, sensitivity: float, false_alarm: float
) -> NDArray[np.float64]:
    """Give the chance that so many rows are called relevant where so many are.

    Parameters
    ----------
    called
        Rows called relevant, shape (c,), counting up from 0.
    relevant
        The most relevant rows in the sample, at most ``drawn``.
    drawn
        Rows in the sample.
    sensitivity, false_alarm
        The chances that a relevant and another row is called relevant, in [0, 1].

    Returns
    -------
    array
        Shape (relevant + 1, c): a line for each number of relevant rows from 0 on.
    """
    there = np.arange(relevant + 1)
    noticed = binomial(called, trials=there, chance=sensitivity)
    if false_alarm == 0:
        return noticed
    alarms = binomial(called, trials=drawn - there, chance=false_alarm)
    both = np.zeros_like(noticed)
    for number in range(len(called)):
        both[:, number:] += noticed[:, number, None] * alarms[:, : len(called) - number]
    return both
