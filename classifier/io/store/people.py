"""Accounts and signed-in browsers: who may see the review pages."""

from __future__ import annotations

from typing import Final, NamedTuple

from sqlalchemy import Engine, bindparam, delete, func, insert, select

from classifier.io.store.connect import writing
from classifier.io.store.tables import reviewers, sessions


class Account(NamedTuple):
    """A reviewer's account: name, role, and the argon2 hash of the password."""

    name: str
    role: str
    password: str


_SESSION: Final = (
    select(sessions.c.reviewer, reviewers.c.role)
    .join_from(sessions, reviewers, sessions.c.reviewer == reviewers.c.name, isouter=True)
    .where((sessions.c.token == bindparam("token")) & (sessions.c.until > bindparam("now")))
)


def add_account(engine: Engine, account: Account) -> bool:
    """Add an account; False if there is one of that name already."""
    with writing(engine) as connection:
        known = select(reviewers.c.name).where(reviewers.c.name == account.name)
        if connection.execute(known).scalar() is not None:
            return False
        connection.execute(insert(reviewers).values(**account._asdict()))
    return True


def read_account(engine: Engine, name: str) -> Account | None:
    """Give the account of a name; None if there is none."""
    query = select(reviewers.c.name, reviewers.c.role, reviewers.c.password)
    with engine.connect() as connection:
        found = connection.execute(query.where(reviewers.c.name == name)).one_or_none()
    return Account(*found) if found else None


def count_accounts(engine: Engine) -> int:
    """Count the accounts."""
    with engine.connect() as connection:
        return int(connection.execute(select(func.count()).select_from(reviewers)).scalar_one())


def add_session(engine: Engine, token: str, *, reviewer: str, now: str, until: str) -> None:
    """Record a signed-in browser by the digest of its cookie; those that are over are dropped."""
    with writing(engine) as connection:
        connection.execute(delete(sessions).where(sessions.c.until <= now))
        values = {"token": token, "reviewer": reviewer, "until": until}
        connection.execute(insert(sessions).values(**values))


def read_session(engine: Engine, token: str, *, now: str) -> tuple[str, str | None] | None:
    """Name the reviewer of a session by the digest of its cookie, with the role of their account.

    None if it is over; no role where the reviewer has no account.
    """
    with engine.connect() as connection:
        found = connection.execute(_SESSION, {"token": token, "now": now}).one_or_none()
    return (found.reviewer, found.role) if found else None


def drop_session(engine: Engine, token: str) -> None:
    """End a session by the digest of its cookie."""
    with writing(engine) as connection:
        connection.execute(delete(sessions).where(sessions.c.token == token))
