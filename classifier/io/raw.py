"""The first act of reading: a file into raw rows, by its format. Nothing is judged."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from classifier.domain.errors import ExportError
from classifier.io.delimited import read_delimited
from classifier.io.formats import CSV, JSON_LINES, ODS, TSV, XLS, XLSX, recognise
from classifier.io.tables import Layout, RawRows, Table


def read_raw(path: Path, sheet: str | None = None) -> tuple[Layout, Sequence[RawRows | Table]]:
    """Read a file's sheets, or the one that is asked for.

    Raises
    ------
    ExportError
        If there is no such file, it cannot be opened, is empty or damaged, or has no such sheet.
    """
    content = _content(path)
    form = recognise(path.name, content)
    if form in (XLSX, XLS, ODS):
        from classifier.io.workbook import read_workbook

        return read_workbook(path.name, content, form, sheet)
    if sheet is not None:
        what = f"{path.name} has no sheets: it is {form}."
        raise ExportError(what, advice="Leave --sheet out.")
    if form in (CSV, TSV):
        layout, rows = read_delimited(path.name, content, form)
        return layout, [rows]
    from classifier.io.records import read_json_lines, read_parquet

    if form == JSON_LINES:
        layout, rows = read_json_lines(path.name, content)
        return layout, [rows]
    layout, table = read_parquet(path.name, content)
    return layout, [table]


def _content(path: Path) -> bytes:
    """Return a file's bytes."""
    try:
        is_folder = path.is_dir()
        content = b"" if is_folder else path.read_bytes()
    except FileNotFoundError:
        what = f"There is no file {path}."
        raise ExportError(what, advice="Check the name and the folder.") from None
    except PermissionError:
        what = f"{path} cannot be opened: no permission to read it."
        raise ExportError(what, advice="Ask its owner, or close it in Excel.") from None
    except OSError as error:
        what = f"{path} cannot be read: {error.strerror}."
        raise ExportError(what, advice="Check the disk or the network drive.") from None
    if is_folder:
        what = f"{path} is a folder, not an export."
        raise ExportError(what, advice="Name the file in it.")
    if not content.strip(b"\0 \t\r\n\xef\xbb\xbf\xff\xfe"):
        what = f"{path} is empty."
        raise ExportError(what, advice="Export it again.")
    return content
