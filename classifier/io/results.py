"""Results out: part by part, written as the export came, whole or not at all."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final, cast

import numpy as np
from numpy.typing import NDArray

from classifier.io.atomic import atomic_path
from classifier.io.cells import number_texts
from classifier.io.csv_file import CsvFile, open_csv
from classifier.io.parts import Part
from classifier.io.rejected import Rejected, open_rejected
from classifier.io.sheet import SheetFile, open_sheet
from classifier.io.source import Source
from classifier.io.tables import Aside
from classifier.io.uncut import Records
from classifier.io.written import CsvPart, Spelling, csv_after, csv_part, spelling
from classifier.io.written import count_formulas as formulas_in

if TYPE_CHECKING:
    import pyarrow as pa
    from pyarrow.parquet import ParquetWriter

XLSX: Final = ".xlsx"
PARQUET: Final = ".parquet"
_DELIMITED: Final = (".csv", ".tsv")

Added = Sequence[str] | NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    """How results are written, and where; small enough to be sent to every process.

    Parameters
    ----------
    path
        Where to; the ending says the format.
    header
        The original columns as the export spelled them.
    added
        The names of the columns that come after them.
    spelled
        For CSV and TSV: how the file is spelled.
    as_it_came
        For CSV and TSV: whether the export's own cells go out byte for byte.
    defuse
        For CSV and TSV: whether cells that begin like formulas get an apostrophe.
    schema
        For Parquet: the type of each column.
    """

    path: Path
    header: tuple[str, ...]
    added: tuple[str, ...]
    spelled: Spelling
    as_it_came: bool
    defuse: bool
    schema: pa.Schema | None

    @property
    def ending(self) -> str:
        """The format."""
        return self.path.suffix.casefold()


@dataclass(frozen=True, slots=True, kw_only=True)
class Rendered:
    """Some rows as they are written.

    Parameters
    ----------
    rows
        How many.
    content
        Bytes of CSV, the columns of a sheet, or typed columns for Parquet.
    """

    rows: int
    content: CsvPart | tuple[Sequence[str], ...] | pa.RecordBatch


class Results:
    """Results that are being written.

    Attributes
    ----------
    rejected_file
        The rows set aside; None if there are none. Known at the end.
    """

    def __init__(self, out: CsvFile | SheetFile | ParquetWriter, rejected: Rejected) -> None:
        """Write with these."""
        self._out = out
        self._rejected = rejected
        self.rejected_file: Path | None = None

    @property
    def warnings(self) -> tuple[str, ...]:
        """What the user should know: cells like formulas, an encoding that did not do."""
        return tuple(self._out.warnings()) if isinstance(self._out, CsvFile) else ()

    def add(self, rendered: Rendered) -> None:
        """Write the rows of the next part.

        Raises
        ------
        OutputError
            If the format cannot hold them.
        """
        if isinstance(self._out, CsvFile):
            self._out.add(cast("CsvPart", rendered.content))
        elif isinstance(self._out, SheetFile):
            self._out.add(cast("tuple[Sequence[str], ...]", rendered.content), rendered.rows)
        else:
            self._out.write_batch(cast("pa.RecordBatch", rendered.content))

    def set_aside(self, aside: Iterable[Aside]) -> None:
        """Keep rows for the file of those set aside, in their order."""
        self._rejected.add(aside)


def plan_results(
    path: Path, source: Source, added: Mapping[str, type], *, defuse: bool = False
) -> Form:
    """Say how the results of an export are written.

    Parameters
    ----------
    path
        Where to, ending in one of `classifier.io.write.ENDINGS`. CSV goes out with the delimiter,
        encoding and BOM it came in with.
    source
        The export; its columns get the names that it spelled, but for Parquet, which needs
        unique ones.
    added
        The names of the columns to add, none of them one of the export's, and whether they hold
        ``str`` or ``float``.
    defuse
        For CSV and TSV: put an apostrophe before cells that a spreadsheet would run as formulas.
        In XLSX every cell is a string and none can run.
    """
    is_parquet = path.suffix.casefold() == PARQUET
    spelled = spelling(path.name, source.layout)
    return Form(
        path=path,
        header=source.layout.header,
        added=tuple(added),
        spelled=spelled,
        as_it_came=path.suffix.casefold() in _DELIMITED
        and spelled.delimiter == source.layout.delimiter
        and not defuse,
        defuse=defuse,
        schema=_schema(source, added) if is_parquet else None,
    )


def render(form: Form, part: Part, added: Sequence[Added]) -> Rendered:
    """Turn the usable rows of a part into what is written of them; in any process.

    Parameters
    ----------
    form
        How they are written.
    part
        The rows.
    added
        For each added column its values.
    """
    if form.schema is not None:
        return Rendered(rows=len(part), content=_typed(form.schema, part, added))
    if part.records is not None and form.as_it_came:
        return render_after(form, part.records, added, like_formulas=formulas_in(part.cells))
    texts = (number_texts(v) if isinstance(v, np.ndarray) else v for v in added)
    columns = (*part.cells, *texts)
    if form.ending == XLSX:
        return Rendered(rows=len(part), content=columns)
    content = csv_part(columns, form.spelled, defuse=form.defuse)
    return Rendered(rows=len(part), content=content)


def render_after(
    form: Form, records: Records, added: Sequence[Added], *, like_formulas: int
) -> Rendered:
    """Turn rows that go out as they came into what is written of them; in any process.

    Parameters
    ----------
    form, added
        As for `render`.
    records
        The rows as they stand in the export.
    like_formulas
        How many of the export's own cells a spreadsheet would take for a formula.
    """
    texts = [number_texts(v) if isinstance(v, np.ndarray) else v for v in added]
    content = csv_after(records.bare(), texts, form.spelled, like_formulas=like_formulas)
    return Rendered(rows=len(records.spans), content=content)


@contextmanager
def open_results(form: Form) -> Iterator[Results]:
    """Give results to write to; they and the rows set aside appear when the block ends well.

    Whatever ends it early, Ctrl-C included, leaves both files as they were. Where the rows set
    aside cannot be written, the results are not either: no row may go missing.

    Raises
    ------
    OutputError
        If the format cannot hold the table, or a file cannot be written.
    """
    with atomic_path(form.path) as aside, open_rejected(form.path, form.header) as rejected:
        with _opened(form, aside) as out:
            results = Results(out, rejected)
            yield results
        results.rejected_file = rejected.write(form.path)


def _opened(form: Form, aside: Path) -> AbstractContextManager[CsvFile | SheetFile | ParquetWriter]:
    """Open a file for results."""
    header = (*form.header, *form.added)
    if form.schema is not None:
        from pyarrow.parquet import ParquetWriter

        return cast("AbstractContextManager[ParquetWriter]", ParquetWriter(aside, form.schema))
    if form.ending == XLSX:
        return open_sheet(aside, header, name=form.path.name)
    return open_csv(aside, header, form.spelled, defuse=form.defuse)


def _schema(source: Source, added: Mapping[str, type]) -> pa.Schema:
    """Return the types of the columns for Parquet: the export's own, strings where it has none."""
    import pyarrow as pa

    text = pa.large_string()
    own = source.schema or pa.schema([(name, text) for name in source.layout.names])
    kinds = {str: text, float: pa.float64()}
    return pa.schema([*own, *(pa.field(name, kinds[kind]) for name, kind in added.items())])


def _typed(schema: pa.Schema, part: Part, added: Sequence[Added]) -> pa.RecordBatch:
    """Return rows in types."""
    import pyarrow as pa

    own = part.cells if part.batch is None else part.batch.columns
    columns = zip((*own, *added), schema.types, strict=True)
    return pa.RecordBatch.from_arrays(
        [c if isinstance(c, pa.Array) else pa.array(c, kind) for c, kind in columns], schema=schema
    )
