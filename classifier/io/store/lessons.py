"""What learning reads of the store beside labels: cases of texts, and the last prevalence."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import Connection, select

from classifier.io.store.tables import labels, rows, runs


def read_cases(connection: Connection) -> Mapping[str, frozenset[str]]:
    """Give the references of the cases that each labelled text stands in; blank ones are none."""
    labelled = select(labels.c.text)
    query = select(rows.c.text, rows.c.case_id).where(
        rows.c.text.in_(labelled) & (rows.c.case_id != "")
    )
    found: dict[str, set[str]] = {}
    for text, case in connection.execute(query.distinct()):
        found.setdefault(text, set()).add(case)
    return {text: frozenset(cases) for text, cases in found.items()}


def read_prevalence(connection: Connection) -> float | None:
    """Give the prevalence that the last run was routed at; None where there is no run."""
    found = connection.execute(select(runs.c.prevalence).order_by(runs.c.id.desc()).limit(1))
    prevalence: float | None = found.scalar()
    return prevalence
