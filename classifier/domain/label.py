"""A reviewer's decision as it is recorded, and what several of them come to.

Records are appended and never changed: a decision taken back is one more record. Each carries the
digest of the one before, so that none can be altered without all that follow showing it.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, replace
from enum import StrEnum
from typing import Final

CHAIN_START: Final = "0" * 64
"""What stands for the digest before the first record."""


class Decision(StrEnum):
    """What a reviewer says of a text; withdrawn takes back what the reviewer said before."""

    RELEVANT = "relevant"
    NOT_RELEVANT = "not_relevant"
    UNSURE = "unsure"
    WITHDRAWN = "withdrawn"


class State(StrEnum):
    """What the records of one text come to."""

    UNREAD = "unread"
    SINGLE = "single"
    AGREED = "agreed"
    DISPUTED = "disputed"
    ADJUDICATED = "adjudicated"


@dataclass(frozen=True, slots=True, kw_only=True)
class LabelRecord:
    """One decision of one reviewer about one text.

    Parameters
    ----------
    text
        The digest of the text that the decision was given for.
    reviewer
        Who decided.
    time
        When, in UTC, ISO 8601.
    decision
        What was decided.
    blind
        Whether the reviewer saw neither reason, marks nor route.
    adjudication
        Whether it settles a dispute between others.
    shown_because
        Why the text was in the queue.
    model
        The version of the model whose scores made the queue; empty if none did.
    note
        What the reviewer wrote beside it.
    replaces
        The digest of the reviewer's record that this one takes the place of; empty if none.
    previous
        The digest of the record before it in the chain, or `CHAIN_START`.
    """

    text: str
    reviewer: str
    time: str
    decision: Decision
    blind: bool = False
    adjudication: bool = False
    shown_because: str = ""
    model: str = ""
    note: str = ""
    replaces: str = ""
    previous: str = CHAIN_START

    @property
    def digest(self) -> str:
        """SHA-256 of the record, the digest before it included."""
        return hashlib.sha256(
            json.dumps(asdict(self), sort_keys=True, ensure_ascii=True).encode()
        ).hexdigest()


@dataclass(frozen=True, slots=True, kw_only=True)
class Resolution:
    """What the records of one text come to.

    Parameters
    ----------
    state
        Unread, single, agreed, disputed or adjudicated.
    relevant
        The resolved label; None where there is none: unread, disputed, or unsure.
    decisions
        Each reviewer's standing decision, in the order in which they first decided.
    """

    state: State
    relevant: bool | None
    decisions: tuple[LabelRecord, ...]


def written(time: dt.datetime) -> str:
    """Write a time as records have it: in UTC, ISO 8601, to the microsecond."""
    return time.astimezone(dt.UTC).isoformat(timespec="microseconds")


def resolve(records: Iterable[LabelRecord]) -> Resolution:
    """Resolve the records of one text, whatever order they arrive in.

    A reviewer's latest record stands. Reviewers who say the same agree; who do not, or are unsure
    beside one who is sure, are in dispute until an adjudication settles it; the latest one does.
    """
    standing = standing_records(records)
    settled = [record for record in standing if record.adjudication]
    if settled:
        last = max(settled, key=_order)
        return Resolution(
            state=State.ADJUDICATED, relevant=_label(last.decision), decisions=standing
        )
    said = {record.decision for record in standing}
    if not standing:
        return Resolution(state=State.UNREAD, relevant=None, decisions=())
    if len(said) > 1:
        return Resolution(state=State.DISPUTED, relevant=None, decisions=standing)
    state = State.AGREED if len(standing) > 1 else State.SINGLE
    return Resolution(state=state, relevant=_label(standing[0].decision), decisions=standing)


def standing_records(records: Iterable[LabelRecord]) -> tuple[LabelRecord, ...]:
    """Give each reviewer's latest record, in the order in which they first decided.

    Who withdrew is left out, and decides for the first time again after that.
    """
    standing: dict[tuple[str, bool], LabelRecord] = {}
    for record in sorted(records, key=_order):
        by = record.reviewer, record.adjudication
        if record.decision is Decision.WITHDRAWN:
            standing.pop(by, None)
        else:
            standing[by] = record  # in the place of the reviewer's record before
    return tuple(standing.values())


def chained(record: LabelRecord, head: str) -> LabelRecord:
    """Give the record as it follows the head of a chain."""
    return replace(record, previous=head)


def broken_at(records: Sequence[LabelRecord], digests: Sequence[str]) -> int | None:
    """Find the first record that is not what was recorded, or does not follow the one before.

    Parameters
    ----------
    records
        The chain, first to last.
    digests
        The digests recorded beside them.

    Returns
    -------
    int or None
        Its position, or None for a whole chain.
    """
    head = CHAIN_START
    for position, (record, digest) in enumerate(zip(records, digests, strict=True)):
        if record.previous != head or record.digest != digest:
            return position
        head = digest
    return None


def _label(decision: Decision) -> bool | None:
    return {Decision.RELEVANT: True, Decision.NOT_RELEVANT: False}.get(decision)


def _order(record: LabelRecord) -> tuple[str, str]:
    return record.time, record.digest
