"""Where the records of a delimited file end, for reading it in pieces."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from classifier.kernel.library import addresses, as_bytes, library


@dataclass(frozen=True, slots=True)
class Rows:
    """The complete records at the beginning of a buffer.

    Parameters
    ----------
    end
        How many bytes they take up: the next record starts there.
    records
        How many there are. An empty line is one, as it is for `csv.reader`.
    lines
        On how many lines they stand: more than records where quoted fields hold line breaks.
    """

    end: int
    records: int
    lines: int


def row_ends(buffer: bytes | memoryview, delimiter: bytes) -> Rows:
    r"""Find the complete records at the beginning of a buffer.

    They are those of ``csv.reader(file, delimiter=..., strict=True)`` with the file opened by
    ``newline=""``: ``\n``, ``\r`` and ``\r\n`` end a record outside quotes, and a quote opens
    only at the start of a field. A ``\r`` at the very end ends none, as its ``\n`` may follow;
    at the end of a file, whatever is left is the last record.

    Parameters
    ----------
    buffer
        Some bytes of the file, from the start of a record on, in an encoding that has ASCII's
        bytes for ASCII's characters and for nothing else (UTF-8, Windows-1252).
    delimiter
        The byte between two fields: not a quote, and no line break.
    """
    if len(delimiter) != 1 or delimiter in b'"\r\n':
        message = "A delimiter is one byte, and neither a quote nor a line break."
        raise ValueError(message)
    sought, found = as_bytes(buffer), np.zeros(3, dtype=np.int64)
    start, numbers = addresses(sought, found)
    library().row_ends(start, len(sought), delimiter[0], numbers)
    end, records, lines = found.tolist()
    return Rows(end, records, lines)
