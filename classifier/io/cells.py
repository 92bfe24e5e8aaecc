"""One cell as a string, whatever a workbook, a Parquet file or a run put in it."""

from __future__ import annotations

import datetime as dt
import math
from typing import Final

import numpy as np
import pandas as pd

_MIDNIGHT: Final = dt.time()
_EXACT: Final = 1e15  # above it a float does not hold every whole number


def as_text(value: object) -> str:
    """Return a cell as a person would type it: ``5`` for 5.0, ``2018-01-31``, blank for missing."""
    if isinstance(value, str):
        return value
    if value is None or value is pd.NaT or value is pd.NA:
        return ""
    if isinstance(value, (bool, np.bool_)):
        return "true" if value else "false"
    if isinstance(value, (float, np.floating)):
        return _number(float(value))
    if isinstance(value, (dt.date, dt.time)):
        return _moment(value)
    return str(value)


def as_texts(values: pd.Series) -> list[str]:
    """Return a column's cells as strings."""
    return [cell if type(cell) is str else as_text(cell) for cell in values.tolist()]


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
