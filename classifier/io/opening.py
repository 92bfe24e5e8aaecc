"""An export looked at for the first time: its layout, and the tables that it could be read as."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, Final

from classifier.domain.errors import ExportError
from classifier.io.clean import clean
from classifier.io.cut import cut_records, text_of, whole_lines
from classifier.io.delimited import find_layout, read_rows
from classifier.io.encoding import ascii_blocks, find_encoding
from classifier.io.formats import CSV, JSON_LINES, ODS, TSV, XLS, XLSX
from classifier.io.raw import format_of, opened
from classifier.io.tables import Layout, RawRows, Table

if TYPE_CHECKING:
    import pyarrow as pa

BEGINNING: Final = 10_000
"""Rows that are not blank by which the header and the columns of a file are told."""

_BLOCK: Final = 1 << 16  # bytes: a long file is not read far beyond its beginning


@dataclass(frozen=True, slots=True, kw_only=True)
class Opening:
    """A file's layout, and the tables that it could be read as.

    Parameters
    ----------
    layout
        Without what hangs on the table.
    tables
        The beginning of the file, or the sheets of a workbook.
    keys, schema
        As in `classifier.io.source.Source`.
    held
        For workbooks: the rows of each sheet.
    """

    layout: Layout
    tables: Sequence[Table]
    keys: tuple[str, ...] = ()
    schema: pa.Schema | None = None
    held: Sequence[list[list[str]]] = ()


def look_at(path: Path, sheet: str | None, wanted: Collection[str]) -> Opening:
    """Look at a file's beginning, or at all of it where its format asks for that.

    Parameters
    ----------
    path
        The file.
    sheet
        The sheet that is asked for.
    wanted
        Column names that the user speaks of.

    Raises
    ------
    ExportError
        If the file cannot be read as a table.
    """
    form = format_of(path)
    if form in (XLSX, XLS, ODS):
        from classifier.io.workbook import read_workbook

        with opened(path) as file:
            layout, sheets = read_workbook(path.name, file.read(), form, sheet)
        tables = [clean(raw, wanted) for raw in sheets]
        return Opening(layout=layout, tables=tables, held=[raw.rows for raw in sheets])
    if sheet is not None:
        what = f"{path.name} has no sheets: it is {form}."
        raise ExportError(what, advice="Leave --sheet out.")
    if form in (CSV, TSV):
        with opened(path) as file:
            layout = find_layout(path.name, file, form)
            rows = _first_rows(path.name, file, layout)
        return Opening(layout=layout, tables=[clean(RawRows(rows=rows, ragged=True), wanted)])
    if form == JSON_LINES:
        with opened(path) as file:
            return _open_json_lines(path.name, file)
    from classifier.io.records import parquet_head

    schema, table = parquet_head(path, BEGINNING)
    return Opening(layout=Layout(format=form), tables=[table], schema=schema)


def _first_rows(name: str, file: BinaryIO, layout: Layout) -> list[list[str]]:
    """Return the rows of a delimited file up to the last of its beginning."""
    rows: list[list[str]] = []
    filled = 0
    blocks = ascii_blocks(file, layout.encoding, bom=layout.bom, size=_BLOCK)
    for piece in cut_records(name, blocks, layout.delimiter):
        text = text_of(piece.content, layout.encoding)
        for row in read_rows(
            name, text, layout.delimiter, first_row=piece.first_record, first_line=piece.first_line
        ):
            rows.append(row)
            filled += any(map(str.strip, row))
            if filled == BEGINNING:
                return rows
    return rows


def _open_json_lines(name: str, file: BinaryIO) -> Opening:
    """Look at all lines for their keys."""
    from classifier.io.records import Keys

    encoding, bom = find_encoding(file)
    keys = Keys(BEGINNING)
    for piece in whole_lines(name, ascii_blocks(file, encoding, bom=bom)):
        keys.add(text_of(piece.content, encoding, errors="replace"))
    names, table = keys.table(name)
    return Opening(
        layout=Layout(format=JSON_LINES, encoding=encoding, bom=bom), tables=[table], keys=names
    )
