"""A table as the bytes of a fresh workbook: strings only, nothing hidden, nobody's name in it."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Sequence
from typing import Final

from classifier.domain.errors import OutputError

MAX_CHARACTERS: Final = 32_767
MAX_ROWS: Final = 1_048_576
MAX_COLUMNS: Final = 16_384
"""What XLSX can hold: characters a cell, rows with the header, columns."""

_CREATED: Final = dt.datetime(2020, 1, 1)  # noqa: DTZ001 - a fixed date: same table, same bytes
_ELSEWHERE: Final = "Write .csv or .parquet instead."
_NARROWEST: Final = 8
_WIDEST: Final = 60
_WIDTH_SAMPLE: Final = 200


def sheet_bytes(header: Sequence[str], columns: Sequence[Sequence[str]], *, name: str) -> bytes:
    """Return a workbook with one sheet: header bold and frozen, filters on.

    Parameters
    ----------
    header, columns
        The names, and for each the cells; every cell is written as a string, so none can be a
        formula, a link or a number.
    name
        The file's name, for messages.

    Raises
    ------
    OutputError
        If a cell, or the table, is larger than the format can hold.
    """
    from xlsxwriter import Workbook

    _refuse_too_large(header, columns, name)
    stream = io.BytesIO()  # in memory, so that no text lies about in a temporary folder
    book = Workbook(stream, {"in_memory": True})
    book.set_properties({"created": _CREATED, "author": ""})
    sheet = book.add_worksheet("results")
    bold = book.add_format({"bold": True})
    for position, (title, cells) in enumerate(zip(header, columns, strict=True)):
        sheet.write_string(0, position, title, bold)
        sheet.set_column(position, position, _width(title, cells))
        for row, cell in enumerate(cells, start=1):
            if cell:
                sheet.write_string(row, position, cell)
    sheet.freeze_panes(1, 0)
    if header:
        sheet.autofilter(0, 0, len(columns[0]), len(header) - 1)
    book.close()
    return stream.getvalue()


def _refuse_too_large(header: Sequence[str], columns: Sequence[Sequence[str]], name: str) -> None:
    """Refuse what XLSX would cut short."""
    rows = len(columns[0]) + 1 if columns else 1
    if rows > MAX_ROWS or len(header) > MAX_COLUMNS:
        what = (
            f"{name} cannot be written: {rows:,} rows and {len(header):,} columns do not fit XLSX."
        )
        raise OutputError(what, advice=_ELSEWHERE)
    for title, cells in zip(header, columns, strict=True):
        for row, cell in enumerate(cells, start=2):
            if 2 * len(cell) > MAX_CHARACTERS and _length(cell) > MAX_CHARACTERS:
                what = (
                    f"{name} cannot be written: the cell in row {row}, column '{title[:40]}', has "
                    f"{_length(cell):,} characters, and XLSX holds {MAX_CHARACTERS:,}."
                )
                raise OutputError(what, advice=_ELSEWHERE)


def _length(cell: str) -> int:
    """Return a cell's length as Excel counts it: an emoji is two."""
    return len(cell.encode("utf-16-le", "surrogatepass")) // 2


def _width(title: str, cells: Sequence[str]) -> int:
    """Return a column's width in characters, by its first cells."""
    longest = max((len(cell) for cell in cells[:_WIDTH_SAMPLE]), default=0)
    return min(max(longest, len(title), _NARROWEST) + 2, _WIDEST)
