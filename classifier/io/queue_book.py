"""The queue as a workbook, for reviewers without a browser, and back."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Final

import xlsxwriter

from classifier.domain.allegation import TEXT
from classifier.domain.errors import ExportError, MappingError
from classifier.io.atomic import atomic_path
from classifier.io.export import read_export

HEADER: Final = ("key", "state", "case", "text", "decision", "note")
DECISIONS: Final = ("relevant", "not relevant", "unsure")
LONGEST: Final = 32_767
"""Characters that a cell of a workbook holds."""

_WIDTHS: Final = (12, 12, 18, 100, 14, 40)
_CREATED: Final = dt.datetime(2000, 1, 1)  # noqa: DTZ001 (a workbook knows no zone; always the same)


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One line of the workbook.

    Parameters
    ----------
    key
        The digest of the text.
    state
        What was decided of the text when the line was written, as the queue names it.
    case
        The case references of the rows that have the text.
    text
        The text.
    decision, note
        What the reviewer wrote; empty on the way out.
    number
        The line's row in the workbook; 0 on the way out.
    """

    key: str
    state: str
    case: str
    text: str
    decision: str = ""
    note: str = ""
    number: int = 0


def write_queue(path: Path, entries: Sequence[Entry]) -> None:
    """Write a workbook with a drop-down for each decision; keys and texts are locked.

    Raises
    ------
    OutputError
        If it cannot be written.
    """
    content = BytesIO()
    book = xlsxwriter.Workbook(content, {"in_memory": True, "strings_to_formulas": False})
    book.set_properties({"created": _CREATED})
    sheet = book.add_worksheet("queue")
    bold = book.add_format({"bold": True})
    locked = book.add_format({"text_wrap": True, "valign": "top"})
    typed = book.add_format({"text_wrap": True, "valign": "top", "locked": False})
    for column, (name, width) in enumerate(zip(HEADER, _WIDTHS, strict=True)):
        sheet.set_column(column, column, width)
        sheet.write_string(0, column, name, bold)
    for row, entry in enumerate(entries, start=1):
        for column, cell in enumerate((entry.key, entry.state, entry.case, entry.text)):
            sheet.write_string(row, column, cell, locked)
        sheet.write_blank(row, 4, None, typed)
        sheet.write_blank(row, 5, None, typed)
    if entries:
        choice = {"validate": "list", "source": list(DECISIONS)}
        sheet.data_validation(1, 4, len(entries), 4, choice)
    sheet.freeze_panes(1, 0)
    sheet.autofilter(0, 0, len(entries), len(HEADER) - 1)
    sheet.protect("", {"sort": True, "autofilter": True, "format_columns": True})
    book.close()
    with atomic_path(path) as aside:
        aside.write_bytes(content.getvalue())


def cell_length(text: str) -> int:
    """Say how long a text is as a workbook counts it: an emoji is two."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def read_queue(path: Path) -> list[Entry]:
    """Read a workbook that came back, whatever was sorted, filtered or added.

    Raises
    ------
    ExportError
        If it cannot be read, or a column of ours is missing.
    """
    try:
        export = read_export(path, mapping={TEXT: TEXT}, require_text=False)
    except MappingError as error:
        raise _stranger(path, [TEXT]) from error
    if missing := [name for name in HEADER if name not in export.frame.columns]:
        raise _stranger(path, missing)
    columns = (
        export.allegations[TEXT].tolist() if name == TEXT else export.frame[name].tolist()
        for name in HEADER
    )
    return [
        Entry(
            key=key.strip(),
            state=state.strip(),
            case=case,
            text=text,
            decision=decision,
            note=note,
            number=int(number),
        )
        for key, state, case, text, decision, note, number in zip(
            *columns, export.rows, strict=True
        )
    ]


def _stranger(path: Path, missing: Sequence[str]) -> ExportError:
    what = f"{path.name} is no queue workbook: it has no column {', '.join(missing)}."
    advice = f"A queue workbook is what queue export writes, with the columns {', '.join(HEADER)}."
    return ExportError(what, advice=advice)
