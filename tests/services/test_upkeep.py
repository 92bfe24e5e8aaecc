from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from classifier.domain.errors import OutputError, StoreError
from classifier.io.store.connect import FILE, open_store
from classifier.io.store.reading import read_text
from classifier.services.upkeep import backup, purge
from classifier.services.workspace import Workspace

if TYPE_CHECKING:
    from conftest import Fill


def test_a_purge_is_for_good_in_the_workspace_and_not_in_its_backup(
    workspace: Workspace, tmp_path: Path, fill: Fill
) -> None:
    """A copy that was made before still has the texts: whoever purges must know of it."""
    own = replace(workspace, folder=tmp_path / "w")
    digests = fill(open_store(own.folder), ["He spilt marmalade.", "She was late."])
    (tmp_path / "b").mkdir()
    backup(own, tmp_path / "b" / FILE, overwrite=False)
    assert (purge(own), purge(own)) == (2, 0)
    assert read_text(open_store(own.folder), digests[0]) is None
    assert read_text(open_store(tmp_path / "b"), digests[0]) == "He spilt marmalade."


def test_a_backup_replaces_nothing_unasked(workspace: Workspace, tmp_path: Path) -> None:
    """With overwrite it does, but never the store itself."""
    own = replace(workspace, folder=tmp_path / "w")
    open_store(own.folder)
    target = tmp_path / "copy.sqlite3"
    target.write_text("old", encoding="utf-8")
    with pytest.raises(OutputError, match=r"copy\.sqlite3 exists"):
        backup(own, target, overwrite=False)
    assert target.read_text(encoding="utf-8") == "old"
    backup(own, target, overwrite=True)
    assert target.read_bytes().startswith(b"SQLite format 3")
    with pytest.raises(StoreError, match="is the store itself"):
        backup(own, own.folder / FILE, overwrite=True)
