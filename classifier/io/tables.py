"""The shapes an export passes through while it is read: raw rows, then a table. No reading here."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import pandas as pd


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
    rows, numbers
        Every row, and the number a person sees beside it.
    broken
        Rows that are not even rows: a line of JSON that does not parse.
    headed
        Whether the first row is the header for certain.
    ragged
        Whether the number of cells in a row means anything: it does in CSV, not in a workbook.
    """

    name: str = ""
    rows: list[list[str]]
    numbers: Sequence[int]
    broken: tuple[Aside, ...] = ()
    headed: bool = False
    ragged: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """One sheet or file as a table: the rows that have the header's shape, and the others.

    Parameters
    ----------
    name
        The sheet's name, empty where there are no sheets.
    header_row, title_rows, header
        As in `Layout`.
    frame
        The rows, with unique column names.
    numbers
        Each row's number, one for each row of ``frame``.
    aside
        The rows that cannot be part of the table.
    """

    name: str = ""
    header_row: int = 0
    title_rows: int = 0
    header: tuple[str, ...]
    frame: pd.DataFrame
    numbers: Sequence[int]
    aside: tuple[Aside, ...] = field(default=())
