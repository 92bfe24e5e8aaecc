"""Where the records of a delimited file end, for reading it in pieces."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

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
    found = _found(as_bytes(buffer), delimiter, None)
    end, records, lines = found.tolist()
    return Rows(end, records, lines)


def record_ends(buffer: bytes | memoryview, delimiter: bytes) -> NDArray[np.int64]:
    """Say where each record of a buffer ends, its line break included, shape (records,).

    Parameters as for `row_ends`; what is left at the end is a record, too.
    """
    sought = as_bytes(buffer)
    end, records, _ = _found(sought, delimiter, None).tolist()
    left = end < len(sought)
    ends = np.full(records + left, len(sought), dtype=np.int64)
    _found(sought, delimiter, ends)
    return ends


def _found(
    sought: NDArray[np.uint8], delimiter: bytes, ends: NDArray[np.int64] | None
) -> NDArray[np.int64]:
    if len(delimiter) != 1 or delimiter in b'"\r\n':
        message = "A delimiter is one byte, and neither a quote nor a line break."
        raise ValueError(message)
    found = np.zeros(3, dtype=np.int64)
    start, numbers = addresses(sought, found)
    (places,) = addresses(ends) if ends is not None else (None,)
    library().row_ends(start, len(sought), delimiter[0], numbers, places)
    return found
