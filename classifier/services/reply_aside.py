"""The files beside a reply that its writer completes: written for a spreadsheet, and read again."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Final, NamedTuple

from classifier.domain.cells import defused, undefused, unwritable_at
from classifier.domain.errors import ExportError

_BREAKS: Final = str.maketrans("\x0b\x0c", "  ")
"""What word processors and readers of PDF put between lines and pages."""


class Line(NamedTuple):
    """A line that a person wrote into.

    Parameters
    ----------
    number
        Its number, the heading's being 1.
    cells
        What stands in it, by column.
    words
        What the person wrote, on one line.
    """

    number: int
    cells: Mapping[str, str]
    words: str


def aside_csv(columns: Sequence[str], rows: Iterable[Iterable[object]]) -> bytes:
    """Write such a file, with a byte order mark for Excel; no cell of it can run."""
    written = io.StringIO()
    table = csv.writer(written)
    table.writerow(columns)
    table.writerows([defused(str(cell)) for cell in row] for row in rows)
    return written.getvalue().encode("utf-8-sig")


def read_aside(path: Path, columns: Sequence[str], *, longest: int) -> Iterator[Line]:
    """Read the lines of such a file that a person wrote into.

    Parameters
    ----------
    path
        The file.
    columns
        Those that it must have; a person writes in the last.
    longest
        Characters that a person may write into a line.

    Raises
    ------
    ExportError
        If it cannot be read, is no such file, or holds what a reply cannot.
    """
    content = read_text_file(path, advice="Give the file that report wrote, saved as CSV UTF-8.")
    # A long cell is refused below, in words and with its line.
    csv.field_size_limit(max(csv.field_size_limit(), len(content)))
    table = csv.DictReader(io.StringIO(content, newline=""))
    missing = [name for name in columns if name not in (table.fieldnames or ())]
    if missing:
        message = f"{path} has no column {missing[0]!r}."
        raise ExportError(message, advice=f"Give the file {path.name} that report wrote.")
    for number, line in enumerate(table, 2):
        cells = {name: undefused(line[name] or "").strip() for name in columns}
        words = " ".join(cells[columns[-1]].split())
        refuse_unwritable(words, number, path)
        if len(words) > longest:
            message = f"The words in line {number} of {path} are {len(words):,} characters long."
            raise ExportError(message, advice=f"There is room for {longest:,}: shorten them.")
        if words:
            yield Line(number, cells, words)


def read_text_file(path: Path, *, advice: str) -> str:
    """Read a small text file that a person wrote, UTF-8 with or without a byte order mark.

    Raises
    ------
    ExportError
        If it cannot be read.
    """
    try:
        return path.read_text(encoding="utf-8-sig").translate(_BREAKS)
    except UnicodeDecodeError as error:
        what = f"{path} is no UTF-8 text."
        raise ExportError(what, advice=advice) from error
    except OSError as error:
        what = f"{path} cannot be read: {error.strerror}."
        raise ExportError(what, advice=advice) from error


def refuse_unwritable(words: str, line: int, path: Path) -> None:
    """Refuse words from a line of a file, or from there on, that a reply cannot hold.

    Raises
    ------
    ExportError
        If there are any; it names the line.
    """
    at = unwritable_at(words)
    if at is not None:
        number = line + words.count("\n", 0, at)
        what = f"Line {number} of {path} holds a character that no document can hold."
        raise ExportError(what, advice="Type the words of that line again.")
