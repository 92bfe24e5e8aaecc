"""An export opened: what it is, how it is laid out, which column is which. No row is kept."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING

from classifier.domain.errors import ExportError
from classifier.io.columns import check_fields, filled_rows, find_columns, text_columns
from classifier.io.opening import look_at
from classifier.io.tables import Layout, Table

if TYPE_CHECKING:
    import pyarrow as pa

Saved = Callable[[Sequence[str]], Mapping[str, str] | None]


@dataclass(frozen=True, slots=True)
class Held:
    """A workbook's rows, which stay in the process that read them: what is sent on has none."""

    rows: Sequence[list[str]] = ()

    def __reduce__(self) -> tuple[type[Held], tuple[()]]:
        """Travel without the rows."""
        return Held, ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """An export that is ready to be read in pieces; small enough to be sent to every process.

    Parameters
    ----------
    path
        The file.
    layout
        How it is laid out.
    columns
        Field to column of ``layout.names``, in the order of the fields.
    require_text
        Whether a row without text is set aside.
    warnings
        What a person should know before trusting the table, one sentence each.
    keys
        For JSON lines: the key of each column.
    schema
        For Parquet: the types of the columns, under ``layout.names``.
    held
        For workbooks: the rows of the sheet, in the process that opened it.
    """

    path: Path
    layout: Layout
    columns: Mapping[str, str]
    require_text: bool
    warnings: tuple[str, ...] = ()
    keys: tuple[str, ...] = ()
    schema: pa.Schema | None = None
    held: Held = field(default_factory=Held, repr=False)


def open_source(
    path: Path,
    *,
    mapping: Mapping[str, str] | None = None,
    sheet: str | None = None,
    require_text: bool = True,
    saved: Saved | None = None,
) -> Source:
    """Open an export, whatever system made it.

    The encoding of text, the keys of JSON lines and everything about a workbook is told by the
    whole file. The rest is told by its beginning, the first
    `classifier.io.opening.BEGINNING` rows that are not blank:
    the header, whether a column that could be the text is filled at all, and whether it reads
    like prose; the delimiter by the first 65,536 characters.

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
    opening = look_at(path, sheet, asked.values())
    tables = opening.tables
    wanted = [{**((saved and saved(table.header)) or {}), **asked} for table in tables]
    at, warnings = _choose(path.name, tables, wanted)
    columns, doubts = find_columns(path.name, tables[at], wanted[at], require_text=require_text)
    layout = _laid_out(opening.layout, tables[at])
    return Source(
        path=path,
        layout=layout,
        columns=columns,
        require_text=require_text,
        warnings=(*warnings, *doubts, *_notes(layout)),
        keys=opening.keys,
        schema=opening.schema,
        held=Held(opening.held[at]) if opening.held else Held(),
    )


def changed_meanwhile(name: str) -> ExportError:
    """Say that a file is not what it was when it was opened, or read for the first time."""
    what = f"{name} was changed while it was read."
    return ExportError(what, advice="Try again once nobody writes to it.")


def _choose(
    source: str, tables: Sequence[Table], wanted: Sequence[Mapping[str, str]]
) -> tuple[int, list[str]]:
    """Return which table to read: the one with most rows of text, or else with most rows."""
    texts = [
        filled_rows(table, text_columns(table, asked))
        for table, asked in zip(tables, wanted, strict=True)
    ]
    if not any(table.found for table in tables):
        headed = next((table for table in tables if table.header), None)
        if headed is None:
            what = f"{source} is empty."
            raise ExportError(what, advice="Export it again.")
        where = f"a header in row {headed.header_row}" if headed.header_row else "names of columns"
        below = "rows below it" if headed.header_row else "rows"
        what = f"{source} has {where}, but no {below}."
        raise ExportError(what, advice="Export it again, and check the filter that was set.")
    at = max(range(len(tables)), key=lambda i: (texts[i], tables[i].rows))
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
        names=table.names,
    )


def _notes(layout: Layout) -> list[str]:
    """Return what the layout itself should tell a person."""
    notes = []
    if layout.hidden_sheets:
        listed = ", ".join(f"'{name}'" for name in layout.hidden_sheets)
        notes.append(f"hidden sheets are not read: {listed}")
    if layout.title_rows:
        notes.append(f"title rows above the header that are left out: {layout.title_rows}")
    repeated = [n for n, h in zip(layout.names, layout.header, strict=True) if n != h.strip()]
    if repeated:
        listed = ", ".join(f"'{name}'" for name in repeated)
        notes.append(f"blank or repeated column names are read as {listed}")
    return notes
