"""Files that are to leave, made for tests: plain ones, and the same spoilt in one place."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from collections.abc import Callable, Mapping
from functools import cache

import docx
import xlsxwriter
from docx.document import Document
from xlsxwriter import Workbook
from xlsxwriter.worksheet import Worksheet

TEXT = "quarrelled on duty"
Change = Callable[[bytes], bytes] | bytes
TABLE = (("Outcome", "2029", "Total"), ("Written warning", "12", "12"))


def pixel() -> io.BytesIO:
    """Make a picture of one white point."""
    chunks = (
        (b"IHDR", struct.pack(">IIBBBBB", 1, 1, 8, 0, 0, 0, 0)),
        (b"IDAT", zlib.compress(b"\x00\xff")),
        (b"IEND", b""),
    )
    written = b"".join(
        struct.pack(">I", len(part)) + kind + part + struct.pack(">I", zlib.crc32(kind + part))
        for kind, part in chunks
    )
    return io.BytesIO(b"\x89PNG\r\n\x1a\n" + written)


def workbook(write: Callable[[Workbook, Worksheet], None] | None = None) -> bytes:
    """Make a plain workbook of one sheet, and let ``write`` add to it."""
    content = io.BytesIO()
    book = xlsxwriter.Workbook(content, {"in_memory": True})
    sheet = book.add_worksheet("Reply")
    head = book.add_format({"bold": True, "bg_color": "#223344", "font_color": "#FFFFFF"})
    sheet.write_row(0, 0, ["Outcome", "Officers"], head)
    sheet.write_row(1, 0, ["Written warning", 12])
    sheet.write_row(2, 0, [TEXT, 1234.5], book.add_format({"num_format": "#,##0.0"}))
    if write is not None:
        write(book, sheet)
    book.close()
    return content.getvalue()


@cache
def document(write: Callable[[Document], None] | None = None) -> bytes:
    """Make a plain document with a table, and let ``write`` add to it."""
    made = docx.Document()
    bare(made)
    made.add_heading("Reply", 1)
    made.add_paragraph(TEXT)
    made.add_paragraph("one", style="List Bullet")
    table = made.add_table(2, 3)
    table.style = "Table Grid"
    for row, cells in zip(table.rows, TABLE, strict=True):
        for cell, text in zip(row.cells, cells, strict=True):
            cell.text = text
    made.sections[0].footer.paragraphs[0].text = "the end"
    if write is not None:
        write(made)
    content = io.BytesIO()
    made.save(content)
    return content.getvalue()


def bare(made: Document) -> None:
    """Take out of a document what python-docx's template puts into each."""
    made.core_properties.author = made.core_properties.comments = ""
    spare = ("/thumbnail", "/customXml", "/stylesWithEffects")
    for owner in (made.part.package, made.part):
        for key, link in list(owner.rels.items()):
            if link.reltype.endswith(spare):
                del owner.rels[key]


def page(body: str = "", head: str = "") -> bytes:
    """Make a plain page with a table."""
    rows = "".join("<tr>" + "".join(f"<td>{cell}</td>" for cell in row) + "</tr>" for row in TABLE)
    return (
        f'<!DOCTYPE html>\n<html lang="en-GB">\n<head><meta charset="utf-8"><title>Reply</title>'
        f"<style>th {{ color: #fff; background: #234; }}</style>{head}</head>\n"
        f"<body><h1>Reply</h1><p>{TEXT}</p><table>{rows}</table>\n{body}</body>\n</html>\n"
    ).encode()


def spoilt(content: bytes, parts: Mapping[str, Change]) -> bytes:
    """Change parts of a package, or add them."""
    written = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(content)) as old,
        zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for name in [*old.namelist(), *(name for name in parts if name not in old.namelist())]:
            change = parts.get(name, lambda part: part)
            part = change if isinstance(change, bytes) else change(old.read(name))
            new.writestr(name, part)
    return written.getvalue()


def swapped(old: str, new: str) -> Callable[[bytes], bytes]:
    """Give a change of the first place where some text stands, which there must be."""

    def change(part: bytes) -> bytes:
        assert old.encode() in part, old
        return part.replace(old.encode(), new.encode(), 1)

    return change
