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

FEWEST: Final = 30
"""With fewer relevant rows reviewed twice, the bounds would be too wide to be of use."""

_BOUNDS: Final = 3
"""Sensitivity from both sides, precision from below: each takes an equal part."""

_SURE: Final = Estimate(1.0, 1.0, 1.0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """How well a row is read once; the intervals hold together.

    Parameters
    ----------
    sensitivity
        The share of relevant rows that a reviewer calls relevant.
    precision
        The share of rows called relevant that are.
    """

    sensitivity: Estimate = _SURE
    precision: Estimate = _SURE

    @property
    def perfect(self) -> bool:
        """Whether the reviewer is taken as right."""
        return self.sensitivity == _SURE and self.precision == _SURE

    def parts(self, number: int) -> list[Reading]:
        """Cut the range of sensitivity: each part is looked at alone, and the worst counts."""
        if self.perfect:
            return [self]
        low, value, high = self.sensitivity.low, self.sensitivity.value, self.sensitivity.high
        edges = np.linspace(low, high, number + 1).tolist()
        ranges = [Estimate(value, *pair) for pair in pairwise(edges)]
        return [replace(self, sensitivity=part) for part in ranges]


RIGHT: Final = Reading()
"""The reviewer taken as right."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SecondReviews:
    """First reviews set against the resolved labels of rows that were reviewed twice by lot.

    Whether a row is reviewed again must not depend on what the first reviewer said of it.

    Parameters
    ----------
    relevant, called
        Rows that are relevant, and how many of them the first reviewer called so.
    false_alarms
        Rows that are not, and that the first reviewer called relevant.
    """

    relevant: int
    called: int
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
        None where fewer than `FEWEST` relevant rows were reviewed twice, or none was noticed.
    """
    if reviews.relevant < FEWEST or not reviews.called:
        return None
    exact = 1 - 2 * SHARE * (1 - level) / _BOUNDS
    claimed = reviews.called + reviews.false_alarms
    sensitivity = clopper_pearson(reviews.called, trials=reviews.relevant, level=exact)
    precision, _ = clopper_pearson(reviews.called, trials=claimed, level=exact)
    return Reading(
        sensitivity=Estimate(reviews.called / reviews.relevant, *sensitivity),
        precision=Estimate(reviews.called / claimed, precision, 1.0),
    )


def noticed(
    called: NDArray[np.int64], *, relevant: NDArray[np.int64], sensitivity: float
) -> NDArray[np.float64]:
    """Give the chance that so many of the relevant rows read are called so: shape (r, c)."""
    return binomial(called, trials=relevant, chance=sensitivity)
