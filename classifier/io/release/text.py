"""Plain files: tables of values (CSV, TSV) and text."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from typing import Final

from classifier.domain.cells import is_formula
from classifier.domain.errors import ExportError
from classifier.domain.release import Finding, Grid, Passage, Reading
from classifier.io.delimited import find_layout, read_rows
from classifier.io.formats import CSV
from classifier.io.release.package import UnreadableError

_UNSEEN: Final = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u200b-\u200f\u2028-\u202e\u2060-\u2064\ufff9-\ufffb\U000e0000-\U000e007f]"
)
"""Characters without a look: controls, marks of direction, joiners of no width, tags."""
_SHOW: Final = "Take them out: no program shows them."


_PUSHED: Final = re.compile(r"\S\s{100}\s*\S")


def read_table(content: bytes) -> Reading:
    """Read a table of values.

    Raises
    ------
    UnreadableError
        If its quotes are not balanced, or its bytes are no text.
    """
    try:
        layout = find_layout("the file", io.BytesIO(content), CSV)
        text = content.decode(layout.encoding).removeprefix("\ufeff")
        found = read_rows("the file", text, layout.delimiter)
    except ExportError as error:
        raise UnreadableError(error.what) from None
    rows = tuple(tuple(row) for row in found)
    return Reading(
        findings=tuple(_cell_findings(rows)),
        passages=tuple(
            Passage(where=_place(row, column), text=cell)
            for row, cells in enumerate(rows, start=1)
            for column, cell in enumerate(cells, start=1)
            if cell.strip()
        ),
        grids=(Grid(where="the table", rows=rows),),
    )


def read_text(content: bytes) -> Reading:
    """Read a text, line by line.

    Raises
    ------
    UnreadableError
        If it is not in UTF-8.
    """
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise UnreadableError("the text is not in UTF-8") from None  # noqa: EM101
    lines = list(enumerate(text.splitlines(), start=1))
    return Reading(
        passages=tuple(
            Passage(where=f"line {number}", text=line) for number, line in lines if line.strip()
        )
    )


def unseen_findings(passages: tuple[Passage, ...]) -> Iterator[Finding]:
    """Give the passages with characters that have no look, in which words can be hidden."""
    for passage in passages:
        if _UNSEEN.search(passage.text):
            what = "characters that do not show"
            yield Finding(where=passage.where, what=what, advice=_SHOW)
        if _PUSHED.search(passage.text):
            what = "a text pushed out of sight by blanks"
            yield Finding(where=passage.where, what=what, advice=_SHOW)


def _cell_findings(rows: tuple[tuple[str, ...], ...]) -> Iterator[Finding]:
    """Give the cells that a spreadsheet would take for a formula."""
    for number, row in enumerate(rows, start=1):
        for column, cell in enumerate(row, start=1):
            if is_formula(cell):
                yield Finding(
                    where=_place(number, column),
                    what="a cell that a spreadsheet takes for a formula",
                    advice="Put an apostrophe before it; of results classify --defuse does so.",
                )


def _place(row: int, column: int) -> str:
    return f"row {row}, column {column}"
