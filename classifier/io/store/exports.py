"""Exports and their scores in the store: appended once, however often a file is brought in."""

from __future__ import annotations

import hashlib
from collections import deque
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import count
from typing import Any, Final

import pandas as pd
from sqlalchemy import Connection, CursorResult, Engine, insert, select

from classifier.domain.allegation import TEXT, text_digest
from classifier.io.store.again import mark_of, taken_again
from classifier.io.store.connect import insert_many, writing
from classifier.io.store.standing import NAMES, Fields, Said, read_said, stands
from classifier.io.store.tables import (
    amendments,
    exports,
    holdings,
    rows,
    runs,
    scores,
    texts,
)

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
        Rows that were not there, that stood there with another text, and that stood there.
    amended
        Of the last, those of which the export says something else: a date, an outcome.
    """

    export: int
    new: int
    changed: int
    known: int
    amended: int


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


def row_keys(
    pairs: Sequence[Pair],
    known: Mapping[str, Sequence[Numbered]],
    may_change: Callable[[str], bool],
) -> list[str]:
    """Give each row its stable key: what it goes by, and an ordinal among rows that go by the same.

    Each key is given once. First a row takes a key that its text stands for, then one that had
    it before: in what order rows with one reference stand says nothing. The others take, in the
    order of the export, the keys that are left and may change, as those whose text was changed;
    then new ones.

    Parameters
    ----------
    pairs
        What each row of the export goes by, and its text's digest, shape (rows,).
    known
        For each reference the ordinals in the store, from 1, with each text that they had; of an
        ordinal the last is the one that stands.
    may_change
        Whether another text can be that of a key; where it cannot it is one more row.
    """
    here: dict[str, list[int]] = {}
    for at, (reference, _) in enumerate(pairs):
        here.setdefault(reference, []).append(at)
    keys = [""] * len(pairs)
    for reference, places in here.items():
        digests = [pairs[at][1] for at in places]
        ordinals = _ordinals(reference, digests, known.get(reference, ()), may_change)
        for at, ordinal in zip(places, ordinals, strict=True):
            keys[at] = f"{reference}#{ordinal}"
    return keys


def _ordinals(
    reference: str,
    digests: Sequence[str],
    known: Sequence[Numbered],
    may_change: Callable[[str], bool],
) -> list[int]:
    """Give each row with one reference its ordinal; see `row_keys`."""
    found: dict[int, int] = {}
    used: set[int] = set()
    for numbered in (dict(known).items(), known):
        left: dict[str, deque[int]] = {}
        for ordinal, digest in sorted(numbered):
            if ordinal not in used:
                left.setdefault(digest, deque()).append(ordinal)
        for at, digest in enumerate(digests):
            there = left.get(digest, deque())
            while there and at not in found:
                ordinal = there.popleft()
                if ordinal not in used:  # it had another text of this export, too
                    found[at] = ordinal
                    used.add(ordinal)
    in_store = dict(known)
    others = (
        ordinal
        for ordinal in count(1)
        if ordinal not in used and (ordinal not in in_store or may_change(f"{reference}#{ordinal}"))
    )
    return [found[at] if at in found else next(others) for at in range(len(digests))]


def bring_in(
    engine: Engine, allegations: pd.DataFrame, *, numbers: Sequence[int], name: str, time: str
) -> Brought:
    """Add the rows of an export that are not in the store yet.

    The same export, in whatever order its rows stand, changes nothing: not even after others. Of
    a row that is there what the export says otherwise is recorded, be it a text that it had before.
    Another text of a row is a changed one only where the export is an earlier one taken again: in
    an export of another year it is one more row, and takes nothing away.

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
    whole = _whole(pairs, fields)
    with writing(engine) as connection:
        there = connection.execute(select(exports.c.id).where(exports.c.digest == whole)).scalar()
        if there is not None:
            return Brought(export=int(there), new=0, changed=0, known=len(pairs), amended=0)
        export = _add_export(connection, whole, name, len(pairs), time)
        said = read_said(connection)
        marks = map(mark_of, digests, (tuple(field.values()) for field in fields))
        keys = row_keys(pairs, _numbered(said), taken_again(connection, said, marks))
        here: list[dict[str, Any]] = [
            {"key": key, "text": digest, "export": export, **field}
            for key, digest, field in zip(keys, digests, fields, strict=True)
        ]
        new = [at for at, row in enumerate(here) if row["text"] not in said.get(row["key"], {})]
        _add_texts(connection, {digests[at]: content[at] for at in new})
        insert_many(connection, rows, ({"number": int(numbers[at]), **here[at]} for at in new))
        insert_many(connection, amendments, (row for row in here if _is_amended(row, said)))
        held = ({name: row[name] for name in ("export", "key", "text")} for row in here)
        insert_many(connection, holdings, held)
    return _brought(export, here, said)


def record_run(
    engine: Engine, *, run: Mapping[str, Any], scored: Sequence[Mapping[str, Any]]
) -> None:
    """Append a run and the scores it gave, one a distinct text, with the columns of the tables."""
    with writing(engine) as connection:
        number = _number(connection.execute(insert(runs).values(**run)))
        insert_many(connection, scores, ({"run": number, **one} for one in scored))


def _whole(pairs: Sequence[Pair], fields: Sequence[Mapping[str, str]]) -> str:
    """Name an export by its rows, in whatever order they stand."""
    lines = ("\t".join((*pair, *row.values())) for pair, row in zip(pairs, fields, strict=True))
    return hashlib.sha256("\n".join(sorted(lines)).encode()).hexdigest()


def _add_export(connection: Connection, digest: str, name: str, count: int, time: str) -> int:
    """Add an export, and give its number."""
    values = {"digest": digest, "name": name, "rows": count, "time": time}
    return _number(connection.execute(insert(exports).values(**values)))


def _number(result: CursorResult[Any]) -> int:
    """Give the number that an inserted row got."""
    key = result.inserted_primary_key
    return int(key[0]) if key else 0


def _numbered(said: Said) -> dict[str, list[Numbered]]:
    """Give the ordinals of each reference as `row_keys` takes them."""
    known: dict[str, list[Numbered]] = {}
    for key, had in said.items():
        reference, _, ordinal = key.rpartition("#")
        known.setdefault(reference, []).extend((int(ordinal), digest) for digest in had)
    return known


def _is_amended(row: Mapping[str, Any], said: Said) -> bool:
    """Say whether a row had this text before, and something else stands: a text, an outcome."""
    had = said.get(row["key"], {})
    if row["text"] not in had:
        return False
    text, word = stands(had)
    return (text, word.fields) != (row["text"], _fields_of(row))


def _brought(export: int, here: Sequence[Mapping[str, Any]], said: Said) -> Brought:
    """Count the rows of an export by what stood for them."""
    stood = [(row, stands(said[row["key"]])) for row in here if row["key"] in said]
    known = [(row, word.fields) for row, (digest, word) in stood if digest == row["text"]]
    return Brought(
        export=export,
        new=len(here) - len(stood),
        changed=len(stood) - len(known),
        known=len(known),
        amended=sum(fields != _fields_of(row) for row, fields in known),
    )


def _fields_of(row: Mapping[str, Any]) -> Fields:
    return tuple(row[name] for name in NAMES)


def _add_texts(connection: Connection, content: Mapping[str, str]) -> None:
    there = set(connection.execute(select(texts.c.digest)).scalars())
    new = [{"digest": d, "content": text} for d, text in content.items() if d not in there]
    insert_many(connection, texts, new)


def _fields(allegations: pd.DataFrame) -> list[dict[str, str]]:
    """Give the fields of each row, blank where they are not mapped."""
    blank = [""] * len(allegations)
    columns = (allegations[f].tolist() if f in allegations else blank for f in NAMES)
    return [dict(zip(NAMES, row, strict=True)) for row in zip(*columns, strict=True)]
