"""The rows set aside, written beside the results: row, reason, and the cells as they were read."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import IO, Final

from classifier.io.aside import rejected_header
from classifier.io.atomic import atomic_path, clear_errors
from classifier.io.tables import Aside
from classifier.io.written import csv_bytes, csv_part, spelling

_TOGETHER: Final = 10_000


def rejected_path(output: Path) -> Path:
    """Return where the rows set aside of an output go: ``results.rejected.csv`` beside it."""
    return output.with_name(f"{output.stem}.rejected.csv")


@dataclass(slots=True)
class Rejected:
    """Rows set aside, kept on the disk until it is known how many cells the widest has.

    Parameters
    ----------
    count
        How many there are so far.
    """

    header: tuple[str, ...]
    _spool: IO[str]
    _width: int = 0
    count: int = 0

    def add(self, aside: Iterable[Aside]) -> None:
        """Set rows aside, after those before them in the file."""
        for row in aside:
            self._spool.write(json.dumps([row.row, row.reason, *row.cells]) + "\n")
            self._width = max(self._width, len(row.cells))
            self.count += 1

    def write(self, output: Path) -> Path | None:
        """Write the rows next to an output, defused, as UTF-8 with BOM; return the file.

        Where there are none, no file is written, and one of an earlier run is taken away: it
        would speak of rows that this run has used.

        Raises
        ------
        OutputError
            If the file cannot be written, or taken away.
        """
        path = rejected_path(output)
        if not self.count:
            with clear_errors(path):
                path.unlink(missing_ok=True)
            return None
        header = rejected_header(self.header, self._width)
        head, _ = csv_bytes(header, [()] * len(header), name=path.name, layout=None, defuse=True)
        spelled = spelling(path.name, None)
        with atomic_path(path) as aside, aside.open("wb") as file:
            file.write(head)
            for columns in self._columns(len(header)):
                file.write(csv_part(columns, spelled, defuse=True).content)
        return path

    def _columns(self, width: int) -> Iterator[list[tuple[str, ...]]]:
        """Give the rows again, some at a time, as columns of cells."""
        self._spool.seek(0)
        rows = map(json.loads, self._spool)
        while some := list(islice(rows, _TOGETHER)):
            padded = ([str(row[0]), *row[1:], *[""] * (width - len(row))] for row in some)
            yield list(zip(*padded, strict=True))


@contextmanager
def open_rejected(output: Path, header: tuple[str, ...]) -> Iterator[Rejected]:
    """Give what collects the rows set aside, in a file without a name in the output's folder.

    Parameters
    ----------
    output
        The results that they are not in.
    header
        The original columns.
    """
    with tempfile.TemporaryFile("w+", dir=output.parent, encoding="ascii") as spool:
        yield Rejected(header, spool)
