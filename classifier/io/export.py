"""An export read whole, all its parts put together. No row is lost."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from pathlib import Path

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from classifier.domain.allegation import DATE_FIELDS
from classifier.io.aside import rejected_header
from classifier.io.dates import DateOrder, date_order
from classifier.io.parts import Part, fields, parse
from classifier.io.pieces import raw_pieces
from classifier.io.source import Saved, Source, open_source
from classifier.io.tables import Aside, Layout


@dataclass(frozen=True, slots=True, kw_only=True)
class Export:
    """An export as a table of allegations, with everything that was decided on the way.

    Parameters
    ----------
    source
        The file.
    layout
        How it is laid out.
    columns
        Field to column of ``frame``, in the order of the fields.
    frame
        The usable rows in the file's order, original columns and values: strings, but for
        Parquet, which keeps its types.
    rows
        Shape (rows,): each usable row's number as a spreadsheet shows it, the header counted;
        for JSON lines the line, for Parquet the record, from 1.
    allegations
        The mapped fields only, as clean strings, same index as ``frame``.
    rejected
        The rows set aside: ``row``, ``reason``, then the original columns.
    repaired
        How many usable rows had mojibake in their text.
    dates
        For each mapped date field, how it writes its dates.
    warnings
        What a person should know before trusting the table, one sentence each.
    """

    source: Path
    layout: Layout
    columns: dict[str, str]
    frame: pd.DataFrame
    rows: NDArray[np.int64]
    allegations: pd.DataFrame
    rejected: pd.DataFrame
    repaired: int
    dates: dict[str, DateOrder]
    warnings: tuple[str, ...]

    @property
    def aside(self) -> dict[str, list[int]]:
        """The numbers of the rows set aside, by reason."""
        aside: dict[str, list[int]] = {}
        for row, reason in zip(self.rejected["row"], self.rejected["reason"], strict=True):
            aside.setdefault(str(reason), []).append(int(row))
        return aside


def read_export(
    path: Path,
    *,
    mapping: Mapping[str, str] | None = None,
    sheet: str | None = None,
    require_text: bool = True,
    saved: Saved | None = None,
) -> Export:
    """Read an export, whatever system made it.

    Parameters as for `classifier.io.source.open_source`, which opens it.

    Raises
    ------
    ExportError
        If the file cannot be read as a table.
    MappingError
        If its columns cannot be told apart.
    """
    source = open_source(path, mapping=mapping, sheet=sheet, require_text=require_text, saved=saved)
    return _joined(source, [parse(source, piece) for piece in raw_pieces(source)])


def _joined(source: Source, parts: Sequence[Part]) -> Export:
    """Put the parts of an export together."""
    numbers = np.concatenate([part.numbers for part in parts])
    mapped = [fields(source, part) for part in parts]
    allegations = pd.DataFrame(
        {field: [*chain.from_iterable(one[field] for one in mapped)] for field in source.columns},
        index=range(len(numbers)),
        dtype="str",
    )
    return Export(
        source=source.path,
        layout=source.layout,
        columns=dict(source.columns),
        frame=_frame(source, parts),
        rows=numbers,
        allegations=allegations,
        rejected=_rejected(source.layout.header, [*chain.from_iterable(p.aside for p in parts)]),
        repaired=sum(int(part.repaired.sum()) for part in parts),
        dates={
            field: date_order(allegations[field].tolist(), numbers.tolist())
            for field in DATE_FIELDS
            if field in source.columns
        },
        warnings=source.warnings,
    )


def _frame(source: Source, parts: Sequence[Part]) -> pd.DataFrame:
    """Return the usable rows: strings, but for Parquet."""
    if source.schema is not None:
        import pyarrow as pa

        table = pa.Table.from_batches([part.batch for part in parts], source.schema)
        # Whole numbers with gaps would turn into floats, and lose the last digits of a long one.
        typed: pd.DataFrame = table.to_pandas(ignore_metadata=True, integer_object_nulls=True)
        return typed
    columns = zip(*(part.cells for part in parts), strict=True)
    cells = {
        name: [*chain.from_iterable(column)]
        for name, column in zip(source.layout.names, columns, strict=True)
    }
    return pd.DataFrame(cells, dtype="str")


def _rejected(header: Sequence[str], aside: Sequence[Aside]) -> pd.DataFrame:
    """Return the rows set aside: row, reason, then the original columns."""
    width = max([len(header), *(len(row.cells) for row in aside)])
    rows = [[row.row, row.reason, *row.cells, *[""] * (width - len(row.cells))] for row in aside]
    return pd.DataFrame(rows, columns=rejected_header(header, width))
