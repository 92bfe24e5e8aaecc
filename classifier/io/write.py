"""Results out: checked before the work, written as the export came, whole or not at all."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Final

import pandas as pd

from classifier.domain.errors import OutputError
from classifier.io.atomic import (
    atomic_path,
    clear_errors,
    refuse_existing,
    refuse_folder,
    refuse_missing_folder,
    try_writing,
)
from classifier.io.cells import as_texts
from classifier.io.sheet import sheet_bytes
from classifier.io.tables import Layout
from classifier.io.written import csv_bytes

ENDINGS: Final = (".csv", ".tsv", ".xlsx", ".parquet")
_LOCKS: Final = ("~${}", ".~lock.{}#")  # what Excel and LibreOffice put beside an open file


def check_output(path: Path, *, overwrite: bool, folder: bool = False) -> None:
    """Refuse an output that could not be written, before any work is done for it.

    Parameters
    ----------
    path
        The file, or the folder for the results of several exports, which is made if need be.
    overwrite
        Whether a file may be replaced.
    folder
        Whether ``path`` is a folder.

    Raises
    ------
    OutputError
        If it exists, its ending is unknown, its folder is missing or cannot be written, it is
        open in Excel, or a file stands where a folder should be and the other way round.
    """
    if folder:
        _check_folder(path)
        return
    refuse_folder(path)
    if path.suffix.casefold() not in ENDINGS:
        what = f"{path.name} cannot be written: its ending names no format for results."
        raise OutputError(what, advice=f"End it in one of {' '.join(ENDINGS)}.")
    refuse_missing_folder(path)
    refuse_existing(path, overwrite=overwrite)
    for lock in (form.format(path.name) for form in _LOCKS):
        if path.with_name(lock).exists():
            what = f"{path} is open in a spreadsheet (there is a file {lock} beside it)."
            raise OutputError(what, advice="Close it there and try again.")
    try_writing(path.parent, path)


def write_results(
    frame: pd.DataFrame,
    path: Path,
    *,
    layout: Layout | None,
    defuse: bool = False,
    rejected: pd.DataFrame | None = None,
) -> tuple[str, ...]:
    """Write a table in the format of its ending, and the rows set aside beside it.

    Parameters
    ----------
    frame
        The table: the export's columns, then what was added.
    path
        Where to, ending in one of `ENDINGS`.
    layout
        How the export was laid out: CSV goes out with the delimiter, encoding and BOM it came
        in with, and the columns get the names that the file spelled.
    defuse
        For CSV and TSV: put an apostrophe before cells that a spreadsheet would run as formulas.
        In XLSX every cell is a string and none can run.
    rejected
        The rows set aside, for `write_rejected`: where they cannot be written, the results are
        not either. None for a table without such rows.

    Returns
    -------
    tuple[str, ...]
        What the user should know: cells that begin like formulas, an encoding that did not do.

    Raises
    ------
    OutputError
        If the format cannot hold the table, or a file cannot be written.
    """
    ending = path.suffix.casefold()
    content, warnings = _FORMS[ending](frame, path, layout, defuse)
    with atomic_path(path) as aside:
        aside.write_bytes(content)
        if rejected is not None:
            write_rejected(rejected, path)
    return warnings


def rejected_path(output: Path) -> Path:
    """Return where the rows set aside of an output go: ``results.rejected.csv`` beside it."""
    return output.with_name(f"{output.stem}.rejected.csv")


def write_rejected(rejected: pd.DataFrame, output: Path) -> Path | None:
    """Write the rows set aside next to an output, defused, as UTF-8 with BOM; return the file.

    Where there are none, no file is written, and one of an earlier run is taken away: it would
    speak of rows that this run has used.

    Raises
    ------
    OutputError
        If the file cannot be written, or taken away.
    """
    path = rejected_path(output)
    if rejected.empty:
        with clear_errors(path):
            path.unlink(missing_ok=True)
        return None
    content, _ = _csv(rejected, path, None, True)
    with atomic_path(path) as aside:
        aside.write_bytes(content)
    return path


def _check_folder(path: Path) -> None:
    """Refuse a folder that is a file, or that cannot be made or written."""
    if path.exists() and not path.is_dir():
        what = f"{path} is a file, and several exports need a folder for their results."
        raise OutputError(what, advice="Name a folder with -o.")
    refuse_missing_folder(path)
    try_writing(path if path.is_dir() else path.parent, path)


def _columns(frame: pd.DataFrame, layout: Layout | None) -> tuple[list[str], list[list[str]]]:
    """Return the header as the export spelled it, and each column as strings."""
    spelled = dict(zip(layout.names, layout.header, strict=True)) if layout else {}
    header = [spelled.get(str(name), str(name)) for name in frame.columns]
    columns = [as_texts(frame.iloc[:, position]) for position in range(frame.shape[1])]
    return header, columns


def _csv(
    frame: pd.DataFrame, path: Path, layout: Layout | None, defuse: bool
) -> tuple[bytes, tuple[str, ...]]:
    """Return a table as CSV or TSV."""
    header, columns = _columns(frame, layout)
    return csv_bytes(header, columns, name=path.name, layout=layout, defuse=defuse)


def _xlsx(
    frame: pd.DataFrame, path: Path, layout: Layout | None, defuse: bool
) -> tuple[bytes, tuple[str, ...]]:
    """Return a table as a workbook."""
    header, columns = _columns(frame, layout)
    return sheet_bytes(header, columns, name=path.name), ()


def _parquet(
    frame: pd.DataFrame, path: Path, layout: Layout | None, defuse: bool
) -> tuple[bytes, tuple[str, ...]]:
    """Return a table as Parquet: unique column names, types as they are."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        table = pa.Table.from_pandas(frame, preserve_index=False).replace_schema_metadata(None)
    except (pa.ArrowException, ValueError):
        what = f"{path.name} cannot be written: a column mixes types, or two have one name."
        raise OutputError(what, advice="Write .csv or .xlsx instead.") from None
    sink = pa.BufferOutputStream()
    pq.write_table(table, sink)
    return sink.getvalue().to_pybytes(), ()


_Form = Callable[[pd.DataFrame, Path, Layout | None, bool], tuple[bytes, tuple[str, ...]]]
_FORMS: Final[Mapping[str, _Form]] = MappingProxyType(
    {".csv": _csv, ".tsv": _csv, ".xlsx": _xlsx, ".parquet": _parquet}
)
