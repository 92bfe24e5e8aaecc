"""A fresh workbook written part by part: strings only, nothing hidden, nobody's name in it."""

from __future__ import annotations

import datetime as dt
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from classifier.domain.errors import OutputError

if TYPE_CHECKING:
    from xlsxwriter.worksheet import Worksheet

MAX_CHARACTERS: Final = 32_767
MAX_ROWS: Final = 1_048_576
MAX_COLUMNS: Final = 16_384
"""What XLSX can hold: characters a cell, rows with the header, columns."""

_CREATED: Final = dt.datetime(2020, 1, 1)  # noqa: DTZ001 - a fixed date: same table, same bytes
_ELSEWHERE: Final = "Write .csv or .parquet instead."
_NARROWEST: Final = 8
_WIDEST: Final = 60
_WIDTH_SAMPLE: Final = 200


@dataclass(slots=True)
class SheetFile:
    """A workbook's sheet that rows are added to."""

    name: str
    header: Sequence[str]
    _sheet: Worksheet
    _widths: list[int]
    _rows: int = 0

    def add(self, columns: Sequence[Sequence[str]], rows: int) -> None:
        """Write the next rows; every cell is a string, so none is a formula, link or number.

        Raises
        ------
        OutputError
            If a cell, or the table, is larger than the format can hold.
        """
        refuse_too_large(self.name, self._rows + rows, len(self.header))
        self._refuse_long(columns)
        if self._rows < _WIDTH_SAMPLE:
            sample = _WIDTH_SAMPLE - self._rows
            self._widths = [
                max([width, *map(len, column[:sample])])
                for width, column in zip(self._widths, columns, strict=True)
            ]
        write = self._sheet.write_string
        for number, row in enumerate(zip(*columns, strict=True), start=self._rows + 1):
            for position, cell in enumerate(row):
                if cell:
                    write(number, position, cell)
        self._rows += rows

    def finish(self) -> None:
        """Give the sheet its looks."""
        for position, width in enumerate(self._widths):
            self._sheet.set_column(position, position, min(max(width, _NARROWEST) + 2, _WIDEST))
        self._sheet.freeze_panes(1, 0)
        if self.header:
            self._sheet.autofilter(0, 0, self._rows, len(self.header) - 1)

    def _refuse_long(self, columns: Sequence[Sequence[str]]) -> None:
        """Refuse a cell that XLSX would cut short."""
        for title, cells in zip(self.header, columns, strict=True):
            if 2 * max(map(len, cells), default=0) <= MAX_CHARACTERS:
                continue
            for row, cell in enumerate(cells, start=self._rows + 2):
                if _length(cell) > MAX_CHARACTERS:
                    what = (
                        f"{self.name} cannot be written: the cell in row {row}, column "
                        f"'{title[:40]}', has {_length(cell):,} characters, and XLSX holds "
                        f"{MAX_CHARACTERS:,}."
                    )
                    raise OutputError(what, advice=_ELSEWHERE)


@contextmanager
def open_sheet(path: Path, header: Sequence[str], *, name: str) -> Iterator[SheetFile]:
    """Give a workbook with one sheet: header bold and frozen, filters on.

    Rows wait in a private folder beside the file, which is taken away at the end.

    Parameters
    ----------
    path
        Where to.
    header
        The names of the columns.
    name
        The file's name, for messages.
    """
    from xlsxwriter import Workbook

    refuse_too_large(name, 0, len(header))
    with (
        tempfile.TemporaryDirectory(dir=path.parent, prefix=f".{name[:40]}.") as folder,
        path.open("wb") as stream,
    ):
        options = {"constant_memory": True, "tmpdir": folder, "use_zip64": True}
        book = Workbook(stream, options)
        try:
            book.set_properties({"created": _CREATED, "author": ""})
            sheet = book.add_worksheet("results")
            bold = book.add_format({"bold": True})
            for position, title in enumerate(header):
                sheet.write_string(0, position, title, bold)
            out = SheetFile(name, header, sheet, [len(title) for title in header])
            yield out
            out.finish()
        finally:
            book.close()  # also where the file is not wanted: what waits in the folder is closed


def refuse_too_large(name: str, rows: int, columns: int) -> None:
    """Refuse a table that XLSX cannot hold, of so many rows or more below its header.

    Raises
    ------
    OutputError
        If it has too many rows or columns.
    """
    if rows + 1 > MAX_ROWS or columns > MAX_COLUMNS:
        what = (
            f"{name} cannot be written: {rows + 1:,} rows and {columns:,} columns do not fit XLSX."
        )
        raise OutputError(what, advice=_ELSEWHERE)


def _length(cell: str) -> int:
    """Return a cell's length as Excel counts it: an emoji is two."""
    return len(cell.encode("utf-16-le", "surrogatepass")) // 2
