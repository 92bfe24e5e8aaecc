"""Opening the store: SQLite in the workspace, or PostgreSQL by its address."""

from __future__ import annotations

import secrets
import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from contextlib import closing, contextmanager
from itertools import islice
from pathlib import Path
from typing import Any, Final

from sqlalchemy import (
    URL,
    Connection,
    Engine,
    Table,
    create_engine,
    event,
    insert,
    inspect,
    select,
    text,
)
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError, DBAPIError

from classifier.domain.errors import StoreError
from classifier.io.store.copying import copy_sqlite
from classifier.io.store.drives import is_network_drive
from classifier.io.store.migrations import copy_path, migrate
from classifier.io.store.tables import SCHEMA_VERSION, metadata, schema
from classifier.io.store.troubles import tell_troubles, trouble_of

Store = Engine
"""An open store; what it is made of is no one else's business."""

Transaction = Connection
"""What is done in one go on an open store: all it reads is of one moment."""

FILE: Final = "store.sqlite3"
_AT_ONCE: Final = 10_000
"""Rows given to the driver at once."""
_LOCK: Final = 0x616C6C6567
"""The number of the advisory lock that writers take on PostgreSQL."""
_LOCK_WAIT: Final = "30s"
"""How long they wait for it: as long as on SQLite, below."""
_SILENCE: Final = 60
"""Seconds that a PostgreSQL server may take to answer, the first time and ever after."""

_PRAGMAS: Final = (
    "PRAGMA journal_mode = WAL",
    "PRAGMA synchronous = FULL",
    "PRAGMA foreign_keys = ON",
    "PRAGMA busy_timeout = 30000",
    "PRAGMA secure_delete = ON",
)


def open_store(folder: Path, database: str | None = None, *, make: bool = True) -> Engine:
    """Open the store of a workspace, making what is missing; an older one is brought up to date.

    Parameters
    ----------
    folder
        The workspace; made if need be, for its owner alone.
    database
        The address of a PostgreSQL database, ``postgresql://user@host/name``; without it the
        store is a SQLite file in the workspace.
    make
        Whether a SQLite file may be made; where not, a missing one is an error.

    Raises
    ------
    StoreError
        If it is missing, cannot be opened, or was made by a newer release.
    """
    if not (database or make or (folder / FILE).is_file()):
        message = f"The workspace {folder} has no queue."
        raise StoreError(message, advice="Classify an export first, or check --workspace.")
    engine = _postgresql(database) if database else _sqlite(folder)
    try:
        _prepare(engine)
    except DBAPIError as error:
        engine.dispose()
        raise _unopened(engine, error) from error
    except BaseException:
        engine.dispose()
        raise
    tell_troubles(engine)
    return engine


@contextmanager
def reading(engine: Engine) -> Iterator[Transaction]:
    """Give a connection to read with."""
    with engine.connect() as connection, connection.begin():
        yield connection


@contextmanager
def writing(engine: Engine) -> Iterator[Transaction]:
    """Give the one connection that may write now; it commits when the block ends well.

    Writers queue here: SQLite takes its write lock at once, PostgreSQL an advisory lock.
    """
    with engine.connect().execution_options(writes=True) as connection, connection.begin():
        if engine.dialect.name == "postgresql":
            connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _LOCK})
        yield connection


def insert_many(connection: Connection, table: Table, values: Iterable[Mapping[str, Any]]) -> None:
    """Insert rows with the same columns, all of them given; the driver gets many in one go."""
    left = iter(values)
    while some := list(islice(left, _AT_ONCE)):
        compiled = insert(table).values(dict.fromkeys(some[0])).compile(dialect=connection.dialect)
        order = compiled.positiontup or list(some[0])
        rows = [tuple(row[name] for name in order) for row in some]
        connection.exec_driver_sql(str(compiled), rows)


def _sqlite(folder: Path) -> Engine:
    if is_network_drive(folder):
        message = f"The workspace {folder} is on a network drive, where SQLite loses decisions."
        advice = "Put it on a local disk, or name a PostgreSQL database with --database."
        raise StoreError(message, advice=advice)
    path = folder / FILE
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        path.touch(mode=0o600)
    except OSError as error:
        what = f"The store {path} cannot be opened: {error.strerror}."
        raise StoreError(what, advice="Choose another folder with --workspace.") from error
    url = URL.create("sqlite+pysqlite", database=str(path))
    engine = create_engine(url, hide_parameters=True)

    @event.listens_for(engine, "connect")
    def _connect(connection: sqlite3.Connection, _record: Any) -> None:  # noqa: ANN401
        connection.isolation_level = None  # SQLAlchemy's BEGIN below, not the driver's own
        for pragma in _PRAGMAS:
            connection.execute(pragma)

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        writes = connection.get_execution_options().get("writes", False)
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")

    return engine


def _postgresql(database: str) -> Engine:
    try:
        url = make_url(database)
    except (ArgumentError, ValueError) as error:  # a port that is no number is a ValueError
        message = "--database is no address of a database."
        raise StoreError(message, advice="Example: postgresql://user@host/name.") from error
    if url.get_backend_name() != "postgresql":
        message = f"--database names {url.get_backend_name()!r}; PostgreSQL is what is known."
        raise StoreError(message, advice="Leave it out for a SQLite file in the workspace.")
    if url.query:
        message = f"--database has settings that are not known: {', '.join(url.query)}."
        raise StoreError(message, advice="Leave out the question mark and what follows it.")
    engine = create_engine(
        url.set(drivername="postgresql+pg8000"),
        connect_args={"timeout": _SILENCE},
        hide_parameters=True,
    )

    @event.listens_for(engine, "connect")
    def _connect(connection: Any, _record: Any) -> None:  # noqa: ANN401
        with closing(connection.cursor()) as cursor:
            cursor.execute(f"SET lock_timeout = '{_LOCK_WAIT}'")
        connection.commit()

    return engine


def _prepare(engine: Engine) -> None:
    """Make the tables where there are none; bring older ones up, with a copy beside them first."""
    with writing(engine) as connection:
        if not inspect(connection).has_table(schema.name):
            metadata.create_all(connection)
            connection.execute(
                insert(schema).values(version=SCHEMA_VERSION, salt=secrets.token_hex(16))
            )
        version = connection.execute(select(schema.c.version)).scalar_one()
        if version < SCHEMA_VERSION:
            if engine.dialect.name == "sqlite":
                path = Path(str(engine.url.database))
                copy_sqlite(path, copy_path(path, version))
            migrate(connection, version)
    if version > SCHEMA_VERSION:
        message = f"The store has schema {version}; this program knows {SCHEMA_VERSION}."
        raise StoreError(message, advice="Install the newer release of the program.")


def _unopened(engine: Engine, error: DBAPIError) -> StoreError:
    where = engine.url.render_as_string(hide_password=True)
    trouble = trouble_of(error.orig) if error.orig else None
    reason, advice = trouble or (
        type(error.orig).__name__,
        "Check that it is there and that you may write it.",
    )
    return StoreError(f"The store {where} cannot be opened: {reason}.", advice=advice)
