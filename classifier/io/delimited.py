"""CSV and TSV: how a file is laid out, and its rows by the standard library's reader."""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from itertools import islice
from typing import BinaryIO, Final

from classifier.domain.errors import ExportError
from classifier.io.aliases import field_of
from classifier.io.encoding import ascii_blocks, find_encoding, is_wide, refuse_faults
from classifier.io.formats import CSV, TSV
from classifier.io.tables import Layout

DELIMITERS: Final = (",", ";", "\t", "|")
_SAMPLE: Final = 65536
_SAMPLE_ROWS: Final = 30
_LONGEST_FIELD: Final = (
    2**31 - 1
)  # the reader's own limit, 131,072, is shorter than some narratives


def find_layout(name: str, file: BinaryIO, form: str) -> Layout:
    """Say how CSV or TSV is laid out: its encoding by all bytes, the delimiter by the first.

    Raises
    ------
    ExportError
        If the bytes are no text in the encoding that their first bytes promise.
    """
    encoding, bom = find_encoding(file)
    if bom or is_wide(encoding):
        refuse_faults(name, file, encoding)
    text = _beginning(file, encoding, bom=bom)
    delimiter = "\t" if form == TSV and "\t" in text[:_SAMPLE] else find_delimiter(text)
    return Layout(
        format=TSV if form == TSV and delimiter == "\t" else CSV,
        encoding=encoding,
        bom=bom,
        delimiter=delimiter,
        newline=_newline(ascii_blocks(file, encoding, bom=bom)),
    )


def find_delimiter(text: str) -> str:
    """Return the delimiter that cuts the first rows most evenly; known column names weigh most."""
    return max(DELIMITERS, key=lambda delimiter: _evenness(text, delimiter))


def read_rows(
    name: str, text: str, delimiter: str, *, first_row: int = 1, first_line: int = 1
) -> list[list[str]]:
    """Read every row of a text, blank ones included: a spreadsheet counts them too.

    Parameters
    ----------
    name
        The file's name, for messages.
    text
        The rows, from the beginning of one to the end of one.
    first_row, first_line
        The number of the first row, and of the line that it begins on, in the file.

    Raises
    ------
    ExportError
        If quotes are not balanced; the row where the quote opened is named.
    """
    rows: list[list[str]] = []
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    with _long_fields():
        try:
            rows.extend(reader)
        except csv.Error:
            row, line = first_row + len(rows), first_line + reader.line_num - 1
            what = f"{name} cannot be read: the quotes in row {row} are not balanced."
            advice = (
                f"Look at row {row} (it ends on line {line}): close the quote that opens there, "
                'and write a quote inside a quoted cell twice (""). Or export as XLSX.'
            )
            raise ExportError(what, advice=advice) from None
    return rows


def _beginning(file: BinaryIO, encoding: str, *, bom: bool) -> str:
    """Return the first characters of a text, one more than the sample if there are as many."""
    block = next(iter(ascii_blocks(file, encoding, bom=bom)), b"")
    return block.decode("utf-8" if is_wide(encoding) else encoding, "ignore")[: _SAMPLE + 1]


def _evenness(text: str, delimiter: str) -> tuple[int, float, int]:
    """Return how well a delimiter fits: known names in a row, share of even rows, their width."""
    sample = text[:_SAMPLE]
    reader = csv.reader(io.StringIO(sample, newline=""), delimiter=delimiter)
    with _long_fields():
        rows = [row for row in islice(reader, _SAMPLE_ROWS) if row]
    if len(sample) < len(text) and len(rows) > 1:
        rows.pop()  # the sample may end in the middle of it
    if not rows:
        return 0, 0.0, 0
    width, count = max(Counter(map(len, rows)).items(), key=lambda pair: (pair[1], pair[0]))
    known = max(len({field_of(cell) for cell in row} - {None}) for row in rows)
    return known, count / len(rows) if width > 1 else 0.0, width


@contextmanager
def _long_fields() -> Iterator[None]:
    """Lift the reader's limit on the length of a field, and put it back."""
    before = csv.field_size_limit(_LONGEST_FIELD)
    try:
        yield
    finally:
        csv.field_size_limit(before)


def _newline(blocks: Iterable[bytes]) -> str:
    """Return the end of the first line."""
    before = b""
    for block in blocks:
        at = block.find(b"\n")
        if at >= 0:
            return "\r\n" if (before + block[:at]).endswith(b"\r") else "\n"
        before = block[-1:]
    return "\n"
