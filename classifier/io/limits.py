"""Reading what is known of limits, sections and bank holidays: data files of the package."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from functools import cache
from typing import Final

from classifier.domain.errors import SettingError
from classifier.domain.limit import (
    TIME_FOR_COMPLIANCE,
    Due,
    Limit,
    Section,
    StatedLimit,
    relied_on,
    working_days_after,
)
from classifier.io.packaged import read_facts

POLICE: Final = "police force"


@cache
def read_limits() -> tuple[StatedLimit, ...]:
    """Read the limits that the package knows; see ``facts/limits.toml`` for their source."""
    return tuple(
        StatedLimit(
            authority=one["authority"],
            pounds=one["pounds"],
            rate=one["rate"],
            start=one["from"],
            end=one.get("to"),
        )
        for one in read_facts("limits.toml")["limit"]
    )


def limit_on(day: dt.date, *, hours: float | None = None, rate: float | None = None) -> Limit:
    """Give the limit for a police force on a day, with what the user says in its place."""
    stated = next(one for one in read_limits() if one.authority == POLICE and one.in_force(day))
    return Limit(
        hours=stated.pounds / stated.rate if hours is None else hours,
        rate=stated.rate if rate is None else rate,
    )


@cache
def read_sections() -> tuple[Section, ...]:
    """Read the sections of the Act that a reply can need, by number."""
    return tuple(
        Section(
            number=one["number"],
            title=one["title"],
            test=one["test"],
            limits=one.get("limits", ""),
            harm=one["harm"],
            says=tuple(map(_words, one.get("says", ()))),
            if_weighed=tuple(map(_words, filter(_is_marked, one.get("says", ())))),
            rules=tuple(one.get("rules", ())),
            needs=tuple(one.get("needs", ())),
        )
        for one in read_facts("sections.toml")["section"]
    )


def sections_relied_on(numbers: Iterable[int]) -> tuple[Section, ...]:
    """Give the sections that a reply relies on, by number, with those that they need.

    Each has the places that such a notice has to fill; see `classifier.domain.limit.relied_on`.

    Raises
    ------
    SettingError
        If a notice cannot rely on one of them, as far as is known here.
    """
    known = {one.number: one for one in read_sections() if one.says}
    named = set(numbers)
    if strange := sorted(named - known.keys()):
        message = f"Section {strange[0]} is none that a reply can rely on here."
        known_ones = "; ".join(f"{one.number} {one.title}" for one in known.values())
        raise SettingError(message, advice=f"Known: {known_ones}.")
    named |= {need for number in named for need in known[number].needs}
    return relied_on([known[number] for number in sorted(named)])


@cache
def read_holidays() -> Mapping[int, frozenset[dt.date]]:
    """Read the bank holidays on weekdays, by year; see ``facts/holidays.toml`` for their source."""
    return {one["year"]: frozenset(one["days"]) for one in read_facts("holidays.toml")["year"]}


def due_after(received: dt.date) -> Due:
    """Say when a request that was received on a day is to be answered.

    Raises
    ------
    SettingError
        If the time reaches into a year whose bank holidays are not known.
    """
    years = read_holidays()
    holidays = frozenset[dt.date]().union(*years.values())
    first, last = min(years), max(years)
    known = first <= received.year <= last
    day = working_days_after(received, TIME_FOR_COMPLIANCE, holidays) if known else received
    if not known or day.year > last:
        message = (
            f"The {TIME_FOR_COMPLIANCE} working days after {received:%d/%m/%Y} cannot be counted: "
            f"bank holidays are known from {first} to {last}."
        )
        raise SettingError(message, advice="Leave --received out, and count them by hand.")
    return Due(received=received, day=day, years=(first, last))


def _is_marked(place: str | Mapping[str, str]) -> bool:
    return not isinstance(place, str)


def _words(place: str | Mapping[str, str]) -> str:
    return place if isinstance(place, str) else place["qualified"]
