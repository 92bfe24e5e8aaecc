"""Who may see the review pages: accounts, signed-in browsers, and a brake on wrong passwords."""

from __future__ import annotations

import datetime as dt
import hashlib
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from classifier.domain.errors import SettingError
from classifier.domain.label import written
from classifier.io.store.connect import Store, open_store
from classifier.io.store.people import (
    Account,
    add_account,
    add_session,
    count_accounts,
    drop_session,
    read_account,
    read_session,
)
from classifier.services.workspace import Workspace

SHORTEST_PASSWORD: Final = 12
SESSION: Final = dt.timedelta(hours=12)
"""How long a browser stays signed in."""
_LONGEST_NAME: Final = 80
_LONGEST_PASSWORD: Final = 1_000
"""Longer ones are not hashed: a hash of a megabyte would be a way to tire the server out."""

Clock = Callable[[], dt.datetime]


class Role(StrEnum):
    """What a reviewer may do; an adjudicator also settles disputes and sees the agreement."""

    REVIEWER = "reviewer"
    ADJUDICATOR = "adjudicator"


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """Somebody who is signed in."""

    name: str
    role: Role


class People:
    """The accounts and sessions of a workspace.

    Parameters
    ----------
    store
        Where they are.
    clock
        Tells the time, in UTC.
    local
        The name of the person at this machine, who needs no account; None where all need one.
    """

    def __init__(self, store: Store, *, clock: Clock, local: str | None = None) -> None:
        self._store = store
        self._clock = clock
        self._local = local
        self._hasher = PasswordHasher()
        # Checked for unknown names, so that they take as long as known ones.
        self._nobody = self._hasher.hash(secrets.token_hex())

    def add(self, name: str, *, role: Role, password: str) -> None:
        """Add an account.

        Raises
        ------
        SettingError
            If the name is empty, too long or taken, or the password too short.
        """
        name = name.strip()
        if not 0 < len(name) <= _LONGEST_NAME or not name.isprintable():
            message = f"A reviewer's name has 1 to {_LONGEST_NAME} printable characters."
            raise SettingError(message, advice="Example: ana.")
        if len(password) < SHORTEST_PASSWORD:
            message = f"The password has {len(password)} characters."
            raise SettingError(message, advice=f"Choose one of at least {SHORTEST_PASSWORD}.")
        account = Account(name, str(role), self._hasher.hash(password))
        if not add_account(self._store, account):
            message = f"There is an account {name!r} already."
            raise SettingError(message, advice="Choose another name.")

    def count(self) -> int:
        """Count the accounts."""
        return count_accounts(self._store)

    def knows(self, name: str, password: str) -> bool:
        """Say whether a name and password belong together; takes as long for unknown names."""
        account = read_account(self._store, name.strip()[:_LONGEST_NAME])
        hashed = account.password if account else self._nobody
        try:
            right = self._hasher.verify(hashed, password[:_LONGEST_PASSWORD])
        except (VerificationError, InvalidHashError):
            return False
        return right and account is not None

    def sign_in(self, name: str) -> str:
        """Start a session for somebody whose right to it was checked, and give its cookie."""
        token, now = secrets.token_urlsafe(32), self._clock()
        add_session(
            self._store,
            session_digest(token),
            reviewer=name.strip(),
            now=written(now),
            until=written(now + SESSION),
        )
        return token

    def sign_out(self, token: str) -> None:
        """End a session."""
        drop_session(self._store, session_digest(token))

    def who(self, token: str) -> Person | None:
        """Say who has a cookie; None if nobody has, or the session is over."""
        found = read_session(self._store, session_digest(token), now=written(self._clock()))
        if found is None:
            return None
        name, role = found
        if role is not None:
            return Person(name=name, role=Role(role))
        local = self._local is not None and name == self._local
        return Person(name=name, role=Role.ADJUDICATOR) if local else None


def people_of(
    workspace: Workspace,
    store: Store | None = None,
    *,
    local: str | None = None,
    clock: Clock | None = None,
) -> People:
    """Open the accounts of a workspace, by its store where that is open already; see `People`."""
    opened = store or open_store(workspace.folder, workspace.database)
    return People(opened, clock=clock or _now, local=local)


def session_digest(token: str) -> str:
    """Name a session without giving its cookie away."""
    return hashlib.sha256(token.encode()).hexdigest()


def _now() -> dt.datetime:
    return dt.datetime.now(tz=dt.UTC)
