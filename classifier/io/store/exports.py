"""Exports and their scores in the store: appended once, however often a file is brought in."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import pandas as pd
from sqlalchemy import Connection, CursorResult, Engine, insert, select

from classifier.domain.allegation import FIELDS, TEXT
from classifier.io.store.connect import insert_many, writing
from classifier.io.store.tables import exports, rows, runs, scores, texts

_KEY_FIELDS: Final = ("case_id", "allegation_id", "officer_id")


@dataclass(frozen=True, slots=True, kw_only=True)
class Brought:
    """What bringing an export into the store did.

    Parameters
    ----------
    export
        The export's number in the store.
    new, changed, known
        Rows that were not there, that were there with another text, and that were there.
    """

    export: int
    new: int
    changed: int
    known: int


def text_digest(text: str) -> str:
    """Name a text: the SHA-256 of its clean form."""
    return hashlib.sha256(text.encode()).hexdigest()


def row_keys(allegations: pd.DataFrame) -> list[str]:
    """Give each row its stable key, shape (rows,).

    Case, allegation and officer reference where any is mapped and filled, else the digest of the
    text; then an ordinal among rows that are alike so far, in the order of the export.
    """
    mapped = [field for field in _KEY_FIELDS if field in allegations]
    seen: Counter[str] = Counter()
    keys = []
    references = zip(*(allegations[field].tolist() for field in mapped), strict=True)
    parts = list(references) or [()] * len(allegations)
    for part, text in zip(parts, allegations[TEXT].tolist(), strict=True):
        known = "|".join(one.strip().casefold() for one in part)
        base = known if known.strip("|") else f"text:{text_digest(text)}"
        seen[base] += 1
        keys.append(f"{base}#{seen[base]}")
    return keys


def bring_in(
    engine: Engine, allegations: pd.DataFrame, *, numbers: Sequence[int], name: str, time: str
) -> Brought:
    """Add the rows of an export that are not in the store yet; the same export changes nothing.

    Parameters
    ----------
    engine
        The store.
    allegations
        The allegation table, as `classifier.io.export.Export` has it.
    numbers
        Each row's number in its file.
    name
        The file's name.
    time
        Now, in UTC, ISO 8601.
    """
    keys = row_keys(allegations)
    content = allegations[TEXT].tolist()
    digests = [text_digest(text) for text in content]
    whole = hashlib.sha256("\n".join(map("\t".join, zip(keys, digests, strict=True))).encode())
    with writing(engine) as connection:
        export = _export(connection, whole.hexdigest(), name, len(keys), time)
        known = _known(connection)
        fresh = [
            at
            for at, pair in enumerate(zip(keys, digests, strict=True))
            if pair[1] not in known.get(pair[0], ())
        ]
        _add_texts(connection, {digests[at]: content[at] for at in fresh})
        insert_many(connection, rows, _rows(allegations, export, keys, digests, numbers, fresh))
    changed = sum(keys[at] in known for at in fresh)
    return Brought(
        export=export,
        new=len(fresh) - changed,
        changed=changed,
        known=len(keys) - len(fresh),
    )


def record_run(
    engine: Engine, *, run: Mapping[str, Any], scored: Sequence[Mapping[str, Any]]
) -> None:
    """Append a run and the scores it gave, one a distinct text, with the columns of the tables."""
    with writing(engine) as connection:
        number = _number(connection.execute(insert(runs).values(**run)))
        insert_many(connection, scores, [{"run": number, **one} for one in scored])


def _export(connection: Connection, digest: str, name: str, count: int, time: str) -> int:
    found = connection.execute(select(exports.c.id).where(exports.c.digest == digest)).scalar()
    if found is not None:
        return int(found)
    values = {"digest": digest, "name": name, "rows": count, "time": time}
    return _number(connection.execute(insert(exports).values(**values)))


def _number(result: CursorResult[Any]) -> int:
    """Give the number that an inserted row got."""
    key = result.inserted_primary_key
    return int(key[0]) if key else 0


def _known(connection: Connection) -> dict[str, set[str]]:
    known: dict[str, set[str]] = {}
    for key, digest in connection.execute(select(rows.c.key, rows.c.text)):
        known.setdefault(key, set()).add(digest)
    return known


def _add_texts(connection: Connection, content: Mapping[str, str]) -> None:
    there = set(connection.execute(select(texts.c.digest)).scalars())
    new = [{"digest": d, "content": text} for d, text in content.items() if d not in there]
    insert_many(connection, texts, new)


def _rows(
    allegations: pd.DataFrame,
    export: int,
    keys: Sequence[str],
    digests: Sequence[str],
    numbers: Sequence[int],
    chosen: Sequence[int],
) -> list[dict[str, Any]]:
    blank = [""] * len(allegations)
    columns = {
        field: allegations[field].tolist() if field in allegations else blank
        for field in FIELDS
        if field != TEXT
    }
    return [
        {
            "key": keys[at],
            "text": digests[at],
            "export": export,
            "number": int(numbers[at]),
            **{field: column[at] for field, column in columns.items()},
        }
        for at in chosen
    ]
