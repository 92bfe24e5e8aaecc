"""Narrower scopes for advice under section 16: by year, role and category."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from classifier.domain.costing import YEAR, Fitting, Narrower
from classifier.domain.counting import Row
from classifier.domain.limit import Limit
from classifier.domain.narrowing import Part, Texts, largest, longest_span
from classifier.domain.outcome import plain
from classifier.domain.scope import Scope
from classifier.io.store.cases import CaseRow

_BY_FIELD: Final[Mapping[str, str]] = {"role": "officer_role", "category": "category"}


def narrower(
    cases: Sequence[CaseRow],
    rows: Sequence[Row],
    *,
    unread: Texts,
    queue: Texts,
    scope: Scope,
    limit: Limit,
    minutes: float,
) -> list[Narrower]:
    """Cut the rows by each field that is filled.

    Parameters
    ----------
    cases, rows
        The rows of the workspace as recorded, and as a reply sees them, one to one.
    unread, queue
        Texts that nobody has read, and those of them that the queue holds.
    scope
        Which date of a row counts, and what a year is.
    limit, minutes
        The appropriate limit, and minutes a text.
    """
    years = [scope.year(row.day) if row.day else "" for row in rows]
    columns = {YEAR: years} | {
        by: [case.fields[field].strip() for case in cases] for by, field in _BY_FIELD.items()
    }
    texts = [case.text for case in cases]
    return [
        _narrower(by, _parts(values, texts, unread, queue), limit, minutes)
        for by, values in columns.items()
        if any(values)
    ]


def _parts(values: Sequence[str], texts: Sequence[str], unread: Texts, queue: Texts) -> list[Part]:
    names: dict[str, str] = {}
    held: dict[str, list[str]] = {}
    for value, text in zip(values, texts, strict=True):
        names.setdefault(plain(value), value)
        held.setdefault(plain(value), []).append(text)
    return [
        Part(
            name=names[key],
            rows=len(held[key]),
            unread=unread & frozenset(held[key]),
            queue=queue & frozenset(held[key]),
        )
        for key in sorted(held)
    ]


def _narrower(by: str, parts: Sequence[Part], limit: Limit, minutes: float) -> Narrower:
    named = [part for part in parts if part.name]

    def fitting(wanted: Sequence[Texts]) -> Fitting | None:
        most, rows = limit.reads(minutes), [part.rows for part in named]
        chosen = longest_span(wanted, most) if by == YEAR else largest(wanted, rows, most)
        reads = len(Texts().union(*(wanted[at] for at in chosen)))
        return (
            Fitting(
                names=tuple(named[at].name for at in chosen),
                rows=sum(rows[at] for at in chosen),
                cost=limit.cost(reads, minutes),
            )
            if chosen
            else None
        )

    return Narrower(
        by=by,
        parts=parts,
        in_full=fitting([part.unread for part in named]),
        by_queue=fitting([part.queue for part in named]),
    )
