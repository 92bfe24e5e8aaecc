"""Reading every row with all that is recorded of it, for a reply: nothing is scored again."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import Connection, select

from classifier.io.store.standing import IS_LAST, LAST_SCORED, NAMES, STANDING
from classifier.io.store.tables import amendments, exports, rows, runs, scores


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseRow:
    """A row as the last word on it has it.

    Parameters
    ----------
    key, text
        Its stable key, and the digest of its text.
    file, number
        The export it came in with, and its row number there.
    said_by
        The number of the export with the last word on its fields.
    fields
        Every field but the text, as it stands in that export.
    route
        The route of its last run; blank where it was never scored.
    keyword_hit
        Whether the keyword baseline finds its text.
    """

    key: str
    text: str
    file: str
    number: int
    said_by: int
    fields: Mapping[str, str]
    route: str
    keyword_hit: bool


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
    amended = _amended(connection)
    query = (
        select(rows, exports.c.name)
        .join(exports, exports.c.id == rows.c.export)
        .join(STANDING, (STANDING.c.key == rows.c.key) & (STANDING.c.text == rows.c.text))
        .order_by(rows.c.export, rows.c.number)
    )
    found = []
    for row in connection.execute(query).mappings():
        key, text = row["key"], row["text"]
        said_by, fields = amended.get(
            (key, text), (row["export"], {name: row[name] for name in NAMES})
        )
        route, hit = routes.get(text, ("", False))
        case = CaseRow(
            key=key,
            text=text,
            file=row["name"],
            number=row["number"],
            said_by=said_by,
            fields=fields,
            route=route,
            keyword_hit=hit,
        )
        found.append(case)
    return found


def read_runs(connection: Connection) -> list[Run]:
    """Read what runs there were, in order."""
    names = ("model", "time", "prevalence", "lower", "upper")
    query = select(*(runs.c[name] for name in names)).order_by(runs.c.id)
    return [Run(**row) for row in connection.execute(query).mappings()]


def read_exports(connection: Connection) -> list[tuple[str, str, int, str]]:
    """Read what exports were brought in, in order: name, digest, rows and time of each."""
    query = select(exports.c.name, exports.c.digest, exports.c.rows, exports.c.time)
    return [tuple(row) for row in connection.execute(query.order_by(exports.c.id))]


def _routes(connection: Connection) -> dict[str, tuple[str, bool]]:
    """Read each text's route and search words by the last run that scored it."""
    query = select(scores.c.text, scores.c.route, scores.c.keyword_hit).join(LAST_SCORED, IS_LAST)
    return {text: (route, hit) for text, route, hit in connection.execute(query)}


def _amended(connection: Connection) -> dict[tuple[str, str], tuple[int, dict[str, str]]]:
    """Read the last word of later exports on rows that were there."""
    query = select(amendments).order_by(amendments.c.export)
    return {
        (row["key"], row["text"]): (row["export"], {name: row[name] for name in NAMES})
        for row in connection.execute(query).mappings()
    }
