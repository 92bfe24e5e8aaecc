from __future__ import annotations

import errno
import json
import os
import stat
from pathlib import Path

import pytest

from classifier.domain.errors import OutputError
from classifier.io.atomic import atomic_path, clear_errors, refuse_existing, write_json


def test_the_file_appears_whole_and_private(tmp_path: Path) -> None:
    """The file is not there before the block ends, and then only its owner may read it."""
    path = tmp_path / "out.txt"
    with atomic_path(path) as aside:
        aside.write_text("all of it", encoding="utf-8")
        assert not path.exists()
        assert aside.parent == tmp_path
    assert path.read_text(encoding="utf-8") == "all of it"
    assert list(tmp_path.iterdir()) == [path]
    if os.name == "posix":
        assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_it_is_on_the_disk_before_it_has_its_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A loss of power leaves the old file or the whole new one."""
    path = tmp_path / "out.txt"
    there: list[bool] = []
    monkeypatch.setattr(os, "fsync", lambda _: there.append(path.exists()))
    with atomic_path(path) as aside:
        aside.write_text("all of it", encoding="utf-8")
    assert there == [False]
    assert path.exists()


@pytest.mark.skipif(os.name != "posix", reason="Windows has no such modes")
def test_a_replaced_file_keeps_its_mode(tmp_path: Path) -> None:
    """Who may read a file does not change because it is written again."""
    path = tmp_path / "out.txt"
    path.touch(mode=0o640)
    path.chmod(0o640)
    with atomic_path(path) as aside:
        aside.write_text("new", encoding="utf-8")
    assert stat.S_IMODE(path.stat().st_mode) == 0o640


@pytest.mark.parametrize("end", [KeyboardInterrupt, ValueError])
def test_an_early_end_leaves_everything_as_it_was(tmp_path: Path, end: type[BaseException]) -> None:
    """Ctrl-C or an error half-way: the old file is untouched and nothing lies beside it."""
    path = tmp_path / "out.txt"
    path.write_text("old", encoding="utf-8")

    def write() -> None:
        with atomic_path(path) as aside:
            aside.write_text("half", encoding="utf-8")
            raise end(path)

    with pytest.raises(end, match=r"out\.txt"):
        write()
    assert path.read_text(encoding="utf-8") == "old"
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.parametrize(
    ("number", "said"),
    [
        (errno.ENOSPC, "the disk is full. Free some space"),
        (errno.EDQUOT, "your disk quota is used up"),
        (errno.EACCES, "no permission to write it, or it is open in another program such as Excel"),
        (errno.EROFS, "the disk is read-only"),
        (errno.ENOENT, "no such folder is there or can be made"),
    ],
)
def test_the_systems_refusals_become_sentences(tmp_path: Path, number: int, said: str) -> None:
    """A full or read-only disk is an error the user can mend, and leaves nothing behind."""
    with pytest.raises(OutputError, match=said), atomic_path(tmp_path / "out.txt"):
        raise OSError(number, os.strerror(number))
    assert not list(tmp_path.iterdir())


def test_a_rename_that_is_refused_is_explained(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Windows refuses to replace a file that Excel holds open."""

    def refuse(_: Path, target: Path) -> None:
        raise PermissionError(errno.EACCES, "in use", str(target))

    monkeypatch.setattr(Path, "replace", refuse)
    with pytest.raises(OutputError, match="open in another program"):
        write_json({}, tmp_path / "out.json")
    assert not list(tmp_path.iterdir())


def test_a_missing_folder_is_named(tmp_path: Path) -> None:
    """The folder is not made silently."""
    with pytest.raises(OutputError, match=r"there is no folder .*missing"):
        write_json({}, tmp_path / "missing" / "out.json")


@pytest.mark.parametrize("name", ["", "within"])
def test_a_file_is_no_folder(tmp_path: Path, name: str) -> None:
    """A folder that cannot be made, as a file stands where it would, is a sentence."""
    (tmp_path / "file").touch()
    folder = tmp_path / "file" / name
    with (
        pytest.raises(OutputError, match=r"cannot be written: .*Choose another folder"),
        clear_errors(folder),
    ):
        folder.mkdir(parents=True, exist_ok=True)


def test_other_errors_pass_as_they_are(tmp_path: Path) -> None:
    """What the user cannot mend is not dressed up as if they could."""
    with pytest.raises(OSError, match="strange"), atomic_path(tmp_path / "out.txt"):
        raise OSError(errno.EBADF, "strange")


def test_an_existing_file_needs_overwrite(tmp_path: Path) -> None:
    """Only --overwrite replaces a file."""
    path = tmp_path / "out.json"
    refuse_existing(path, overwrite=False)
    write_json({"b": "é", "a": 1}, path)
    assert json.loads(path.read_text(encoding="utf-8")) == {"b": "é", "a": 1}
    refuse_existing(path, overwrite=True)
    with pytest.raises(OutputError, match=r"out\.json exists\. Choose another name"):
        refuse_existing(path, overwrite=False)
