"""Counting a reply: officers, cases and allegations by year, and what they ended in.

The three are many-to-many: a case has several allegations and officers, an officer recurs in
several cases and years. Each is counted by its own reference, so that they never add up to each
other; each reconciles with its own years.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from classifier.domain.outcome import Ended
from classifier.domain.presence import Presence
from classifier.domain.scope import Judged, Scope, Standing


class Unit(StrEnum):
    """What is counted."""

    OFFICERS = "officers"
    CASES = "cases"
    ALLEGATIONS = "allegations"


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A row of an export as a reply sees it.

    Parameters
    ----------
    key
        Its stable key in the store.
    text
        The digest of its text.
    case, allegation, officer
        What they go by; blank where none is named: see `classifier.domain.naming`.
    role
        As it stands in the export; blank where there is none.
    day
        Its date on the basis of the reply; None where it has none.
    judged
        Whether it is about the topic.
    by_people
        Whether people decided that; else the model's route did.
    ended
        What it ended in.
    presence
        Whether later exports still hold it.
    """

    key: str
    text: str
    case: str
    allegation: str
    officer: str
    role: str
    day: dt.date | None
    judged: Judged
    by_people: bool
    ended: tuple[Ended, ...]
    presence: Presence = Presence.THERE


@dataclass(frozen=True, slots=True, kw_only=True)
class Count:
    """One unit, counted.

    Parameters
    ----------
    by_year
        How many in each year.
    total
        How many in all, each once.
    without
        Counted rows by year that have no reference to count the unit by.
    """

    by_year: Mapping[str, int]
    total: int
    without: Mapping[str, int]

    @property
    def again(self) -> int:
        """How often one that was counted in an earlier year is counted again: sum less total."""
        return sum(self.by_year.values()) - self.total


@dataclass(frozen=True, slots=True, kw_only=True)
class Counted:
    """What a reply's table is made of.

    Parameters
    ----------
    years
        The years, in order.
    counts
        Each unit's count.
    outcomes
        For each unit and year how often each outcome was given.
    unattributed
        For each year the outcomes of counted rows in which no officer is named: once for each case,
        and for each row without one.
    apart
        Each unit in rows in which something was found and that have no date: in no year.
    apart_outcomes
        What these ended in, for each unit.
    apart_unattributed
        What those of them ended in in which no officer is named.
    standings
        How many rows stand where; they add up to all rows.
    """

    years: tuple[str, ...]
    counts: Mapping[Unit, Count]
    outcomes: Mapping[Unit, Mapping[str, Mapping[str, int]]]
    unattributed: Mapping[str, Mapping[str, int]]
    apart: Mapping[Unit, int]
    apart_outcomes: Mapping[Unit, Mapping[str, int]]
    apart_unattributed: Mapping[str, int]
    standings: Mapping[Standing, int]


def _officer(row: Row) -> str:
    return row.officer


def _case(row: Row) -> str:
    return row.case


def _allegation(row: Row) -> str:
    """Give what an allegation is counted by: case and reference; the text stands in for either."""
    return f"{row.case or row.text}|{row.allegation or row.text}"


def _case_or_row(row: Row) -> str:
    """Give what an outcome counts once for, of an officer or of nobody."""
    return row.case or row.key


def _officer_and_case(row: Row) -> str:
    return f"{row.officer}|{_case_or_row(row)}" if row.officer else ""


_REFERENCE: Final[Mapping[Unit, Callable[[Row], str]]] = {
    Unit.OFFICERS: _officer,
    Unit.CASES: _case,
    Unit.ALLEGATIONS: _allegation,
}
_ENDS: Final = {**_REFERENCE, Unit.OFFICERS: _officer_and_case}
"""What an outcome counts once for in a year, by what is counted."""


def standing_of(row: Row, scope: Scope) -> Standing:
    """Say where a row stands in a reply."""
    return scope.standing(row.judged, row.day, row.role, row.ended, row.presence)


def count(rows: Sequence[Row], scope: Scope) -> Counted:
    """Count what a request asks for.

    Rules: a row's year is that of its own date. An officer in two years counts in each, and once in
    the total. Blank and unknown officers are no persons; their cases and allegations count. An
    outcome counts once for each officer and case (or case, or allegation) and canonical outcome in
    a year, a row without a case being one of its own; where only what was found counts, so do only
    adverse outcomes.
    """
    standings = [standing_of(row, scope) for row in rows]
    placed = list(zip(rows, standings, strict=True))
    counted = [
        (scope.year(row.day), row)
        for row, standing in placed
        if standing is Standing.COUNTED and row.day is not None
    ]
    apart = [("", row) for row, standing in placed if standing is Standing.APART]
    years = tuple(scope.years(year for year, _ in counted))

    def outcomes(
        these: Sequence[tuple[str, Row]], of: Callable[[Row], str], when: Sequence[str] = years
    ) -> dict[str, dict[str, int]]:
        return _outcomes(these, of, when, adverse_only=scope.adverse_only)

    return Counted(
        years=years,
        counts={unit: _count(counted, of, years) for unit, of in _REFERENCE.items()},
        outcomes={unit: outcomes(counted, of) for unit, of in _ENDS.items()},
        unattributed=outcomes(_unnamed(counted), _case_or_row),
        apart={unit: _count(apart, of, [""]).total for unit, of in _REFERENCE.items()},
        apart_outcomes={unit: outcomes(apart, of, [""])[""] for unit, of in _ENDS.items()},
        apart_unattributed=outcomes(_unnamed(apart), _case_or_row, [""])[""],
        standings={one: standings.count(one) for one in Standing},
    )


def _unnamed(these: Sequence[tuple[str, Row]]) -> list[tuple[str, Row]]:
    return [(year, row) for year, row in these if not row.officer]


def _count(
    counted: Iterable[tuple[str, Row]], of: Callable[[Row], str], years: Sequence[str]
) -> Count:
    pairs = [(year, of(row)) for year, row in counted]
    by_year = Counter(year for year, reference in set(pairs) if reference)
    without = Counter(year for year, reference in pairs if not reference)
    return Count(
        by_year={year: by_year[year] for year in years},
        total=len({reference for _, reference in pairs if reference}),
        without={year: without[year] for year in years},
    )


def _outcomes(
    counted: Iterable[tuple[str, Row]],
    of: Callable[[Row], str],
    years: Sequence[str],
    *,
    adverse_only: bool,
) -> dict[str, dict[str, int]]:
    """Count outcomes once for each reference and name in a year."""
    given = {
        (year, of(row), one.name)
        for year, row in counted
        if of(row)
        for one in row.ended
        if one.adverse or not adverse_only
    }
    counts = Counter((year, name) for year, _, name in given)
    return {
        year: {name: number for (at, name), number in sorted(counts.items()) if at == year}
        for year in years
    }
