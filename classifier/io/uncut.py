"""Rows of a CSV or TSV file as they stand in it: to be written as they came, or read one by one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import cast

import numpy as np
from numpy.typing import NDArray

from classifier.domain.allegation import TEXT
from classifier.io.cut import text_of
from classifier.io.delimited import read_rows
from classifier.io.pieces import RawPiece
from classifier.io.source import Source
from classifier.io.texts import clean_texts
from classifier.kernel.rows import record_ends


@dataclass(frozen=True, slots=True)
class Records:
    """Records of a delimited text, uncut.

    Parameters
    ----------
    content
        The text, as `classifier.io.pieces.RawPiece` has it.
    spans
        Where each record begins, and ends with its line break, shape (rows, 2).
    """

    content: bytes
    spans: NDArray[np.int64]

    def take(self, places: NDArray[np.bool_] | NDArray[np.int64]) -> Records:
        """Take some of them."""
        return Records(self.content, self.spans[places])

    def bare(self) -> list[bytes]:
        """Give each without its line break."""
        content = self.content
        return [content[start:end].rstrip(b"\r\n") for start, end in self.spans.tolist()]


def records_in(source: Source, piece: RawPiece, numbers: NDArray[np.int64]) -> Records:
    """Find rows of a piece of delimited text as they stand in it, by their numbers."""
    content = cast("bytes", piece.content)
    ends = record_ends(content, source.layout.delimiter.encode())
    starts = np.concatenate([[0], ends[:-1]])
    places = numbers - piece.first_record
    return Records(content, np.column_stack([starts[places], ends[places]]))


def texts_in(source: Source, records: Records, rows: Sequence[int]) -> list[str]:
    """Give the clean texts of some records, as `classifier.io.parts.parse` gives them."""
    layout, at = source.layout, source.layout.names.index(source.columns[TEXT])
    some = records.take(np.asarray(rows, dtype=np.int64)).bare()
    text = text_of(b"\n".join(some), layout.encoding)
    read = read_rows(source.path.name, text, layout.delimiter)
    return clean_texts([row[at] for row in read])[0]
