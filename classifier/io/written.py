"""A table as the bytes of a CSV or TSV file, as the export came; cells like formulas are found."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from classifier.domain.cells import defused, is_formula
from classifier.io.encoding import is_wide
from classifier.io.formats import TSV
from classifier.io.tables import Layout

_ENDING: Final = "\r\n"
_QUOTE: Final = '"'
_TWICE: Final = '""'


@dataclass(frozen=True, slots=True, kw_only=True)
class Spelling:
    """How a CSV or TSV file is spelled.

    Parameters
    ----------
    name
        The file's name, for messages.
    delimiter, newline, encoding, bom
        As in `classifier.io.tables.Layout`.
    """

    name: str
    delimiter: str
    newline: str
    encoding: str
    bom: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class CsvPart:
    """Some rows of a CSV or TSV file.

    Parameters
    ----------
    content
        The bytes, in the file's encoding if they fit it, and in UTF-8 otherwise.
    fits
        Whether they do.
    like_formulas
        How many cells a spreadsheet would take for a formula.
    """

    content: bytes
    fits: bool
    like_formulas: int


def spelling(name: str, layout: Layout | None) -> Spelling:
    """Say how to spell a file: as an export came, or else as a spreadsheet opens it right.

    Parameters
    ----------
    name
        The file's name: ``.tsv`` means tabs.
    layout
        The export's; without it, or if it was no CSV: UTF-8 with BOM and commas.
    """
    tabs = name.casefold().endswith(".tsv")
    if layout is None or not layout.delimiter:
        delimiter = "\t" if tabs else ","
        return Spelling(name=name, delimiter=delimiter, newline=_ENDING, encoding="utf-8", bom=True)
    commas = "," if layout.format == TSV else layout.delimiter
    return Spelling(
        name=name,
        delimiter="\t" if tabs else commas,
        newline=layout.newline,
        encoding=layout.encoding,
        bom=layout.bom,
    )


def csv_part(columns: Sequence[Sequence[str]], spelled: Spelling, *, defuse: bool) -> CsvPart:
    """Return rows as CSV, without a BOM.

    Parameters
    ----------
    columns
        For each column the cells.
    spelled
        How the file is spelled.
    defuse
        Whether cells that begin like formulas get an apostrophe.
    """
    like_formulas = [_formulas(column) for column in columns]
    if defuse and any(like_formulas):
        columns = [
            [defused(cell) for cell in column] if count else column
            for column, count in zip(columns, like_formulas, strict=True)
        ]
    text = _text(columns, spelled)
    try:
        content, fits = text.encode(spelled.encoding), True
    except UnicodeEncodeError:
        content, fits = text.encode("utf-8", "replace"), False
    return CsvPart(content=content, fits=fits, like_formulas=sum(like_formulas))


def csv_after(
    records: Sequence[bytes],
    columns: Sequence[Sequence[str]],
    spelled: Spelling,
    *,
    like_formulas: int,
) -> CsvPart:
    """Return rows as CSV that begin with what stands in the export, byte for byte.

    Parameters
    ----------
    records
        What stands in the export, without the line break; in UTF-8 where that has a wide encoding.
    columns
        For each column to write after them the cells.
    spelled
        How the file is spelled.
    like_formulas
        How many of the export's own cells a spreadsheet would take for a formula.
    """
    encoding = "utf-8" if is_wide(spelled.encoding) else spelled.encoding
    like_formulas += count_formulas(columns)
    added = [f"{spelled.delimiter}{line}" for line in _lines(columns, spelled)]
    lines = [f"{line}{spelled.newline}" for line in added or [""] * len(records)]
    try:
        after, fits = [line.encode(encoding) for line in lines], True
    except UnicodeEncodeError:
        after, fits = [line.encode("utf-8", "replace") for line in lines], False
        records = [record.decode(encoding).encode() for record in records]
    content = b"".join([record + end for record, end in zip(records, after, strict=True)])
    if fits and encoding != spelled.encoding:
        content = content.decode().encode(spelled.encoding)
    return CsvPart(content=content, fits=fits, like_formulas=like_formulas)


def csv_warnings(spelled: Spelling, *, like_formulas: int, fits: bool, defuse: bool) -> list[str]:
    """Return what a person should know of a file: cells like formulas, another encoding."""
    warnings = []
    if like_formulas and not defuse:
        begin = "cells begin like formulas" if like_formulas > 1 else "cell begins like a formula"
        warnings.append(
            f"{spelled.name}: {like_formulas:,} {begin}, and a spreadsheet may run what it takes "
            "for one; --defuse puts an apostrophe before it"
        )
    if not fits:
        warnings.append(
            f"{spelled.name} is written as UTF-8: not every character fits "
            f"{spelled.encoding.upper()}, the encoding of the export"
        )
    return warnings


def csv_bytes(
    header: Sequence[str],
    columns: Sequence[Sequence[str]],
    *,
    name: str,
    layout: Layout | None,
    defuse: bool,
) -> tuple[bytes, tuple[str, ...]]:
    """Return a whole table as CSV or TSV, and warnings.

    Parameters
    ----------
    header, columns
        The names, and for each the cells.
    name, layout
        As for `spelling`.
    defuse
        As for `csv_part`.
    """
    spelled = spelling(name, layout)
    rows = [[title, *cells] for title, cells in zip(header, columns, strict=True)]
    part = csv_part(rows, spelled, defuse=defuse)
    encoding = spelled.encoding if part.fits else "utf-8"
    mark = "\ufeff".encode(encoding) if spelled.bom or not part.fits else b""
    warnings = csv_warnings(
        spelled, like_formulas=part.like_formulas, fits=part.fits, defuse=defuse
    )
    return mark + part.content, tuple(warnings)


def count_formulas(columns: Iterable[Sequence[str]]) -> int:
    """Count the cells that a spreadsheet would take for a formula."""
    return sum(map(_formulas, columns))


def _formulas(column: Sequence[str]) -> int:
    """Count the cells of a column that a spreadsheet would take for a formula."""
    formulas = {cell for cell in set(column) if is_formula(cell)}
    return sum(map(formulas.__contains__, column)) if formulas else 0


def _text(columns: Sequence[Sequence[str]], spelled: Spelling) -> str:
    """Return rows as CSV."""
    lines = _lines(columns, spelled)
    if len(columns) == 1:
        lines = (line or _TWICE for line in lines)  # a blank line would be no row
    return spelled.newline.join([*lines, ""])


def _lines(columns: Sequence[Sequence[str]], spelled: Spelling) -> Iterator[str]:
    """Give the line of each row.

    As `csv.writer` writes them, column by column, which takes a third of its time: most columns
    have nothing to quote.
    """
    special = (spelled.delimiter, _QUOTE, "\r", "\n")
    quoted = [_quoted(column, special) for column in columns]
    return map(spelled.delimiter.join, zip(*quoted, strict=True))


def _quoted(column: Sequence[str], special: Sequence[str]) -> Sequence[str]:
    """Return the cells of a column, in quotes where they hold something special."""
    together = "\0".join(column)
    if not any(character in together for character in special):
        return column
    found = re.compile(f"[{''.join(special)}]").search
    quoted = {
        cell: f'"{cell.replace(_QUOTE, _TWICE)}"' if found(cell) else cell for cell in set(column)
    }
    return [quoted[cell] for cell in column]
