"""Reading the store: the texts to review, their rows, and what the latest run says of them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from sqlalchemy import Connection, Engine, bindparam, func, select

from classifier.domain.queue import Candidates
from classifier.io.store.standing import IS_LAST, LAST_SCORED, STANDING, read_replaced
from classifier.io.store.tables import draw_rows, rows, runs, schema, scores, texts

_AT_ONCE: Final = 500
"""So many texts are asked for in one query: old builds of SQLite take a thousand values."""


_PLACE: Final = (
    select(rows, texts.c.content)
    .join(texts, texts.c.digest == rows.c.text)
    .where(rows.c.text == bindparam("digest"))
    .order_by(rows.c.export, rows.c.number)
)
_LAST_RUN: Final = select(func.max(runs.c.id))


@dataclass(frozen=True, slots=True, kw_only=True)
class Scores:
    """What the latest run of each export says.

    Parameters
    ----------
    candidates
        The distinct texts with their scores.
    model
        The version of the model of the last run; empty where there is no run.
    """

    candidates: Candidates
    model: str


def read_scores(connection: Connection) -> Scores:
    """Read the scores of every text to review, by the last run that scored it.

    Those are the texts that stand for a row and were not purged; of rows that were replaced only
    texts that a control sample or a lot was drawn from.
    """
    query = (
        select(
            scores.c.text,
            scores.c.probability,
            scores.c.route,
            scores.c.keyword_hit,
        )
        .join(LAST_SCORED, IS_LAST)
        .join(texts, texts.c.digest == scores.c.text)
        .where(texts.c.content.is_not(None))
        .order_by(scores.c.text)
    )
    wanted = _rows_by_text(connection)
    found = [one for one in connection.execute(query) if one.text in wanted]
    model = connection.execute(select(runs.c.model).order_by(runs.c.id.desc()).limit(1))
    version = str(model.scalar() or "")
    columns = list(zip(*found, strict=True)) or [(), (), (), ()]
    return Scores(
        candidates=Candidates(
            text=np.array(columns[0], dtype=np.str_),
            probability=np.array(columns[1], dtype=np.float64),
            route=np.array(columns[2], dtype=np.str_),
            keyword_hit=np.array(columns[3], dtype=np.bool_),
            rows=np.array([wanted[text] for text in columns[0]], dtype=np.int64),
        ),
        model=version,
    )


def _rows_by_text(connection: Connection) -> dict[str, int]:
    """Count the rows that each text stands for; a draw keeps texts that stand for none."""
    replaced = read_replaced(connection)
    standing = connection.execute(select(STANDING.c.key, STANDING.c.text))
    drawn = connection.execute(select(draw_rows.c.text).distinct()).scalars()
    return {**dict.fromkeys(drawn, 0), **Counter(t for key, t in standing if key not in replaced)}


def read_salt(engine: Engine) -> str:
    """Give the secret that the store's lots are drawn with, its own since it was made."""
    with engine.connect() as connection:
        return salt_of(connection)


def salt_of(connection: Connection) -> str:
    """Give the same within a transaction."""
    return str(connection.execute(select(schema.c.salt)).scalar_one())


def read_text(engine: Engine, digest: str) -> str | None:
    """Give the content of a text; None if it is unknown or was purged."""
    with engine.connect() as connection:
        query = select(texts.c.content).where(texts.c.digest == digest)
        found: str | None = connection.execute(query).scalar()
    return found


def read_contents(connection: Connection, digests: Collection[str]) -> dict[str, str]:
    """Give the contents of some texts by digest; those that were erased are missing."""
    wanted = sorted(digests)
    found: dict[str, str] = {}
    for at in range(0, len(wanted), _AT_ONCE):
        some = texts.c.digest.in_(wanted[at : at + _AT_ONCE]) & texts.c.content.is_not(None)
        query = select(texts.c.digest, texts.c.content).where(some)
        found.update((digest, content) for digest, content in connection.execute(query))
    return found


def read_place(connection: Connection, digest: str) -> tuple[str | None, list[dict[str, Any]]]:
    """Give the content of a text, None if it was purged, and the rows that have it, in order."""
    found = connection.execute(_PLACE, {"digest": digest}).mappings().all()
    content = found[0]["content"] if found else None
    return content, [{k: v for k, v in row.items() if k != "content"} for row in found]


def read_siblings(engine: Engine, digest: str) -> list[dict[str, Any]]:
    """Give the other allegations of the cases that a text stands in, each with its content."""
    cases = select(rows.c.case_id).where((rows.c.text == digest) & (rows.c.case_id != ""))
    query = (
        select(rows.c.case_id, rows.c.allegation_id, rows.c.text, texts.c.content)
        .join(texts, texts.c.digest == rows.c.text)
        .where(rows.c.case_id.in_(cases) & (rows.c.text != digest))
        .distinct()
        .order_by(rows.c.case_id, rows.c.allegation_id)
    )
    with engine.connect() as connection:
        return [dict(row) for row in connection.execute(query).mappings()]


def last_run(connection: Connection) -> int:
    """Give the number of the last run, 0 where there is none: it changes when scores do."""
    return int(connection.execute(_LAST_RUN).scalar() or 0)
