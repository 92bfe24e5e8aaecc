"""JSON lines into raw rows, Parquet into a table: formats that name their own columns."""

from __future__ import annotations

import io
import json

import pandas as pd

from classifier.domain.errors import ExportError
from classifier.io.cells import as_text
from classifier.io.delimited import find_encoding
from classifier.io.formats import JSON_LINES, PARQUET, damaged
from classifier.io.names import unique_names
from classifier.io.tables import Aside, Layout, RawRows, Table


def read_json_lines(name: str, content: bytes) -> tuple[Layout, RawRows]:
    """Read one record a line; the columns are all keys, in the order of their first appearance.

    Raises
    ------
    ExportError
        If no line is a record.
    """
    encoding, bom = find_encoding(content)
    text = content.decode(encoding, errors="replace").removeprefix("\ufeff")
    records: list[tuple[int, dict[str, object]]] = []
    broken: list[Aside] = []
    for number, line in enumerate(text.split("\n"), start=1):
        if not line.strip():
            continue
        record = _record(line)
        if record is None:
            reason = "not a record: the line is no JSON object"
            broken.append(Aside(row=number, reason=reason, cells=[_storable(line)]))
        else:
            records.append((number, record))
    if not records:
        what = f"{name} cannot be read: none of its lines is a JSON object."
        raise ExportError(what, advice="Write one JSON object a line.")
    keys = list(dict.fromkeys(key for _, record in records for key in record))
    rows = [[_value(record.get(key)) for key in keys] for _, record in records]
    layout = Layout(format=JSON_LINES, encoding=encoding, bom=bom)
    return layout, RawRows(
        rows=[[_storable(key) for key in keys], *rows],
        numbers=[0, *(number for number, _ in records)],
        broken=tuple(broken),
        headed=True,
    )


def read_parquet(name: str, content: bytes) -> tuple[Layout, Table]:
    """Read a Parquet file, each column in its own type; records are numbered from 1."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        # Whole numbers with gaps would turn into floats, and lose the last digits of a long one.
        arrow = pq.ParquetFile(io.BytesIO(content)).read()
        header = tuple(arrow.column_names)
        frame: pd.DataFrame = arrow.rename_columns(unique_names(header)).to_pandas(
            ignore_metadata=True, integer_object_nulls=True
        )
    except (pa.ArrowException, OSError):
        raise damaged(name, "a damaged or truncated Parquet file") from None
    table = Table(header=header, frame=frame, numbers=range(1, len(frame) + 1))
    return Layout(format=PARQUET), table


def _record(line: str) -> dict[str, object] | None:
    """Return a line's record, its numbers spelled as in the file; None if it has none."""
    try:
        record = json.loads(line, parse_float=str, parse_int=str)
    except (ValueError, RecursionError):
        return None
    return record if isinstance(record, dict) else None


def _value(value: object) -> str:
    """Return a value as a string; lists and objects stay JSON."""
    if isinstance(value, (list, dict)):
        return _storable(json.dumps(value, ensure_ascii=False))
    return _storable(as_text(value))


def _storable(text: str) -> str:
    """Return a string without half characters, which JSON can spell but no file can hold."""
    return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
