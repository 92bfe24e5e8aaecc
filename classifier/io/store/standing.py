"""What every export said of the rows, and what stands: the last word on each, the last scores."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from sqlalchemy import Connection, Subquery, func, select, union_all

from classifier.domain.allegation import FIELDS, TEXT
from classifier.io.store.tables import amendments, rows, scores

NAMES: Final = tuple(field for field in FIELDS if field != TEXT)
"""Every field of a row but its text."""

Fields = tuple[str, ...]
"""What an export says of a row beside its text, in the order of `NAMES`."""

Said = Mapping[str, dict[str, Fields]]
"""By key each text that a row had, with what was said last of it; the last is what stands."""

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
    found: dict[str, dict[str, Fields]] = {}
    for key, text, _, *fields in connection.execute(select(SAID).order_by(SAID.c.export)):
        had = found.setdefault(key, {})
        had.pop(text, None)  # what is said later comes last
        had[text] = tuple(fields)
    return found


def stands(had: dict[str, Fields]) -> tuple[str, Fields]:
    """Give the text that stands for a key, of all that it had, and the fields with it."""
    return next(reversed(had.items()))
