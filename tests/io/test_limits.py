from __future__ import annotations

import datetime as dt

import pytest

from classifier.domain.errors import SettingError
from classifier.io.limits import (
    due_after,
    limit_on,
    read_holidays,
    read_limits,
    read_sections,
    sections_relied_on,
)


def test_the_limit_for_a_force() -> None:
    """450 pounds, which is 18 hours at 25 pounds; what the user says stands in its place."""
    day = dt.date(2021, 2, 1)
    assert (limit_on(day).hours, limit_on(day).rate, limit_on(day).pounds) == (18, 25, 450)
    assert limit_on(day, hours=24, rate=30).pounds == 720


def test_limits_follow_one_another() -> None:
    """For each authority one limit is in force on any day since the regulations."""
    for authority in {one.authority for one in read_limits()}:
        own = [one for one in read_limits() if one.authority == authority]
        for day in (dt.date(2005, 1, 1), dt.date(2021, 2, 1), dt.date(2050, 1, 1)):
            assert sum(one.in_force(day) for one in own) == 1


def test_the_sections_a_reply_can_need() -> None:
    """Each with what it is; exemptions alone have a test, and two of them ask for harm."""
    sections = {one.number: one for one in read_sections()}
    assert list(sections) == [10, 12, 16, 17, 30, 31, 38, 40]
    assert all((one.says or one.rules) and one.title for one in sections.values())
    assert all(need in sections for one in sections.values() for need in one.needs)
    assert {n for n, one in sections.items() if one.test == "qualified"} == {30, 31, 38}
    assert {n for n, one in sections.items() if one.test == "absolute"} == {40}
    assert {n for n, one in sections.items() if one.harm} == {31, 38}


def test_a_section_brings_those_that_it_needs() -> None:
    """An exemption needs a refusal notice; cost needs advice, too; each stands once."""
    assert [one.number for one in sections_relied_on([40, 31, 40])] == [17, 31, 40]
    assert [one.number for one in sections_relied_on([12])] == [12, 16, 17]
    assert sections_relied_on([]) == ()


@pytest.mark.parametrize(
    ("numbers", "weighed"),
    [
        ([12], False),
        ([12, 16], False),
        ([12, 40], True),  # 40(3B) and 40(4A) are qualified
        ([31], True),
        ([17], True),  # for an exemption that is not known here
    ],
)
def test_only_a_qualified_exemption_is_weighed(numbers: list[int], *, weighed: bool) -> None:
    """Cost is not: its refusal notice has no place for the public interest."""
    (refusal,) = (one for one in sections_relied_on(numbers) if one.number == 17)
    assert [bool(one) for one in refusal.if_weighed] == [True]
    assert set(refusal.if_weighed) <= {what for one in read_sections() for what in one.says}
    assert set(refusal.if_weighed).issubset(refusal.says) is weighed


@pytest.mark.parametrize("number", [10, 14, 41])
def test_an_unknown_section_lists_the_known(number: int) -> None:
    """Section 10 asks for no words of its own, so that nothing can rely on it."""
    with pytest.raises(SettingError, match=f"Section {number} is none") as caught:
        sections_relied_on([40, number])
    assert "31 Law enforcement" in caught.value.advice


PROCLAIMED = {
    2020: {"05-08": True, "05-04": False},
    2022: {"06-02": True, "05-30": False, "06-03": True, "09-19": True},
    2023: {"05-08": True},
    2026: {"06-15": True},
}
"""Days that no rule gives, and those that they stand in the place of."""


def easter(year: int) -> dt.date:
    """Give Easter Sunday (Meeus 1991, "Astronomical Algorithms", chapter 8: Gregorian calendar)."""
    a, (b, c) = year % 19, divmod(year, 100)
    d, e = divmod(b, 4)
    g = (8 * b + 13) // 25
    h = (19 * a + b - d - g + 15) % 30
    i, k = divmod(c, 4)
    m = (32 + 2 * e + 2 * i - h - k) % 7
    n = (a + 11 * h + 22 * m) // 451
    month, day = divmod(h + m - 7 * n + 114, 31)
    return dt.date(year, month, day + 1)


def monday(year: int, month: int, *, last: bool = False) -> dt.date:
    """Give the first or the last Monday of a month."""
    days = (dt.date(year, month, day) for day in (range(31, 24, -1) if last else range(1, 8)))
    return next(day for day in days if day.weekday() == 0)


def by_rule(year: int) -> set[dt.date]:
    """Give the bank holidays of all parts together: one on a weekend is on the next free weekday."""
    found = {easter(year) + dt.timedelta(one) for one in (-2, 1)}
    found |= {monday(year, 5), monday(year, 5, last=True), monday(year, 8)}
    found |= {monday(year, 8, last=True)}
    for month, one in ((1, 1), (1, 2), (3, 17), (7, 12), (11, 30), (12, 25), (12, 26)):
        day = dt.date(year, month, one)
        while day.weekday() > 4 or day in found:
            day += dt.timedelta(1)
        found.add(day)
    return found


def test_bank_holidays_are_those_of_the_rules_and_proclamations() -> None:
    """No year in between is missing; each has the days of all parts, and what was proclaimed."""
    years = read_holidays()
    assert list(years) == list(range(min(years), max(years) + 1))
    for year, days in years.items():
        proclaimed = {
            dt.date.fromisoformat(f"{year}-{day}"): added
            for day, added in PROCLAIMED.get(year, {}).items()
        }
        kept = {day for day in by_rule(year) if proclaimed.get(day, True)}
        assert days == kept | {day for day, added in proclaimed.items() if added}


@pytest.mark.parametrize(
    ("received", "due"),
    [
        (dt.date(2021, 2, 1), dt.date(2021, 3, 1)),  # no holiday in between
        (
            dt.date(2021, 2, 20),
            dt.date(2021, 3, 22),
        ),  # Saturday; 17 March is one in Northern Ireland
        (dt.date(2023, 12, 20), dt.date(2024, 1, 23)),  # 25, 26 December, 1 and 2 January
        (dt.date(2026, 6, 1), dt.date(2026, 6, 30)),  # 15 June, Scotland
    ],
)
def test_when_a_request_is_due(received: dt.date, due: dt.date) -> None:
    """Twenty working days after, by a calendar; a holiday of any part of the country is none."""
    assert due_after(received).day == due


@pytest.mark.parametrize("received", [dt.date(2017, 12, 29), dt.date(2027, 12, 6), dt.date.max])
def test_a_time_beyond_the_known_years_is_refused(received: dt.date) -> None:
    """It says which years are known."""
    with pytest.raises(SettingError, match="known from 2018 to 2027"):
        due_after(received)
