"""How fast reviewers read, from the times of their decisions."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise
from statistics import fmean, median
from typing import Final

from classifier.domain.label import Decision, LabelRecord

SHORTEST: Final = dt.timedelta(seconds=1)
"""Decisions that follow faster were taken in together, from a workbook: nobody read so fast."""

LONGEST: Final = dt.timedelta(minutes=15)
"""After more than this without a decision the reviewer was elsewhere."""

ENOUGH: Final = 30
"""Fewer timed decisions say too little."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Pace:
    """How long decisions took.

    Parameters
    ----------
    decisions
        How many were timed: from a reviewer's decision before it to the decision.
    reviewers
        How many people made them.
    mean, median
        Minutes a decision.
    """

    decisions: int
    reviewers: int
    mean: float
    median: float


def pace_of(records: Iterable[LabelRecord]) -> Pace | None:
    """Time each reviewer's decisions by the one before; None where too few can be timed.

    A decision that is taken back or made twice is timed like any other: that is work, too.
    """
    times: dict[str, list[tuple[dt.datetime, Decision]]] = {}
    for record in records:
        time = dt.datetime.fromisoformat(record.time)
        times.setdefault(record.reviewer, []).append((time, record.decision))
    timed = [
        (reviewer, (time - before).total_seconds() / 60)
        for reviewer, given in times.items()
        for (before, _), (time, decision) in pairwise(sorted(given))
        if SHORTEST <= time - before <= LONGEST and decision is not Decision.WITHDRAWN
    ]
    if len(timed) < ENOUGH:
        return None
    minutes = [one for _, one in timed]
    return Pace(
        decisions=len(timed),
        reviewers=len({reviewer for reviewer, _ in timed}),
        mean=fmean(minutes),
        median=median(minutes),
    )
