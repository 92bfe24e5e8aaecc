"""What a request asks for: the period and how it is counted; and where each row then stands."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from classifier.domain.outcome import Ended, plain
from classifier.domain.presence import Presence

_APRIL: Final = 4
"""The financial year begins on 1 April."""


class Basis(StrEnum):
    """Which date of a row gives its year."""

    FINALISED = "finalised"
    RECORDED = "recorded"
    INCIDENT = "incident"


class YearKind(StrEnum):
    """What a year is: from 1 January, or from 1 April."""

    CALENDAR = "calendar"
    FINANCIAL = "financial"


class Judged(StrEnum):
    """What is known of a row: decided by people or by the model's route, or by nobody."""

    RELEVANT = "relevant"
    NOT_RELEVANT = "not_relevant"
    UNDECIDED = "undecided"


class Gone(StrEnum):
    """What is done with a row of an earlier export that a later one with its case lacks."""

    COUNT = "count"
    DROP = "drop"


class Standing(StrEnum):
    """Where a row stands in a reply; each row stands in one place."""

    COUNTED = "counted"
    APART = "counted apart: with an outcome against somebody, but without a date"
    NO_FINDING = "about the topic, but without an outcome against anybody"
    OUTSIDE = "about the topic, but outside the period"
    UNDATED = "about the topic, but without a date or an outcome: live, or not recorded"
    ROLE = "about the topic, but of a role that was not asked for"
    NO_ROLE = "about the topic, but the role is not recorded"
    UNDECIDED = "not decided"
    NOT_RELEVANT = "not about the topic"
    GONE = "left out: in an earlier export only, though a later one holds the case"
    REPLACED = "replaced in a later export by the same text under another reference"


LEFT_OUT: Final = frozenset({Standing.GONE, Standing.REPLACED})
"""Where rows stand that are no rows of the reply, whatever they are about."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Scope:
    """What a request asks for.

    Parameters
    ----------
    start, end
        The first and the last day of the period; None where it has none.
    basis
        Which date of a row counts.
    kind
        What a year is.
    roles
        The roles that are asked for; empty for any.
    adverse_only
        Whether rows without an outcome against anybody are left out of the table.
    gone
        Whether rows count that are in an earlier export only, though a later one has their case.
    """

    start: dt.date | None = None
    end: dt.date | None = None
    basis: Basis = Basis.FINALISED
    kind: YearKind = YearKind.CALENDAR
    roles: tuple[str, ...] = ()
    adverse_only: bool = True
    gone: Gone = Gone.COUNT

    def __post_init__(self) -> None:
        """Refuse a period that ends before it begins: the caller tells the user before."""
        if self.start and self.end and self.end < self.start:
            message = f"no period: {self.start} to {self.end}"
            raise ValueError(message)

    def standing(
        self,
        judged: Judged,
        day: dt.date | None,
        role: str,
        ended: tuple[Ended, ...],
        presence: Presence = Presence.THERE,
    ) -> Standing:
        """Say where a row stands.

        Parameters
        ----------
        judged
            Whether it is about the topic.
        day
            Its date on the chosen basis; None where it has none.
        role
            The role of the person complained about.
        ended
            What it ended in.
        presence
            Whether later exports still hold it.
        """
        wanted = {plain(one) for one in self.roles}
        found = any(one.adverse for one in ended) or (bool(ended) and not self.adverse_only)
        dropped = presence is Presence.GONE and self.gone is Gone.DROP
        tests = (
            (presence is Presence.REPLACED, Standing.REPLACED),
            (dropped, Standing.GONE),
            (judged is Judged.NOT_RELEVANT, Standing.NOT_RELEVANT),
            (judged is Judged.UNDECIDED, Standing.UNDECIDED),
            (bool(wanted) and not plain(role), Standing.NO_ROLE),
            (bool(wanted) and plain(role) not in wanted, Standing.ROLE),
            (day is None and found, Standing.APART),
            (day is None, Standing.UNDATED),
            (day is not None and not self._within(day), Standing.OUTSIDE),
            (self.adverse_only and not found, Standing.NO_FINDING),
        )
        return next((standing for is_so, standing in tests if is_so), Standing.COUNTED)

    def year(self, day: dt.date) -> str:
        """Name the year of a day: ``2019``, or ``2019/20``."""
        first = day.year if self.kind is YearKind.CALENDAR or day.month >= _APRIL else day.year - 1
        return self._name(first)

    def years(self, found: Iterable[str] = ()) -> Iterator[str]:
        """Name the years of the period, in order, also those in which no row was found.

        Where it has no beginning or no end, it is taken to reach as far as those that were.
        """
        ends = (self.year(day) for day in (self.start, self.end) if day)
        numbers = [int(year[:4]) for year in (*found, *ends)]
        if numbers:
            yield from map(self._name, range(min(numbers), max(numbers) + 1))

    def _name(self, first: int) -> str:
        later = f"/{(first + 1) % 100:02}" if self.kind is YearKind.FINANCIAL else ""
        return f"{first:04}{later}"

    def _within(self, day: dt.date) -> bool:
        return (self.start is None or self.start <= day) and (self.end is None or day <= self.end)
