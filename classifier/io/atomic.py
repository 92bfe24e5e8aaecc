"""Files that appear whole or not at all: written aside in the same folder, then renamed."""

from __future__ import annotations

import errno
import json
import os
import stat
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from types import MappingProxyType
from typing import Final

from classifier.domain.errors import OutputError

_PRIVATE: Final = 0o600
_DENIED: Final = (
    "there is no permission to write it, or it is open in another program such as Excel",
    "Close it there, or choose another folder with -o.",
)
_CLEAR: Final[Mapping[int, tuple[str, str]]] = MappingProxyType(
    {
        errno.ENOSPC: ("the disk is full", "Free some space, or choose another disk with -o."),
        errno.EDQUOT: ("your disk quota is used up", "Free some space, or choose another disk."),
        errno.EACCES: _DENIED,
        errno.EPERM: _DENIED,
        errno.EROFS: ("the disk is read-only", "Choose another folder with -o."),
        errno.ENOTDIR: ("a part of its path is no folder", "Choose another folder with -o."),
        errno.EEXIST: ("a file of that name is in its way", "Choose another folder with -o."),
        errno.ENOENT: ("no such folder is there or can be made", "Choose another with -o."),
        errno.ENAMETOOLONG: ("its name is too long", "Choose a shorter one with -o."),
    }
)
"""What the system says when a file cannot be written: the reason, and what to do."""


@contextmanager
def atomic_path(path: Path) -> Iterator[Path]:
    """Give a path to write to; it takes the place of ``path`` once the block ends well.

    The file is private (0600) from its first byte, and keeps the mode of the file it replaces.
    Whatever ends the block early, Ctrl-C included, leaves ``path`` as it was and nothing beside it.

    Raises
    ------
    OutputError
        If the folder is missing, the disk is full or read-only, or permission is refused.
    """
    refuse_missing_folder(path)
    with clear_errors(path):
        descriptor, name = tempfile.mkstemp(
            dir=path.parent, prefix=f".{path.name[:40]}.", suffix=".part"
        )
        os.close(descriptor)
        aside = Path(name)
        try:
            yield aside
            _settle(aside, path)
            aside.replace(path)
        except BaseException:
            aside.unlink(missing_ok=True)
            raise


@contextmanager
def clear_errors(path: Path) -> Iterator[None]:
    """Turn the system's refusals to write into an `OutputError`; other errors pass."""
    try:
        yield
    except OSError as error:
        reason = _CLEAR.get(error.errno or 0)
        if reason is None:
            raise
        what = f"{path} cannot be written: {reason[0]}."
        raise OutputError(what, advice=reason[1]) from error


def refuse_missing_folder(path: Path) -> None:
    """Refuse a file whose folder does not exist.

    Raises
    ------
    OutputError
        If there is no such folder.
    """
    with clear_errors(path):
        there = path.parent.is_dir()
    if not there:
        what = f"{path} cannot be written: there is no folder {path.parent}."
        raise OutputError(what, advice="Make it first, or check its name.")


def refuse_existing(path: Path, *, overwrite: bool) -> None:
    """Refuse to replace a file, unless the user says so.

    Raises
    ------
    OutputError
        If the file exists and is not to be replaced.
    """
    with clear_errors(path):
        exists = path.exists()
    if exists and not overwrite:
        what = f"{path} exists."
        raise OutputError(what, advice="Choose another name, or add --overwrite.")


def refuse_folder(path: Path) -> None:
    """Refuse a folder where a file is to be written.

    Raises
    ------
    OutputError
        If it is one.
    """
    with clear_errors(path):
        is_folder = path.is_dir()
    if is_folder:
        what = f"{path} is a folder."
        raise OutputError(what, advice="Name a file in it.")


def refuse_taken(path: Path, taken: Iterable[Path]) -> None:
    """Refuse to replace a file that the same command reads or writes, whatever its name or links.

    Raises
    ------
    OutputError
        If it is one of them.
    """
    with clear_errors(path):
        if any(_is_same(path, other) for other in taken):
            what = f"{path} cannot be written: this command reads or writes it already."
            raise OutputError(what, advice="An export may be its only copy: choose another name.")


def try_writing(folder: Path, path: Path) -> None:
    """Make a file in the folder of ``path``, the one sure test, and take it away.

    Raises
    ------
    OutputError
        If it cannot be made.
    """
    with clear_errors(path), tempfile.TemporaryFile(dir=folder) as trial:
        trial.write(b"\0")


def write_json(result: object, path: Path) -> None:
    """Write a result as indented JSON; keys keep their order."""
    with atomic_path(path) as aside:
        aside.write_text(json.dumps(result, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")


def _is_same(path: Path, other: Path) -> bool:
    """Say whether two names are one file, there or still to be made."""
    if path.exists() and other.exists():
        return path.samefile(other)
    return path.resolve() == other.resolve()


def _settle(aside: Path, path: Path) -> None:
    """Bring the file to the disk, where a full one shows, and give it its mode."""
    with aside.open("r+b") as written:
        os.fsync(written.fileno())
    aside.chmod(stat.S_IMODE(path.stat().st_mode) if path.exists() else _PRIVATE)
