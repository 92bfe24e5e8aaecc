"""Whether a row that an export held is still there, or a later export put another in its place."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final

AGAIN: Final = 0.5
"""An export with at least this share of an earlier one's other cases is that one, taken again.

A rule of thumb, not a measurement: one taken again has nearly all of them; exports of several years
or units share the few cases with officers in both. Of small ones a few can be half.
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


_Group = tuple[str, str]
"""The case and the text that rows share."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Export:
    held: Held
    groups: Mapping[_Group, Sequence[str]]
    cases: frozenset[str]
    again: dict[int, bool] = field(default_factory=dict)
    """By an earlier export's place, whether this one is that one, taken again."""


def is_again(shared: int, others: int) -> bool:
    """Say whether an export is an earlier one taken again, as far as the other cases tell.

    Parameters
    ----------
    shared
        How many of these are in both.
    others
        How many cases the earlier one has beside the one in question: that this is in both says
        nothing. Where there are none nothing speaks against it.
    """
    return shared >= AGAIN * others


def absent(exports: Sequence[Held], places: Mapping[str, Place]) -> dict[str, Presence]:
    """Say which rows are no longer there: gone, or replaced.

    A row is *gone* where a later export holds its case, but not the row. It is *replaced* where
    such an export also

    1. holds, in the same case and with the same text, a row that the last export with the row did
       not hold, that names an officer and an allegation where the row does, and that replaces no
       other row; and
    2. is that last export, taken again: see `is_again`.

    So a reference that was corrected replaces the row with the old one, each its own: of two rows
    in whose place one came, one is gone. Exports of several years or units replace nothing where
    they share few cases, though a case is in both, and its text with an officer in each.

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
    every = [_export(one, places) for one in exports]
    last = {key: at for at, one in enumerate(exports) for key in one.texts}
    found, lost = dict[str, Presence](), dict[_Group, list[str]]()
    for key, at in sorted(last.items()):
        case = places[key].case
        if case and any(one.held.whole and case in one.cases for one in every[at + 1 :]):
            found[key] = Presence.GONE
            lost.setdefault((case, exports[at].texts[key]), []).append(key)
    taken: set[str] = set()
    for at, one in enumerate(every):
        for group in one.groups.keys() & lost.keys() if one.held.whole else ():
            earlier = {
                key: exports[last[key]]
                for key in lost[group]
                if found[key] is Presence.GONE
                and last[key] < at
                and _is_again(one, every[last[key]], last[key])
            }
            free = [other for other in one.groups[group] if other not in taken]
            for key, other in _pairs(earlier, free, places):
                found[key] = Presence.REPLACED
                taken.add(other)
    return found


def _export(held: Held, places: Mapping[str, Place]) -> _Export:
    groups: dict[_Group, list[str]] = {}
    for key, text in held.texts.items():
        groups.setdefault((places[key].case, text), []).append(key)
    return _Export(held=held, groups=groups, cases=frozenset(case for case, _ in groups if case))


def _pairs(
    lost: Mapping[str, Held], free: Sequence[str], places: Mapping[str, Place]
) -> Iterator[tuple[str, str]]:
    """Pair rows with those that came in their place, each with one: those that name most first.

    Parameters
    ----------
    lost
        Rows in order, each with the last export that held it.
    free
        Rows of a later export that replace none so far.
    places
        Of each row.
    """

    def names(key: str) -> int:
        return len(places[key].named)

    left = sorted(sorted(free), key=names)
    for key in sorted(lost, key=names, reverse=True):
        fitting = (
            other
            for other in left
            if other not in lost[key].texts and places[key].named <= places[other].named
        )
        if (other := next(fitting, None)) is not None:
            left.remove(other)
            yield key, other


def _is_again(export: _Export, earlier: _Export, at: int) -> bool:
    """Say whether an export is an earlier one, at that place, taken again: both have the case."""
    if at not in export.again:
        shared = len(export.cases & earlier.cases)
        export.again[at] = is_again(shared - 1, len(earlier.cases) - 1)
    return export.again[at]
