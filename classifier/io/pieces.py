"""An export in pieces, each of which any process can read. Where they end depends on it alone."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from classifier.io.cut import cut_records, whole_lines
from classifier.io.encoding import BLOCK, ascii_blocks
from classifier.io.formats import JSON_LINES, PARQUET, damaged
from classifier.io.raw import opened
from classifier.io.source import Source

if TYPE_CHECKING:
    import pyarrow as pa

_ROWS: Final = 20_000
"""Rows of a piece where the format counts rows, and not bytes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RawPiece:
    """Some records of an export that follow each other, not read yet.

    Parameters
    ----------
    number
        Which piece it is, from 0.
    first_record, first_line
        The number of its first record, as a spreadsheet counts rows, and of the line that this
        begins on, from 1.
    content
        Whole records, as the format has them: bytes of a text, rows of a workbook, or records of
        a Parquet file.
    share
        About how much of the export ends with it, above 0; 1 for the last.
    """

    number: int
    first_record: int
    first_line: int
    content: bytes | list[list[str]] | pa.RecordBatch
    share: float

    @property
    def last(self) -> bool:
        """Whether nothing follows."""
        return self.share == 1


def raw_pieces(source: Source, size: int = BLOCK) -> Iterator[RawPiece]:
    """Give the pieces of an export in its order, one at least.

    Parameters
    ----------
    source
        The export, in the process that opened it.
    size
        About how many bytes a piece of a text has.

    Raises
    ------
    ExportError
        If the file cannot be read any more, or is damaged.
    """
    if source.layout.format == PARQUET:
        return _of_parquet(source)
    if source.layout.encoding:
        return _of_text(source, size)
    return _of_workbook(source)


def arrow_bytes(batch: pa.RecordBatch) -> pa.Buffer:
    """Give all that a record batch holds as bytes: its types and dictionaries, too."""
    import pyarrow as pa

    sink = pa.BufferOutputStream()
    with pa.ipc.new_stream(sink, batch.schema) as stream:
        stream.write_batch(batch)
    return sink.getvalue()


def _of_text(source: Source, size: int) -> Iterator[RawPiece]:
    """Give the pieces of CSV, TSV or JSON lines."""
    layout = source.layout
    with opened(source.path) as file:
        total = source.path.stat().st_size + 1
        blocks = ascii_blocks(file, layout.encoding, bom=layout.bom, size=size)
        lines = layout.format == JSON_LINES
        name = source.path.name
        cuts = whole_lines(name, blocks) if lines else cut_records(name, blocks, layout.delimiter)
        for number, cut in enumerate(cuts):
            yield RawPiece(
                number=number,
                first_record=cut.first_record,
                first_line=cut.first_line,
                content=cut.content,
                share=1 if cut.last else min(file.tell(), total - 1) / total,
            )


def _of_workbook(source: Source) -> Iterator[RawPiece]:
    """Give the rows below the header of a workbook."""
    rows, header = source.held.rows, source.layout.header_row
    for number, at in enumerate(range(header, len(rows), _ROWS)):
        yield RawPiece(
            number=number,
            first_record=at + 1,
            first_line=at + 1,
            content=list(rows[at : at + _ROWS]),
            share=min(at + _ROWS, len(rows)) / len(rows),
        )


def _of_parquet(source: Source) -> Iterator[RawPiece]:
    """Give the records of a Parquet file."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    before = 0
    try:
        with pq.ParquetFile(source.path) as file:
            total = file.metadata.num_rows
            for number, batch in enumerate(file.iter_batches(batch_size=_ROWS)):
                yield RawPiece(
                    number=number,
                    first_record=before + 1,
                    first_line=before + 1,
                    content=batch.rename_columns(list(source.layout.names)),
                    share=(before + batch.num_rows) / total,
                )
                before += batch.num_rows
    except (pa.ArrowException, OSError):
        raise damaged(source.path.name, "a damaged or truncated Parquet file") from None
