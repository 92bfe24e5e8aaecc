"""Upkeep of a workspace: erasing its texts for good, and copying its store."""

from __future__ import annotations

from pathlib import Path

from classifier.io.atomic import refuse_existing
from classifier.io.readings import erase_readings
from classifier.io.spool import erase_spools
from classifier.io.store.connect import open_store
from classifier.io.store.upkeep import backup_sqlite, purge_texts
from classifier.services.workspace import Workspace


def purge(workspace: Workspace) -> int:
    """Erase every allegation text, what a reader has read of them, and what stopped runs left.

    See `classifier.io.store.upkeep.purge_texts`.
    """
    erase_readings(workspace.folder)
    erase_spools(workspace.folder)
    return purge_texts(open_store(workspace.folder, workspace.database, make=False))


def backup(workspace: Workspace, target: Path, *, overwrite: bool) -> None:
    """Copy the store; see `classifier.io.store.upkeep.backup_sqlite`.

    Raises
    ------
    OutputError
        If the target exists and is not to be replaced.
    """
    refuse_existing(target, overwrite=overwrite)
    backup_sqlite(workspace.folder, target)
