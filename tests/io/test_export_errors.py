from __future__ import annotations

import errno
import os
from pathlib import Path

import pytest
from making import HEADER, ROWS, make_csv, make_ods, make_parquet, make_xls, make_xlsx

from classifier.domain.errors import ExportError, MappingError
from classifier.io.export import read_export

OLE = bytes.fromhex("d0cf11e0a1b11ae1")
SECRET = "Posted a picture of the custody suite"


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    """No such file: the message says which."""
    with pytest.raises(ExportError, match=r"There is no file .*cases\.csv"):
        read_export(tmp_path / "cases.csv")


def test_a_folder_is_no_export(tmp_path: Path) -> None:
    """A folder is refused as such."""
    with pytest.raises(ExportError, match="is a folder, not an export"):
        read_export(tmp_path)


@pytest.mark.parametrize("content", [b"", b"\r\n\r\n", b"\xef\xbb\xbf", b" \n"])
def test_an_empty_file_is_refused(tmp_path: Path, content: bytes) -> None:
    """Nothing, blank lines or a lone BOM are all empty."""
    path = tmp_path / "export.csv"
    path.write_bytes(content)
    with pytest.raises(ExportError, match="is empty"):
        read_export(path)


def test_an_empty_workbook_is_refused(tmp_path: Path) -> None:
    """A workbook whose sheets are all blank is empty too."""
    with pytest.raises(ExportError, match="is empty"):
        read_export(make_xlsx(tmp_path / "export.xlsx", {"Sheet1": [], "Sheet2": []}))


def test_a_header_without_rows_is_refused(tmp_path: Path) -> None:
    """Header only: the message says where the header was found."""
    with pytest.raises(ExportError, match="has a header in row 1, but no rows below it"):
        read_export(make_csv(tmp_path / "export.csv", [HEADER]))


def test_columns_without_rows_are_refused(tmp_path: Path) -> None:
    """Where the format names its columns itself there is no row that the header stands in."""
    with pytest.raises(ExportError, match="has names of columns, but no rows"):
        read_export(make_parquet(tmp_path / "export.parquet", [HEADER]))


def test_without_a_text_column_the_columns_are_listed(tmp_path: Path) -> None:
    """No column for the text: the columns, and the option to use."""
    path = make_csv(tmp_path / "export.csv", [("Ref", "Words"), ("1", SECRET)])
    with pytest.raises(MappingError, match=r"Columns: 'Ref', 'Words'\. .*--map text=COLUMN"):
        read_export(path)


def test_no_allegation_text_in_the_list_of_columns(tmp_path: Path) -> None:
    """Without a header the first row looks like one; its long cells are not repeated."""
    path = make_csv(tmp_path / "export.csv", [("Ours", SECRET * 3), ("2", "Late for duty.")])
    with pytest.raises(MappingError, match=r"'Ours', \(column 2: a long text\)") as caught:
        read_export(path)
    assert SECRET not in str(caught.value)


def test_two_text_columns_are_both_named(tmp_path: Path) -> None:
    """Two columns of prose under names for the text: both, each with its --map."""
    rows = [
        ("Summary", "Description"),
        ("Posted it on a page of her own.", "She did so at night, twice."),
    ]
    with pytest.raises(MappingError, match='--map text="Summary" or --map text="Description"'):
        read_export(make_csv(tmp_path / "export.csv", rows))


def test_an_unknown_field_lists_the_fields(tmp_path: Path) -> None:
    """--map with a field that there is not lists those there are."""
    path = make_csv(tmp_path / "export.csv")
    with pytest.raises(MappingError, match=r"'words' is not a field. The fields are text, case_id"):
        read_export(path, mapping={"words": "Outcome"})


def test_an_unknown_column_lists_the_columns(tmp_path: Path) -> None:
    """--map to a column that there is not lists those there are."""
    path = make_csv(tmp_path / "export.csv")
    with pytest.raises(MappingError, match=r"no column 'Words' to map text to.*'Case Ref', 'All"):
        read_export(path, mapping={"text": "Words"})


def test_an_encrypted_workbook_asks_for_a_copy(tmp_path: Path) -> None:
    """A locked XLSX is an OLE file around the package."""
    path = tmp_path / "export.xlsx"
    path.write_bytes(OLE + bytes(504) + "EncryptedPackage".encode("utf-16-le") + bytes(500))
    with pytest.raises(ExportError, match=r"encrypted with a password.*copy without a password"):
        read_export(path)


def test_an_encrypted_ods_asks_for_a_copy(tmp_path: Path) -> None:
    """A locked ODS says so in its manifest."""
    path = make_ods(tmp_path / "export.ods", [HEADER, *ROWS], locked=True)
    with pytest.raises(ExportError, match="encrypted with a password"):
        read_export(path)


@pytest.mark.parametrize("ending", [".xlsx", ".xls", ".ods", ".parquet"])
@pytest.mark.parametrize("share", [0.1, 0.5, 0.95])
def test_a_truncated_file_is_damaged(tmp_path: Path, ending: str, share: float) -> None:
    """A copy that was cut off is called damaged, wherever the cut."""
    path = tmp_path / f"export{ending}"
    if ending == ".xlsx":
        make_xlsx(path, {"Cases": [HEADER, *ROWS]})
    else:
        makers = {".xls": make_xls, ".ods": make_ods, ".parquet": make_parquet}
        makers[ending](path, [HEADER, *ROWS])
    content = path.read_bytes()
    path.write_bytes(content[: int(share * len(content))])
    with pytest.raises(ExportError, match="damaged"):
        read_export(path)


@pytest.mark.parametrize("ending", [".xlsx", ".ods", ".parquet"])
def test_text_under_a_workbook_name_is_damaged(tmp_path: Path, ending: str) -> None:
    """What is no workbook at all is called damaged, not read as something else."""
    path = tmp_path / f"export{ending}"
    path.write_text("Summary\nLate for duty.\n", encoding="utf-8")
    with pytest.raises(ExportError, match="damaged"):
        read_export(path)


@pytest.mark.parametrize(
    ("content", "found"),
    [
        (b"%PDF-1.7 ...", "a PDF document"),
        (b"\x89PNG\r\n\x1a\n", "a picture"),
        (bytes(range(256)) * 4, "a binary file, not text"),
        (OLE[4:] + b"\x01\x02\x03\x04" * 40 + b"abc", "a binary file, not text"),
        (b"PK\x05\x06" + bytes(18), "a binary file, not text"),
        (b"<html><table><tr>", "a web page or XML"),
    ],
)
def test_a_binary_file_called_csv_is_unmasked(tmp_path: Path, content: bytes, found: str) -> None:
    """A file that is no text is refused whatever its name, with the formats that are read."""
    path = tmp_path / "export.csv"
    path.write_bytes(content)
    with pytest.raises(ExportError, match=f"{found}.*Formats read: CSV"):
        read_export(path)


@pytest.mark.parametrize("name", ["export.docx", "export", "export.md"])
def test_an_unsupported_format_lists_the_others(tmp_path: Path, name: str) -> None:
    """Text under a name that promises no table is not guessed at."""
    path = tmp_path / name
    path.write_text("Summary\nLate for duty.\n", encoding="utf-8")
    with pytest.raises(ExportError, match=r"Formats read: .*XLSX \(.xlsx .xlsm\)"):
        read_export(path)


def test_json_must_be_one_record_a_line(tmp_path: Path) -> None:
    """A JSON array is not JSON lines; broken lines alone are none either."""
    path = tmp_path / "export.json"
    path.write_text('[{"summary": "x"}]', encoding="utf-8")
    with pytest.raises(ExportError, match="not JSON with one record a line"):
        read_export(path)
    path.write_text('{"summary": \n', encoding="utf-8")
    with pytest.raises(ExportError, match="none of its lines is a JSON object"):
        read_export(path)


def test_an_open_quote_is_found_where_it_opened(tmp_path: Path) -> None:
    """Unbalanced quotes: the row where the quote opened, and none of its words."""
    path = tmp_path / "export.csv"
    path.write_text(f'Ref,Summary\n1,Late.\n2,"{SECRET}\n3,Late.\n4,Late.\n', encoding="utf-8")
    with pytest.raises(ExportError, match="the quotes in row 3 are not balanced") as caught:
        read_export(path)
    assert SECRET not in str(caught.value)


def test_a_quote_closed_too_early_names_its_row(tmp_path: Path) -> None:
    """Quotes inside a quoted cell must be doubled; the row where they are not is named."""
    path = tmp_path / "export.csv"
    path.write_text('Ref,Summary\n1,"Said "no" twice."\n2,Late.\n', encoding="utf-8")
    with pytest.raises(ExportError, match="the quotes in row 2 are not balanced"):
        read_export(path)


def test_an_unknown_sheet_lists_the_sheets(tmp_path: Path) -> None:
    """--sheet with a name that there is not lists the visible sheets."""
    path = make_xlsx(tmp_path / "export.xlsx", {"Cases": [HEADER, *ROWS], "Notes": [["x"]]})
    with pytest.raises(ExportError, match=r"no sheet 'Case'. Its sheets are 'Cases', 'Notes'"):
        read_export(path, sheet="Case")


def test_a_hidden_sheet_is_not_read_even_by_name(tmp_path: Path) -> None:
    """What was hidden on purpose must be shown on purpose."""
    sheets = {"Cases": [HEADER, *ROWS], "Names": [HEADER, *ROWS]}
    path = make_xlsx(tmp_path / "export.xlsx", sheets, hidden=["Names"])
    with pytest.raises(ExportError, match="'Names' is hidden, and hidden sheets are not read"):
        read_export(path, sheet="Names")


def test_a_workbook_with_nothing_to_see_says_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """If every sheet is hidden, the message says that this is why none is read."""
    path = make_xlsx(tmp_path / "export.xlsx", {"Cases": [HEADER, *ROWS]})
    monkeypatch.setattr("python_calamine.SheetVisibleEnum.Visible", None)
    with pytest.raises(ExportError, match="no visible sheet, and hidden sheets are not read"):
        read_export(path)


def test_a_csv_has_no_sheets(tmp_path: Path) -> None:
    """--sheet for a file without sheets is a mistake that is named."""
    with pytest.raises(ExportError, match="has no sheets: it is CSV"):
        read_export(make_csv(tmp_path / "export.csv"), sheet="Cases")


@pytest.mark.parametrize(
    ("number", "said"),
    [(errno.EACCES, "no permission to read it"), (errno.EIO, "cannot be read: ")],
)
def test_a_file_that_cannot_be_opened_says_why(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int, said: str
) -> None:
    """The system's refusal becomes a sentence."""

    def refuse(_: Path, _mode: str) -> None:
        raise OSError(number, os.strerror(number))

    path = make_csv(tmp_path / "export.csv")
    monkeypatch.setattr(Path, "open", refuse)
    with pytest.raises(ExportError, match=said):
        read_export(path)


def test_text_in_a_promised_encoding_must_be_in_it(tmp_path: Path) -> None:
    """A BOM is a promise: bytes that break it are named by their place."""
    path = tmp_path / "export.csv"
    path.write_bytes(b"\xef\xbb\xbfSummary\nLate for \xff duty\n")
    with pytest.raises(ExportError, match="byte 20 is not valid UTF-8"):
        read_export(path)
