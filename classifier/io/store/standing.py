"""What every export said of the rows, and what stands: the last word on each, the last scores."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import groupby
from typing import Final, NamedTuple

from sqlalchemy import Connection, Subquery, func, select, union_all

from classifier.domain.allegation import FIELDS, TEXT
from classifier.domain.presence import Held, Place, Presence, absent
from classifier.io.naming import read_naming
from classifier.io.store.tables import amendments, exports, holdings, rows, scores

NAMES: Final = tuple(field for field in FIELDS if field != TEXT)
"""Every field of a row but its text."""

Fields = tuple[str, ...]
"""What an export says of a row beside its text, in the order of `NAMES`."""


class Word(NamedTuple):
    """What an export said of a row with a text, and the export's number."""

    export: int
    fields: Fields


Said = Mapping[str, dict[str, Word]]
"""By key each text that a row had, with the last word on it; the last is what stands."""

_WORD: Final = ("key", "text", "export", *NAMES)

SAID: Final = union_all(
    *(select(*(table.c[name] for name in _WORD)) for table in (rows, amendments))
).subquery("said")
"""Each word of an export on a row; one that repeats what stands is not recorded."""


def _standing() -> Subquery:
    last = select(SAID.c.key, func.max(SAID.c.export).label("export")).group_by(SAID.c.key)
    latest = last.subquery("latest")
    same = (SAID.c.key == latest.c.key) & (SAID.c.export == latest.c.export)
    return select(SAID.c.key, SAID.c.text).join(latest, same).subquery("standing")


STANDING: Final = _standing()
"""The text that stands for each key: an export has one text for a key."""

LAST_SCORED: Final = (
    select(scores.c.text, func.max(scores.c.run).label("run"))
    .group_by(scores.c.text)
    .subquery("last_scored")
)
"""The last run that scored each text."""

IS_LAST: Final = (scores.c.text == LAST_SCORED.c.text) & (scores.c.run == LAST_SCORED.c.run)
"""Joins scores with it: of each text the last ones."""


def read_said(connection: Connection) -> Said:
    """Read what was said of every row so far."""
    found: dict[str, dict[str, Word]] = {}
    for key, text, export, *fields in connection.execute(select(SAID).order_by(SAID.c.export)):
        had = found.setdefault(key, {})
        had.pop(text, None)  # what is said later comes last
        had[text] = Word(export, tuple(fields))
    return found


def stands(had: dict[str, Word]) -> tuple[str, Word]:
    """Give the text that stands for a key, of all that it had, and the last word on it."""
    return next(reversed(had.items()))


def read_absent(connection: Connection) -> dict[str, Presence]:
    """Read which rows are gone or replaced, by key; see `classifier.domain.presence.absent`."""
    if connection.execute(select(func.count()).select_from(exports)).scalar_one() < 2:
        return {}
    naming = read_naming()
    names = ("case_id", "allegation_id", "officer_id")
    query = select(rows.c.key, *(rows.c[name] for name in names))
    places = {
        key: Place(
            case=naming.reference(case),
            named=frozenset(
                name
                for name, value in (
                    ("allegation", naming.reference(allegation)),
                    ("officer", naming.officer(officer)),
                )
                if value
            ),
        )
        for key, case, allegation, officer in connection.execute(query)
    }
    return absent(list(_held(connection)), places)


def read_replaced(connection: Connection) -> frozenset[str]:
    """Read the keys of the rows that later exports put others in the place of."""
    absent = read_absent(connection)
    return frozenset(key for key, presence in absent.items() if presence is Presence.REPLACED)


def _held(connection: Connection) -> Iterator[Held]:
    """Read what each export holds, in the order in which they were brought in."""
    query = (
        select(exports.c.id, exports.c.rows, holdings.c.key, holdings.c.text)
        .join(holdings, holdings.c.export == exports.c.id)
        .order_by(exports.c.id)
    )
    for _, lines in groupby(connection.execute(query), key=lambda line: line.id):
        each = list(lines)
        yield Held(texts={key: text for *_, key, text in each}, whole=len(each) == each[0].rows)
