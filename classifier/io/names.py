"""Column names that a table can have: never blank, never twice."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence


def unique_names(header: Sequence[str]) -> list[str]:
    """Return names for the columns: trimmed, a letter for a blank one, a number for a repeat."""
    taken: set[str] = set()
    spelled = Counter(name.strip() for name in header)
    names = []
    for position, cell in enumerate(header):
        stem = cell.strip() or f"column {_letters(position)}"
        name, number = stem, 1
        while name in taken or (number > 1 and spelled[name]):
            number += 1
            name = f"{stem} ({number})"
        taken.add(name)
        names.append(name)
    return names


def _letters(position: int) -> str:
    """Return a column's letters as a spreadsheet shows them: A, B, ... Z, AA."""
    letters = ""
    position += 1
    while position:
        position, rest = divmod(position - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters
