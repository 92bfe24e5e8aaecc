"""A file opened, and its format recognised. Nothing is read into rows."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO, Final

from classifier.domain.errors import ExportError
from classifier.io.formats import recognise

_BLOCK: Final = 65536
_NOTHING: Final = b"\0 \t\r\n\xef\xbb\xbf\xff\xfe"


@contextmanager
def opened(path: Path) -> Iterator[BinaryIO]:
    """Open a file that is to be read, and say clearly why where that fails.

    Raises
    ------
    ExportError
        If there is no such file, or it cannot be opened or read.
    """
    try:
        if path.is_dir():
            what = f"{path} is a folder, not an export."
            raise ExportError(what, advice="Name the file in it.")
        with path.open("rb") as file:
            yield file
    except FileNotFoundError:
        what = f"There is no file {path}."
        raise ExportError(what, advice="Check the name and the folder.") from None
    except PermissionError:
        what = f"{path} cannot be opened: no permission to read it."
        raise ExportError(what, advice="Ask its owner, or close it in Excel.") from None
    except OSError as error:
        what = f"{path} cannot be read: {error.strerror}."
        raise ExportError(what, advice="Check the disk or the network drive.") from None


def format_of(path: Path) -> str:
    """Name the format of a file.

    Raises
    ------
    ExportError
        If there is no such file, it cannot be opened, is empty, or of no format that is read.
    """
    with opened(path) as file:
        block = file.read(_BLOCK)
        while block and not block.strip(_NOTHING):
            block = file.read(_BLOCK)
        if not block:
            what = f"{path} is empty."
            raise ExportError(what, advice="Export it again.")
        return recognise(path.name, file)
