"""A piece of an export read, in any process: usable rows, clean texts, and the rows set aside."""

from __future__ import annotations

import gc
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from itertools import compress
from operator import itemgetter
from typing import TYPE_CHECKING, cast

import numpy as np
from numpy.typing import NDArray

from classifier.domain.allegation import TEXT
from classifier.io.aside import find_unusable, misfit
from classifier.io.cells import arrow_texts
from classifier.io.cut import text_of
from classifier.io.delimited import read_rows
from classifier.io.formats import JSON_LINES, PARQUET
from classifier.io.pieces import RawPiece
from classifier.io.source import Source, changed_meanwhile
from classifier.io.tables import Aside
from classifier.io.texts import clean_field, clean_texts
from classifier.io.uncut import Records, records_in

if TYPE_CHECKING:
    import pyarrow as pa

Columns = tuple[Sequence[str], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """What was read of a piece.

    Parameters
    ----------
    number
        Which piece it is, from 0.
    numbers
        Shape (rows,): each usable row's number as a spreadsheet shows it, the header counted;
        for JSON lines the line, for Parquet the record, from 1.
    cells
        For each column of ``layout.names`` the usable rows' cells as they were read.
    texts
        The usable rows' texts, clean; none where the export has no column for them.
    repaired
        Shape (rows,): whether the text was mojibake.
    aside
        The rows set aside, in their order.
    records
        For CSV and TSV: the usable rows as they stand in the file.
    batch
        For Parquet: the usable rows in their own types, under ``layout.names``.
    """

    number: int
    numbers: NDArray[np.int64]
    cells: Columns
    texts: list[str]
    repaired: NDArray[np.bool_]
    aside: tuple[Aside, ...]
    records: Records | None = None
    batch: pa.RecordBatch | None = None

    def __len__(self) -> int:
        """How many rows can be used."""
        return len(self.numbers)


def parse(source: Source, piece: RawPiece) -> Part:
    """Read a piece of an export.

    Raises
    ------
    ExportError
        If its quotes are not balanced, or the export is no longer in its encoding.
    """
    with _no_collection():
        if source.layout.format == PARQUET:
            part = _of_parquet(piece)
        elif source.layout.format == JSON_LINES:
            part = _of_json_lines(source, piece)
        else:
            part = _of_rows(source, piece)
        return _usable(source, part) if TEXT in source.columns else part


def fields(source: Source, part: Part) -> dict[str, list[str]]:
    """Return the mapped fields of the usable rows as clean strings, in the order of the fields."""
    at = source.layout.names.index
    return {
        field: part.texts if field == TEXT else clean_field(part.cells[at(column)])
        for field, column in source.columns.items()
    }


@contextmanager
def _no_collection() -> Iterator[None]:
    """Put off the search for cycles: a piece makes many lists and no cycle."""
    collecting = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if collecting:
            gc.enable()


def _part(
    piece: RawPiece,
    numbers: NDArray[np.int64],
    cells: Columns,
    aside: Sequence[Aside] = (),
    records: Records | None = None,
    batch: pa.RecordBatch | None = None,
) -> Part:
    """Return a part whose texts are not looked at yet."""
    return Part(
        number=piece.number,
        numbers=numbers,
        cells=cells,
        texts=[],
        repaired=np.zeros(len(numbers), dtype=np.bool_),
        aside=tuple(aside),
        records=records,
        batch=batch,
    )


def _of_parquet(piece: RawPiece) -> Part:
    batch = cast("pa.RecordBatch", piece.content)
    numbers = np.arange(piece.first_record, piece.first_record + batch.num_rows, dtype=np.int64)
    return _part(piece, numbers, tuple(map(arrow_texts, batch.columns)), batch=batch)


def _of_json_lines(source: Source, piece: RawPiece) -> Part:
    from classifier.io.records import read_records, record_columns

    text = text_of(cast("bytes", piece.content), source.layout.encoding, errors="replace")
    records, broken = read_records(text, piece.first_line)
    records = records if source.keys else []  # there is nothing in any of them
    numbers = np.array([number for number, _ in records], dtype=np.int64)
    cells = record_columns([record for _, record in records], source.keys)
    return _part(piece, numbers, cells, broken)


def _of_rows(source: Source, piece: RawPiece) -> Part:
    """Read rows of CSV, TSV or a workbook: without the header, blank ones and misshapen ones."""
    layout, rows = source.layout, _rows(source, piece)
    above = max(0, layout.header_row + 1 - piece.first_record)
    rows = rows[above:] if above else rows
    first = piece.first_record + above
    numbers = np.arange(first, first + len(rows), dtype=np.int64)
    width, aside = len(layout.names), []
    if layout.delimiter and set(map(len, rows)) - {width}:
        shaped = [len(row) == width for row in rows]
        aside = [
            Aside(row=number, reason=misfit(row, width), cells=row)
            for number, row, fits in zip(numbers.tolist(), rows, shaped, strict=True)
            if not fits and any(map(str.strip, row))
        ]
        rows, numbers = list(compress(rows, shaped)), numbers[shaped]
    at = layout.names.index(source.columns.get(TEXT, layout.names[0]))
    if not all(map(str.strip, map(itemgetter(at), rows))):  # most often there is a text in each
        filled = [any(map(str.strip, row)) for row in rows]
        rows, numbers = list(compress(rows, filled)), numbers[filled]
    cells = tuple(zip(*rows, strict=True))[:width] if rows else ((),) * width
    records = records_in(source, piece, numbers) if layout.delimiter else None
    return _part(piece, numbers, cells, aside, records)


def _rows(source: Source, piece: RawPiece) -> Sequence[list[str]]:
    layout = source.layout
    if not layout.delimiter:
        return cast("list[list[str]]", piece.content)
    try:
        text = text_of(cast("bytes", piece.content), layout.encoding)
    except UnicodeDecodeError:  # all its bytes were looked at
        raise changed_meanwhile(source.path.name) from None
    return read_rows(
        source.path.name,
        text,
        layout.delimiter,
        first_row=piece.first_record,
        first_line=piece.first_line,
    )


def _usable(source: Source, part: Part) -> Part:
    """Clean the texts, and set aside the rows that are totals or have none, if one is required."""
    at = source.layout.names.index(source.columns[TEXT])
    texts, mojibake = clean_texts(part.cells[at])
    part = replace(part, texts=texts, repaired=np.array(mojibake, dtype=np.bool_))
    unusable = find_unusable(texts, part.cells, part.numbers) if source.require_text else {}
    aside = tuple(sorted((*part.aside, *unusable.values()), key=lambda row: row.row))
    if not unusable:
        return replace(part, aside=aside)
    keep = np.ones(len(part), dtype=np.bool_)
    keep[list(unusable)] = False
    return replace(
        part,
        numbers=part.numbers[keep],
        cells=tuple(list(compress(column, keep)) for column in part.cells),
        texts=list(compress(texts, keep)),
        repaired=part.repaired[keep],
        aside=aside,
        records=None if part.records is None else part.records.take(keep),
        batch=None if part.batch is None else part.batch.filter(keep),
    )
