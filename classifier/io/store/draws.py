"""Control samples in the store: what could be drawn, what was, and the looks at it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

from sqlalchemy import Connection, func, insert, select

from classifier.io.store.connect import insert_many
from classifier.io.store.standing import IS_LAST, LAST_SCORED, STANDING, read_replaced
from classifier.io.store.tables import (
    draw_read,
    draw_rows,
    draw_strata,
    draws,
    looks,
    rows,
    runs,
    scores,
    texts,
)

ESTIMATE = "estimate"
STOP = "stop"


@dataclass(frozen=True, slots=True, kw_only=True)
class FrameRow:
    """A row that a sample could be drawn from: the text that stands, as its last run has it.

    Parameters
    ----------
    key, text
        Its stable key, and the digest of its text.
    probability, route
        By the last run that scored its text.
    readable
        Whether the text is there, and not purged.
    """

    key: str
    text: str
    probability: float
    route: str
    readable: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class DrawnStratum:
    """A stratum of a draw; see the table."""

    name: str
    found: bool
    size: int
    drawn: int
    expected: float


@dataclass(frozen=True, slots=True, kw_only=True)
class DrawnRow:
    """A row of a draw; see the table."""

    place: int
    key: str
    text: str
    stratum: str
    chance: float
    drawn: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadText:
    """A text that people had read before a draw; see the table."""

    text: str
    rows: int
    relevant: bool | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Draw:
    """A draw as it is recorded; see the tables. The number is 0 before it is."""

    id: int = 0
    kind: str
    time: str
    seed: int
    target: float
    level: float
    error: float
    run: int
    model: str
    label: str
    frame: str
    size: int
    read_relevant: int
    read_others: int
    read_unsure: int
    strata: tuple[DrawnStratum, ...]
    rows: tuple[DrawnRow, ...]
    before: tuple[ReadText, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """A look at a lot; see the table."""

    number: int
    time: str
    label: str
    found: int
    ahead: int
    passed: int
    chance: float
    stop: bool


def read_frame(connection: Connection) -> list[FrameRow]:
    """Read every row that was scored, of each key the text that stands; in order of key.

    Rows that were replaced are none.
    """
    query = (
        select(
            rows.c.key,
            rows.c.text,
            scores.c.probability,
            scores.c.route,
            texts.c.content.is_not(None).label("readable"),
        )
        .join(STANDING, (STANDING.c.key == rows.c.key) & (STANDING.c.text == rows.c.text))
        .join(texts, texts.c.digest == rows.c.text)
        .join(scores, scores.c.text == rows.c.text)
        .join(LAST_SCORED, IS_LAST)
    )
    replaced = read_replaced(connection)
    found = [FrameRow(**row) for row in connection.execute(query).mappings()]
    kept = (row for row in found if row.key not in replaced)
    return sorted(kept, key=lambda row: row.key)


def read_last_run(connection: Connection) -> tuple[int, str]:
    """Read the number of the last run, and its model; 0 and blank where there is none."""
    query = select(runs.c.id, runs.c.model).order_by(runs.c.id.desc()).limit(1)
    found = connection.execute(query).one_or_none()
    return (int(found[0]), str(found[1])) if found else (0, "")


def append_draw(connection: Connection, draw: Draw) -> int:
    """Append a draw, and give its number."""
    values = asdict(draw)
    strata, drawn, before = (values.pop(name) for name in ("strata", "rows", "before"))
    del values["id"]
    key = connection.execute(insert(draws).values(**values)).inserted_primary_key
    number = int(key[0]) if key else 0
    numbered = [{"draw": number, "number": at, **one} for at, one in enumerate(strata, start=1)]
    insert_many(connection, draw_strata, numbered)
    insert_many(connection, draw_rows, [{"draw": number, **one} for one in drawn])
    insert_many(connection, draw_read, [{"draw": number, **one} for one in before])
    return number


def count_draws(connection: Connection, kind: str | None = None) -> int:
    """Count the draws of a kind, or of every kind."""
    query = select(func.count()).select_from(draws)
    chosen = query if kind is None else query.where(draws.c.kind == kind)
    return int(connection.execute(chosen).scalar_one())


def read_draw(connection: Connection, kind: str) -> Draw | None:
    """Read the latest draw of a kind; None where there is none."""
    query = select(draws).where(draws.c.kind == kind).order_by(draws.c.id.desc()).limit(1)
    found = connection.execute(query).mappings().one_or_none()
    if found is None:
        return None
    number = found["id"]
    strata = _of(connection, draw_strata.c, number, "number")
    drawn = _of(connection, draw_rows.c, number, "place")
    before = _of(connection, draw_read.c, number, "text")
    return Draw(
        **found,
        strata=tuple(
            DrawnStratum(**{name: figure for name, figure in one.items() if name != "number"})
            for one in strata
        ),
        rows=tuple(DrawnRow(**one) for one in drawn),
        before=tuple(ReadText(**one) for one in before),
    )


def drawn_texts(connection: Connection) -> frozenset[str]:
    """Give the digests of every text that was ever drawn, into a sample or a lot."""
    query = select(draw_rows.c.text).where(draw_rows.c.drawn).distinct()
    return frozenset(connection.execute(query).scalars())


def onward_texts(connection: Connection) -> list[str]:
    """Give the texts that the latest lot was drawn from, in order; none where there is no lot."""
    latest = select(func.max(draws.c.id)).where(draws.c.kind == STOP).scalar_subquery()
    query = select(draw_rows.c.text).where(draw_rows.c.draw == latest).order_by(draw_rows.c.place)
    return list(connection.execute(query).scalars())


def append_look(connection: Connection, draw: int, look: Look) -> None:
    """Append a look at a lot."""
    connection.execute(insert(looks).values(draw=draw, **asdict(look)))


def read_looks(connection: Connection, draw: int) -> Sequence[Look]:
    """Read the looks at a lot, in order."""
    return [Look(**one) for one in _of(connection, looks.c, draw, "number")]


def _of(connection: Connection, columns: Any, draw: int, order: str) -> list[dict[str, Any]]:  # noqa: ANN401
    """Read the lines of a draw from a table, by its columns."""
    wanted = [column for column in columns if column.name != "draw"]
    query = select(*wanted).where(columns.draw == draw).order_by(columns[order])
    return [dict(row) for row in connection.execute(query).mappings()]
