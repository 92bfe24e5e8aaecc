from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from classifier.domain.limit import Limit, working_days_after

LIMIT = Limit(hours=18, rate=25)
HOURS = st.floats(0.1, 1000)
MINUTES = st.floats(0.1, 120)


def test_the_known_refusal_and_the_answer_within_the_limit() -> None:
    """900 texts at 4 minutes take 60 hours and £1,500; 270 take exactly 18 hours, which is allowed."""
    refused = LIMIT.cost(900, 4)
    assert (refused.hours, refused.pounds, refused.fits) == (60, 1500, False)
    assert LIMIT.pounds == 450
    assert LIMIT.reads(4) == 270
    assert LIMIT.cost(270, 4).fits
    assert not LIMIT.cost(271, 4).fits


@given(HOURS, MINUTES)
def test_as_many_reads_as_fit_and_no_more(hours: float, minutes: float) -> None:
    """What the limit buys fits, and one more does not; neither hours nor pounds are then above."""
    limit = Limit(hours=hours, rate=25)
    most = limit.reads(minutes)
    cost = limit.cost(most, minutes)
    assert cost.fits
    assert not limit.cost(most + 1, minutes).fits
    assert cost.hours <= hours * (1 + 1e-6) + 1e-6
    assert cost.pounds == pytest.approx(cost.hours * 25)


@given(st.integers(0, 500), st.integers(0, 500), MINUTES)
def test_what_was_spent_counts(reads: int, spent: int, minutes: float) -> None:
    """Reads fit beside what was spent exactly if both together fit."""
    assert LIMIT.cost(reads, minutes, spent=spent).fits == LIMIT.cost(reads + spent, minutes).fits


def test_twenty_working_days() -> None:
    """From a Monday it is the Monday four weeks on; from a weekend it begins on the Monday."""
    assert working_days_after(dt.date(2021, 2, 1), 20, ()) == dt.date(2021, 3, 1)
    assert working_days_after(dt.date(2021, 2, 6), 1, ()) == dt.date(2021, 2, 8)
    assert working_days_after(dt.date(2021, 2, 5), 1, {dt.date(2021, 2, 8)}) == dt.date(2021, 2, 9)


DAYS = st.dates(dt.date(2000, 1, 1), dt.date(2090, 1, 1))


@given(DAYS, st.integers(1, 60), st.lists(st.integers(0, 90), max_size=10))
def test_every_day_in_between_is_counted_once(
    day: dt.date, number: int, offsets: list[int]
) -> None:
    """As many working days lie after the day, up to the one that is given, as were asked for."""
    holidays = {day + dt.timedelta(days=offset) for offset in offsets}
    last = working_days_after(day, number, holidays)
    between = [day + dt.timedelta(days=n) for n in range(1, (last - day).days + 1)]
    assert sum(one.weekday() < 5 and one not in holidays for one in between) == number
    assert last.weekday() < 5
    assert last not in holidays
