"""Rows set aside: which cannot be used and why, and the table that a person gets of them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from classifier.io.cells import as_text
from classifier.io.names import unique_names
from classifier.io.tables import Aside

TOTALS: Final = "a totals line"
BLANK: Final = "no text"

_WORDS: Final = r"\W*(?:(?:grand|sub|overall)[\s-]*)?totals?\b"
_ALONE: Final = re.compile(_WORDS + r"[^a-z]{0,20}", re.IGNORECASE)
_LABEL: Final = re.compile(_WORDS + r".{0,30}", re.IGNORECASE)
_FIGURE: Final = re.compile(r"[\d.,]*")
_LONGEST_LABEL: Final = 60


def is_totals(text: str, cells: Sequence[str]) -> bool:
    """Say whether a row sums up the others.

    It does if its text is the word "total" and perhaps a number, or if its text is blank or a
    bare number and another cell begins with the word.
    """
    if _FIGURE.fullmatch(text.strip()):
        return any(_LABEL.fullmatch(cell.strip()) for cell in cells)
    return _ALONE.fullmatch(text.strip()) is not None


def find_unusable(
    texts: Sequence[str], frame: pd.DataFrame, numbers: NDArray[np.int64]
) -> dict[int, Aside]:
    """Return the rows that are totals or have no text, by their position.

    Parameters
    ----------
    texts
        The clean texts, one a row.
    frame, numbers
        The rows, and their numbers in the file.
    """
    unusable = {}
    for position, text in enumerate(texts):
        if len(text) > _LONGEST_LABEL:
            continue
        in_question = _FIGURE.fullmatch(text) or _ALONE.fullmatch(text)
        cells = [as_text(value) for value in frame.iloc[position]] if in_question else []
        if is_totals(text, cells):
            reason = TOTALS
        elif not text:
            reason = BLANK
        else:
            continue
        unusable[position] = Aside(row=int(numbers[position]), reason=reason, cells=cells)
    return unusable


def rejected_table(header: Sequence[str], aside: Sequence[Aside]) -> pd.DataFrame:
    """Return the rows set aside in the order of the file: row, reason, then the original columns.

    Cells beyond the header's width stand in columns called ``extra 1`` and so on.
    """
    width = max([len(header), *(len(row.cells) for row in aside)])
    extra = [f"extra {number}" for number in range(1, width - len(header) + 1)]
    rows = [
        [row.row, row.reason, *row.cells, *[""] * (width - len(row.cells))]
        for row in sorted(aside, key=lambda row: row.row)
    ]
    return pd.DataFrame(rows, columns=unique_names(["row", "reason", *header, *extra]))
