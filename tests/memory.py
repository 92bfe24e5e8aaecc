"""Folders in memory, where the system has some: for tests that make hundreds of small ones."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from classifier.io.store.connect import Store, open_store

_MEMORY: Final = Path("/dev/shm")


@contextmanager
def small_folder() -> Iterator[Path]:
    """Give an empty folder, and take it away."""
    with tempfile.TemporaryDirectory(dir=_MEMORY if _MEMORY.is_dir() else None) as name:
        yield Path(name)


@contextmanager
def small_store() -> Iterator[Store]:
    """Give an empty store, and take it away."""
    with small_folder() as folder:
        store = open_store(folder)
        yield store
        store.dispose()
