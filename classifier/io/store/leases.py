"""Who has which text open: kept from other reviewers for a while, then free again."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import Connection, delete, insert, select

from classifier.io.store.tables import leases


def lease_first(
    connection: Connection,
    wanted: Iterable[tuple[str, bool]],
    *,
    reviewer: str,
    now: str,
    until: str,
) -> str | None:
    """Lease the first text that nobody else has open.

    Parameters
    ----------
    connection
        One that may write, see `classifier.io.store.connect.writing`.
    wanted
        Texts in order of preference, each with whether another reviewer may have it open too.
    reviewer
        Who asks; what they had open before becomes free.
    now, until
        The time, and when the lease ends, in UTC, ISO 8601.

    Returns
    -------
    str or None
        The text's digest; None if nothing is free.
    """
    mine_or_over = (leases.c.reviewer == reviewer) | (leases.c.until <= now)
    connection.execute(delete(leases).where(mine_or_over))
    taken = set(connection.execute(select(leases.c.text)).scalars())
    for text, shared in wanted:
        if shared or text not in taken:
            values = {"text": text, "reviewer": reviewer, "until": until}
            connection.execute(insert(leases).values(**values))
            return text
    return None


def free(connection: Connection, reviewer: str) -> None:
    """Free what a reviewer has open."""
    connection.execute(delete(leases).where(leases.c.reviewer == reviewer))
