"""Bringing a store of an older schema up to this one, a version at a time."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Final

from sqlalchemy import Connection, insert, select, union, update

from classifier.io.store.tables import (
    SCHEMA_VERSION,
    amendments,
    holdings,
    metadata,
    rows,
    schema,
)


def migrate(connection: Connection, version: int) -> None:
    """Bring the store up, all steps or none: what is begun here the caller commits."""
    for at in range(version, SCHEMA_VERSION):
        STEPS[at](connection)
    connection.execute(update(schema).values(version=SCHEMA_VERSION))


def copy_path(store: Path, version: int) -> Path:
    """Name the copy that is made of a SQLite store before it is brought up."""
    return store.with_name(f"{store.stem}.schema-{version}{store.suffix}")


def copies_of(store: Path) -> list[Path]:
    """Give the copies that were made of a SQLite store when it was brought up."""
    return sorted(store.parent.glob(f"{store.stem}.schema-*{store.suffix}"))


def _add_what_is_missing(connection: Connection) -> None:
    """Add tables and indexes; what is there stays as it is."""
    metadata.create_all(connection)
    for table in metadata.sorted_tables:
        for index in table.indexes:
            index.create(connection, checkfirst=True)


def _list_what_exports_hold(connection: Connection) -> None:
    """Add the table of what exports hold, with what is known of those that are there."""
    _add_what_is_missing(connection)
    names = [column.name for column in holdings.columns]
    known = union(*(select(*(table.c[name] for name in names)) for table in (rows, amendments)))
    connection.execute(insert(holdings).from_select(names, known))


STEPS: Final[Mapping[int, Callable[[Connection], None]]] = MappingProxyType(
    {1: _add_what_is_missing, 2: _list_what_exports_hold}
)
"""From each older version to the one after it. A step for columns needs SQL of its own."""
