"""Copying a SQLite store, whole and consistent, while others read and write it."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

from classifier.io.atomic import atomic_path
from classifier.io.store.troubles import telling


def copy_sqlite(source: Path, target: Path) -> None:
    """Copy a store; the copy is its owner's alone, and there whole or not at all.

    Raises
    ------
    OutputError, StoreError
        If the copy cannot be written, or the store not read.
    """
    with (
        atomic_path(target) as aside,
        telling(),
        closing(sqlite3.connect(source)) as live,
        closing(sqlite3.connect(aside)) as copy,
    ):
        live.backup(copy)
