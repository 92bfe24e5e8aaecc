"""The formats an export may come in, as data, and how one is recognised: content first."""

from __future__ import annotations

import zipfile
from collections.abc import Mapping
from pathlib import PurePath
from types import MappingProxyType
from typing import BinaryIO, Final

from classifier.domain.errors import ExportError

CSV: Final = "CSV"
TSV: Final = "TSV"
XLSX: Final = "XLSX"
XLS: Final = "XLS"
ODS: Final = "ODS"
PARQUET: Final = "Parquet"
JSON_LINES: Final = "JSON lines"

FORMATS: Final[Mapping[str, tuple[str, ...]]] = MappingProxyType(
    {
        CSV: (".csv", ".txt"),
        TSV: (".tsv", ".tab"),
        XLSX: (".xlsx", ".xlsm"),
        XLS: (".xls",),
        ODS: (".ods",),
        PARQUET: (".parquet",),
        JSON_LINES: (".jsonl", ".ndjson", ".json"),
    }
)
"""Each format, and the endings that its files may have."""

OLE: Final = bytes.fromhex("d0cf11e0a1b11ae1")
_OLDER_XLS: Final = (b"\x09\x08\x10\x00", b"\x09\x08\x08\x00", b"\x09\x04\x06\x00")
_MEMBERS: Final = ((XLSX, "xl/workbook.xml"), (ODS, "content.xml"))
_STRANGERS: Final = (
    (b"%PDF", "a PDF document"),
    (b"\x89PNG", "a picture"),
    (b"\xff\xd8\xff", "a picture"),
    (b"\x1f\x8b", "a gzip archive"),
    (b"7z\xbc\xaf", "a 7-Zip archive"),
    (b"{\\rtf", "an RTF document"),
)
"""What is met under a wrong name, so that the message can say what it is."""

_PAGES: Final = (b"<!doctype", b"<html", b"<?xml", b"<table", b"<meta")

_BOMS: Final = (b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")
_CONTROLS: Final = frozenset(range(9)) | frozenset(range(14, 32)) | {127}
_HEAD: Final = 8192


def recognise(name: str, file: BinaryIO) -> str:
    """Name the format of a file, by its first bytes and, where they do not decide, its ending.

    Raises
    ------
    ExportError
        If it is none of `FORMATS`, or not what its ending promises.
    """
    file.seek(0)
    head = file.read(_HEAD)
    if head.startswith(b"PK\x03\x04"):
        return _in_zip(name, file)
    if head.startswith((OLE, *_OLDER_XLS)):
        return XLS
    if head.startswith(b"PAR1"):
        return PARQUET
    _refuse_strangers(name, head)
    return _in_text(name, head)


def unsupported(name: str, found: str) -> ExportError:
    """Say that a file is no export that can be read, with the formats that can."""
    known = ", ".join(f"{form} ({' '.join(endings)})" for form, endings in FORMATS.items())
    return ExportError(f"{name} cannot be read: it is {found}.", advice=f"Formats read: {known}.")


def damaged(name: str, found: str = "a damaged or truncated workbook") -> ExportError:
    """Say that a file is of a known format, but broken."""
    advice = "Export it again, or open it in the program that made it and save a new copy."
    return ExportError(f"{name} cannot be read: it is {found}.", advice=advice)


def encrypted(name: str) -> ExportError:
    """Say that a workbook is locked with a password."""
    advice = "Open it in Excel, save a copy without a password, and use that."
    return ExportError(f"{name} cannot be read: it is encrypted with a password.", advice=advice)


def _in_zip(name: str, file: BinaryIO) -> str:
    """Tell the workbooks that are zip archives apart by what is in them."""
    try:
        with zipfile.ZipFile(file) as archive:
            members = frozenset(archive.namelist())
    except zipfile.BadZipFile:
        raise damaged(name) from None
    for form, member in _MEMBERS:
        if member in members:
            return form
    raise unsupported(name, "an archive without a workbook in it")


def _refuse_strangers(name: str, head: bytes) -> None:
    """Refuse what is certainly no text."""
    for magic, found in _STRANGERS:
        if head.startswith(magic):
            raise unsupported(name, found)
    if head.startswith(_BOMS) or (b"\0" in head and utf_16_without_bom(head)):
        return
    controls = sum(byte in _CONTROLS for byte in head)
    if b"\0" in head or controls > len(head) // 50:
        raise unsupported(name, "a binary file, not text")


def utf_16_without_bom(head: bytes) -> str:
    """Name the byte order of UTF-16 text that has no BOM, or return an empty string."""
    pairs = len(head) // 2
    for encoding, zeros in (
        ("utf-16-le", head[1::2].count(0)),
        ("utf-16-be", head[::2].count(0)),
    ):
        # Western text has a zero in nearly every pair, and always on the same side.
        if zeros > 0.7 * pairs and head.count(0) - zeros < 0.05 * pairs:
            return encoding
    return ""


def _first_letters(head: bytes) -> bytes:
    """Return how a text begins, without BOM, blanks and the zeros of UTF-16."""
    wide = head.startswith(_BOMS[1:]) or (b"\0" in head and utf_16_without_bom(head))
    start = head.replace(b"\0", b"") if wide else head
    for mark in _BOMS:
        start = start.removeprefix(mark)
    return start.lstrip()


def _in_text(name: str, head: bytes) -> str:
    """Tell the text formats apart by the ending, JSON by its first character as well."""
    start = _first_letters(head)
    if start.startswith(b"{"):
        return JSON_LINES
    if start.lower().startswith(_PAGES):
        raise unsupported(name, "a web page or XML, whatever its name")
    ending = PurePath(name).suffix.casefold()
    if ending in FORMATS[JSON_LINES]:
        raise unsupported(name, "not JSON with one record a line")
    if ending in FORMATS[PARQUET]:
        raise damaged(name, "no Parquet file, or a damaged one")
    if ending in (*FORMATS[XLSX], *FORMATS[ODS]):
        raise damaged(name)
    if ending in FORMATS[TSV]:
        return TSV
    if ending in (*FORMATS[CSV], *FORMATS[XLS]):  # many systems call tab-separated text .xls
        return CSV
    raise unsupported(name, f"a file ending in '{ending}'" if ending else "a file with no ending")
