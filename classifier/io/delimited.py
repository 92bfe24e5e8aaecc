"""CSV and TSV into raw rows: the encoding, the delimiter, then the standard library's reader."""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import islice
from typing import Final

from classifier.domain.errors import ExportError
from classifier.io.aliases import field_of
from classifier.io.formats import CSV, TSV, utf_16_without_bom
from classifier.io.tables import Layout, RawRows

DELIMITERS: Final = (",", ";", "\t", "|")
_BOMS: Final = (
    (b"\xef\xbb\xbf", "utf-8"),
    (b"\xff\xfe", "utf-16-le"),
    (b"\xfe\xff", "utf-16-be"),
)
_OLDER: Final = ("cp850", "mac_roman")  # every byte means something in either
_BYTE_FOR_BYTE: Final = "latin-1"
_SAMPLE: Final = 65536
_SAMPLE_ROWS: Final = 30
_LONGEST_FIELD: Final = (
    2**31 - 1
)  # the reader's own limit, 131,072, is shorter than some narratives


def read_delimited(name: str, content: bytes, form: str) -> tuple[Layout, RawRows]:
    """Read CSV or TSV into rows, numbered as a spreadsheet numbers them.

    Raises
    ------
    ExportError
        If quotes are not balanced (the row where the quote opened is named), or the bytes are
        no text in the encoding that their first bytes promise.
    """
    encoding, bom = find_encoding(content)
    try:
        text = content.decode(encoding).removeprefix("\ufeff")
    except UnicodeDecodeError as error:
        what = f"{name} cannot be read: byte {error.start} is not valid {encoding.upper()}."
        raise ExportError(what, advice="Save it again as CSV UTF-8.") from None
    delimiter = "\t" if form == TSV and "\t" in text[:_SAMPLE] else find_delimiter(text)
    layout = Layout(
        format=TSV if form == TSV and delimiter == "\t" else CSV,
        encoding=encoding,
        bom=bom,
        delimiter=delimiter,
        newline=_newline(text),
    )
    rows = _rows(name, text, delimiter)
    return layout, RawRows(rows=rows, numbers=range(1, len(rows) + 1), ragged=True)


def find_encoding(content: bytes) -> tuple[str, bool]:
    """Return the name of a text's encoding, and whether it begins with a BOM."""
    for mark, encoding in _BOMS:
        if content.startswith(mark):
            return encoding, True
    wide = utf_16_without_bom(content[:_SAMPLE]) if b"\0" in content[:_SAMPLE] else ""
    if wide:
        return wide, False
    try:
        content.decode("utf-8")
    except UnicodeDecodeError as error:
        return _legacy(content, error.start), False
    return "utf-8", False


def _legacy(content: bytes, start: int) -> str:
    """Choose among the encodings of the years before UTF-8, near the first byte that is none.

    Windows-1252 wherever it can be: nearly every byte means something in any of the others too.
    """
    try:
        content.decode("cp1252")
    except UnicodeDecodeError:
        pass
    else:
        return "cp1252"
    near = content[max(0, start - _SAMPLE // 2) :][:_SAMPLE]
    mixed = near.decode("utf-8", "replace")
    lost = mixed.count("\ufffd")
    if sum(not character.isascii() for character in mixed) > 2 * lost:
        return _BYTE_FOR_BYTE  # UTF-8 with a few strange bytes: mojibake, repaired text by text
    from charset_normalizer import from_bytes

    best = from_bytes(near, cp_isolation=list(_OLDER)).best()
    return best.encoding if best is not None else _BYTE_FOR_BYTE


def find_delimiter(text: str) -> str:
    """Return the delimiter that cuts the first rows most evenly; known column names weigh most."""
    return max(DELIMITERS, key=lambda delimiter: _evenness(text, delimiter))


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


def _rows(name: str, text: str, delimiter: str) -> list[list[str]]:
    """Read every row, blank ones included: a spreadsheet counts them too."""
    rows: list[list[str]] = []
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    with _long_fields():
        try:
            rows.extend(reader)
        except csv.Error:
            what = f"{name} cannot be read: the quotes in row {len(rows) + 1} are not balanced."
            advice = (
                f"Look at row {len(rows) + 1} (it ends on line {reader.line_num}): close the quote "
                'that opens there, and write a quote inside a quoted cell twice (""). '
                "Or export as XLSX."
            )
            raise ExportError(what, advice=advice) from None
    return rows


@contextmanager
def _long_fields() -> Iterator[None]:
    """Lift the reader's limit on the length of a field, and put it back."""
    before = csv.field_size_limit(_LONGEST_FIELD)
    try:
        yield
    finally:
        csv.field_size_limit(before)


def _newline(text: str) -> str:
    """Return the end of the first line."""
    line = text[: text.find("\n") + 1]
    return "\r\n" if line.endswith("\r\n") else "\n"
