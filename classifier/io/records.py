"""JSON lines and Parquet, formats that name their own columns: the names, and the cells by name."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Final

from classifier.domain.errors import ExportError
from classifier.io.cells import arrow_texts, as_text
from classifier.io.formats import damaged
from classifier.io.names import unique_names
from classifier.io.tables import Aside, Table

if TYPE_CHECKING:
    import pyarrow as pa

NO_RECORD: Final = "not a record: the line is no JSON object"

_DECODER: Final = json.JSONDecoder(parse_float=str, parse_int=str)

Record = dict[str, object]


@dataclass(slots=True)
class Keys:
    """The keys of records, in the order of their first appearance, and what else tells of columns.

    Parameters
    ----------
    wanted
        How many records to keep.
    names
        The keys so far.
    head
        The first records.
    broken
        How many lines are no records.
    """

    wanted: int
    names: dict[str, None] = field(default_factory=dict)
    head: list[Record] = field(default_factory=list)
    broken: int = 0
    _records: int = 0
    _used: set[str] = field(default_factory=set)

    def add(self, text: str) -> None:
        """Look at some lines."""
        records, broken = read_records(text, 1)
        self.broken += len(broken)
        self._records += len(records)
        self.head += islice((record for _, record in records), self.wanted - len(self.head))
        for _, record in records:
            if not record.keys() <= self.names.keys():
                self.names |= dict.fromkeys(record)
        for key in [key for key in self.names if not key.strip()]:
            if any(value_text(record.get(key)).strip() for _, record in records):
                self._used.add(key)

    def table(self, source: str) -> tuple[tuple[str, ...], Table]:
        """Return the keys that are columns, and the table of the first records.

        Raises
        ------
        ExportError
            If no line is a record.
        """
        if not self._records:
            what = f"{source} cannot be read: none of its lines is a JSON object."
            raise ExportError(what, advice="Write one JSON object a line.")
        keys = list(self.names)
        while keys and not keys[-1].strip() and keys[-1] not in self._used:
            keys.pop()  # a column without a name at the right edge that nobody uses
        header = tuple(map(storable, keys))
        table = Table(
            header=header,
            names=tuple(unique_names(header)),
            columns=record_columns(self.head, keys),
            found=(self._records if keys else 0) + self.broken,
        )
        return tuple(keys), table


def read_records(text: str, first_line: int) -> tuple[list[tuple[int, Record]], list[Aside]]:
    """Read one record a line: each with the number of its line, and the lines that are none."""
    records, broken = [], []
    for number, line in enumerate(text.split("\n"), start=first_line):
        if not line.strip():
            continue
        record = _record(line)
        if record is None:
            broken.append(Aside(row=number, reason=NO_RECORD, cells=[storable(line)]))
        else:
            records.append((number, record))
    return records, broken


def record_columns(records: Sequence[Record], keys: Iterable[str]) -> tuple[list[str], ...]:
    """Return the cells of records by column; blank where a record has no such key."""
    columns = ([record.get(key) for record in records] for key in keys)
    return tuple(
        [v if type(v) is str and v.isascii() else value_text(v) for v in column]
        for column in columns
    )


def value_text(value: object) -> str:
    """Return a value as a string; lists and objects stay JSON."""
    if isinstance(value, str):
        return storable(value)
    if isinstance(value, (list, dict)):
        return storable(json.dumps(value, ensure_ascii=False))
    return storable(as_text(value))


def storable(text: str) -> str:
    """Return a string without half characters, which JSON can spell but no file can hold."""
    return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")


def parquet_head(path: Path, wanted: int) -> tuple[pa.Schema, Table]:
    """Return the types of a Parquet file under unique names, and its first records.

    Raises
    ------
    ExportError
        If it is damaged.
    """
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        with pq.ParquetFile(path) as file:
            header = tuple(file.schema_arrow.names)
            names = unique_names(header)
            schema = pa.schema(
                [one.with_name(name) for one, name in zip(file.schema_arrow, names, strict=True)]
            )
            first = next(file.iter_batches(batch_size=wanted), None)
    except (pa.ArrowException, OSError):
        raise damaged(path.name, "a damaged or truncated Parquet file") from None
    cells = tuple(arrow_texts(column) for column in first.columns) if first else ((),) * len(names)
    rows = first.num_rows if first else 0
    return schema, Table(header=header, names=tuple(names), columns=cells, found=rows)


def _record(line: str) -> Record | None:
    """Return a line's record, its numbers spelled as in the file; None if it has none."""
    try:
        record = _DECODER.decode(line)
    except (ValueError, RecursionError):
        return None
    return record if isinstance(record, dict) else None
