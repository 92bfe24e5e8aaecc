from __future__ import annotations

from pathlib import Path

import pytest

from classifier.domain.errors import OutputError
from classifier.io.folder import check_folder, write_folder


def test_a_folder_is_made_with_its_files(tmp_path: Path) -> None:
    """Folders above it are made too, and nothing but the files is left in it."""
    folder = tmp_path / "results" / "compare"
    check_folder(folder, ["a.txt", "b.txt"], overwrite=False)
    write_folder(folder, {"a.txt": "one\n", "b.txt": "zwei två\n"})
    assert (folder / "b.txt").read_bytes() == "zwei två\n".encode()
    assert sorted(path.name for path in folder.iterdir()) == ["a.txt", "b.txt"]


def test_a_file_that_exists_needs_leave(tmp_path: Path) -> None:
    """One file of the same name is enough to refuse; other files are no matter."""
    write_folder(tmp_path, {"b.txt": "old", "other.txt": "old"})
    with pytest.raises(OutputError, match=r"b\.txt exists\. .*--overwrite"):
        check_folder(tmp_path, ["a.txt", "b.txt"], overwrite=False)
    check_folder(tmp_path, ["a.txt", "b.txt"], overwrite=True)


def test_a_file_in_the_folders_place_is_refused(tmp_path: Path) -> None:
    """What stands in the way is named."""
    (tmp_path / "results").write_text("")
    with pytest.raises(OutputError, match="results is a file"):
        check_folder(tmp_path / "results" / "compare", ["a.txt"], overwrite=True)


def test_all_files_or_none(tmp_path: Path) -> None:
    """A file that cannot be written leaves the ones before it as they were."""
    write_folder(tmp_path, {"a.txt": "old"})
    with pytest.raises(UnicodeEncodeError, match="surrogates"):
        write_folder(tmp_path, {"a.txt": "new", "b.txt": "\ud800"})
    assert (tmp_path / "a.txt").read_text() == "old"
    assert [path.name for path in tmp_path.iterdir()] == ["a.txt"]
