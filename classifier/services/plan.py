"""Plan: what reading costs against the appropriate limit, what it buys, and what would fit."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from classifier.domain.costing import (
    ASSUMED,
    GIVEN,
    MINUTES,
    PACE,
    Asked,
    Certified,
    Expected,
    Planned,
    Reading,
)
from classifier.domain.counting import Row
from classifier.domain.errors import SettingError
from classifier.domain.label import State
from classifier.domain.limit import Cost, relied_on
from classifier.domain.narrowing import Texts
from classifier.domain.pace import Pace, pace_of
from classifier.domain.queue import Why
from classifier.domain.scope import Judged, Scope
from classifier.evaluation.budget import reads_to_recall, recall_by_reads
from classifier.io.limits import due_after, limit_on, read_sections
from classifier.io.outcomes import read_outcomes
from classifier.io.store.cases import CaseRow, read_present
from classifier.io.store.connect import Store, reading
from classifier.reports.plan import paragraphs, table_lines
from classifier.services.certified import certified_within
from classifier.services.narrower import narrower
from classifier.services.queue import queue_of, store_of
from classifier.services.reply_rows import reply_rows
from classifier.services.seen import Seen
from classifier.services.workspace import Workspace

__all__ = ["paragraphs", "plan", "table_lines"]

_CONFIRM: Final = frozenset({Why.CONFIRM, Why.MODEL_ONLY})
_SECTIONS: Final = frozenset({10, 12, 16, 17})
"""The sections that an answer about cost can need."""


def plan(workspace: Workspace, asked: Asked) -> Planned:
    """Estimate what reading costs.

    Raises
    ------
    StoreError
        If the workspace has no queue.
    SettingError
        If it has no rows, or a column of dates can be read in two ways.
    """
    store = store_of(workspace)
    seen = queue_of(workspace, store).look()
    with reading(store) as transaction:
        cases = read_present(transaction)
    if not cases:
        message = f"The workspace {workspace.folder} has no rows."
        raise SettingError(message, advice="Classify an export first.")
    rows = reply_rows(cases, seen.resolved, basis=asked.basis, outcomes=read_outcomes())
    limit = limit_on(asked.today, hours=asked.hours, rate=asked.rate)
    pace = pace_of(record for records in seen.records.values() for record in records)
    minutes, minutes_from = _minutes(asked, pace)
    left = _left(cases, seen)

    def cost(reads: int) -> Cost:
        return limit.cost(reads, minutes, spent=left.spent)

    return Planned(
        asked=asked,
        minutes=minutes,
        minutes_from=minutes_from,
        pace=pace,
        limit=limit,
        rows=len(cases),
        texts=len({case.text for case in cases}),
        erased=left.erased,
        spent=limit.cost(left.spent, minutes),
        reading=_reading(cases, left, cost),
        expected=_expected(
            rows, left, seen, affordable=limit.reads(minutes) - left.spent, target=asked.target
        ),
        certified=() if left.erased else _certified(store, left, asked, cost),
        narrower=narrower(
            cases,
            rows,
            unread=left.unread,
            queue=frozenset(left.why),
            scope=Scope(basis=asked.basis, kind=asked.kind),
            limit=limit,
            minutes=minutes,
        ),
        due=due_after(asked.received) if asked.received else None,
        sections=relied_on([one for one in read_sections() if one.number in _SECTIONS]),
    )


def _minutes(asked: Asked, pace: Pace | None) -> tuple[float, str]:
    if asked.minutes is not None:
        return asked.minutes, GIVEN
    return (pace.mean, PACE) if pace else (MINUTES, ASSUMED)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Left:
    """What is left to read, and what was done.

    Parameters
    ----------
    unread
        Texts that nobody has read.
    why
        Those of them that the queue holds, and why.
    spent
        Texts that were read.
    erased
        Rows that nobody has read, and whose text was erased.
    """

    unread: Texts
    why: Mapping[str, Why]
    spent: int
    erased: int


def _left(cases: Sequence[CaseRow], seen: Seen) -> _Left:
    read = {text for text, found in seen.resolved.items() if found.state is not State.UNREAD}
    unread = (frozenset(seen.probability) - read) & {case.text for case in cases}
    readable = unread | read
    return _Left(
        unread=unread,
        why={text: reason for text, reason in seen.ordered if text in unread},
        spent=len(read),
        erased=sum(case.text not in readable for case in cases),
    )


def _reading(cases: Sequence[CaseRow], left: _Left, cost: Callable[[int], Cost]) -> Reading:
    words = {case.text for case in cases if case.keyword_hit and case.text in left.unread}
    confirm = sum(one in _CONFIRM for one in left.why.values())
    control = sum(one is Why.CONTROL for one in left.why.values())
    return Reading(
        every=cost(len(left.unread)),
        words=cost(len(words)),
        uncertain=cost(len(left.why) - confirm - control),
        confirm=cost(confirm),
        control=cost(control),
        queue=cost(len(left.why)),
    )


def _certified(
    store: Store, left: _Left, asked: Asked, cost: Callable[[int], Cost]
) -> list[Certified]:
    return certified_within(
        store,
        queue=sum(reason is not Why.CONTROL for reason in left.why.values()),
        unread=len(left.unread),
        target=asked.target,
        level=asked.level,
        cost=cost,
    )


def _expected(
    rows: Sequence[Row], left: _Left, seen: Seen, *, affordable: int, target: float
) -> Expected:
    """Say what reading buys, from the probabilities of the last run."""
    texts = sorted(left.unread)
    having = Counter(row.text for row in rows)
    probability = np.array([seen.probability[text] for text in texts], dtype=np.float64)
    weight = np.array([having[text] for text in texts], dtype=np.int64)
    found = sum(row.by_people and row.judged is Judged.RELEVANT for row in rows)
    curve = recall_by_reads(probability, rows=weight, found=found)
    reads = min(max(affordable, 0), len(texts))
    return Expected(
        relevant=found + float(probability @ weight),
        affordable=reads,
        within_limit=float(curve[reads]),
        to_target=reads_to_recall(curve, target),
    )
