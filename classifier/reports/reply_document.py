"""A reply as a document: a fresh file that tells nothing of who or what machine made it."""

from __future__ import annotations

import datetime as dt
import io
import zipfile
from collections.abc import Sequence
from typing import Final

from classifier.domain.reply import Reply, Section, Table

_EPOCH: Final = (1980, 1, 1, 0, 0, 0)
"""The time of every part of a file that is a ZIP: the earliest that one can have."""
MADE: Final = dt.datetime(2000, 1, 1)  # noqa: DTZ001 (neither library takes a time zone)
"""The time that documents say they were made; the day of the reply stands in its text."""
_NARROWEST, _FIRST, _WIDEST = 20, 26, 40
"""Between so many characters the columns of a document are weighed; the first has some more."""
_MARGIN: Final = 22.5
"""Of a document's page, left and right, in mm."""
_PAGE_WIDTH: Final = 5_940_000
"""Of a document's tables, in its own unit: 16.5 cm, what the margins leave of A4."""
_PROSE: Final = (_PAGE_WIDTH * 2 // 5, _PAGE_WIDTH * 3 // 5)
"""The columns of a table of sentences."""
_GAP, _BELOW_TITLE = 11, 3
"""Points below a table, and between its title and itself."""
_UNSEEN: Final = frozenset({"customXml", "stylesWithEffects", "thumbnail"})
"""Kinds of parts of a document that no reader sees."""


def as_docx(reply: Reply) -> bytes:
    """Write a reply as a document."""
    from docx import Document
    from docx.shared import Mm, Pt

    document = Document()
    for style in ("Normal", "Title", "Heading 1"):
        _set_font(document.styles[style])
    document.styles["Normal"].font.size = Pt(10.5)
    for page in document.sections:
        page.page_width, page.page_height = Mm(210), Mm(297)
        page.left_margin = page.right_margin = Mm(_MARGIN)
    _clear(document.core_properties)
    _drop_what_the_template_brings(document)
    document.add_heading(reply.title, level=0)
    named = [f"Reference {reply.reference}"] if reply.reference else []
    document.add_paragraph(" · ".join([*named, reply.date]))
    for section in reply.sections:
        document.add_heading(section.heading, level=1)
        _add_words(document, section)
        for table in section.tables:
            _add_table(document, table)
    written = io.BytesIO()
    document.save(written)
    return _without_times(written.getvalue())


def _add_words(document, section: Section) -> None:  # type: ignore[no-untyped-def]  # noqa: ANN001
    """Add what a part says; the last of it stays with the table that follows."""
    numbered = (f"{number}. {line}" for number, line in enumerate(section.numbered, 1))
    added = [document.add_paragraph(line) for line in (*section.paragraphs, *numbered)]
    if added and section.tables:
        added[-1].paragraph_format.keep_with_next = True


def _add_table(document, table: Table) -> None:  # type: ignore[no-untyped-def]  # noqa: ANN001
    """Add a table, kept on one page where it fits."""
    from docx.shared import Pt

    if table.title:
        title = document.add_paragraph(table.title).paragraph_format
        title.keep_with_next, title.space_after = True, Pt(_BELOW_TITLE)
    lines = [table.head, *table.rows] if any(table.head) else [*table.rows]
    made = document.add_table(rows=len(lines), cols=len(table.head), style="Table Grid")
    made.autofit = False
    widths = _PROSE if table.prose else _widths(lines)
    for column, width in zip(made.columns, widths, strict=True):
        column.width = width
        for cell in column.cells:
            cell.width = width
    for row, (at, line) in zip(made.rows, enumerate(lines), strict=True):
        for column, (cell, words) in enumerate(zip(row.cells, line, strict=True)):
            paragraph = cell.paragraphs[0]
            paragraph.paragraph_format.keep_together = True
            paragraph.paragraph_format.keep_with_next = at < len(lines) - 1
            run = paragraph.add_run(words)
            headed = at == 0 and any(table.head)
            run.bold = headed or (column == 0 and not table.prose)
    gap = document.add_paragraph("").paragraph_format
    gap.space_after, gap.line_spacing = Pt(0), Pt(_GAP)


def _widths(lines: Sequence[Sequence[str]]) -> list[int]:
    """Share a page's width among columns by their longest cells, none of them starved."""
    longest = [
        min(max(map(len, column), default=0), _WIDEST) for column in zip(*lines, strict=True)
    ]
    shares = [max(one, _FIRST if at == 0 else _NARROWEST) for at, one in enumerate(longest)]
    return [_PAGE_WIDTH * one // sum(shares) for one in shares]


def _set_font(style) -> None:  # type: ignore[no-untyped-def]  # noqa: ANN001
    """Set a style in one font; what the template's theme names would come before it."""
    style.font.name = "Arial"
    fonts = style.element.rPr.rFonts
    for name in [name for name in fonts.attrib if name.endswith("Theme")]:
        del fonts.attrib[name]


def _clear(properties) -> None:  # type: ignore[no-untyped-def]  # noqa: ANN001
    """Take out of a document who made it, with what, and when."""
    for name in ("author", "comments", "keywords", "last_modified_by", "subject", "title"):
        setattr(properties, name, "")
    properties.revision = 1
    properties.created = properties.modified = MADE


def _drop_what_the_template_brings(document) -> None:  # type: ignore[no-untyped-def]  # noqa: ANN001
    """Leave out the parts of the library's template that no reader sees."""
    for holder in (document.part, document.part.package):
        for key, relation in [*holder.rels.items()]:
            if relation.reltype.rpartition("/")[2] in _UNSEEN:
                del holder.rels[key]


def _without_times(document: bytes) -> bytes:
    """Write a ZIP again with one time for every part of it."""
    written = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(document)) as old,
        zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for name in old.namelist():
            part = zipfile.ZipInfo(name, _EPOCH)
            part.compress_type = zipfile.ZIP_DEFLATED
            new.writestr(part, old.read(name))
    return written.getvalue()
