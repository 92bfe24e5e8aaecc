"""Tables of counts, found among the rows of a file by what stands in their cells."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from classifier.domain.release import Grid
from classifier.domain.suppression import HIDDEN

_NUMBER: Final = re.compile(r"[0-9]{1,3}(?:,[0-9]{3})+|[0-9]{1,9}")
_MARKS: Final = frozenset(
    {"*", "**", "x", "c", "[c]", "s", "[x]", "suppressed", "withheld", "redacted", "hidden"}
)
_LESS: Final = re.compile(r"(?:<|less than|fewer than|under|below)\s*([0-9]{1,4})", re.IGNORECASE)
_LISTED: Final = re.compile(r"(?<![0-9.,*])([0-9]{1,6}|\*)\s*[x\u00d7]\s+(?=\w)")
"""How a reply lists outcomes in one cell: 1x Written warning; *x where the count is hidden."""
_ZERO: Final = frozenset({"-", "\u2013", "nil", "none"})
_TOTAL: Final = re.compile(r"(?:grand\s+|sub)?total\b|all\b|sum\b|overall\b", re.IGNORECASE)
_YEARS: Final = range(1950, 2101)


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """What a cell says of a count.

    Parameters
    ----------
    lower, upper
        The least and the most that it can be; equal where it is shown.
    shown
        The counts that the cell shows: one, or those of a list of outcomes.
    """

    lower: float
    upper: float
    shown: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class CountTable:
    """A block of counts with what stands at its edges.

    Parameters
    ----------
    where
        The table that it is part of.
    cells
        What each cell says, row by row; all rows are of one length.
    row, column
        The numbers, as a person counts, of its first row and column.
    row_totals, column_totals
        Whether the last column, and the last row, hold totals.
    """

    where: str
    cells: tuple[tuple[Cell, ...], ...]
    row: int
    column: int
    row_totals: bool
    column_totals: bool

    @property
    def hidden(self) -> NDArray[np.bool_]:
        """Which counts are hidden, shape (rows, columns)."""
        return np.array([[cell.lower < cell.upper for cell in row] for row in self.cells])

    def limits(self, lowest: int) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Give the least and the most of each count; what is hidden is at least ``lowest``."""
        lower = np.array([[cell.lower for cell in row] for row in self.cells])
        upper = np.array([[cell.upper for cell in row] for row in self.cells])
        return np.where(self.hidden, lower + lowest, lower), upper

    def place(self, row: int, column: int) -> str:
        """Say where a cell of the block is."""
        return f"{self.where}, row {self.row + row}, column {self.column + column}"


def read_count(text: str) -> Cell | None:
    """Read what a cell says of a count; None if it says something else.

    A blank cell, or a dash, is nothing: 0.
    """
    plain = text.strip()
    if _NUMBER.fullmatch(plain):
        number = int(plain.replace(",", ""))
        return Cell(lower=number, upper=number, shown=(number,))
    if not plain or plain.casefold() in _ZERO:
        return Cell(lower=0, upper=0)
    if plain.casefold() in _MARKS:
        return Cell(lower=0, upper=np.inf)
    below = _LESS.fullmatch(plain)
    if below is not None and int(below[1]) > 1:
        return Cell(lower=0, upper=int(below[1]) - 1)
    return _read_list(plain) if _LISTED.match(plain) else None


def _read_list(text: str) -> Cell:
    """Read a list of outcomes: with one that is hidden, what is shown is the least that it is."""
    listed = _LISTED.findall(text)
    shown = tuple(int(found) for found in listed if found != HIDDEN)
    return Cell(lower=sum(shown), upper=np.inf if HIDDEN in listed else sum(shown), shown=shown)


def count_tables(grid: Grid) -> Iterator[CountTable]:
    """Give the blocks of rows that end in counts, each with the same columns."""
    width = max(map(len, grid.rows), default=0)
    rows = [(*row, *[""] * (width - len(row))) for row in grid.rows]
    begins = [_begin(row) for row in rows]
    start = 0
    for number, begin in enumerate([*begins, None]):
        if begin is None:
            if number > start:
                yield from _block(grid, rows, begins, start, number)
            start = number + 1


def _begin(row: Sequence[str]) -> int | None:
    """Give the column from which on a row holds nothing but counts; None if it holds none."""
    begin = len(row)
    while begin and read_count(row[begin - 1]) is not None:
        begin -= 1
    return begin if any(text.strip() for text in row[begin:]) else None


def _block(
    grid: Grid,
    rows: Sequence[Sequence[str]],
    begins: Sequence[int | None],
    start: int,
    end: int,
) -> Iterator[CountTable]:
    """Give the counts of a block, less a heading of years and the labels beside them."""
    column = max(begin or 0 for begin in begins[start:end])
    if _are_years(rows[start][max(column, 1) :]) or not rows[start][0].strip():
        start += 1
    if column == 0 and _are_years([row[0] for row in rows[start:end]]):
        column = 1
    if start >= end:
        return
    heading = rows[start - 1] if start else ()
    yield CountTable(
        where=grid.where,
        cells=tuple(
            tuple(cell for text in row[column:] if (cell := read_count(text)) is not None)
            for row in rows[start:end]
        ),
        row=grid.first_row + start,
        column=column + 1,
        row_totals=bool(heading) and _is_total(heading[-1]),
        column_totals=any(_is_total(text) for text in rows[end - 1][:column]),
    )


def _are_years(texts: Sequence[str]) -> bool:
    """Say whether all that is there are years."""
    numbers = [text.strip() for text in texts if text.strip()]
    return bool(numbers) and all(
        (text.isdecimal() and int(text) in _YEARS) or _TOTAL.match(text) for text in numbers
    )


def _is_total(text: str) -> bool:
    return bool(_TOTAL.match(text.strip()))
