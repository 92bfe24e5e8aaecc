"""A reply as a page, a document, a workbook, and a table of values: fresh files, values only.

Nothing in them tells who or what machine made them, and the same reply gives the same bytes.
"""

from __future__ import annotations

import csv
import io
import math
from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType
from typing import Final

from jinja2 import Environment, PackageLoader, StrictUndefined

from classifier.domain.cells import LONGEST, defused
from classifier.domain.errors import OutputError
from classifier.domain.reply import Reply, Section
from classifier.reports.reply_document import MADE, as_docx

_SHEET: Final = "Reply"
_FIRST, _OTHER = 30, 26
"""Widths of the first column of a workbook, and of the others, in characters."""
_LEAST: Final = 4
"""The last column that words of a workbook run to, at least, from 0."""
_ROW, _HIGHEST = 15, 409
"""Points that a line of a workbook's row takes, and that a row has at most."""
_Line = tuple[str, tuple[str, ...]]
"""A style, and the cells of a line."""


def as_html(reply: Reply) -> bytes:
    """Write a reply as one page: no script, no outside address."""
    pages = Environment(
        loader=PackageLoader("classifier.reports"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    return pages.get_template("reply.html.j2").render(reply=reply).encode()


def as_xlsx(reply: Reply) -> bytes:
    """Write a reply as a workbook of one sheet: every cell is text.

    Raises
    ------
    OutputError
        If a cell cannot hold what belongs there.
    """
    import xlsxwriter

    written = io.BytesIO()
    book = xlsxwriter.Workbook(
        written,
        {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False},
    )
    book.set_properties({"created": MADE})
    sheet = book.add_worksheet(_SHEET)
    wrapped = {"text_wrap": True, "valign": "top"}
    styles = {
        "title": book.add_format({"bold": True, "font_size": 14}),
        "heading": book.add_format({"bold": True, "font_size": 12, "top": 1}),
        "head": book.add_format({"bold": True, "bottom": 1, **wrapped}),
        "cell": book.add_format(wrapped),
        "text": book.add_format(wrapped),
    }
    last = max(len(reply.answer.head) - 1, _LEAST)
    for at, (style, cells) in enumerate(_lines(reply)):
        for column, cell in enumerate(cells):
            _refuse_long(cell)
            if _is_wide(style, cells) and column == len(cells) - 1:
                sheet.merge_range(at, column, at, last, "", styles[style])
            sheet.write_string(at, column, cell, styles[style])
        if _is_wide(style, cells):
            sheet.set_row(at, _height(cells, last))
    sheet.set_column(0, 0, _FIRST)
    sheet.set_column(1, last, _OTHER)
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    book.close()
    return written.getvalue()


def as_csv(reply: Reply) -> bytes:
    """Write the answering table, and what the notice has, with a byte order mark for Excel.

    What a spreadsheet would take for a formula gets an apostrophe.
    """
    lines = [reply.answer.head, *reply.answer.rows]
    for one in reply.notice:
        lines += [(), (one.title,), *([one.head] if any(one.head) else []), *one.rows]
    written = io.StringIO()
    csv.writer(written).writerows([defused(cell) for cell in line] for line in lines)
    return written.getvalue().encode("utf-8-sig")


FORMATS: Final[Mapping[str, Callable[[Reply], bytes]]] = MappingProxyType(
    {"html": as_html, "docx": as_docx, "xlsx": as_xlsx, "csv": as_csv}
)
"""Each format of a reply, and what writes it."""


def _is_wide(style: str, cells: Sequence[str]) -> bool:
    """Say whether the last cell of a line runs over the columns that are left: one with words."""
    return style in ("text", "head", "cell") and len(cells) <= 2 and bool(cells[-1])


def _height(cells: Sequence[str], last: int) -> float:
    """Give the height that a line with such a cell needs: a spreadsheet finds none for itself."""
    widths = (_FIRST, last * _OTHER) if len(cells) > 1 else (_FIRST + last * _OTHER,)
    lines = (math.ceil(len(cell) / width) for cell, width in zip(cells, widths, strict=True))
    return min(_ROW * max(1, *lines), _HIGHEST)


def _refuse_long(cell: str) -> None:
    """Refuse what the library would cut off without a word."""
    if len(cell) > LONGEST:
        message = (
            f"A cell of the workbook would hold {len(cell):,} characters; it has room for "
            f"{LONGEST:,}."
        )
        advice = (
            "Check which column is mapped as the outcome; or leave the workbook out with --format."
        )
        raise OutputError(message, advice=advice)


def _lines(reply: Reply) -> list[_Line]:
    """Give a reply as lines of cells, each with its style."""
    named = (f"Reference {reply.reference}",) if reply.reference else ()
    lines: list[_Line] = [
        ("title", (reply.title,)),
        ("text", (*named, reply.date)),
    ]
    for section in reply.sections:
        lines += [("text", ("",)), ("heading", (section.heading,)), *_body(section)]
    return lines


def _body(section: Section) -> list[_Line]:
    lines: list[_Line] = [("text", (paragraph,)) for paragraph in section.paragraphs]
    lines += [("text", (f"{number}. {line}",)) for number, line in enumerate(section.numbered, 1)]
    for table in section.tables:
        lines += [("text", (table.title,))] if table.title else []
        lines += [("head", table.head)] if any(table.head) else []
        lines += [("cell", row) for row in table.rows]
    return lines
