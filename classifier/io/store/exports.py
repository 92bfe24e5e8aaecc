"""Exports and their scores in the store: appended once, however often a file is brought in."""

from __future__ import annotations

import hashlib
from collections import deque
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain, count
from typing import Any, Final

import pandas as pd
from sqlalchemy import Connection, CursorResult, Engine, insert, select

from classifier.domain.allegation import FIELDS, TEXT
from classifier.io.store.connect import insert_many, writing
from classifier.io.store.tables import amendments, exports, rows, runs, scores, texts

Pair = tuple[str, str]
"""What a row goes by, and its text's digest."""
Numbered = tuple[int, str]
"""An ordinal among rows that go by one reference, and the digest of a text that it had."""

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
    amended
        Of the last, those of which the export says something else: a date, an outcome.
    """

    export: int
    new: int
    changed: int
    known: int
    amended: int


def text_digest(text: str) -> str:
    """Name a text: the SHA-256 of its clean form."""
    return hashlib.sha256(text.encode()).hexdigest()


def references(allegations: pd.DataFrame) -> list[str]:
    """Say what each row goes by, shape (rows,).

    Case, allegation and officer reference where any is mapped and filled, else the digest of the
    text.
    """
    mapped = [field for field in _KEY_FIELDS if field in allegations]
    columns = zip(*(allegations[field].tolist() for field in mapped), strict=True)
    parts = list(columns) or [()] * len(allegations)
    known = ["|".join(one.strip().casefold() for one in part) for part in parts]
    return [
        reference if reference.strip("|") else f"text:{text_digest(text)}"
        for reference, text in zip(known, allegations[TEXT].tolist(), strict=True)
    ]


def row_keys(pairs: Sequence[Pair], known: Mapping[str, Sequence[Numbered]]) -> list[str]:
    """Give each row its stable key: what it goes by, and an ordinal among rows that go by the same.

    A row is known if the store has its text under the same reference as often as the export has:
    in what order rows with one reference stand says nothing. The others take, in the order of the
    export, the keys of rows that are no longer in it, as those whose text was changed; then new
    ones.

    Parameters
    ----------
    pairs
        What each row of the export goes by, and its text's digest, shape (rows,).
    known
        For each reference the ordinals in the store, from 1, with each text that they had.
    """
    here: dict[str, set[str]] = {}
    for reference, digest in pairs:
        here.setdefault(reference, set()).add(digest)
    left: dict[Pair, deque[int]] = {}
    for reference in here:
        for ordinal, digest in sorted(known.get(reference, ())):
            left.setdefault((reference, digest), deque()).append(ordinal)
    free = {
        reference: _free(known.get(reference, ()), texts_here)
        for reference, texts_here in here.items()
    }
    keys = []
    for reference, digest in pairs:
        there = left.get((reference, digest))
        keys.append(f"{reference}#{there.popleft() if there else next(free[reference])}")
    return keys


def _free(known: Sequence[Numbered], here: Collection[str]) -> Iterator[int]:
    """Give the ordinals that have none of the texts that are in the export, then new ones."""
    kept = {ordinal for ordinal, digest in known if digest in here}
    last = max((ordinal for ordinal, _ in known), default=0)
    return chain((n for n in range(1, last + 1) if n not in kept), count(last + 1))


def bring_in(
    engine: Engine, allegations: pd.DataFrame, *, numbers: Sequence[int], name: str, time: str
) -> Brought:
    """Add the rows of an export that are not in the store yet.

    The same export, in whatever order its rows stand, changes nothing.

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
    content = allegations[TEXT].tolist()
    digests = [text_digest(text) for text in content]
    pairs = list(zip(references(allegations), digests, strict=True))
    fields = _fields(allegations)
    with writing(engine) as connection:
        export, is_new = _export(connection, _whole(pairs, fields), name, len(pairs), time)
        known, known_keys = _known(connection)
        keys = row_keys(pairs, known)
        held = {(key, digest) for key, digests in known_keys.items() for digest in digests}
        new = [at for at, pair in enumerate(zip(keys, digests, strict=True)) if pair not in held]
        rows_here = [
            {"key": key, "text": digest, "export": export, **field}
            for key, digest, field in zip(keys, digests, fields, strict=True)
        ]
        amended = _amend(connection, rows_here) if is_new and len(new) < len(keys) else 0
        _add_texts(connection, {digests[at]: content[at] for at in new})
        insert_many(connection, rows, [{"number": int(numbers[at]), **rows_here[at]} for at in new])
    changed = sum(keys[at] in known_keys for at in new)
    return Brought(
        export=export,
        new=len(new) - changed,
        changed=changed,
        known=len(keys) - len(new),
        amended=amended,
    )


def record_run(
    engine: Engine, *, run: Mapping[str, Any], scored: Sequence[Mapping[str, Any]]
) -> None:
    """Append a run and the scores it gave, one a distinct text, with the columns of the tables."""
    with writing(engine) as connection:
        number = _number(connection.execute(insert(runs).values(**run)))
        insert_many(connection, scores, [{"run": number, **one} for one in scored])


def _whole(pairs: Sequence[Pair], fields: Sequence[Mapping[str, str]]) -> str:
    """Name an export by its rows, in whatever order they stand."""
    lines = ("\t".join((*pair, *row.values())) for pair, row in zip(pairs, fields, strict=True))
    return hashlib.sha256("\n".join(sorted(lines)).encode()).hexdigest()


def _export(
    connection: Connection, digest: str, name: str, count: int, time: str
) -> tuple[int, bool]:
    """Give the number of an export, and whether it is a new one."""
    found = connection.execute(select(exports.c.id).where(exports.c.digest == digest)).scalar()
    if found is not None:
        return int(found), False
    values = {"digest": digest, "name": name, "rows": count, "time": time}
    return _number(connection.execute(insert(exports).values(**values))), True


def _number(result: CursorResult[Any]) -> int:
    """Give the number that an inserted row got."""
    key = result.inserted_primary_key
    return int(key[0]) if key else 0


def _known(
    connection: Connection,
) -> tuple[dict[str, list[Numbered]], dict[str, set[str]]]:
    """Read what the store has: see `row_keys`; and all its keys with their texts."""
    known: dict[str, list[Numbered]] = {}
    keys: dict[str, set[str]] = {}
    for key, digest in connection.execute(select(rows.c.key, rows.c.text)):
        reference, _, ordinal = key.rpartition("#")
        known.setdefault(reference, []).append((int(ordinal), digest))
        keys.setdefault(key, set()).add(digest)
    return known, keys


def _amend(connection: Connection, here: Sequence[Mapping[str, Any]]) -> int:
    """Record what an export says otherwise of rows that are there, and count them."""
    names = [field for field in FIELDS if field != TEXT]
    said: dict[tuple[str, str], tuple[str, ...]] = {}
    for table in (rows, amendments):  # a later word replaces an earlier one
        columns = [table.c[name] for name in ("key", "text", *names)]
        for key, digest, *values in connection.execute(select(*columns).order_by(table.c.export)):
            said[key, digest] = tuple(values)
    otherwise = [
        row
        for row in here
        if (row["key"], row["text"]) in said
        and said[row["key"], row["text"]] != tuple(row[name] for name in names)
    ]
    insert_many(connection, amendments, otherwise)
    return len(otherwise)


def _add_texts(connection: Connection, content: Mapping[str, str]) -> None:
    there = set(connection.execute(select(texts.c.digest)).scalars())
    new = [{"digest": d, "content": text} for d, text in content.items() if d not in there]
    insert_many(connection, texts, new)


def _fields(allegations: pd.DataFrame) -> list[dict[str, str]]:
    """Give the fields of each row, blank where they are not mapped."""
    blank = [""] * len(allegations)
    names = [field for field in FIELDS if field != TEXT]
    columns = (allegations[f].tolist() if f in allegations else blank for f in names)
    return [dict(zip(names, row, strict=True)) for row in zip(*columns, strict=True)]
