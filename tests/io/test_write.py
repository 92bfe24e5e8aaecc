from __future__ import annotations

from pathlib import Path

import pytest
from making import make_csv

from classifier.domain.errors import OutputError
from classifier.io.write import check_output


@pytest.mark.parametrize("ending", [".csv", ".tsv", ".xlsx", ".parquet", ".XLSX"])
def test_a_good_output_passes_and_leaves_nothing(tmp_path: Path, ending: str) -> None:
    """The check makes no file."""
    check_output(tmp_path / f"out{ending}", overwrite=False)
    assert not list(tmp_path.iterdir())


def test_an_existing_output_needs_overwrite(tmp_path: Path) -> None:
    """A result is never replaced by accident."""
    path = make_csv(tmp_path / "out.csv")
    with pytest.raises(OutputError, match=r"exists\. Choose another name, or add --overwrite"):
        check_output(path, overwrite=False)
    check_output(path, overwrite=True)


@pytest.mark.parametrize("name", ["out.xls", "out.docx", "out"])
def test_an_unknown_ending_lists_the_known(tmp_path: Path, name: str) -> None:
    """The ending says the format; another one lists those that can be written."""
    with pytest.raises(OutputError, match=r"one of \.csv \.tsv \.xlsx \.parquet"):
        check_output(tmp_path / name, overwrite=False)


def test_a_folder_is_no_output_file(tmp_path: Path) -> None:
    """A folder where a file is meant."""
    (tmp_path / "out.csv").mkdir()
    with pytest.raises(OutputError, match=r"out\.csv is a folder"):
        check_output(tmp_path / "out.csv", overwrite=True)


def test_a_missing_folder_is_named(tmp_path: Path) -> None:
    """The folder of an output must exist."""
    with pytest.raises(OutputError, match="there is no folder"):
        check_output(tmp_path / "missing" / "out.csv", overwrite=False)


@pytest.mark.parametrize("lock", ["~$out.csv", ".~lock.out.csv#"])
def test_an_output_open_in_a_spreadsheet_is_noticed(tmp_path: Path, lock: str) -> None:
    """The lock file that Excel or LibreOffice puts beside the output says that it is open."""
    path = make_csv(tmp_path / "out.csv")
    (tmp_path / lock).touch()
    with pytest.raises(OutputError, match="is open in a spreadsheet"):
        check_output(path, overwrite=True)


def test_a_folder_without_permission_is_noticed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Writing is tried, because permissions alone do not tell."""

    def refuse(**_: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr("tempfile.TemporaryFile", refuse)
    with pytest.raises(OutputError, match="no permission to write it"):
        check_output(tmp_path / "out.csv", overwrite=False)


def test_a_folder_of_results_may_be_new(tmp_path: Path) -> None:
    """For several exports: a folder, there already or not, but no file."""
    check_output(tmp_path, overwrite=False, folder=True)
    check_output(tmp_path / "results", overwrite=False, folder=True)
    assert not list(tmp_path.iterdir())
    (tmp_path / "results").touch()
    with pytest.raises(OutputError, match="is a file, and several exports need a folder"):
        check_output(tmp_path / "results", overwrite=False, folder=True)
