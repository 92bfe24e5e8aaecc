"""A folder of results, all of them written or none."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from contextlib import ExitStack
from pathlib import Path

from classifier.domain.errors import OutputError
from classifier.io.atomic import atomic_path, clear_errors, refuse_existing


def check_folder(folder: Path, names: Iterable[str], *, overwrite: bool) -> None:
    """Refuse a folder that cannot be made, or that holds files that may not be replaced.

    Raises
    ------
    OutputError
        If something that is no folder stands in the way, or one of the files exists.
    """
    with clear_errors(folder):
        nearest = next(path for path in (folder, *folder.absolute().parents) if path.exists())
    if not nearest.is_dir():
        what = f"{folder} cannot be made: {nearest} is a file."
        raise OutputError(what, advice="Choose another name for the folder.")
    for name in names:
        refuse_existing(folder / name, overwrite=overwrite)


def write_folder(folder: Path, files: Mapping[str, str]) -> None:
    """Write texts into a folder, which is made; each appears only once all are written.

    Parameters
    ----------
    folder
        Where.
    files
        Name to text; written as UTF-8 with LF at line ends.

    Raises
    ------
    OutputError
        If the folder cannot be made or a file not be written.
    """
    with clear_errors(folder):
        folder.mkdir(parents=True, exist_ok=True)
    with ExitStack() as pending:
        for name, text in files.items():
            aside = pending.enter_context(atomic_path(folder / name))
            aside.write_text(text, encoding="utf-8", newline="\n")
