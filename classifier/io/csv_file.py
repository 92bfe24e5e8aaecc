"""A CSV or TSV file written part by part, in the export's encoding as long as each part fits it."""

from __future__ import annotations

import codecs
import shutil
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Final

from classifier.io.written import CsvPart, Spelling, csv_part, csv_warnings

_MARK: Final = "\ufeff"
_BLOCK: Final = 1 << 22


@dataclass(slots=True)
class CsvFile:
    """A file that parts are added to."""

    spelled: Spelling
    defuse: bool
    _file: BinaryIO
    _fits: bool = True
    _like_formulas: int = 0

    def add(self, part: CsvPart) -> None:
        """Write the next part."""
        self._like_formulas += part.like_formulas
        content = part.content
        if self._fits and not part.fits:
            self._respell()
        elif part.fits and not self._fits:
            content = content.decode(self.spelled.encoding).encode()
        self._file.write(content)

    def warnings(self) -> list[str]:
        """Return what a person should know of the file."""
        return csv_warnings(
            self.spelled, like_formulas=self._like_formulas, fits=self._fits, defuse=self.defuse
        )

    def _respell(self) -> None:
        """Turn what is written into UTF-8 with BOM."""
        self._fits = False
        decoder = codecs.getincrementaldecoder(self.spelled.encoding)()
        with tempfile.TemporaryFile(dir=Path(self._file.name).parent) as copy:
            self._file.seek(0)
            shutil.copyfileobj(self._file, copy)
            self._file.seek(0)
            self._file.truncate()
            copy.seek(len(_MARK.encode(self.spelled.encoding)) if self.spelled.bom else 0)
            self._file.write(_MARK.encode())
            while block := copy.read(_BLOCK):
                self._file.write(decoder.decode(block).encode())


@contextmanager
def open_csv(
    path: Path, header: Sequence[str], spelled: Spelling, *, defuse: bool
) -> Iterator[CsvFile]:
    """Give a file with the names of the columns in it, and a BOM where the export had one."""
    with path.open("w+b") as file:
        out = CsvFile(spelled, defuse, file)
        if spelled.bom:
            file.write(_MARK.encode(spelled.encoding))
        out.add(csv_part([[name] for name in header], spelled, defuse=defuse))
        yield out
