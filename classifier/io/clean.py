"""The header of a table that may have titles above it, and columns that nobody uses."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Sequence
from itertools import islice
from typing import Final

from classifier.io.aliases import canonical, field_of
from classifier.io.names import unique_names
from classifier.io.tables import RawRows, Table

_NUMBER: Final = re.compile(r"[\s£$€]*[-+]?\d[\d\s.,:/-]*%?")
_HEADER_WITHIN: Final = 30


def clean(raw: RawRows, wanted: Collection[str] = ()) -> Table:
    """Find the header, and the rows that have its shape.

    Parameters
    ----------
    raw
        The rows.
    wanted
        Column names that the user speaks of: a row that holds them is the header.

    Returns
    -------
    Table
        A sheet's without the blank columns at its right edge. Wholly blank lines are left out.
    """
    filled = [position for position, row in enumerate(raw.rows) if any(map(str.strip, row))]
    if not filled:
        return Table(name=raw.name, header=(), names=(), columns=(), found=0)
    at = _find_header(raw.rows, filled, wanted)
    header = raw.rows[filled[at]]
    below = [raw.rows[position] for position in filled[at + 1 :]]
    width = len(header) if raw.ragged else _used_width(header, below)
    kept = [row[:width] for row in below if not raw.ragged or len(row) == width]
    return Table(
        name=raw.name,
        header_row=filled[at] + 1,
        title_rows=at,
        header=tuple(header[:width]),
        names=tuple(unique_names(header[:width])),
        columns=tuple(zip(*kept, strict=True)) or ((),) * width,
        found=len(below),
    )


def _find_header(rows: list[list[str]], filled: list[int], wanted: Collection[str]) -> int:
    """Return which of the filled rows is the header.

    Only a row that is fuller than every row above it can be: titles and merged headings fill few
    cells. Among those the one with the most known names wins, then one that fills more than half
    the usual width, then one without numbers, then the first.
    """
    asked = {canonical(name) for name in wanted}
    head = [rows[position] for position in islice(filled, _HEADER_WITHIN)]
    usual = max(Counter(map(len, head)).items(), key=lambda pair: (pair[1], pair[0]))[0]
    best, best_rank, fullest = 0, (-1, False, False), 0
    for at, row in enumerate(head):
        cells = [cell for cell in row if cell.strip()]
        if len(cells) <= fullest:
            continue
        fullest = len(cells)
        known = {field_of(cell) for cell in cells} - {None}
        named = sum(canonical(cell) in asked for cell in cells) if asked else 0
        no_numbers = not any(_NUMBER.fullmatch(cell) for cell in cells)
        rank = (len(known) + 2 * named, 2 * len(cells) > usual, no_numbers)
        if rank > best_rank:
            best, best_rank = at, rank
    return best


def _used_width(header: Sequence[str], rows: Sequence[Sequence[str]]) -> int:
    """Return how many columns a sheet has without the blank ones at its right edge."""
    width = len(header)
    while width and not header[width - 1].strip():
        if any(row[width - 1].strip() for row in rows):
            break
        width -= 1
    return width
