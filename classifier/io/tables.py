"""The shapes of an export whose beginning is looked at: rows, then a table. No reading here."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Layout:
    """How a file is laid out, so that a person can check it and a result can be written alike.

    Parameters
    ----------
    format
        One of `classifier.io.formats.FORMATS`.
    encoding, bom, delimiter, newline
        For CSV and TSV; empty elsewhere. The encoding is Python's name for it.
    sheet, other_sheets, hidden_sheets
        For workbooks: the sheet that was read, the other visible ones, the hidden ones.
    header_row
        The header's row as a spreadsheet numbers it; 0 where the format holds the names itself.
    title_rows
        How many rows that are not blank stand above the header.
    header, names
        The column names as the file spells them, and the same made unique and never blank.
    """

    format: str
    encoding: str = ""
    bom: bool = False
    delimiter: str = ""
    newline: str = ""
    sheet: str = ""
    other_sheets: tuple[str, ...] = ()
    hidden_sheets: tuple[str, ...] = ()
    header_row: int = 0
    title_rows: int = 0
    header: tuple[str, ...] = ()
    names: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Aside:
    """A row set aside: its number, the reason, and its cells as they were read."""

    row: int
    reason: str
    cells: Sequence[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class RawRows:
    """One sheet or file as rows of strings, nothing judged yet.

    Parameters
    ----------
    name
        The sheet's name, empty where there are no sheets.
    rows
        Every row from the first; the first is numbered 1.
    ragged
        Whether the number of cells in a row means anything: it does in CSV, not in a workbook.
    """

    name: str = ""
    rows: list[list[str]]
    ragged: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """What is known of a sheet or file once its header is found, to tell its columns apart.

    Parameters
    ----------
    name
        The sheet's name, empty where there are no sheets.
    header_row, title_rows, header, names
        As in `Layout`.
    columns
        For each name its cells, in the rows that were looked at and have the header's shape.
    found
        How many rows stand below the header, the misshapen ones too, of those looked at.
    """

    name: str = ""
    header_row: int = 0
    title_rows: int = 0
    header: tuple[str, ...]
    names: tuple[str, ...]
    columns: Sequence[Sequence[str]]
    found: int

    @property
    def rows(self) -> int:
        """How many rows that were looked at have the header's shape."""
        return len(self.columns[0]) if self.columns else 0

    def cells(self, name: str) -> Sequence[str]:
        """Return the cells of a column."""
        return self.columns[self.names.index(name)]
