"""What people decided on characters of a text that leaves: appended, the last one stands."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Connection, insert, select

from classifier.domain.redaction import Choice, Decided, Proposal
from classifier.io.store.tables import redactions


def append_redactions(connection: Connection, decided: Sequence[Decided]) -> None:
    """Append decisions; they are on the disk when the connection has committed."""
    rows = [
        {
            "text": one.text,
            "start": one.proposal.start,
            "end": one.proposal.end,
            "kind": one.proposal.kind,
            "choice": str(one.choice),
            "reviewer": one.reviewer,
            "time": one.time,
        }
        for one in decided
    ]
    if rows:
        connection.execute(insert(redactions), rows)


def read_redactions(connection: Connection) -> dict[str, list[Decided]]:
    """Read the decisions on each text, in order."""
    found: dict[str, list[Decided]] = {}
    for row in connection.execute(select(redactions).order_by(redactions.c.id)).mappings():
        one = Decided(
            text=row["text"],
            proposal=Proposal(row["start"], row["end"], row["kind"]),
            choice=Choice(row["choice"]),
            reviewer=row["reviewer"],
            time=row["time"],
        )
        found.setdefault(one.text, []).append(one)
    return found
