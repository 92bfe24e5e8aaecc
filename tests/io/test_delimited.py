from __future__ import annotations

import csv
import io

import pytest
from making import HEADER, ROWS, csv_content

from classifier.domain.errors import ExportError
from classifier.io import encoding as encoding_module
from classifier.io.delimited import find_delimiter, find_layout, read_rows
from classifier.io.encoding import find_encoding, refuse_faults


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_the_delimiter_is_found(delimiter: str) -> None:
    """Every delimiter is found, in texts full of commas too."""
    rows = [HEADER, *[(ref, f"{text}, again, and again", end) for ref, text, end in ROWS]]
    assert find_delimiter(csv_content(rows, delimiter)) == delimiter


def test_titles_do_not_hide_the_delimiter() -> None:
    """Title lines with commas above a semicolon table do not matter."""
    text = "Cases, all, 2018\nRun: 1, 2\n\n" + csv_content([HEADER, *ROWS], ";")
    assert find_delimiter(text) == ";"


def test_names_nobody_knows_are_cut_evenly() -> None:
    """Without a known name the delimiter that cuts the rows evenly is taken."""
    assert find_delimiter("a;b\n1;x, y\n2;z\n3;u, v, w\n") == ";"


def test_one_column_needs_no_delimiter() -> None:
    """A file of one column is read as CSV."""
    assert find_delimiter("Summary\nLate.\nLost.\n") == ","


@pytest.mark.parametrize(
    ("content", "encoding", "bom"),
    [
        ("Summary\ncafé".encode(), "utf-8", False),
        ("Summary\ncafé".encode("utf-8-sig"), "utf-8", True),
        ("\ufeffSummary\ncafé".encode("utf-16-le"), "utf-16-le", True),
        ("\ufeffSummary\ncafé".encode("utf-16-be"), "utf-16-be", True),
        ("Summary\ncafé and more".encode("utf-16-be"), "utf-16-be", False),
        ("Summary\ncafé".encode("cp1252"), "cp1252", False),
        ("Summary\nüber die Straße für später".encode("cp850"), "cp850", False),
    ],
)
def test_the_encoding_is_found(content: bytes, encoding: str, bom: bool) -> None:
    """BOM first, then UTF-8 if it is valid, then Windows-1252 if it can be, then a guess."""
    assert find_encoding(io.BytesIO(content)) == (encoding, bom)


def test_a_long_narrative_is_no_fault() -> None:
    """A cell longer than the reader's own limit is read, and the limit is put back."""
    before = csv.field_size_limit()
    text = "late again " * 20_000
    rows = read_rows("x.csv", csv_content([HEADER, ("C1", text, "")]), ",")
    assert rows[1][1] == text
    assert csv.field_size_limit() == before


def test_the_line_end_is_that_of_the_header() -> None:
    """Line ends are kept for writing alike, whatever stands inside the cells."""
    file = io.BytesIO(b'Ref,Summary\n1,"one\r\ntwo"\n')
    assert find_layout("x.csv", file, "CSV").newline == "\n"


@pytest.mark.parametrize("content", [b"Summary\n\xc3\xa9\xe2\x82\xac\xff", b"\xff", b"ab\xe2\x82"])
@pytest.mark.parametrize("block", [1, 2, 3, 64])
def test_the_first_fault_is_found_wherever_blocks_end(
    monkeypatch: pytest.MonkeyPatch, content: bytes, block: int
) -> None:
    """A character may lie across two blocks, and a fault may be known only in the next."""
    monkeypatch.setattr(encoding_module, "_SCAN", block)
    with pytest.raises(UnicodeDecodeError) as caught:
        content.decode()
    with pytest.raises(ExportError, match=f"byte {caught.value.start} is not valid UTF-8"):
        refuse_faults("x.csv", io.BytesIO(content), "utf-8")
