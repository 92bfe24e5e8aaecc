"""Reading every row with all that is recorded of it, for a reply: nothing is scored again."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import Connection, select

from classifier.domain.presence import Presence
from classifier.io.store.standing import (
    IS_LAST,
    LAST_SCORED,
    NAMES,
    read_absent,
    read_said,
    stands,
)
from classifier.io.store.tables import exports, holdings, rows, runs, scores


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseRow:
    """A row as the last word on it has it.

    Parameters
    ----------
    key, text
        Its stable key, and the digest of its text.
    export, file, number
        The number and the name of the export it came in with, and its row number there.
    said_by, held_by
        The number of the export with the last word on its fields, and those of all that hold it.
    fields
        Every field but the text, as it stands in that export.
    route
        The route of its last run; blank where it was never scored.
    keyword_hit
        Whether the keyword baseline finds its text.
    presence
        Whether later exports still hold it.
    other_texts
        Where it stands with another text that was changed since: numbers of export and row.
    """

    key: str
    text: str
    export: int
    file: str
    number: int
    said_by: int
    held_by: frozenset[int]
    fields: Mapping[str, str]
    route: str
    keyword_hit: bool
    presence: Presence
    other_texts: tuple[tuple[int, int], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """What is recorded of a run; see the table."""

    model: str
    time: str
    prevalence: float
    lower: float
    upper: float


def read_cases(connection: Connection) -> list[CaseRow]:
    """Read the rows of the store, in order of export and number; of a key the text that stands."""
    routes = _routes(connection)
    said = read_said(connection)
    absent = read_absent(connection)
    held = _held(connection)
    names = (rows.c.key, rows.c.text, rows.c.export, rows.c.number)
    query = (
        select(*names, exports.c.name)
        .join(exports, exports.c.id == rows.c.export)
        .order_by(rows.c.export, rows.c.number)
    )
    lines = connection.execute(query).all()
    others: dict[str, list[tuple[int, int]]] = {}
    for key, text, export, number, _ in lines:
        if text != stands(said[key])[0]:
            others.setdefault(key, []).append((export, number))
    found = []
    for key, text, export, number, file in lines:
        last, word = stands(said[key])
        if text != last:
            continue
        route, hit = routes.get(text, ("", False))
        case = CaseRow(
            key=key,
            text=text,
            export=export,
            file=file,
            number=number,
            said_by=word.export,
            held_by=held.get((key, text), frozenset()) | {word.export},
            fields=dict(zip(NAMES, word.fields, strict=True)),
            route=route,
            keyword_hit=hit,
            presence=absent.get(key, Presence.THERE),
            other_texts=tuple(others.get(key, ())),
        )
        found.append(case)
    return found


def read_present(connection: Connection) -> list[CaseRow]:
    """Read the same but for the rows that were replaced."""
    return [case for case in read_cases(connection) if case.presence is not Presence.REPLACED]


def read_runs(connection: Connection) -> list[Run]:
    """Read what runs there were, in order."""
    names = ("model", "time", "prevalence", "lower", "upper")
    query = select(*(runs.c[name] for name in names)).order_by(runs.c.id)
    return [Run(**row) for row in connection.execute(query).mappings()]


def read_exports(connection: Connection) -> list[tuple[int, str, int, str]]:
    """Read what exports were brought in, in order: number, digest, rows and time of each."""
    query = select(exports.c.id, exports.c.digest, exports.c.rows, exports.c.time)
    return [tuple(row) for row in connection.execute(query.order_by(exports.c.id))]


def _held(connection: Connection) -> dict[tuple[str, str], frozenset[int]]:
    """Read which exports hold a row with a text, by key and text."""
    query = select(holdings.c.key, holdings.c.text, holdings.c.export)
    found: dict[tuple[str, str], set[int]] = {}
    for key, text, export in connection.execute(query):
        found.setdefault((key, text), set()).add(export)
    return {row: frozenset(which) for row, which in found.items()}


def _routes(connection: Connection) -> dict[str, tuple[str, bool]]:
    """Read each text's route and search words by the last run that scored it."""
    query = select(scores.c.text, scores.c.route, scores.c.keyword_hit).join(LAST_SCORED, IS_LAST)
    return {text: (route, hit) for text, route, hit in connection.execute(query)}
