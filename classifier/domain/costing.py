"""An estimate of what an answer costs: what was asked for, and all that the estimate rests on."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from classifier.domain.errors import SettingError
from classifier.domain.limit import Cost, Due, Limit, Section
from classifier.domain.narrowing import Part
from classifier.domain.pace import Pace
from classifier.domain.scope import Basis, YearKind

MINUTES: Final = 4.0
"""Minutes a text where neither the user nor the reviewers' own pace says otherwise.

What a large force counted in a refusal of such a request.
"""

_LEAST: Final = 0.001
_MOST: Final = 1_000_000
"""The least and the most minutes, hours and pounds an hour that make sense of an estimate."""

GIVEN: Final = "given"
PACE: Final = "pace"
ASSUMED: Final = "assumed"
"""Where the minutes a text are from: the user, the reviewers' own pace, or neither."""

YEAR: Final = "year"
"""What cuts the rows into parts that have neighbours."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What the user asks for.

    Parameters
    ----------
    today
        The day of the estimate.
    minutes
        To read a text; None for the reviewers' own pace, or `MINUTES`.
    hours, rate
        The limit in hours and the rate in pounds an hour; None for what is in force.
    target
        The recall to aim at, in (0, 1).
    level
        With which chance a claim on recall must be right, in (0, 1).
    basis, kind
        Which date of a row gives its year, and what a year is.
    received
        The day the request was received; None where it is not given.
    """

    today: dt.date
    minutes: float | None = None
    hours: float | None = None
    rate: float | None = None
    target: float = 0.95
    level: float = 0.95
    basis: Basis = Basis.FINALISED
    kind: YearKind = YearKind.CALENDAR
    received: dt.date | None = None

    def __post_init__(self) -> None:
        """Refuse what is no amount, and shares that are none."""
        amounts = (("minutes", self.minutes), ("limit-hours", self.hours), ("rate", self.rate))
        for name, value in amounts:
            if value is not None and not _LEAST <= value <= _MOST:
                message = f"--{name} is {value:g}."
                advice = f"Give an amount above 0: {_LEAST:g} to {_MOST:,}."
                raise SettingError(message, advice=advice)
        for name, share in (("target", self.target), ("level", self.level)):
            if not 0 < share < 1:
                message = f"--{name} is {share:g}."
                raise SettingError(message, advice="Give a share between 0 and 1, such as 0.95.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """What could be read, and what each would cost; texts that nobody has read.

    Parameters
    ----------
    every
        Every text.
    words
        Those in which a search word stands.
    uncertain, confirm, control
        The parts of the queue: what the model or the search words leave open, what the model
        scores high, and the control sample.
    queue
        All three.
    """

    every: Cost
    words: Cost
    uncertain: Cost
    confirm: Cost
    control: Cost
    queue: Cost


@dataclass(frozen=True, slots=True, kw_only=True)
class Expected:
    """What reading buys, by the model's calibrated probabilities: an expectation, no guarantee.

    Parameters
    ----------
    relevant
        Relevant rows expected in all, those that were found included.
    affordable
        Texts that can still be read within the limit.
    within_limit
        Recall after reading these, the most probable first; NaN where nothing is expected.
    to_target
        Reads to the target; None where nothing is expected.
    """

    relevant: float
    affordable: int
    within_limit: float
    to_target: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Certified:
    """A claim on recall, and what it takes.

    Parameters
    ----------
    target
        Recall is this at least.
    queue, control
        Texts of the queue to read, and control rows to draw after that and read.
    power
        The share of draws in which the claim is certified, if recall is halfway from the target
        to 1.
    cost
        Of both, at most: rows with the same text are read once.
    fits
        Whether that is within what is left of the limit, and the claim is likely to be certified.
    """

    target: float
    queue: int
    control: int
    power: float
    cost: Cost
    fits: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Fitting:
    """A narrower scope that can be read within the limit.

    Parameters
    ----------
    names
        The parts that it is made of, in order.
    rows
        How many rows it has.
    cost
        Of reading what is unread of it, as a request of its own: what was read before is not
        counted.
    """

    names: tuple[str, ...]
    rows: int
    cost: Cost


@dataclass(frozen=True, slots=True, kw_only=True)
class Narrower:
    """The parts that one field cuts the rows into, and the largest that can be read.

    Parameters
    ----------
    by
        ``year``, ``role`` or ``category``.
    parts
        In order of their names; one with a blank name holds the rows that have none.
    in_full, by_queue
        The largest scope that fits if every text of it is read, and if those of its queue are:
        neighbouring years, or one role or category. None where none fits.
    """

    by: str
    parts: Sequence[Part]
    in_full: Fitting | None
    by_queue: Fitting | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Planned:
    """An estimate of cost, with all that it rests on.

    Parameters
    ----------
    asked
        What was asked for.
    minutes, minutes_from
        Minutes a text, and where they are from: ``given``, ``pace`` or ``assumed``.
    pace
        The reviewers' own; None where too few decisions can be timed.
    limit
        The appropriate limit.
    rows, texts, erased
        Rows of the workspace, distinct texts, and rows that nobody has read and nobody can: their
        text was erased.
    spent
        What was read already.
    reading
        What could be read.
    expected, certified
        What that buys: expected recall, and claims on recall that could be certified.
    narrower
        Narrower scopes, by what cuts the rows.
    due
        When the request is to be answered; None where it is not known when it was received.
    sections
        The sections that an answer about cost can need.
    """

    asked: Asked
    minutes: float
    minutes_from: str
    pace: Pace | None
    limit: Limit
    rows: int
    texts: int
    erased: int
    spent: Cost
    reading: Reading
    expected: Expected
    certified: Sequence[Certified]
    narrower: Sequence[Narrower]
    due: Due | None
    sections: Sequence[Section]
