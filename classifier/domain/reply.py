"""What a reply is made of: blocks in order, the same for every format it is written in."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

TO_COMPLETE: Final = "[to be completed]"
"""Stands in a reply where a person has to write something before it leaves."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """A table.

    Parameters
    ----------
    title
        Blank where its heading says enough.
    head
        What each column holds.
    rows
        The first cell of a row names it.
    prose
        Whether its cells hold sentences: the last column has the most room, and no cell is bold.
    """

    title: str
    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    prose: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """A part of a reply under its own heading.

    Parameters
    ----------
    heading
        Its heading.
    paragraphs
        What it says, before its tables.
    numbered
        What it lists, numbered from 1.
    tables
        Its tables.
    """

    heading: str
    paragraphs: tuple[str, ...] = ()
    numbered: tuple[str, ...] = ()
    tables: tuple[Table, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """A reply to a request.

    Parameters
    ----------
    title
        Its title.
    reference, date
        The request's reference, blank where there is none, and the day of the reply, as written.
    answer
        The table that answers the request: years across.
    notice
        The tables of the notice: the sections relied on, and when an answer is due.
    sections
        All its parts in order; the answer and the notice stand among them.
    """

    title: str
    reference: str
    date: str
    answer: Table
    notice: tuple[Table, ...]
    sections: tuple[Section, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Summary:
    """One sentence about what an officer did, with the row that it came from.

    Parameters
    ----------
    officer
        The officer's number in the reply, from 1.
    key, text, file, number
        The row's stable key, its text's digest, its export, and its number there.
    year, outcome
        As the reply counts them.
    sentence
        The words, proposed from the text or written by a person.
    edited
        Whether a person wrote or confirmed them.
    """

    officer: int
    key: str
    text: str
    file: str
    number: int
    year: str
    outcome: str
    sentence: str
    edited: bool
