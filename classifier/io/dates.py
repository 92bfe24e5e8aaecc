"""How a column writes its dates: day-first unless it proves otherwise, and what they are."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final, Literal

import pandas as pd

Kind = Literal["day_first", "month_first", "iso", "serial", "written", "ambiguous", "none", "blank"]

_TIME: Final = r"(?:[ T,]+\d{1,2}[:.]\d{2}.*)?"
_ISO: Final = re.compile(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})" + _TIME)
_NUMERIC: Final = re.compile(r"(\d{1,2})[-/. ](\d{1,2})[-/. ](\d{4}|\d{2})" + _TIME)
_DAY_MONTH: Final = re.compile(
    r"(?:[a-z]+,? )?(\d{1,2})(?:st|nd|rd|th)?[-/., ]+([a-z]{3,9})[-/., ]+(\d{4}|\d{2})" + _TIME,
    re.IGNORECASE,
)
_MONTH_DAY: Final = re.compile(
    r"(?:[a-z]+,? )?([a-z]{3,9})\.? (\d{1,2})(?:st|nd|rd|th)?,? (\d{4})" + _TIME, re.IGNORECASE
)
_SERIAL: Final = re.compile(r"[2-7]\d{4}(?:\.\d+)?")  # 1954 to 2119
_MONTHS: Final = (
    "jan",
    "feb",
    "mar",
    "apr",
    "may",
    "jun",
    "jul",
    "aug",
    "sep",
    "oct",
    "nov",
    "dec",
)
_EPOCH: Final = dt.date(
    1899, 12, 30
)  # day 0 of Excel's serials, its false 29 February 1900 included
_CENTURY: Final = 69  # two-digit years from here on belong to the twentieth, as POSIX has it


@dataclass(frozen=True, slots=True, kw_only=True)
class DateOrder:
    """How a column writes its dates.

    Parameters
    ----------
    kind
        ``ambiguous``: some rows can only be day-first and others only month-first;
        ``none``: not blank, but nothing in it is a date.
    rows
        The two rows that show an ambiguity, the day-first one first; otherwise empty.
    dated, unread
        How many cells are dates in some form, and how many are neither that nor blank.
    """

    kind: Kind
    rows: tuple[int, ...] = ()
    dated: int = 0
    unread: int = 0


def date_order(values: Sequence[str], rows: Sequence[int]) -> DateOrder:
    """Say whether a column writes day-first, month-first, ISO or serials, by all its values.

    Parameters
    ----------
    values
        The cells, blank where there is none.
    rows
        The row number of each.
    """
    shapes = [_shape(value.strip()) for value in values]
    counts = {shape: shapes.count(shape) for shape in set(shapes)}
    unread = counts.pop("none", 0)
    counts.pop("blank", 0)
    dated = sum(counts.values())
    if not dated:
        return DateOrder(kind="none" if unread else "blank", unread=unread)
    day, month = (
        next((row for shape, row in zip(shapes, rows, strict=True) if shape == proof), None)
        for proof in ("day_first", "month_first")
    )
    if day is not None and month is not None:
        return DateOrder(kind="ambiguous", rows=(day, month), dated=dated, unread=unread)
    return DateOrder(kind=_kind(counts), dated=dated, unread=unread)


def parse_dates(values: Sequence[str], order: DateOrder) -> pd.Series:
    """Return the dates of a column, shape (rows,), missing where a cell is blank or no date.

    Raises
    ------
    ValueError
        If the order is ambiguous: the caller names the two rows to the user instead.
    """
    if order.kind == "ambiguous":
        message = "an ambiguous column has no dates"
        raise ValueError(message)
    month_first = order.kind == "month_first"
    known = {value: _date(value.strip(), month_first=month_first) for value in set(values)}
    return pd.Series([known[value] for value in values], dtype="datetime64[s]")


def _kind(counts: dict[str, int]) -> Kind:
    """Name the order of a column that does not contradict itself."""
    if "month_first" in counts:
        return "month_first"
    if "day_first" in counts or "either" in counts:
        return "day_first"
    if "iso" in counts:
        return "iso"
    return "serial" if "serial" in counts else "written"


def _shape(value: str) -> str:
    """Name what one cell shows of its column's order."""
    if not value:
        return "blank"
    numeric = _NUMERIC.fullmatch(value)
    if numeric:
        first, second = int(numeric[1]), int(numeric[2])
        if _real(numeric[3], second, first) and _real(numeric[3], first, second):
            return "either"
        if _real(numeric[3], second, first):
            return "day_first"
        return "month_first" if _real(numeric[3], first, second) else "none"
    return next((name for name, read in _READERS if read(value) is not None), "none")


def _date(value: str, *, month_first: bool) -> dt.date | None:
    """Read one cell."""
    numeric = _NUMERIC.fullmatch(value)
    if numeric:
        day, month = (2, 1) if month_first else (1, 2)
        return _real(numeric[3], int(numeric[month]), int(numeric[day]))
    dates = (read(value) for _, read in _READERS)
    return next((date for date in dates if date is not None), None)


def _iso(value: str) -> dt.date | None:
    """Read ``2018-01-31``."""
    match = _ISO.fullmatch(value)
    return _real(match[1], int(match[2]), int(match[3])) if match else None


def _serial(value: str) -> dt.date | None:
    """Read Excel's count of days."""
    if _SERIAL.fullmatch(value) is None:
        return None
    return _EPOCH + dt.timedelta(days=int(float(value)))


def _written(value: str) -> dt.date | None:
    """Read ``30 August 2022``, ``30-Aug-22`` or ``August 30, 2022``."""
    match = _DAY_MONTH.fullmatch(value)
    if match:
        return _real(match[3], _month(match[2]), int(match[1]))
    match = _MONTH_DAY.fullmatch(value)
    return _real(match[3], _month(match[1]), int(match[2])) if match else None


_READERS: Final[tuple[tuple[str, Callable[[str], dt.date | None]], ...]] = (
    ("iso", _iso),
    ("serial", _serial),
    ("written", _written),
)


def _month(name: str) -> int:
    """Return a month's number, 0 where the word is no month."""
    short = name[:3].casefold()
    return _MONTHS.index(short) + 1 if short in _MONTHS else 0


def _real(year: str, month: int, day: int) -> dt.date | None:
    """Return a date, or None where the calendar has no such day."""
    full = int(year)
    if len(year) == 2:  # the other spelling has four digits
        full += 1900 if full >= _CENTURY else 2000
    try:
        return dt.date(full, month, day)
    except ValueError:
        return None
