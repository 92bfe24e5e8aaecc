from __future__ import annotations

import datetime as dt

import pytest

from classifier.domain.label import Decision, LabelRecord
from classifier.domain.pace import ENOUGH, pace_of

START = dt.datetime(2030, 1, 2, 9, tzinfo=dt.UTC)


def decided(minutes: float, *, reviewer: str = "ana") -> LabelRecord:
    """Give a decision so many minutes after nine."""
    time = (START + dt.timedelta(minutes=minutes)).isoformat(timespec="microseconds")
    return LabelRecord(text="t", reviewer=reviewer, time=time, decision=Decision.RELEVANT)


def test_the_mean_of_what_can_be_timed() -> None:
    """Two people, two and four minutes a text, side by side: each is timed by their own clock."""
    quick = [decided(2 * n) for n in range(ENOUGH + 1)]
    slow = [decided(4 * n, reviewer="ben") for n in range(ENOUGH + 1)]
    pace = pace_of([*slow, *quick])
    assert pace is not None
    assert (pace.decisions, pace.reviewers) == (2 * ENOUGH, 2)
    assert pace.mean == pytest.approx(3)
    assert pace.median == pytest.approx(3)


def test_breaks_and_workbooks_are_not_timed() -> None:
    """Neither a night between two decisions nor a workbook taken in at once is reading time."""
    evening = [decided(2 * n) for n in range(ENOUGH)]
    morning = [decided(900 + 2 * n) for n in range(2)]
    taken_in = [decided(2000 + n / 1e6, reviewer="ben") for n in range(100)]
    pace = pace_of([*evening, *morning, *taken_in])
    assert pace is not None
    assert pace.decisions == ENOUGH
    assert pace.mean == pytest.approx(2)


def test_too_few_say_nothing() -> None:
    """One decision fewer than enough, or none at all."""
    assert pace_of([decided(n) for n in range(ENOUGH)]) is None
    assert pace_of([]) is None
