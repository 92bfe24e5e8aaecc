"""A reply as a page, a document, a workbook, and a table of values: fresh files, values only.

Nothing in them tells who or what machine made them, and the same reply gives the same bytes.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Final

from jinja2 import Environment, PackageLoader, StrictUndefined

from classifier.domain.cells import LONGEST, defused
from classifier.domain.errors import OutputError
from classifier.domain.reply import Reply, Section
from classifier.reports.reply_document import MADE, as_docx

_SHEET: Final = "Reply"
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
    styles = {
        "title": book.add_format({"bold": True, "font_size": 14}),
        "heading": book.add_format({"bold": True, "font_size": 12, "top": 1}),
        "head": book.add_format({"bold": True, "bottom": 1, "text_wrap": True, "valign": "top"}),
        "cell": book.add_format({"text_wrap": True, "valign": "top"}),
        "text": book.add_format({}),
    }
    for at, (style, cells) in enumerate(_lines(reply)):
        for column, cell in enumerate(cells):
            _refuse_long(cell)
            sheet.write_string(at, column, cell, styles[style])
    sheet.set_column(0, 0, 30)
    sheet.set_column(1, max(len(reply.answer.head) - 1, 4), 26)
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
