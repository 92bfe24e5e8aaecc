"""XLSX, XLS and ODS into raw rows, one list a visible sheet."""

from __future__ import annotations

import io
import zipfile
from typing import TYPE_CHECKING, Final

from classifier.domain.errors import ExportError
from classifier.io.cells import as_text
from classifier.io.formats import ODS, XLS, damaged, encrypted
from classifier.io.tables import Layout, RawRows

if TYPE_CHECKING:
    from python_calamine import CalamineSheet, CalamineWorkbook

_SEALED: Final = "EncryptedPackage".encode("utf-16-le")  # what Excel names the stream it locks
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
    from python_calamine import CalamineError, PasswordError, SheetVisibleEnum, load_workbook

    if _is_sealed(content, form):
        raise encrypted(name)
    try:
        workbook = load_workbook(io.BytesIO(content))
    except PasswordError:
        raise encrypted(name) from None
    except CalamineError:
        raise damaged(name) from None
    shown = {
        meta.name: meta.visible == SheetVisibleEnum.Visible for meta in workbook.sheets_metadata
    }
    visible = tuple(sheet_name for sheet_name, is_shown in shown.items() if is_shown)
    hidden = tuple(sheet_name for sheet_name, is_shown in shown.items() if not is_shown)
    wanted = (_find_sheet(name, sheet, visible, hidden),) if sheet is not None else visible
    try:
        tables = tuple(_sheet_rows(workbook, sheet_name) for sheet_name in wanted)
    except CalamineError:
        raise damaged(name) from None
    return Layout(format=form, other_sheets=visible, hidden_sheets=hidden), tables


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
    return RawRows(name=sheet_name, rows=rows, numbers=range(1, len(rows) + 1))


def _cell(value: object) -> str:
    """Return a cell as a spreadsheet shows it."""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    return as_text(value)
