"""An export read in three acts: raw rows, a clean table, allegations. No row is lost."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from classifier.domain.allegation import DATE_FIELDS, TEXT
from classifier.domain.errors import ExportError
from classifier.io.aside import find_unusable, rejected_table
from classifier.io.cells import as_texts
from classifier.io.clean import clean
from classifier.io.columns import check_fields, filled_rows, find_columns, text_columns
from classifier.io.dates import DateOrder, date_order
from classifier.io.raw import read_raw
from classifier.io.tables import Layout, RawRows, Table
from classifier.io.texts import clean_field, clean_texts

Saved = Callable[[Sequence[str]], Mapping[str, str] | None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Export:
    """An export as a table of allegations, with everything that was decided on the way.

    Parameters
    ----------
    source
        The file.
    layout
        How it is laid out.
    columns
        Field to column of ``frame``, in the order of the fields.
    frame
        The usable rows in the file's order, original columns and values: strings, but for
        Parquet, which keeps its types.
    rows
        Shape (rows,): each usable row's number as a spreadsheet shows it, the header counted;
        for JSON lines the line, for Parquet the record, from 1.
    allegations
        The mapped fields only, as clean strings, same index as ``frame``.
    rejected
        The rows set aside: ``row``, ``reason``, then the original columns.
    repaired
        How many usable rows had mojibake in their text.
    dates
        For each mapped date field, how it writes its dates.
    warnings
        What a person should know before trusting the table, one sentence each.
    """

    source: Path
    layout: Layout
    columns: dict[str, str]
    frame: pd.DataFrame
    rows: NDArray[np.int64]
    allegations: pd.DataFrame
    rejected: pd.DataFrame
    repaired: int
    dates: dict[str, DateOrder]
    warnings: tuple[str, ...]

    @property
    def aside(self) -> dict[str, list[int]]:
        """The numbers of the rows set aside, by reason."""
        aside: dict[str, list[int]] = {}
        for row, reason in zip(self.rejected["row"], self.rejected["reason"], strict=True):
            aside.setdefault(str(reason), []).append(int(row))
        return aside


def read_export(
    path: Path,
    *,
    mapping: Mapping[str, str] | None = None,
    sheet: str | None = None,
    require_text: bool = True,
    saved: Saved | None = None,
) -> Export:
    """Read an export, whatever system made it.

    Parameters
    ----------
    path
        CSV, TSV, XLSX, XLS, ODS, Parquet or JSON lines, recognised by what is in it.
    mapping
        Field to column, as the user says.
    sheet
        The sheet of a workbook; without it the one with most allegation texts.
    require_text
        Whether there must be one text column, and a row without text is set aside.
    saved
        Gives the mapping saved for a header, if there is one; ``mapping`` overrides it.

    Raises
    ------
    ExportError
        If the file cannot be read as a table.
    MappingError
        If its columns cannot be told apart.
    """
    asked = dict(mapping or {})
    check_fields(asked)
    layout, raw = read_raw(path, sheet)
    tables = [clean(t, asked.values()) if isinstance(t, RawRows) else t for t in raw]
    wanted = [{**((saved and saved(table.header)) or {}), **asked} for table in tables]
    at, warnings = _choose(path.name, tables, wanted)
    columns, doubts = find_columns(path.name, tables[at], wanted[at], require_text=require_text)
    export = _make(path, _laid_out(layout, tables[at]), tables[at], columns, require_text)
    return replace(export, warnings=(*warnings, *doubts, *_notes(export)))


def _choose(
    source: str, tables: Sequence[Table], wanted: Sequence[Mapping[str, str]]
) -> tuple[int, list[str]]:
    """Return which table to read: the one with most rows of text, or else with most rows."""
    texts = [
        filled_rows(table, text_columns(table, asked))
        for table, asked in zip(tables, wanted, strict=True)
    ]
    if not any(len(table.frame) or table.aside for table in tables):
        headed = next((table for table in tables if table.header), None)
        if headed is None:
            what = f"{source} is empty."
            raise ExportError(what, advice="Export it again.")
        where = f"a header in row {headed.header_row}" if headed.header_row else "names of columns"
        below = "rows below it" if headed.header_row else "rows"
        what = f"{source} has {where}, but no {below}."
        raise ExportError(what, advice="Export it again, and check the filter that was set.")
    at = max(range(len(tables)), key=lambda i: (texts[i], len(tables[i].frame)))
    others = [
        f"'{tables[i].name}' ({n:,} {'row' if n == 1 else 'rows'})"
        for i, n in enumerate(texts)
        if n and i != at
    ]
    if not others:
        return at, []
    listed = ", ".join(others)
    return at, [f"sheet '{tables[at].name}' is read; {listed} could be read with --sheet"]


def _laid_out(layout: Layout, table: Table) -> Layout:
    """Add what cleaning found to the layout."""
    return replace(
        layout,
        sheet=table.name,
        other_sheets=tuple(name for name in layout.other_sheets if name != table.name),
        header_row=table.header_row,
        title_rows=table.title_rows,
        header=table.header,
        names=tuple(table.frame.columns),
    )


def _make(
    path: Path, layout: Layout, table: Table, columns: dict[str, str], require_text: bool
) -> Export:
    """Part the usable rows from the others, and clean the mapped fields."""
    frame, numbers = table.frame, np.asarray(table.numbers, dtype=np.int64)
    cells = {field: as_texts(frame[column]) for field, column in columns.items()}
    repaired = [False] * len(frame)
    aside = list(table.aside)
    usable = np.ones(len(frame), dtype=np.bool_)
    if TEXT in cells:
        cells[TEXT], repaired = clean_texts(cells[TEXT])
        if require_text:
            unusable = find_unusable(cells[TEXT], frame, numbers)
            aside.extend(unusable.values())
            usable[list(unusable)] = False
    allegations = pd.DataFrame(
        {f: v if f == TEXT else clean_field(v) for f, v in cells.items()},
        columns=list(columns),
        index=frame.index,
        dtype="str",
    )
    if not usable.all():
        frame = frame[usable].reset_index(drop=True)
        allegations = allegations[usable].reset_index(drop=True)
        numbers = numbers[usable]
    return Export(
        source=path,
        layout=layout,
        columns=columns,
        frame=frame,
        rows=numbers,
        allegations=allegations,
        rejected=rejected_table(table.header, aside),
        repaired=int(np.asarray(repaired, dtype=np.bool_)[usable].sum()),
        dates={
            field: date_order(allegations[field].tolist(), numbers.tolist())
            for field in DATE_FIELDS
            if field in columns
        },
        warnings=(),
    )


def _notes(export: Export) -> list[str]:
    """Return what the layout itself should tell a person."""
    notes = []
    if export.layout.hidden_sheets:
        listed = ", ".join(f"'{name}'" for name in export.layout.hidden_sheets)
        notes.append(f"hidden sheets are not read: {listed}")
    if export.layout.title_rows:
        notes.append(f"title rows above the header that are left out: {export.layout.title_rows}")
    repeated = [
        n for n, h in zip(export.layout.names, export.layout.header, strict=True) if n != h.strip()
    ]
    if repeated:
        listed = ", ".join(f"'{name}'" for name in repeated)
        notes.append(f"blank or repeated column names are read as {listed}")
    return notes
