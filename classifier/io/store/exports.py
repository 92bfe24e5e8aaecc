"""Exports and their scores in the store: appended once, however often a file is brought in."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain, count
from typing import Any, Final

import pandas as pd
from sqlalchemy import Connection, CursorResult, Engine, insert, select

from classifier.domain.allegation import FIELDS, TEXT
from classifier.io.store.connect import insert_many, writing
from classifier.io.store.tables import exports, rows, runs, scores, texts

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
    """

    export: int
    new: int
    changed: int
    known: int


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


def new_keys(pairs: Sequence[Pair], known: Mapping[str, Sequence[Numbered]]) -> dict[int, str]:
    """Give each row that is not known yet its stable key: what it goes by, and an ordinal.

    A row is known if the store has its text under the same reference as often as the export has:
    in what order rows with one reference stand says nothing. The others take, in the order of the
    export, the keys of rows that are no longer in it, as those whose text was changed; then new
    ones.

    Parameters
    ----------
    pairs
        What each row of the export goes by, and its text's digest.
    known
        For each reference the ordinals in the store, from 1, with each text that they had.

    Returns
    -------
    dict
        Position in the export to key, of the rows that are not known.
    """
    here: dict[str, set[str]] = {}
    for reference, digest in pairs:
        here.setdefault(reference, set()).add(digest)
    left = Counter((ref, digest) for ref in here for _, digest in known.get(ref, ()))
    free: dict[str, Iterator[int]] = {}
    keys = {}
    for at, (reference, digest) in enumerate(pairs):
        if left[reference, digest]:
            left[reference, digest] -= 1
            continue
        if reference not in free:
            free[reference] = _free(known.get(reference, ()), here[reference])
        keys[at] = f"{reference}#{next(free[reference])}"
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
    whole = hashlib.sha256("\n".join(sorted(map("\t".join, pairs))).encode()).hexdigest()
    with writing(engine) as connection:
        export = _export(connection, whole, name, len(pairs), time)
        known, known_keys = _known(connection)
        keys = new_keys(pairs, known)
        _add_texts(connection, {digests[at]: content[at] for at in keys})
        insert_many(connection, rows, _rows(allegations, export, digests, numbers, keys))
    changed = sum(key in known_keys for key in keys.values())
    return Brought(
        export=export,
        new=len(keys) - changed,
        changed=changed,
        known=len(pairs) - len(keys),
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


def _known(connection: Connection) -> tuple[dict[str, list[Numbered]], set[str]]:
    """Read what the store has: see `new_keys`; and all its keys."""
    known: dict[str, list[Numbered]] = {}
    keys = set()
    for key, digest in connection.execute(select(rows.c.key, rows.c.text)):
        reference, _, ordinal = key.rpartition("#")
        known.setdefault(reference, []).append((int(ordinal), digest))
        keys.add(key)
    return known, keys


def _add_texts(connection: Connection, content: Mapping[str, str]) -> None:
    there = set(connection.execute(select(texts.c.digest)).scalars())
    new = [{"digest": d, "content": text} for d, text in content.items() if d not in there]
    insert_many(connection, texts, new)


def _rows(
    allegations: pd.DataFrame,
    export: int,
    digests: Sequence[str],
    numbers: Sequence[int],
    keys: Mapping[int, str],
) -> list[dict[str, Any]]:
    blank = [""] * len(allegations)
    columns = {
        field: allegations[field].tolist() if field in allegations else blank
        for field in FIELDS
        if field != TEXT
    }
    return [
        {
            "key": key,
            "text": digests[at],
            "export": export,
            "number": int(numbers[at]),
            **{field: column[at] for field, column in columns.items()},
        }
        for at, key in keys.items()
    ]
