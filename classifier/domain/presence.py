"""Whether a row that an export held is still there, or a later export put another in its place."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final

AGAIN: Final = 0.5
"""An export with at least this share of an earlier one's cases is that one, taken again.

A choice, not a measurement: one taken again has nearly all of them; exports of several years or
units share the few cases with officers in both.
"""


class Presence(StrEnum):
    """Whether exports still hold a row."""

    THERE = "there"
    GONE = "gone"
    REPLACED = "replaced"


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where a row belongs.

    Parameters
    ----------
    case
        What its case is known by; blank for none.
    named
        The fields by which it tells rows of its case apart, where these are filled.
    """

    case: str
    named: frozenset[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """What an export holds.

    Parameters
    ----------
    texts
        The text of each row, by its stable key.
    whole
        Whether these are all its rows: of no other can an export say that it is gone.
    """

    texts: Mapping[str, str]
    whole: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class _Export:
    held: Held
    by_case: Mapping[str, Sequence[str]]
    again: dict[int, bool] = field(default_factory=dict)
    """By an earlier export's place, whether this one is that one, taken again."""


def absent(exports: Sequence[Held], places: Mapping[str, Place]) -> dict[str, Presence]:
    """Say which rows are no longer there: gone, or replaced.

    A row is *gone* where a later export holds its case, but not the row. It is *replaced* where
    such an export also

    1. holds, in the same case and with the same text, a row that the last export with the row did
       not hold and that names an officer and an allegation where the row does; and
    2. has at least the share `AGAIN` of that last export's cases.

    So a reference that was corrected replaces the row with the old one. Exports of several years
    or units replace nothing, though a case is in both, and its text with an officer in each.

    Parameters
    ----------
    exports
        In the order in which they were brought in.
    places
        Of each row, by its stable key.

    Returns
    -------
    dict
        By key; what is not in it is there.
    """
    every = [_Export(held=one, by_case=_by_case(one, places)) for one in exports]
    last = {key: at for at, one in enumerate(exports) for key in one.texts}
    found = {}
    for key, at in last.items():
        case = places[key].case
        later = [one for one in every[at + 1 :] if one.held.whole and case in one.by_case]
        if case and later:
            replaced = any(
                _replaces(one, key, every[at], places) and _is_again(one, every[at], at)
                for one in later
            )
            found[key] = Presence.REPLACED if replaced else Presence.GONE
    return found


def _by_case(held: Held, places: Mapping[str, Place]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for key in held.texts:
        found.setdefault(places[key].case, []).append(key)
    return found


def _replaces(export: _Export, key: str, last: _Export, places: Mapping[str, Place]) -> bool:
    """Say whether an export holds a row in the place of another."""
    text, place = last.held.texts[key], places[key]
    return any(
        export.held.texts[other] == text
        and other not in last.held.texts
        and place.named <= places[other].named
        for other in export.by_case[place.case]
    )


def _is_again(export: _Export, earlier: _Export, at: int) -> bool:
    """Say whether an export is an earlier one, at that place, taken again."""
    if at not in export.again:
        cases = earlier.by_case.keys() - {""}
        export.again[at] = len(cases & export.by_case.keys()) >= AGAIN * len(cases)
    return export.again[at]
