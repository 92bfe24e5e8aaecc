from __future__ import annotations

import datetime as dt
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from making import HEADER, MAKERS, ROWS, make_csv, make_xlsx, rewrite

from classifier.io.cells import as_text
from classifier.io.export import read_export


@pytest.mark.parametrize("form", MAKERS)
def test_every_format_gives_the_same_table(tmp_path: Path, form: str) -> None:
    """The same rows in any format are the same table, mapping and clean fields."""
    ending, make = MAKERS[form]
    export = read_export(make(tmp_path / f"export{ending}", [HEADER, *ROWS]))
    assert export.frame.to_numpy().tolist() == [list(row) for row in ROWS]
    assert export.columns == {"text": HEADER[1], "case_id": HEADER[0], "outcome": HEADER[2]}
    assert list(export.allegations.columns) == ["text", "case_id", "outcome"]
    assert export.allegations.index.equals(export.frame.index)
    assert not len(export.rejected)


def test_titles_above_and_totals_below(tmp_path: Path) -> None:
    """Title rows are left out, a totals line is set aside, rows keep a spreadsheet's numbers."""
    rows = [("Complaints and conduct", "", ""), ("Run on:", "01/02/2021", ""), ("", "", "")]
    rows += [HEADER, *ROWS, ("", "", ""), ("Total", "", "3")]
    export = read_export(make_csv(tmp_path / "export.csv", rows))
    assert export.layout.header_row == 4
    assert export.layout.title_rows == 2
    assert export.rows.tolist() == [5, 6, 7]
    assert export.rejected.to_numpy().tolist() == [[9, "a totals line", "Total", "", "3"]]


def test_a_totals_line_with_a_count_where_the_text_should_be(tmp_path: Path) -> None:
    """A count under the text's header beside the word "total" is no allegation; a bare one is."""
    rows = [HEADER, *ROWS, ("C4", "5", ""), ("Total cases", "4", "")]
    export = read_export(make_csv(tmp_path / "export.csv", rows))
    assert export.rows.tolist() == [2, 3, 4, 5]
    assert export.rejected["reason"].tolist() == ["a totals line"]


def test_short_titles_and_totals(tmp_path: Path) -> None:
    """Titles and totals with fewer cells than the header are known for what they are."""
    path = tmp_path / "export.csv"
    path.write_text(
        "Complaints\n\nRef,Summary,Outcome\n1,Late for duty.,None\nTotal: 1\n", encoding="utf-8"
    )
    export = read_export(path)
    assert export.layout.header_row == 3
    assert export.rows.tolist() == [4]
    assert export.rejected[["row", "reason"]].to_numpy().tolist() == [[5, "a totals line"]]


def test_merged_headings_above_the_header(tmp_path: Path) -> None:
    """The row of group headings, merged over several columns, is no header."""
    header = ("Case Ref", "Recorded Date", "Summary", "Outcome")
    rows = [(), header, ("C1", "1/2/18", "Late for duty.", "")]
    path = make_xlsx(tmp_path / "export.xlsx", {"Cases": rows}, merged=["A1:B1", "C1:D1"])
    export = read_export(path)
    assert export.layout.header_row == 2
    assert list(export.frame.columns) == list(header)
    assert export.rows.tolist() == [3]


def test_rows_that_cannot_be_used_are_set_aside(tmp_path: Path) -> None:
    """Blank text and a wrong number of cells: each row with its number, reason and cells."""
    path = tmp_path / "export.csv"
    path.write_text(
        "Ref,Summary,Outcome\n1,Late for duty.,\n2, ,None\n3,Late\n4,Late,None,extra\n,,\n5,Lost it.,\n",
        encoding="utf-8",
    )
    export = read_export(path)
    assert export.rows.tolist() == [2, 7]
    assert export.rejected.to_numpy().tolist() == [
        [3, "no text", "2", " ", "None", ""],
        [4, "2 cells where the header has 3", "3", "Late", "", ""],
        [5, "4 cells where the header has 3", "4", "Late", "None", "extra"],
    ]
    assert list(export.rejected.columns) == [
        "row",
        "reason",
        "Ref",
        "Summary",
        "Outcome",
        "extra 1",
    ]


def test_windows_1252_with_curly_quotes(tmp_path: Path) -> None:
    """Curly quotes, dashes and pounds of Windows-1252 are read, and are no mojibake."""
    text = "He said “don\u2019t” \u2013 twice \u2013 and paid £5."
    path = make_csv(tmp_path / "export.csv", [HEADER, ("C1", text, "")], encoding="cp1252")
    export = read_export(path)
    assert export.layout.encoding == "cp1252"
    assert export.allegations["text"].tolist() == [text]
    assert export.repaired == 0


@pytest.mark.parametrize("wrong", ["cp1252", "mac_roman", "latin-1"])
def test_mojibake_is_repaired_and_counted(tmp_path: Path, wrong: str) -> None:
    """UTF-8 that was read as something else is undone in the text, the column stays as it is."""
    text = "The officer\u2019s post \u2013 “a joke” \u2013 was seen in a café."
    broken = (
        text.encode().decode(wrong, errors="replace")
        if wrong != "cp1252"
        else "The officerâ€™s post"
    )
    export = read_export(
        make_csv(tmp_path / "export.csv", [HEADER, ("C1", broken, ""), ("C2", "Was late.", "")])
    )
    assert export.repaired == 1
    assert export.frame[HEADER[1]].tolist()[0] == broken
    assert export.allegations["text"].tolist()[0] in (text, "The officer\u2019s post")


def test_line_breaks_in_cells_are_kept(tmp_path: Path) -> None:
    """A narrative of several lines is one row, numbered as a spreadsheet does."""
    rows = [HEADER, ("C1", 'First line.\r\n\r\nSecond, "quoted".', ""), ROWS[1]]
    export = read_export(make_csv(tmp_path / "export.csv", rows))
    assert export.allegations["text"].tolist()[0] == 'First line.\n\nSecond, "quoted".'
    assert export.frame[HEADER[1]].tolist()[0] == rows[1][1]
    assert export.rows.tolist() == [2, 3]


def test_of_two_sheets_the_one_with_texts_is_read(tmp_path: Path) -> None:
    """The sheet with most rows of text wins, the other usable one and the hidden one are named."""
    sheets = {
        "Pivot": [["Count", "Outcome"], [3, "None"], [4, "Warning"], [5, "x"], [6, "y"]],
        "Old": [HEADER, ROWS[0]],
        "Cases": [HEADER, *ROWS],
        "Names": [HEADER, *ROWS, *ROWS],
    }
    export = read_export(make_xlsx(tmp_path / "export.xlsx", sheets, hidden=["Names"]))
    assert export.layout.sheet == "Cases"
    assert export.layout.other_sheets == ("Pivot", "Old")
    assert "'Old' (1 row)" in export.warnings[0]
    assert "hidden sheets are not read: 'Names'" in export.warnings
    assert read_export(tmp_path / "export.xlsx", sheet="old").layout.sheet == "Old"


def test_parquet_keeps_its_types(tmp_path: Path) -> None:
    """Parquet columns keep their types; the mapped fields are strings all the same."""
    table = pa.table(
        {
            "summary": ["Late for duty.", None],
            "case id": [7, 8],
            "date recorded": [dt.date(2018, 1, 31), None],
            "score": [0.5, 1.0],
        }
    )
    pq.write_table(table, tmp_path / "export.parquet")
    export = read_export(tmp_path / "export.parquet")
    assert export.frame["score"].tolist() == [0.5]
    assert export.frame["case id"].dtype == "int64"
    assert export.allegations.iloc[0].tolist() == ["Late for duty.", "7", "2018-01-31"]
    assert export.rejected["row"].tolist() == [2]


def test_json_lines_keep_their_spelling(tmp_path: Path) -> None:
    """Numbers are spelled as in the file, missing keys are blank, a broken line is set aside."""
    path = tmp_path / "export.jsonl"
    path.write_text(
        '{"summary": "Late for duty.", "n": 1.50}\n\n{"summary": "Lost it.", "tags": ["a"]}\n{"summ\n',
        encoding="utf-8",
    )
    export = read_export(path)
    assert export.frame.to_numpy().tolist() == [
        ["Late for duty.", "1.50", ""],
        ["Lost it.", "", '["a"]'],
    ]
    assert export.rows.tolist() == [1, 3]
    assert export.rejected["row"].tolist() == [4]


def test_repeated_and_blank_names_are_told_apart(tmp_path: Path) -> None:
    """Columns get unique names to work with, and the file's own are kept for writing."""
    rows = [("Summary", "Date", "Date", ""), ("Late for duty.", "1", "2", "3")]
    export = read_export(make_csv(tmp_path / "export.csv", rows))
    assert list(export.frame.columns) == ["Summary", "Date", "Date (2)", "column D"]
    assert export.layout.header == rows[0]
    assert "'Date (2)', 'column D'" in export.warnings[-1]


def test_without_need_of_text_no_row_is_set_aside(tmp_path: Path) -> None:
    """A labelled file whose text column is named elsewhere is read without one."""
    path = make_csv(
        tmp_path / "export.csv", [("id", "title", "label"), ("1", "", "0"), ("2", "x", "1")]
    )
    export = read_export(path, require_text=False)
    assert export.columns == {}
    assert export.rows.tolist() == [2, 3]
    assert len(export.allegations) == len(export.frame)


def test_a_saved_mapping_is_used_and_overridden(tmp_path: Path) -> None:
    """What was saved for a header applies, unless the user says otherwise now."""
    path = make_csv(tmp_path / "export.csv", [("Ref", "A", "B"), ("1", "one", "two")])

    def saved(header: object) -> dict[str, str] | None:
        return {"text": "A", "case_id": "Ref"} if header == ("Ref", "A", "B") else None

    assert read_export(path, saved=saved).columns == {"text": "A", "case_id": "Ref"}
    found = read_export(path, saved=saved, mapping={"text": "b"}).columns
    assert found == {"text": "B", "case_id": "Ref"}


def test_a_text_file_called_xls_is_read(tmp_path: Path) -> None:
    """Many systems call tab-separated text .xls: content goes before the ending."""
    path = make_csv(tmp_path / "export.xls", delimiter="\t")
    export = read_export(path)
    assert export.layout.delimiter == "\t"
    assert len(export.frame) == len(ROWS)


def test_utf_16_without_bom_is_recognised(tmp_path: Path) -> None:
    """UTF-16 without BOM is text, not a binary file."""
    export = read_export(make_csv(tmp_path / "export.csv", encoding="utf-16-le"))
    assert (export.layout.encoding, export.layout.bom) == ("utf-16-le", False)
    assert len(export.frame) == len(ROWS)


@pytest.mark.parametrize("ending", [".csv", ".parquet"])
def test_long_numbers_of_parquet_keep_every_digit_beside_a_gap(tmp_path: Path, ending: str) -> None:
    """A reference of 18 digits comes out as it went in, though another row has none."""
    path, output = tmp_path / "export.parquet", tmp_path / f"out{ending}"
    numbers = [123_456_789_012_345_678, None]
    table = pa.table({"Summary": ["Late for duty.", "Lost a key."], "Ref": numbers})
    pq.write_table(table, path)
    rewrite(path, output)
    assert [as_text(cell) for cell in read_export(output).frame["Ref"]] == [str(numbers[0]), ""]


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be"])
def test_json_lines_in_utf_16_are_recognised(tmp_path: Path, encoding: str) -> None:
    """With BOM or without, JSON lines are what their first character says."""
    path = tmp_path / "export.jsonl"
    path.write_text('{"Summary": "Late for duty."}\n', encoding=encoding)
    export = read_export(path)
    assert export.layout.format == "JSON lines"
    assert export.allegations["text"].tolist() == ["Late for duty."]


def test_utf_8_with_a_few_strange_bytes_is_still_read(tmp_path: Path) -> None:
    """Two encodings in one file: the odd one out is read, the other repaired and counted."""
    path = tmp_path / "export.csv"
    path.write_bytes("Summary,Ref\nHe said “no” and “yes”.,1\n".encode() + b"In a caf\xe9.,2\n")
    export = read_export(path)
    assert export.allegations["text"].tolist() == ["He said “no” and “yes”.", "In a café."]
    assert export.repaired == 1


def test_every_row_is_there_once() -> None:
    """The project's own sample: rows in = rows out, all fields found."""
    sample = Path(__file__).parents[2] / "training_data" / "social_media" / "sample_export.csv"
    export = read_export(sample)
    assert len(export.frame) + len(export.rejected) == export.rows.max() - 1
    assert {"text", "case_id", "officer_id", "date_finalised", "outcome"} <= set(export.columns)
    assert isinstance(export.frame, pd.DataFrame)


def test_equal_column_names_in_parquet_are_made_unique(tmp_path: Path) -> None:
    """As in every other format, with a note that says so."""
    columns = [pa.array(["Late for duty."]), pa.array(["1"]), pa.array(["2"])]
    table = pa.Table.from_arrays(columns, names=["Summary", "Ref", "Ref"])
    pq.write_table(table, tmp_path / "export.parquet")
    export = read_export(tmp_path / "export.parquet")
    assert list(export.frame.columns) == ["Summary", "Ref", "Ref (2)"]
    assert export.frame["Ref (2)"].tolist() == ["2"]
    assert "'Ref (2)'" in export.warnings[0]
