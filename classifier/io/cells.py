"""One cell as a string, whatever a workbook, a Parquet file or a run put in it."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Final

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    import pyarrow as pa

_MIDNIGHT: Final = dt.time()
_EXACT: Final = 1e15  # above it a float does not hold every whole number
_MISSING: Final = frozenset({"NaTType", "NAType"})  # pandas' own, told without loading it


def as_text(value: object) -> str:
    """Return a cell as a person would type it: ``5`` for 5.0, ``2018-01-31``, blank for missing."""
    if isinstance(value, str):
        return value
    if value is None or type(value).__name__ in _MISSING:
        return ""
    if isinstance(value, (bool, np.bool_)):
        return "true" if value else "false"
    if isinstance(value, (float, np.floating)):
        return _number(float(value))
    if isinstance(value, (dt.date, dt.time)):
        return _moment(value)
    return str(value)


def as_texts(values: Iterable[object]) -> list[str]:
    """Return a column's cells as strings."""
    cells = values.tolist() if hasattr(values, "tolist") else values  # Python's types, not NumPy's
    return [cell if type(cell) is str else as_text(cell) for cell in cells]


def number_texts(values: NDArray[np.float64]) -> list[str]:
    """Return numbers as `as_text` does; each is spelled once, and rounded ones come often."""
    distinct, places = np.unique(values, return_inverse=True)
    spelled = as_texts(distinct)
    return [spelled[place] for place in places.tolist()]


def arrow_texts(column: pa.Array) -> Sequence[str]:
    """Return the cells of an Arrow column as strings."""
    import pyarrow as pa

    if pa.types.is_string(column.type) or pa.types.is_large_string(column.type):
        texts: list[str] = column.fill_null("").to_pylist()
        return texts
    return as_texts(column.to_pandas(integer_object_nulls=True))


def _number(value: float) -> str:
    """Return a float without the ``.0`` that a workbook adds to whole numbers."""
    if math.isnan(value):
        return ""
    if value.is_integer() and abs(value) < _EXACT:
        return str(int(value))
    return repr(value)


def _moment(value: dt.date | dt.time) -> str:
    """Return a date in ISO form, with the time of day only where there is one."""
    if isinstance(value, dt.datetime):
        if value.time() == _MIDNIGHT and value.tzinfo is None:
            return value.date().isoformat()
        return value.isoformat(sep=" ")
    return value.isoformat()
