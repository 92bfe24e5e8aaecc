"""Rows set aside: which cannot be used and why, and how a table of them is headed."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

from classifier.io.names import unique_names
from classifier.io.tables import Aside

TOTALS: Final = "a totals line"
BLANK: Final = "no text"

_WORDS: Final = r"\W*(?:(?:grand|sub|overall)[\s-]*)?totals?\b"
_ALONE: Final = re.compile(_WORDS + r"[^a-z]{0,20}", re.IGNORECASE)
_LABEL: Final = re.compile(_WORDS + r".{0,30}", re.IGNORECASE)
_TOTAL: Final = "total"  # seldom there, and found faster than a label
_FIGURE: Final = re.compile(r"[\d.,]*")
_IN_QUESTION: Final = re.compile(rf"{_FIGURE.pattern}\Z|{_ALONE.pattern}\Z", re.IGNORECASE)
_LONGEST_LABEL: Final = 60


def is_totals(text: str, cells: Sequence[str]) -> bool:
    """Say whether a row sums up the others.

    It does if its text is the word "total" and perhaps a number, or if its text is blank or a
    bare number and another cell begins with the word.
    """
    if _FIGURE.fullmatch(text.strip()):
        return _TOTAL in "".join(cells).casefold() and any(
            _LABEL.fullmatch(cell.strip()) for cell in cells
        )
    return _ALONE.fullmatch(text.strip()) is not None


def find_unusable(
    texts: Sequence[str], columns: Sequence[Sequence[str]], numbers: NDArray[np.int64]
) -> dict[int, Aside]:
    """Return the rows that are totals or have no text, by their position.

    Parameters
    ----------
    texts
        The clean texts, one a row.
    columns, numbers
        The cells of each column, and the rows' numbers in the file.
    """
    short = [at for at, text in enumerate(texts) if len(text) <= _LONGEST_LABEL]
    unusable = {}
    for position in [at for at in short if _IN_QUESTION.match(texts[at])]:
        cells = [column[position] for column in columns]
        text = texts[position]
        if is_totals(text, cells):
            reason = TOTALS
        elif not text:
            reason = BLANK
        else:
            continue
        unusable[position] = Aside(row=int(numbers[position]), reason=reason, cells=cells)
    return unusable


def misfit(row: Sequence[str], width: int) -> str:
    """Say what is wrong with a row that has not as many cells as the header."""
    if is_totals("", row):
        return TOTALS
    cells = "1 cell" if len(row) == 1 else f"{len(row)} cells"
    return f"{cells} where the header has {width}"


def rejected_header(header: Sequence[str], width: int) -> list[str]:
    """Return the names of the columns of the rows set aside: row, reason, then the original ones.

    Cells beyond the header's width stand in columns called ``extra 1`` and so on.

    Parameters
    ----------
    header
        The original columns.
    width
        How many cells the widest of the rows has.
    """
    extra = [f"extra {number}" for number in range(1, width - len(header) + 1)]
    return unique_names(["row", "reason", *header, *extra])
