"""Whether results can be written where they should go, checked before the work."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from classifier.domain.errors import OutputError
from classifier.io.atomic import (
    refuse_existing,
    refuse_folder,
    refuse_missing_folder,
    try_writing,
)

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


def _check_folder(path: Path) -> None:
    """Refuse a folder that is a file, or that cannot be made or written."""
    if path.exists() and not path.is_dir():
        what = f"{path} is a file, and several exports need a folder for their results."
        raise OutputError(what, advice="Name a folder with -o.")
    refuse_missing_folder(path)
    try_writing(path if path.is_dir() else path.parent, path)
