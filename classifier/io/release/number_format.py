"""Number formats that show something else than the cell holds, or nothing at all."""

from __future__ import annotations

import re
from typing import Final

_LITERAL: Final = re.compile(r'"[^"]*"|\\.|_.|\*.|\[[^\]]*\]')
"""Quoted text, an escaped character, a blank as wide as one, a filling one, a colour or condition:
what a format writes whatever the value is. [h] and [mm] are elapsed time."""
_ELAPSED: Final = re.compile(r"\[(?:h+|m+|s+)\]", re.IGNORECASE)
_LONGEST: Final = 255
"""Excel takes no longer format; one that is cannot be judged, and counts as hiding."""
_SHOWS_NUMBER: Final = re.compile(r"[0#?@]|general|[dmyhs]", re.IGNORECASE)


def hides(code: str, value: str, *, is_number: bool) -> bool:
    """Say whether a custom format keeps a cell's value from view.

    Parameters
    ----------
    code
        The format, as the styles spell it: up to four sections, for positive numbers, negative
        ones, zero and text (ECMA-376 18.8.31).
    value
        What the cell holds.
    is_number
        Whether that is a number.
    """
    if len(code) > _LONGEST:
        return True
    sections = _sections(code)
    if not is_number:
        return len(sections) > 3 and "@" not in _LITERAL.sub("", sections[3])
    shown = [bool(_SHOWS_NUMBER.search(_bare(section))) for section in sections[:3]]
    if re.search(r"\[[<>=]", code):
        return not all(shown)
    try:
        number = float(value)
    except ValueError:
        return not all(shown)
    place = 0 if number > 0 else 1 if number < 0 else 2
    return not shown[place if place < len(shown) else 0]


def _bare(section: str) -> str:
    return _LITERAL.sub("", _ELAPSED.sub("h", section))


def _sections(code: str) -> list[str]:
    """Cut a format at its semicolons, but not at those in quotes or after a backslash."""
    return re.findall(r'((?:"[^"]*"|\\.|[^;"\\])*)(?:;|$)', code)[: code.count(";") + 1]
