"""The chain of labels: one serialised appender, and the reading of what was appended."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import asdict, replace
from typing import Any, Final

from sqlalchemy import Connection, Engine, RowMapping, bindparam, insert, select

from classifier.domain.errors import StoreError
from classifier.domain.label import CHAIN_START, Decision, LabelRecord, broken_at, chained
from classifier.io.store.tables import labels

_TAMPERED: Final = "Somebody changed the store by other means than this program: use a backup."

_AFTER: Final = (
    select(labels).where(labels.c.position > bindparam("position")).order_by(labels.c.position)
)
_LAST: Final = (
    select(labels.c.position, labels.c.digest, labels.c.time)
    .order_by(labels.c.position.desc())
    .limit(1)
)


def append_labels(connection: Connection, records: Sequence[LabelRecord]) -> list[LabelRecord]:
    """Append records to the chain; they are on the disk when the connection has committed.

    Each is chained to the one before it, and its time is made later than the one before, so that
    records have one order whatever the clocks say.

    Parameters
    ----------
    connection
        The one that may write now, see `classifier.io.store.connect.writing`: one appender at a
        time.
    records
        What was decided.

    Returns
    -------
    list[LabelRecord]
        The records as they stand in the chain.
    """
    position, head, time = _head(connection)
    appended, rows = [], []
    for record in records:
        time = _later(record.time, time)
        linked = chained(replace(record, time=time), head)
        position, head = position + 1, linked.digest
        rows.append({"position": position, "digest": head, **asdict(linked)})
        appended.append(linked)
    if rows:
        connection.execute(insert(labels), rows)
    return appended


def read_labels_after(connection: Connection, position: int) -> list[tuple[int, str, LabelRecord]]:
    """Read the chain after a position: each record with its position and recorded digest."""
    found = connection.execute(_AFTER, {"position": position}).mappings()
    return [(row["position"], row["digest"], _record(row)) for row in found]


def verify_chain(engine: Engine, head: str | None = None) -> int:
    """Check every record against its digest and the one before it.

    Parameters
    ----------
    engine
        The store.
    head
        A digest that was the chain's head once, from a reply or a note: it must still stand in
        the chain, which proves that nothing up to it was changed or removed.

    Returns
    -------
    int
        How many records there are.

    Raises
    ------
    StoreError
        If a record was changed, removed or put in, or the head is not in the chain.
    """
    with engine.connect() as connection:
        recorded = read_labels_after(connection, 0)
    digests = [digest for _, digest, _ in recorded]
    at = broken_at([record for *_, record in recorded], digests)
    if at is not None:
        message = f"The chain of labels is broken at record {at + 1} of {len(recorded)}."
        raise StoreError(message, advice=_TAMPERED)
    if head is not None and head not in (CHAIN_START, *digests):
        message = f"No record of the chain has the digest {head[:12]}…: the chain was cut short."
        raise StoreError(message, advice="Check the digest for typing errors, or use a backup.")
    return len(recorded)


def _head(connection: Connection) -> tuple[int, str, str]:
    found = connection.execute(_LAST).one_or_none()
    return (found.position, found.digest, found.time) if found else (0, CHAIN_START, "")


def _later(time: str, last: str) -> str:
    """Give a time, or the first microsecond after the last one if it is not later."""
    if time > last:
        return time
    return (dt.datetime.fromisoformat(last) + dt.timedelta(microseconds=1)).isoformat(
        timespec="microseconds"
    )


def _record(row: RowMapping) -> LabelRecord:
    fields: dict[str, Any] = {
        name: value for name, value in row.items() if name not in ("position", "digest")
    }
    if row["decision"] not in frozenset(Decision):
        message = f"The chain of labels is broken at record {row['position']}: no such decision."
        raise StoreError(message, advice=_TAMPERED)
    return LabelRecord(**{**fields, "decision": Decision(row["decision"])})
