"""Narrower scopes of a request, and which of them can be read within a limit."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

Texts = frozenset[str]
"""Texts by their digests: each is read once, in however many rows it stands."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """A part of the rows: a year, a role, a category.

    Parameters
    ----------
    name
        As it is written; blank where the rows have none.
    rows
        How many rows there are.
    unread, queue
        Texts of it that nobody has read, and those of them that the queue holds.
    """

    name: str
    rows: int
    unread: Texts
    queue: Texts


def longest_span(wanted: Sequence[Texts], most: int) -> range:
    """Give the longest run of neighbours that needs so many reads at most; the last of equals.

    Parameters
    ----------
    wanted
        What each neighbour needs to be read, in order.
    most
        Reads that there may be.

    Returns
    -------
    range
        Positions; empty where not even one of them fits.
    """
    for length in range(len(wanted), 0, -1):
        for start in range(len(wanted) - length, -1, -1):
            if len(Texts().union(*wanted[start : start + length])) <= most:
                return range(start, start + length)
    return range(0)


def largest(wanted: Sequence[Texts], rows: Sequence[int], most: int) -> range:
    """Give the one with the most rows among those that need so many reads at most.

    Parameters and result are as in `longest_span`; ``rows`` counts the rows of each.
    """
    fitting = [at for at, texts in enumerate(wanted) if len(texts) <= most]
    best = max(fitting, key=lambda at: rows[at], default=None)
    return range(0) if best is None else range(best, best + 1)
