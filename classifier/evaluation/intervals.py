"""Intervals by case: the bootstrap, and Clopper-Pearson where the bootstrap has nothing to say."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Final, TypeVar

import numpy as np
from numpy.typing import NDArray

from classifier.domain.estimate import Estimate
from classifier.evaluation.resampling import case_sums, divide, draw, percentiles

REPLICATES: Final = 2000

UNDEFINED: Final = Estimate(math.nan, math.nan, math.nan)

Jaccard = TypeVar("Jaccard", float, NDArray[np.float64])


@dataclass(frozen=True, slots=True, kw_only=True)
class Rates:
    """Precision, recall and F1 of one set of decisions, each with its interval."""

    precision: Estimate
    recall: Estimate
    f1: Estimate


def clopper_pearson(found: float, *, trials: float, level: float = 0.95) -> tuple[float, float]:
    """Give the exact interval of a rate (Clopper and Pearson, 1934, by beta quantiles).

    Parameters
    ----------
    found
        Successes, in [0, trials]; need not be whole.
    trials
        How many were looked at, above 0.
    level
        Coverage at least, in (0, 1).

    Returns
    -------
    low, high
        In [0, 1].
    """
    # Imported here: SciPy takes longer to load than most commands take to run.
    from scipy.special import betaincinv

    tail = (1 - level) / 2
    low = float(betaincinv(found, trials - found + 1, tail)) if found > 0 else 0.0
    high = float(betaincinv(found + 1, trials - found, 1 - tail)) if found < trials else 1.0
    return low, high


def rates(
    decision: NDArray[np.bool_],
    *,
    relevant: NDArray[np.bool_],
    groups: NDArray[np.int64],
    seed: int,
    level: float = 0.95,
    replicates: int = REPLICATES,
) -> Rates:
    """Give precision, recall and F1 with percentile intervals of the bootstrap by case.

    Whole cases are drawn with replacement (Efron and Tibshirani, 1993), since rows of one case
    are not independent. Replicates in which a figure is undefined are left out of it.

    Where all replicates agree (always so at 0 and 1) the bootstrap would give an interval of no
    width. Clopper-Pearson stands in, with as many trials as there are cases holding a row that
    counts: fewer than the rows, so on the safe side. F1 is no rate, but F1 = 2 J / (1 + J) rises
    with J = TP / (rows relevant or collected), which is one: the interval of J is carried over.

    Parameters
    ----------
    decision
        Whether each row is collected, shape (rows,).
    relevant
        Whether each row is relevant by its resolved label, shape (rows,).
    groups
        The number of each row's case, shape (rows,): see `classifier.domain.split.groups`.
    seed
        The same seed gives the same intervals, whatever the order of the rows.
    level
        In (0, 1).
    replicates
        How many times the cases are drawn.
    """
    found = decision & relevant
    sums = case_sums([found, decision, relevant, decision | relevant], groups=groups)
    drawn = draw(sums, seed=seed, replicates=replicates)
    precision, recall, jaccard = (
        _rate(sums[:, [0, whole]], drawn=drawn[:, [0, whole]], level=level) for whole in (1, 2, 3)
    )
    return Rates(precision=precision, recall=recall, f1=_f1_of(jaccard))


def difference_f1(
    second: NDArray[np.bool_],
    *,
    first: NDArray[np.bool_],
    relevant: NDArray[np.bool_],
    groups: NDArray[np.int64],
    seed: int,
    level: float = 0.95,
    replicates: int = REPLICATES,
) -> Estimate:
    """Give F1 of the second set of decisions less that of the first, with its interval.

    Both are figured on the same draws of the cases. Where all replicates agree the bootstrap
    has nothing to say, and one of two bounds on the safe side stands in:

    - the two decide alike: |difference| <= 2 k / n, where k of the n rows that are relevant or
      collected by either are decided differently. Of the cases none is, and the Clopper-Pearson
      bound of that 0 is taken for k / n;
    - they do not (1 against 0, say): the two F1 intervals, each at the level that makes them
      hold together (Bonferroni), are set against each other.

    Parameters
    ----------
    second, first
        Whether each row is collected, shape (rows,).
    relevant, groups, seed, level, replicates
        As in `rates`.

    Returns
    -------
    Estimate
        In [-1, 1]; NaN where either F1 is undefined.
    """
    columns = [first & relevant, first | relevant, second & relevant, second | relevant]
    sums = case_sums(columns, groups=groups)
    total = sums.sum(axis=0)
    if not total[1] or not total[3]:
        return UNDEFINED
    drawn = draw(sums, seed=seed, replicates=replicates)
    value = _f1(total[2] / total[3]) - _f1(total[0] / total[1])
    seen = _f1(divide(drawn[:, 2:])) - _f1(divide(drawn[:, :2]))
    interval = percentiles(seen, level=level)
    if interval is None and np.array_equal(first, second):
        _, differ = clopper_pearson(0, trials=int(np.sum(sums[:, 1] > 0)), level=level)
        interval = -min(1.0, 2 * differ), min(1.0, 2 * differ)
    elif interval is None:
        before, after = (
            _f1_of(_rate(sums[:, pair], drawn=drawn[:, pair], level=(1 + level) / 2))
            for pair in (slice(0, 2), slice(2, 4))
        )
        interval = after.low - before.high, after.high - before.low
    return _around(float(value), interval=interval)


def _rate(sums: NDArray[np.int64], *, drawn: NDArray[np.int64], level: float) -> Estimate:
    """Estimate the first column over the second: by the draws, or exactly where they agree."""
    part, whole = sums.sum(axis=0).tolist()
    if not whole:
        return UNDEFINED
    interval = percentiles(divide(drawn), level=level)
    if interval is None:
        trials = int(np.sum(sums[:, 1] > 0))
        interval = clopper_pearson(trials * part / whole, trials=trials, level=level)
    return _around(part / whole, interval=interval)


def _around(value: float, *, interval: tuple[float, float]) -> Estimate:
    """Join value and interval; a percentile interval may miss its value by a little."""
    low, high = interval
    return Estimate(value, min(low, value), max(high, value))


def _f1(jaccard: Jaccard) -> Jaccard:
    """Turn TP / (rows relevant or collected) into F1, which rises with it."""
    return 2 * jaccard / (1 + jaccard)


def _f1_of(jaccard: Estimate) -> Estimate:
    return Estimate(_f1(jaccard.value), _f1(jaccard.low), _f1(jaccard.high))
