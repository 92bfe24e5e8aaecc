"""XLSX, XLS and ODS into raw rows, one list a visible sheet."""

from __future__ import annotations

import io
import struct
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Final

from classifier.domain.errors import ExportError
from classifier.io.cells import as_text
from classifier.io.formats import ODS, OLE, XLS, damaged, encrypted
from classifier.io.tables import Layout, RawRows

if TYPE_CHECKING:
    from python_calamine import CalamineSheet, CalamineWorkbook

_SEALED: Final = "EncryptedPackage".encode("utf-16-le")  # what Excel names the stream it locks
_OLE_HEADER: Final = 512
_NO_SECTOR: Final = 0xFFFFFFFA
_FREE: Final = 0xFFFFFFFF
_SEALED_ODS: Final = b"encryption-data"


def read_workbook(
    name: str, content: bytes, form: str, sheet: str | None
) -> tuple[Layout, tuple[RawRows, ...]]:
    """Read the visible sheets of a workbook, or the one that is asked for.

    Raises
    ------
    ExportError
        If it is encrypted, damaged, or has no such sheet (the sheets are listed).
    """
    from python_calamine import SheetTypeEnum, SheetVisibleEnum, load_workbook

    if _is_sealed(content, form):
        raise encrypted(name)
    if form == XLS and content.startswith(OLE) and _is_cut_off(content):
        raise damaged(name)
    with _calm(name):
        workbook = load_workbook(io.BytesIO(content))
    shown = {
        meta.name: meta.visible == SheetVisibleEnum.Visible
        for meta in workbook.sheets_metadata
        if meta.typ == SheetTypeEnum.WorkSheet  # and no chart or macro
    }
    visible = tuple(sheet_name for sheet_name, is_shown in shown.items() if is_shown)
    hidden = tuple(sheet_name for sheet_name, is_shown in shown.items() if not is_shown)
    if not visible:
        what = f"{name} cannot be read: it has no visible sheet, and hidden sheets are not read."
        raise ExportError(what, advice="Unhide the sheet in Excel and save.")
    wanted = (_find_sheet(name, sheet, visible, hidden),) if sheet is not None else visible
    with _calm(name):
        tables = tuple(_sheet_rows(workbook, sheet_name) for sheet_name in wanted)
    return Layout(format=form, other_sheets=visible, hidden_sheets=hidden), tables


@contextmanager
def _calm(name: str) -> Iterator[None]:
    """Turn whatever the reader makes of a bad workbook into an error that can be mended."""
    from python_calamine import CalamineError, PasswordError

    try:
        yield
    except PasswordError:
        raise encrypted(name) from None
    except CalamineError:
        raise damaged(name) from None
    except BaseException as error:
        # The reader is written in Rust: its panic is no Exception, and its name no import.
        if type(error).__name__ != "PanicException":
            raise
        raise damaged(name) from None


def _is_cut_off(content: bytes) -> bool:
    """Say whether an OLE file ends before the last sector that its allocation tables speak of.

    The reader panics on such a file, and a panic cannot be kept off the screen.
    """
    if len(content) < _OLE_HEADER:
        return True
    size = 1 << min(int.from_bytes(content[30:32], "little"), 12)
    needed = 0
    for order, sector in enumerate(struct.unpack("<109I", content[76:_OLE_HEADER])):
        begin = (sector + 1) * size
        if sector >= _NO_SECTOR:
            break
        if begin + size > len(content):
            return True
        table = struct.unpack(f"<{size // 4}I", content[begin : begin + size])
        used = [place for place, following in enumerate(table) if following != _FREE]
        needed = max([needed, *(order * len(table) + place + 1 for place in used[-1:])])
    return (needed + 1) * size > len(content)


def _is_sealed(content: bytes, form: str) -> bool:
    """Say whether a workbook is locked, which its reader would report as damage."""
    if form == XLS:
        return _SEALED in content
    if form == ODS:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            manifest = "META-INF/manifest.xml"
            return manifest in archive.namelist() and _SEALED_ODS in archive.read(manifest)
    return False


def _find_sheet(name: str, sheet: str, visible: tuple[str, ...], hidden: tuple[str, ...]) -> str:
    """Return the sheet that is meant, exactly or but for its case."""
    if sheet in visible:
        return sheet
    same = [known for known in visible if known.strip().casefold() == sheet.strip().casefold()]
    if len(same) == 1:
        return same[0]
    if sheet in hidden:
        what = f"{name}: the sheet '{sheet}' is hidden, and hidden sheets are not read."
        raise ExportError(what, advice="Unhide it in Excel and save, if it is really meant.")
    listed = ", ".join(f"'{known}'" for known in visible)
    what = f"{name} has no sheet '{sheet}'."
    raise ExportError(what, advice=f"Its sheets are {listed}.")


def _sheet_rows(workbook: CalamineWorkbook, sheet_name: str) -> RawRows:
    """Read one sheet, from its first row on, blank or not."""
    sheet: CalamineSheet = workbook.get_sheet_by_name(sheet_name)
    rows = [[_cell(value) for value in row] for row in sheet.to_python(skip_empty_area=False)]
    return RawRows(name=sheet_name, rows=rows)


def _cell(value: object) -> str:
    """Return a cell as a spreadsheet shows it."""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    return as_text(value)
