"""What a cell of a table may hold, and what a spreadsheet would run; what reads or writes none."""

from __future__ import annotations

import re
from typing import Final

LONGEST: Final = 32_767
"""Characters that a workbook's cell holds."""

_UNWRITABLE: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
STARTS: Final = ("=", "+", "-", "@", "\t", "\r")
"""How a cell begins that a spreadsheet may take for a formula."""

_PLAIN: Final = re.compile(r"-|[-+]?(\d+([.,]\d+)*|[.,]\d+)([eE][-+]?\d+)?%?")
_QUOTE: Final = "'"


def unwritable_at(text: str) -> int | None:
    """Say where a text has a character that no workbook or document can hold; None if it has none.

    They are the control characters, and two that stand for nothing (XML 1.0, section 2.2).
    """
    found = _UNWRITABLE.search(text)
    return found.start() if found else None


def writable(text: str) -> str:
    """Give a text without the characters that no workbook or document can hold: none has a look."""
    return _UNWRITABLE.sub("", text)


def is_formula(cell: str) -> bool:
    """Say whether a spreadsheet would take a cell for a formula; a plain number is none."""
    return cell.startswith(STARTS) and _PLAIN.fullmatch(cell) is None


def defused(cell: str) -> str:
    """Give a cell that a spreadsheet shows and does not run."""
    return f"{_QUOTE}{cell}" if is_formula(cell) else cell


def undefused(cell: str) -> str:
    """Give a cell as it was before `defused`."""
    bare = cell.removeprefix(_QUOTE)
    return bare if is_formula(bare) else cell
