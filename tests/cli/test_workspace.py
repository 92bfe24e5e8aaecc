from __future__ import annotations

import io
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from classifier.io.store.connect import FILE, open_store
from classifier.io.store.reading import read_text

if TYPE_CHECKING:
    from conftest import Fill, Program

MARKER = "marmalade"


@pytest.fixture
def digest(tmp_path: Path, fill: Fill) -> str:
    """Make the default workspace with a text, and give its digest."""
    (digest,) = fill(open_store(tmp_path / "workspace"), [f"He spilt {MARKER}."])
    return digest


def content(folder: Path, digest: str) -> str | None:
    """Read the text."""
    return read_text(open_store(folder), digest)


@pytest.mark.parametrize(("said", "code", "gone"), [("y\n", 0, True), ("n\n", 1, False)])
def test_a_purge_asks_first(
    program: Program,
    tmp_path: Path,
    digest: str,
    monkeypatch: pytest.MonkeyPatch,
    said: str,
    code: int,
    gone: bool,
) -> None:
    """Only yes is yes."""
    monkeypatch.setattr("sys.stdin", io.StringIO(said))
    ended = program("workspace", "purge")
    assert ended.code == code
    assert "for good?" in ended.out
    assert MARKER not in ended.out + ended.err
    assert (content(tmp_path / "workspace", digest) is None) == gone


def test_where_nobody_can_answer_a_purge_does_nothing(
    program: Program, tmp_path: Path, digest: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Unless --yes is given."""
    monkeypatch.setattr("sys.stdin", io.StringIO(""))
    assert program("workspace", "purge").code == 1
    assert content(tmp_path / "workspace", digest)
    ended = program("workspace", "purge", "--yes")
    assert (ended.code, ended.err) == (0, "")
    assert ended.out.startswith("Texts erased: 1, and every summary")
    assert content(tmp_path / "workspace", digest) is None
    assert "Records: 0." in program("queue", "verify").out
    assert program("workspace", "purge", "--yes", "--quiet") == (0, "", "")


def test_a_backup_is_a_copy(program: Program, tmp_path: Path, digest: str) -> None:
    """To a new file; over an old one only with --overwrite."""
    (tmp_path / "b").mkdir()
    copy = Path("b") / FILE
    ended = program("workspace", "backup", copy)
    assert ended == (0, f"The store of workspace is copied to {copy}.\n", "")
    assert content(tmp_path / "b", digest) == f"He spilt {MARKER}."
    ended = program("workspace", "backup", copy)
    assert (ended.code, ended.err.count("\n")) == (1, 1)
    assert program("workspace", "backup", copy, "--overwrite", "--quiet") == (0, "", "")


def test_a_backup_needs_a_store(program: Program, tmp_path: Path) -> None:
    """Exit 1, one line, nothing made."""
    ended = program("workspace", "backup", "copy.sqlite3", "--workspace", "elsewhere")
    assert (ended.code, ended.out, ended.err.count("\n")) == (1, "", 1)
    assert "Check --workspace" in ended.err
    assert not list(tmp_path.iterdir())
