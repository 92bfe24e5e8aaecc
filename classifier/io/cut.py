"""The bytes of a text cut where a record or a line ends. What a record says is not read here."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from classifier.domain.errors import ExportError
from classifier.io.encoding import is_wide
from classifier.kernel.rows import Rows, row_ends

LONGEST: Final = 1 << 25
"""Bytes that a record may have: a thousand times what a cell of a spreadsheet holds."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Cut:
    """Some whole records of a text.

    Parameters
    ----------
    first_record, first_line
        The number of the first record, and of the line it begins on, from 1.
    content
        The bytes, from the beginning of one record to the end of one.
    last
        Whether nothing follows.
    """

    first_record: int
    first_line: int
    content: bytes
    last: bool


def cut_records(name: str, blocks: Iterable[bytes], delimiter: str) -> Iterator[Cut]:
    """Cut CSV or TSV where a record ends.

    Parameters
    ----------
    name
        The file's name, for messages.
    blocks
        The text in blocks, in an encoding that spells ASCII as ASCII does.
    delimiter
        What stands between two cells.

    Raises
    ------
    ExportError
        If a record is longer than `LONGEST`: memory is for the longest one.
    """
    byte = delimiter.encode()
    advice = "Look whether the quote that opens there is ever closed, or export as XLSX."
    return _cut(blocks, lambda content: row_ends(content, byte), name, advice)


def whole_lines(name: str, blocks: Iterable[bytes]) -> Iterator[Cut]:
    """Cut text where a line ends; each line is a record.

    Raises
    ------
    ExportError
        As for `cut_records`.
    """
    return _cut(blocks, _line_ends, name, "Write one JSON object a line.")


def text_of(content: bytes, encoding: str, errors: str = "strict") -> str:
    """Return the characters of some bytes of a text; those of a wide encoding came as UTF-8."""
    return content.decode("utf-8" if is_wide(encoding) else encoding, errors)


def _line_ends(content: bytes) -> Rows:
    lines = content.count(b"\n")
    return Rows(content.rfind(b"\n") + 1, lines, lines)


def _cut(
    blocks: Iterable[bytes], ends: Callable[[bytes], Rows], name: str, advice: str
) -> Iterator[Cut]:
    """Cut blocks, and keep what is left of each for the next.

    Where a block ends no record, as many bytes again come to it before it is looked at once more,
    so that a record of any length costs time in proportion to it.
    """
    record = line = 1
    ahead = iter(blocks)
    held, wanted = [next(ahead, b"")], 0
    for block in ahead:
        size = sum(map(len, held))
        if size >= wanted:
            content = b"".join(held)
            found = ends(content)
            if found.end:
                whole = content[: found.end]
                yield Cut(first_record=record, first_line=line, content=whole, last=False)
            record, line = record + found.records, line + found.lines
            held = [content[found.end :]]
            wanted = 0 if found.end else min(2 * size, LONGEST)
            if size - found.end > LONGEST:
                what = f"{name} cannot be read: row {record} is longer than {LONGEST >> 20} MB."
                raise ExportError(what, advice=f"It begins on line {line}. {advice}")
        held.append(block)
    yield Cut(first_record=record, first_line=line, content=b"".join(held), last=True)
