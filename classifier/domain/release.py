"""The words of the release check: what is found in a file that is to leave, and what was read."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One reason why a file may not leave yet.

    Parameters
    ----------
    where
        The place: a sheet and cell, a part of the file, a line. Never what stands there.
    what
        What was found, as one sentence without its full stop.
    advice
        What to do about it, as one sentence.
    """

    where: str
    what: str
    advice: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Passage:
    """A text that a reader of the file sees, and its place."""

    where: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Grid:
    """A table that a reader of the file sees.

    Parameters
    ----------
    where
        The sheet, or which table it is.
    rows
        Its cells as text, from its first row on; rows may differ in length.
    first_row
        The number a person sees beside the first row.
    """

    where: str
    rows: tuple[tuple[str, ...], ...]
    first_row: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """All that a file holds: what must not leave, and what is there to be looked at further."""

    findings: tuple[Finding, ...] = ()
    passages: tuple[Passage, ...] = ()
    grids: tuple[Grid, ...] = ()
