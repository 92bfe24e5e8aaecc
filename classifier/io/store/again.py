"""Whether an export is an earlier one taken again, so that a text of it can be a changed one."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from functools import cache

from sqlalchemy import Connection, select

from classifier.domain.presence import is_again
from classifier.io.naming import read_naming
from classifier.io.store.standing import NAMES, Fields, Said, stands
from classifier.io.store.tables import holdings

_CASE, _ALLEGATION, _OFFICER = map(NAMES.index, ("case_id", "allegation_id", "officer_id"))


def mark_of(text: str, fields: Fields) -> str:
    """Give what a row says of the export that it is in: its case, else its officer, else its text.

    Numbers of allegations say nothing: in many exports they begin at 1.
    """
    naming = read_naming()
    return naming.reference(fields[_CASE]) or naming.officer(fields[_OFFICER]) or text


def names_allegation(fields: Fields) -> bool:
    """Say whether a row names its case and, in it, its allegation."""
    naming = read_naming()
    return bool(naming.reference(fields[_CASE]) and naming.reference(fields[_ALLEGATION]))


def taken_again(connection: Connection, said: Said, here: Iterable[str]) -> Callable[[str], bool]:
    """Say of a key in the store whether an export is the last one with it, taken again.

    It is taken to be where the key names case and allegation: these tell what it is a text of.

    Parameters
    ----------
    said
        What was said of every row so far.
    here
        The marks of the export's rows; not looked at before the first key is.
    """

    @cache
    def marks() -> frozenset[str]:
        return frozenset(here)

    @cache
    def earlier() -> tuple[dict[str, tuple[int, str]], dict[int, set[str]]]:
        """Give the last export with each key and its mark there, and the marks of each export."""
        last: dict[str, tuple[int, str]] = {}
        each: dict[int, set[str]] = {}
        for export, key, text in sorted(set(_held(connection, said))):
            mark = mark_of(text, said[key][text].fields)
            last[key] = export, mark
            each.setdefault(export, set()).add(mark)
        return last, each

    @cache
    def shared(export: int) -> int:
        return len(marks() & earlier()[1][export])

    def is_so(key: str) -> bool:
        if names_allegation(stands(said[key])[1].fields):
            return True
        last, each = earlier()
        export, own = last[key]
        return is_again(shared(export) - (own in marks()), len(each[export]) - 1)

    return is_so


def _held(connection: Connection, said: Said) -> Iterator[tuple[int, str, str]]:
    """Give export, key and text of what exports held: as it is listed, and as they had a word."""
    for key, had in said.items():
        yield from ((word.export, key, text) for text, word in had.items())
    listed = connection.execute(select(holdings.c.export, holdings.c.key, holdings.c.text))
    yield from (tuple(one) for one in listed)
