"""What work costs, the limit that it is set against, and the sections that a reply can need."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from typing import Final

_MINUTES: Final = 60
_TIE: Final = 1e-9
_WEEKDAYS: Final = 5

TIME_FOR_COMPLIANCE: Final = 20
"""Working days after a request was received (section 10 of the Act)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Cost:
    """What reading costs.

    Parameters
    ----------
    reads
        Texts to read.
    hours, pounds
        What they take.
    fits
        Whether that is within the limit.
    """

    reads: int
    hours: float
    pounds: float
    fits: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Limit:
    """The appropriate limit of section 12.

    Parameters
    ----------
    hours
        Of work, above 0.
    rate
        Pounds an hour, above 0.
    """

    hours: float
    rate: float

    @property
    def pounds(self) -> float:
        """The limit in pounds."""
        return self.hours * self.rate

    def reads(self, minutes: float) -> int:
        """Give how many texts can be read within the limit, at so many minutes each."""
        return math.floor(self.hours * _MINUTES / minutes + _TIE)

    def cost(self, reads: int, minutes: float, *, spent: int = 0) -> Cost:
        """Give what reads cost; within the limit if they are, together with those that were spent.

        Work that costs exactly the limit does not exceed it.
        """
        hours = reads * minutes / _MINUTES
        return Cost(
            reads=reads,
            hours=hours,
            pounds=hours * self.rate,
            fits=reads + spent <= self.reads(minutes),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class StatedLimit:
    """A limit as the regulations state it, for a kind of authority and between two days."""

    authority: str
    pounds: float
    rate: float
    start: dt.date
    end: dt.date | None

    def in_force(self, day: dt.date) -> bool:
        """Say whether it is in force on a day."""
        return self.start <= day and (self.end is None or day <= self.end)


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """A section of the Act that a reply can need.

    Parameters
    ----------
    number, title
        What it is called.
    test
        ``none``, ``absolute`` or ``qualified``.
    limits
        Where that does not hold; blank where it always does.
    harm
        Whether it holds only where disclosure would, or would be likely to, do harm.
    says
        What a notice that relies on it has to hold.
    if_weighed
        Which of that it has to hold only where an exemption relied on is, or can be, qualified.
    rules
        What binds the writer besides.
    needs
        The sections that one who relies on it relies on too.
    """

    number: int
    title: str
    test: str
    limits: str
    harm: bool
    says: tuple[str, ...]
    if_weighed: tuple[str, ...]
    rules: tuple[str, ...]
    needs: tuple[int, ...]

    @property
    def is_weighed(self) -> bool:
        """Whether it is qualified by the public interest, or can be."""
        return self.test == "qualified" or bool(self.limits)


@dataclass(frozen=True, slots=True, kw_only=True)
class Due:
    """When a request is to be answered.

    Parameters
    ----------
    received
        The day it was received.
    day
        The last day for an answer.
    years
        The first and the last year whose bank holidays are known.
    """

    received: dt.date
    day: dt.date
    years: tuple[int, int]

    def is_over(self, on: dt.date) -> bool:
        """Say whether an answer on a day comes late."""
        return on > self.day


def relied_on(sections: Sequence[Section]) -> tuple[Section, ...]:
    """Give sections as a notice that relies on them has them: without places that fill themselves.

    What is said of a qualified exemption has no place where each ground of refusal among them is
    another: cost, or an exemption that is absolute. A ground is a section that needs others.
    """
    grounds = [one for one in sections if one.needs]
    if not grounds or any(one.is_weighed for one in grounds):
        return tuple(sections)
    return tuple(
        replace(one, says=tuple(what for what in one.says if what not in one.if_weighed))
        for one in sections
    )


def working_days_after(day: dt.date, number: int, holidays: Collection[dt.date]) -> dt.date:
    """Give the working day that is so many after a day: weekends and holidays left out."""
    for _ in range(number):
        day += dt.timedelta(days=1)
        while day.weekday() >= _WEEKDAYS or day in holidays:
            day += dt.timedelta(days=1)
    return day
