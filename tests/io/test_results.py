from __future__ import annotations

import errno
import zipfile
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
import pyarrow.parquet as pq
import pytest
from making import HEADER, ROWS, Row, make_csv, make_jsonl, make_xlsx, rewrite

from classifier.domain.errors import OutputError
from classifier.io import sheet
from classifier.io.export import read_export
from classifier.io.rejected import rejected_path
from classifier.io.results import open_results, plan_results
from classifier.io.source import open_source

RISKY = ("=1+1", "+44 7700", "-x", "@name", "\tx", "\rx")
HARMLESS = ("-5", "+1.5", "-1,000.00", "-5%", "-", "a=b", " =1", "")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
@pytest.mark.parametrize("size", [7, 1 << 22])
def test_csv_goes_out_as_it_came(tmp_path: Path, encoding: str, delimiter: str, size: int) -> None:
    """Delimiter, encoding, BOM, line ends, names: the same bytes, if nothing was added."""
    rows = [
        ("Summary", "Case Ref", "Note", "Note", ""),
        ("In a café; twice, at £5.", "1", "", "x", "y"),
        ("Late.", "2", "", "", ""),
    ]
    path = make_csv(tmp_path / "export.csv", rows, encoding=encoding, delimiter=delimiter)
    output = tmp_path / "out.csv"
    assert rewrite(path, output, size=size).warnings == ()
    assert output.read_bytes() == path.read_bytes()


def test_csv_from_a_workbook_opens_in_excel(tmp_path: Path) -> None:
    """From a workbook CSV is UTF-8 with BOM and commas."""
    path = make_xlsx(tmp_path / "export.xlsx", {"Cases": [HEADER, *ROWS]})
    rewrite(path, tmp_path / "out.csv")
    content = (tmp_path / "out.csv").read_bytes()
    assert content.startswith(b"\xef\xbb\xbfCase Ref,Allegation Summary,")


def test_the_ending_decides_between_comma_and_tab(tmp_path: Path) -> None:
    """A .tsv has tabs whatever came in, and a .csv made of a .tsv has commas."""
    rewrite(make_csv(tmp_path / "export.tsv", delimiter="\t"), tmp_path / "out.csv")
    rewrite(make_csv(tmp_path / "export.csv"), tmp_path / "out.tsv")
    assert "Case Ref,Allegation" in (tmp_path / "out.csv").read_text(encoding="utf-8")
    assert "Case Ref\tAllegation" in (tmp_path / "out.tsv").read_text(encoding="utf-8")


@pytest.mark.parametrize("encoding", ["cp1252", "cp850"])
@pytest.mark.parametrize("strange", [{0}, {1}, {2}, {0, 2}])
def test_a_character_that_does_not_fit_is_said(
    tmp_path: Path, encoding: str, strange: set[int]
) -> None:
    """If any row does not fit the export's encoding all are UTF-8 with BOM, with a warning."""
    rows = [(str(number), "In a café für später, über und über.", "") for number in range(3)]
    path = make_csv(tmp_path / "export.csv", [HEADER, *rows], encoding=encoding)
    added = ["→" if number in strange else "é" for number in range(3)]
    results = rewrite(path, tmp_path / "out.csv", added={"evidence": added}, size=10)
    (warning,) = results.warnings
    assert f"written as UTF-8: not every character fits {encoding.upper()}" in warning
    with (tmp_path / "out.csv").open(encoding="utf-8-sig", newline="") as written:
        lines = written.read().split("\r\n")
    spelled = [f'{ref},"{text}",,{mark}' for (ref, text, _), mark in zip(rows, added, strict=True)]
    assert lines == [",".join((*HEADER, "evidence")), *spelled, ""]


def test_numbers_that_were_added_are_spelled_plainly(tmp_path: Path) -> None:
    """As a person would type them, and missing ones blank."""
    path = make_csv(tmp_path / "export.csv")
    rewrite(path, tmp_path / "out.csv", added={"probability": np.array([0.25, 1.0, np.nan])})
    lines = (tmp_path / "out.csv").read_text(encoding="utf-8").splitlines()
    assert [line.rpartition(",")[2] for line in lines] == ["probability", "0.25", "1", ""]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
@pytest.mark.parametrize("size", [7, 1 << 22])
def test_a_record_goes_out_byte_for_byte(tmp_path: Path, encoding: str, size: int) -> None:
    """Needless quotes, blanks and line breaks stay; blank and misshapen rows are left out."""
    lines = ('"C1","He was late.\n""Very"" late.", é ', "", 'C2,Rude,5" pipe', "C3,short", ',"x",')
    path = tmp_path / "export.csv"
    path.write_bytes("\r\n".join(["Ref,Summary,Note", *lines]).encode(encoding))
    rewrite(path, tmp_path / "out.csv", added={"p": ["1", "a,b", ""]}, size=size)
    written = (tmp_path / "out.csv").read_bytes().decode(encoding)
    kept = (f"{lines[0]},1", f'{lines[2]},"a,b"', f"{lines[4]},")
    assert written == "\r\n".join(["Ref,Summary,Note,p", *kept, ""])


def test_cells_like_formulas_are_counted_not_touched(tmp_path: Path) -> None:
    """CSV is written as it came; a warning says how many cells a spreadsheet might run."""
    rows = [("Summary", "Note"), *(("Late.", cell) for cell in (*RISKY, *HARMLESS))]
    path = make_csv(tmp_path / "export.csv", rows)
    (warning,) = rewrite(path, tmp_path / "out.csv", size=20).warnings
    assert f"{len(RISKY)} cells begin like formulas" in warning
    assert (tmp_path / "out.csv").read_bytes() == path.read_bytes()


def test_defuse_puts_an_apostrophe(tmp_path: Path) -> None:
    """With defuse a cell like a formula, header included, is shown and not run."""
    rows = [("Summary", "=Note"), *(("Late.", cell) for cell in (*RISKY, *HARMLESS))]
    path = make_csv(tmp_path / "export.csv", rows)
    assert rewrite(path, tmp_path / "out.csv", defuse=True).warnings == ()
    cells = read_export(tmp_path / "out.csv").frame["'=Note"].tolist()
    assert cells == [*(f"'{cell}" for cell in RISKY), *HARMLESS]


def test_a_workbook_holds_strings_and_nobodys_name(tmp_path: Path) -> None:
    """No formula, link or number, no author, nothing hidden; header frozen, filters on."""
    rows = [("Summary", "p"), ("=1+1", "0.5"), ("http://x.org", "1"), ("007a", "")]
    rewrite(make_csv(tmp_path / "export.csv", rows), tmp_path / "out.xlsx")
    with zipfile.ZipFile(tmp_path / "out.xlsx") as book:
        parts = {name: book.read(name).decode() for name in book.namelist()}
    page = parts["xl/worksheets/sheet1.xml"]
    assert "<f>" not in page
    assert "hyperlink" not in page
    assert page.count("<c ") == page.count('t="inlineStr"') == 7
    assert 'state="frozen"' in page
    assert '<autoFilter ref="A1:B4"/>' in page
    assert "<cols>" in page
    assert "<dc:creator></dc:creator>" in parts["docProps/core.xml"]
    assert 'state="hidden"' not in parts["xl/workbook.xml"]
    assert {path.name for path in tmp_path.iterdir()} == {"export.csv", "out.xlsx"}


@pytest.mark.parametrize("ending", [".csv", ".xlsx", ".parquet"])
def test_the_same_table_is_the_same_bytes(tmp_path: Path, ending: str) -> None:
    """Nothing in a result depends on the clock."""
    paths = [tmp_path / f"{name}{ending}" for name in "ab"]
    for path in paths:
        rewrite(make_csv(tmp_path / "export.csv"), path)
    assert paths[0].read_bytes() == paths[1].read_bytes()


@pytest.mark.parametrize("text", ["x" * 32_768, "\N{GRINNING FACE}" * 16_384])
@pytest.mark.parametrize("size", [20, 1 << 22])
def test_a_text_too_long_for_a_workbook_is_refused(tmp_path: Path, text: str, size: int) -> None:
    """XLSX would cut it: the row is named, the text is not, and nothing is written."""
    path = make_csv(tmp_path / "export.csv", [("Ref", "Summary"), ("1", "short"), ("2", text)])
    with pytest.raises(OutputError, match="row 3, column 'Summary', has 32,768 characters"):
        rewrite(path, tmp_path / "out.xlsx", size=size)
    assert [path.name for path in tmp_path.iterdir()] == ["export.csv"]


def test_too_many_rows_for_a_workbook_are_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A table longer than XLSX can be is refused, and nothing is left of it."""
    monkeypatch.setattr(sheet, "MAX_ROWS", 3)
    path = make_csv(tmp_path / "export.csv")
    with pytest.raises(OutputError, match="4 rows and 3 columns do not fit XLSX"):
        rewrite(path, tmp_path / "out.xlsx")
    assert [path.name for path in tmp_path.iterdir()] == ["export.csv"]


@pytest.mark.parametrize("make", [make_csv, make_jsonl])
def test_parquet_holds_strings_and_numbers_that_were_added(
    tmp_path: Path, make: Callable[[Path, Sequence[Row]], Path]
) -> None:
    """What came as text stays text; a probability is a number."""
    path = make(tmp_path / "export.csv", [HEADER, *ROWS])
    rewrite(path, tmp_path / "out.parquet", added={"p": np.array([0.5, 1, 0])}, size=10)
    table = pq.read_table(tmp_path / "out.parquet")
    assert [str(kind) for kind in table.schema.types] == ["large_string"] * 3 + ["double"]
    assert table.to_pylist()[0] == {**dict(zip(HEADER, ROWS[0], strict=True)), "p": 0.5}


def test_rows_set_aside_stand_beside_the_output(tmp_path: Path) -> None:
    """They are CSV for a spreadsheet, defused, named after the output, in their order."""
    rows = [HEADER, ("=1", "", "x"), ROWS[0], ("2", "Late.", "", "more", "-y"), ("3",)]
    results = rewrite(make_csv(tmp_path / "export.csv", rows), tmp_path / "out.xlsx", size=10)
    path = results.rejected_file
    assert path == rejected_path(tmp_path / "out.xlsx") == tmp_path / "out.rejected.csv"
    assert path.read_text(encoding="utf-8-sig").splitlines() == [
        "row,reason,Case Ref,Allegation Summary,Outcome,extra 1,extra 2",
        "2,no text,'=1,,x,,",
        "4,5 cells where the header has 3,2,Late.,,more,'-y",
        "5,1 cell where the header has 3,3,,,,",
    ]


def test_a_full_disk_is_said_of_the_file_that_it_stopped(tmp_path: Path) -> None:
    """And neither the results nor anything beside them is left."""
    path = make_csv(tmp_path / "export.csv")
    form = plan_results(tmp_path / "out.csv", open_source(path), {})
    full = OSError(errno.ENOSPC, "full")
    with (
        pytest.raises(OutputError, match=r"out\.csv cannot be written: the disk is full"),
        open_results(form),
    ):
        raise full
    assert [path.name for path in tmp_path.iterdir()] == ["export.csv"]


def test_where_no_row_is_set_aside_an_older_file_goes(tmp_path: Path) -> None:
    """It would speak of rows that are used now."""
    rejected_path(tmp_path / "out.csv").touch()
    assert rewrite(make_csv(tmp_path / "export.csv"), tmp_path / "out.csv").rejected_file is None
    assert {path.name for path in tmp_path.iterdir()} == {"export.csv", "out.csv"}


def test_results_and_rows_set_aside_are_written_together_or_not_at_all(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A disk that has room for the results alone gets neither: no row may go missing."""
    path = make_csv(tmp_path / "export.csv", [HEADER, ("=1", "", "x"), ROWS[0]])
    replace = Path.replace

    def fill_up(self: Path, target: Path) -> Path:
        if ".rejected." in self.name:
            raise OSError(errno.ENOSPC, "full", str(self))
        return replace(self, target)

    monkeypatch.setattr(Path, "replace", fill_up)
    with pytest.raises(
        OutputError, match=r"out\.rejected\.csv cannot be written: the disk is full"
    ):
        rewrite(path, tmp_path / "out.csv")
    assert [path.name for path in tmp_path.iterdir()] == ["export.csv"]
