from __future__ import annotations

import errno
import zipfile
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from making import HEADER, ROWS, make_csv, make_xlsx

from classifier.domain.errors import OutputError
from classifier.io import sheet
from classifier.io.export import read_export
from classifier.io.write import check_output, rejected_path, write_rejected, write_results

FRAME = pd.DataFrame([list(row) for row in ROWS], columns=list(HEADER))
RISKY = ("=1+1", "+44 7700", "-x", "@name", "\tx", "\rx")
HARMLESS = ("-5", "+1.5", "-1,000.00", "-5%", "-", "a=b", " =1", "")


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


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_csv_goes_out_as_it_came(tmp_path: Path, encoding: str, delimiter: str) -> None:
    """Delimiter, encoding, BOM, line ends, names: the same bytes, if nothing was added."""
    rows = [
        ("Summary", "Case Ref", "Note", "Note", ""),
        ("In a café; twice, at £5.", "1", "", "x", "y"),
    ]
    path = make_csv(tmp_path / "export.csv", rows, encoding=encoding, delimiter=delimiter)
    export = read_export(path)
    output = tmp_path / "out.csv"
    assert write_results(export.frame, output, layout=export.layout) == ()
    assert output.read_bytes() == path.read_bytes()


def test_csv_from_a_workbook_opens_in_excel(tmp_path: Path) -> None:
    """From a workbook CSV is UTF-8 with BOM and commas."""
    export = read_export(make_xlsx(tmp_path / "export.xlsx", {"Cases": [HEADER, *ROWS]}))
    write_results(export.frame, tmp_path / "out.csv", layout=export.layout)
    assert (
        (tmp_path / "out.csv").read_bytes().startswith(b"\xef\xbb\xbfCase Ref,Allegation Summary,")
    )


def test_the_ending_decides_between_comma_and_tab(tmp_path: Path) -> None:
    """A .tsv has tabs whatever came in, and a .csv made of a .tsv has commas."""
    export = read_export(make_csv(tmp_path / "export.tsv", delimiter="\t"))
    write_results(export.frame, tmp_path / "out.csv", layout=export.layout)
    write_results(export.frame, tmp_path / "out.tsv", layout=None)
    assert "Case Ref,Allegation" in (tmp_path / "out.csv").read_text(encoding="utf-8")
    assert "Case Ref\tAllegation" in (tmp_path / "out.tsv").read_text(encoding="utf-8")


def test_a_character_that_does_not_fit_is_said(tmp_path: Path) -> None:
    """If a result does not fit the export's encoding it is UTF-8 with BOM, with a warning."""
    path = make_csv(tmp_path / "export.csv", [HEADER, ("1", "In a café.", "")], encoding="cp1252")
    export = read_export(path)
    added = export.frame.assign(evidence="→")
    (warning,) = write_results(added, tmp_path / "out.csv", layout=export.layout)
    assert "written as UTF-8: not every character fits CP1252" in warning
    assert (tmp_path / "out.csv").read_text(encoding="utf-8-sig").endswith("café.,,→\n")


def test_values_that_were_added_are_spelled_plainly(tmp_path: Path) -> None:
    """Numbers, truth values and missing ones in the columns that a run adds."""
    frame = pd.DataFrame(
        {
            "probability": [0.25, 1.0],
            "keyword_hit": [True, False],
            "n": np.arange(2),
            "x": ["a", None],
        }
    )
    write_results(frame, tmp_path / "out.csv", layout=None)
    lines = (tmp_path / "out.csv").read_text(encoding="utf-8-sig").splitlines()
    assert lines == ["probability,keyword_hit,n,x", "0.25,true,0,a", "1,false,1,"]


def test_cells_like_formulas_are_counted_not_touched(tmp_path: Path) -> None:
    """CSV is written as it came; a warning says how many cells a spreadsheet might run."""
    frame = pd.DataFrame({"Summary": [*RISKY, *HARMLESS]})
    (warning,) = write_results(frame, tmp_path / "out.csv", layout=None)
    assert f"{len(RISKY)} cells begin like formulas" in warning
    assert "\n=1+1" in (tmp_path / "out.csv").read_text(encoding="utf-8-sig")


def test_defuse_puts_an_apostrophe(tmp_path: Path) -> None:
    """With defuse a cell like a formula, header included, is shown and not run."""
    frame = pd.DataFrame({"=Summary": [*RISKY, *HARMLESS]})
    assert write_results(frame, tmp_path / "out.csv", layout=None, defuse=True) == ()
    again = read_export(tmp_path / "out.csv", mapping={"text": "'=Summary"})
    cells = [*again.frame["'=Summary"], *again.rejected["'=Summary"]]
    assert sorted(cells) == sorted([*(f"'{cell}" for cell in RISKY), *HARMLESS[:-1]])


def test_a_workbook_holds_strings_and_nobodys_name(tmp_path: Path) -> None:
    """No formula, link or number, no author, nothing hidden; header frozen, filters on."""
    frame = pd.DataFrame({"Summary": ["=1+1", "http://x.org", "007"], "p": [0.5, 1.0, 0.0]})
    write_results(frame, tmp_path / "out.xlsx", layout=None)
    with zipfile.ZipFile(tmp_path / "out.xlsx") as book:
        parts = {name: book.read(name).decode() for name in book.namelist()}
    page = parts["xl/worksheets/sheet1.xml"]
    assert "<f>" not in page
    assert "hyperlink" not in page
    assert page.count('t="s"') == 8
    assert 'state="frozen"' in page
    assert "<autoFilter" in page
    assert "<dc:creator></dc:creator>" in parts["docProps/core.xml"]
    assert 'state="hidden"' not in parts["xl/workbook.xml"]


@pytest.mark.parametrize("ending", [".csv", ".xlsx", ".parquet"])
def test_the_same_table_is_the_same_bytes(tmp_path: Path, ending: str) -> None:
    """Nothing in a result depends on the clock."""
    paths = [tmp_path / f"{name}{ending}" for name in "ab"]
    for path in paths:
        write_results(FRAME, path, layout=None)
    assert paths[0].read_bytes() == paths[1].read_bytes()


@pytest.mark.parametrize("text", ["x" * 32_768, "\N{GRINNING FACE}" * 16_384])
def test_a_text_too_long_for_a_workbook_is_refused(tmp_path: Path, text: str) -> None:
    """XLSX would cut it: the row is named, the text is not, and nothing is written."""
    frame = pd.DataFrame({"Summary": ["short", text]})
    with pytest.raises(OutputError, match="row 3, column 'Summary', has 32,768 characters"):
        write_results(frame, tmp_path / "out.xlsx", layout=None)
    assert not list(tmp_path.iterdir())


def test_too_many_rows_for_a_workbook_are_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A table longer than XLSX can be is refused before anything is written."""
    monkeypatch.setattr(sheet, "MAX_ROWS", 3)
    with pytest.raises(OutputError, match="4 rows and 3 columns do not fit XLSX"):
        write_results(FRAME, tmp_path / "out.xlsx", layout=None)
    assert not list(tmp_path.iterdir())


def test_parquet_refuses_a_column_of_mixed_types(tmp_path: Path) -> None:
    """Parquet needs one type a column."""
    frame = pd.DataFrame({"mixed": [1, "a"]}, dtype="object")
    with pytest.raises(OutputError, match="a column mixes types"):
        write_results(frame, tmp_path / "out.parquet", layout=None)


def test_rows_set_aside_stand_beside_the_output(tmp_path: Path) -> None:
    """They are CSV for a spreadsheet, defused, named after the output."""
    rows = [HEADER, ("=1", "", "x"), ROWS[0]]
    export = read_export(make_csv(tmp_path / "export.csv", rows))
    path = write_rejected(export.rejected, tmp_path / "out.xlsx")
    assert path == rejected_path(tmp_path / "out.xlsx") == tmp_path / "out.rejected.csv"
    assert path.read_text(encoding="utf-8-sig").splitlines() == [
        "row,reason,Case Ref,Allegation Summary,Outcome",
        "2,no text,'=1,,x",
    ]


def test_results_and_rows_set_aside_are_written_together_or_not_at_all(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A disk that has room for the results alone gets neither: no row may go missing."""
    export = read_export(make_csv(tmp_path / "export.csv", [HEADER, ("=1", "", "x"), ROWS[0]]))
    settle = Path.write_bytes

    def fill_up(path: Path, content: bytes) -> int:
        if ".rejected." in path.name:
            raise OSError(errno.ENOSPC, "full", str(path))
        return settle(path, content)

    monkeypatch.setattr(Path, "write_bytes", fill_up)
    with pytest.raises(
        OutputError, match=r"out\.rejected\.csv cannot be written: the disk is full"
    ):
        write_results(
            export.frame, tmp_path / "out.csv", layout=export.layout, rejected=export.rejected
        )
    assert [path.name for path in tmp_path.iterdir()] == ["export.csv"]
