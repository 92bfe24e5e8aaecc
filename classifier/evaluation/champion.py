"""The challenger set against the champion, on rows that neither has learned from."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

import numpy as np
from numpy.typing import NDArray

from classifier.domain.estimate import Estimate
from classifier.domain.route import at_or_above
from classifier.evaluation.intervals import Rates, clopper_pearson, difference_f1, rates
from classifier.evaluation.metrics import average_precision
from classifier.evaluation.paired import PairedTest, paired_test
from classifier.evaluation.resampling import case_sums

MARGIN: Final = 0.05
"""By how much F1 may be lower and the challenger still be called no worse."""


_FEW: Final = 10
"""Of fewer cases decided differently the bootstrap says too much: a bound takes its place."""


class Verdict(StrEnum):
    """What the comparison comes to."""

    BETTER = "better"
    NO_WORSE = "no worse"
    WORSE = "worse"
    CANNOT_TELL = "cannot tell"


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """One model's decisions: its rates with their intervals, and its ranking."""

    collected: int
    found: int
    rates: Rates
    average_precision: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Match:
    """What came out.

    Parameters
    ----------
    rows, relevant, cases
        What they were judged on.
    champion, challenger
        Each one's figures.
    paired
        The test of their decisions; in it the champion stands where the keyword search does
        elsewhere.
    difference_f1
        The challenger's F1 less the champion's. Where fewer than ten cases are decided
        differently, the interval is at least as wide as the exact bound of the share of cases
        that one of them alone decides rightly allows: |difference| <= 2 k / n, for k of n cases
        with a row that is relevant or collected.
    verdict
        Better or worse where test and interval both say so; no worse where the interval ends
        above minus the margin; else it cannot be told.
    margin
        By how much F1 may be lower and the challenger still be no worse.
    """

    rows: int
    relevant: int
    cases: int
    champion: Judged
    challenger: Judged
    paired: PairedTest
    difference_f1: Estimate
    verdict: Verdict
    margin: float = MARGIN


def match(
    *,
    relevant: NDArray[np.bool_],
    champion: NDArray[np.float64],
    challenger: NDArray[np.float64],
    thresholds: tuple[float, float],
    groups: NDArray[np.int64],
    seed: int,
    level: float = 0.95,
) -> Match:
    """Set the challenger against the champion.

    Parameters
    ----------
    relevant
        The resolved labels, shape (rows,).
    champion, challenger
        Their scores, shape (rows,), each by a model that has not learned from the row.
    thresholds
        Where each collects a row: the champion's, then the challenger's.
    groups
        The number of each row's case, shape (rows,).
    seed
        Of the intervals.
    level
        Of the intervals, in (0, 1); the paired test is held against one less it.
    """
    first = at_or_above(champion, thresholds[0])
    second = at_or_above(challenger, thresholds[1])
    paired = paired_test(second, keyword=first, relevant=relevant, groups=groups)
    difference = difference_f1(
        second, first=first, relevant=relevant, groups=groups, seed=seed, level=level
    )
    sums = case_sums(
        [
            relevant | first | second,
            (first == relevant) & (second != relevant),
            (first != relevant) & (second == relevant),
        ],
        groups=groups,
    )
    difference = _widened(difference, sums > 0, level=level)
    judged = [
        Judged(
            collected=int(decision.sum()),
            found=int((decision & relevant).sum()),
            rates=rates(decision, relevant=relevant, groups=groups, seed=seed, level=level),
            average_precision=average_precision(score, relevant=relevant),
        )
        for decision, score in ((first, champion), (second, challenger))
    ]
    return Match(
        rows=relevant.size,
        relevant=int(relevant.sum()),
        cases=np.unique(groups).size,
        champion=judged[0],
        challenger=judged[1],
        paired=paired,
        difference_f1=difference,
        verdict=_verdict(paired.p_value < 1 - level, difference),
    )


def _widened(difference: Estimate, cases: NDArray[np.bool_], *, level: float) -> Estimate:
    """Widen an interval that few cases decided differently would make too narrow.

    Parameters
    ----------
    difference
        With the bootstrap's interval.
    cases
        Shape (cases, 3): whether a row of it counts, and whether either alone decides one rightly.
    level
        Of the interval.
    """
    counted, lost, won = cases.sum(axis=0).tolist()
    if lost + won >= _FEW or not counted:
        return difference
    most = [
        min(1.0, 2 * clopper_pearson(min(one, counted), trials=counted, level=level)[1])
        for one in (lost, won)
    ]
    return Estimate(difference.value, min(difference.low, -most[0]), max(difference.high, most[1]))


def _verdict(differ: bool, difference: Estimate) -> Verdict:
    if differ and difference.low > 0:
        return Verdict.BETTER
    if differ and difference.high < 0:
        return Verdict.WORSE
    return Verdict.NO_WORSE if difference.low > -MARGIN else Verdict.CANNOT_TELL
