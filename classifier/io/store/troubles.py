"""What a database says when it cannot go on, in words for people; never what it was given."""

from __future__ import annotations

import logging
import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from types import MappingProxyType
from typing import Any, Final

from sqlalchemy import Engine, event
from sqlalchemy.engine import ExceptionContext

from classifier.domain.errors import StoreError

Trouble = tuple[str, str]
"""The reason, and what to do."""

_FULL: Final = ("the disk is full", "Free some space, and try again.")
_READ_ONLY: Final = ("it may only be read", "See who may write it, and try again.")
_LOCKED: Final = ("another program keeps it locked", "Try again once that one is done.")
_LOST: Final = ("there is no connection to it", "See that the server runs, and try again.")
_DISK: Final = ("the disk does not answer as it should", "See that it is there, and try again.")
_DAMAGED: Final = ("it is damaged, or no store", "Use a backup.")

_SQLITE: Final[Mapping[int, Trouble]] = MappingProxyType(
    {
        sqlite3.SQLITE_FULL: _FULL,
        sqlite3.SQLITE_READONLY: _READ_ONLY,
        sqlite3.SQLITE_PERM: _READ_ONLY,
        sqlite3.SQLITE_BUSY: _LOCKED,
        sqlite3.SQLITE_LOCKED: _LOCKED,
        sqlite3.SQLITE_IOERR: _DISK,
        sqlite3.SQLITE_CANTOPEN: _DISK,
        sqlite3.SQLITE_CORRUPT: _DAMAGED,
        sqlite3.SQLITE_NOTADB: _DAMAGED,
    }
)
"""By SQLite's primary result code: https://www.sqlite.org/rescode.html."""

_POSTGRESQL: Final[Mapping[str, Trouble]] = MappingProxyType(
    {
        "53100": _FULL,
        "53": ("the server has no room for more", "Try again in a while."),
        "25006": _READ_ONLY,
        "42501": _READ_ONLY,
        "55P03": _LOCKED,
        "40": _LOCKED,
        "28": ("it lets nobody in so", "Check the user and the password in --database."),
        "3D": ("there is no such database", "Check its name in --database, or make it first."),
        "08": _LOST,
        "57": _LOST,
        "58": _DISK,
        "XX": _DAMAGED,
    }
)
"""By SQLSTATE, or its class: https://www.postgresql.org/docs/15/errcodes-appendix.html."""


def trouble_of(error: BaseException) -> Trouble | None:
    """Name the trouble that a driver's error tells of; None where the fault is our own."""
    if isinstance(error, sqlite3.Error):
        # The low byte is the primary code; errors of the Python module itself carry none.
        return _SQLITE.get(getattr(error, "sqlite_errorcode", 0) & 0xFF)
    told: Any = error.args[0] if error.args else None
    if isinstance(told, dict):
        state = str(told.get("C", ""))
        return _POSTGRESQL.get(state) or _POSTGRESQL.get(state[:2])
    lost = isinstance(error, OSError) or type(error).__name__ == "InterfaceError"
    return _LOST if lost else None


def tell_troubles(engine: Engine) -> None:
    """From now on raise a `StoreError` where the database of an engine cannot go on."""
    if not (logger := logging.getLogger("sqlalchemy")).handlers:
        # Else the pool prints a trace of its own for each connection that is lost.
        logger.addHandler(logging.NullHandler())

    @event.listens_for(engine, "handle_error")
    def _tell(context: ExceptionContext) -> BaseException | None:
        trouble = trouble_of(context.original_exception)
        if trouble is None:
            return None
        context.is_disconnect = context.is_disconnect or trouble is _LOST
        return _error(trouble)


@contextmanager
def telling() -> Iterator[None]:
    """Raise a `StoreError` where a bare SQLite connection cannot go on; other errors pass."""
    try:
        yield
    except sqlite3.Error as error:
        if trouble := trouble_of(error):
            raise _error(trouble) from error
        raise


def _error(trouble: Trouble) -> StoreError:
    reason, advice = trouble
    return StoreError(f"The store cannot be used: {reason}.", advice=advice)
