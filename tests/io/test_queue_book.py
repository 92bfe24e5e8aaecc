from __future__ import annotations

import tempfile
import zipfile
from dataclasses import replace
from pathlib import Path

import pytest
import xlsxwriter
from hypothesis import given, settings
from hypothesis import strategies as st

from classifier.domain.errors import ExportError, OutputError
from classifier.io.queue_book import (
    DECISIONS,
    HEADER,
    LONGEST,
    Entry,
    cell_length,
    read_queue,
    write_queue,
)
from classifier.io.texts import clean_texts

ENTRIES = [
    Entry(key=f"k{n}", state=f"s{n}", case=f"C{n}", text=f"Officer {n} was late.") for n in (1, 2)
]


def sheet_xml(path: Path) -> str:
    """Give the XML of the workbook's sheet."""
    with zipfile.ZipFile(path) as book:
        return book.read("xl/worksheets/sheet1.xml").decode()


def test_what_is_written_is_read(tmp_path: Path) -> None:
    """Each line with the row it stands in; decisions and notes are empty."""
    write_queue(tmp_path / "q.xlsx", ENTRIES)
    assert read_queue(tmp_path / "q.xlsx") == [
        replace(entry, number=number) for number, entry in enumerate(ENTRIES, start=2)
    ]


def test_a_decision_is_chosen_from_a_list(tmp_path: Path) -> None:
    """A drop-down on each line and no further, with the three words."""
    write_queue(tmp_path / "q.xlsx", ENTRIES)
    xml = sheet_xml(tmp_path / "q.xlsx")
    assert 'type="list"' in xml
    assert 'sqref="E2:E3"' in xml
    assert f'"{",".join(DECISIONS)}"' in xml


def test_keys_and_texts_are_locked(tmp_path: Path) -> None:
    """The sheet is protected but for decisions and notes; it may be sorted, filtered, widened."""
    write_queue(tmp_path / "q.xlsx", ENTRIES)
    xml = sheet_xml(tmp_path / "q.xlsx")
    (protection,) = [part for part in xml.split("<") if part.startswith("sheetProtection")]
    assert 'sheet="1"' in protection
    assert 'sort="0"' in protection
    assert 'autoFilter="0"' in protection
    styles = {
        cell: next(p for p in xml.split("<c ") if p.startswith(f'r="{cell}2"')).split('s="')[1][0]
        for cell in "ABCDEF"
    }
    assert len({styles[cell] for cell in "ABCD"}) == 1
    assert styles["E"] == styles["F"] != styles["A"]
    with zipfile.ZipFile(tmp_path / "q.xlsx") as book:
        assert book.read("xl/styles.xml").decode().count('<protection locked="0"/>') == 1


def test_same_queue_same_bytes(tmp_path: Path) -> None:
    """No clock and no name of a person in it; the file is the owner's alone."""
    for name in ("a.xlsx", "b.xlsx"):
        write_queue(tmp_path / name, ENTRIES)
    assert (tmp_path / "a.xlsx").read_bytes() == (tmp_path / "b.xlsx").read_bytes()
    assert (tmp_path / "a.xlsx").stat().st_mode & 0o777 == 0o600


def test_an_empty_queue_has_a_header(tmp_path: Path) -> None:
    """A workbook all the same; read, it is a clear error."""
    write_queue(tmp_path / "q.xlsx", [])
    with pytest.raises(ExportError, match="no rows below it"):
        read_queue(tmp_path / "q.xlsx")


@given(st.text(min_size=1, max_size=60))
@settings(max_examples=60)
def test_any_text_that_an_export_can_hold_comes_back(raw: str) -> None:
    """Formulas, line breaks, escapes, emoji: so that its digest is still its key."""
    ((text,), _) = clean_texts([raw])
    if not text or any((ord(c) < 32 and c != "\n") or 0xD800 <= ord(c) < 0xE000 for c in text):
        return  # control characters and halves of characters are no text
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "q.xlsx"
        write_queue(path, [replace(ENTRIES[0], text=text), ENTRIES[1]])
        assert read_queue(path)[0].text == text


@pytest.mark.parametrize(
    "text", ["=1+1", "_x000D_ is odd", "a\n\nb", "https://a.example", "7", "🦉"]
)
def test_an_odd_text_comes_back(tmp_path: Path, text: str) -> None:
    """As text, never as a formula, a link or a number."""
    write_queue(tmp_path / "q.xlsx", [replace(ENTRIES[0], text=text)])
    assert read_queue(tmp_path / "q.xlsx")[0].text == text


def test_the_longest_text_fits(tmp_path: Path) -> None:
    """As a workbook counts: an emoji is two."""
    text = "x" * LONGEST
    write_queue(tmp_path / "q.xlsx", [replace(ENTRIES[0], text=text)])
    assert read_queue(tmp_path / "q.xlsx")[0].text == text
    assert [cell_length(one) for one in ("", "ab", "é", "🦉")] == [0, 2, 1, 2]


@pytest.mark.parametrize("left_out", HEADER)
def test_a_column_that_is_missing_is_named(tmp_path: Path, left_out: str) -> None:
    """It is no workbook of ours."""
    book = xlsxwriter.Workbook(tmp_path / "q.xlsx")
    sheet = book.add_worksheet()
    for column, name in enumerate(name for name in HEADER if name != left_out):
        sheet.write_string(0, column, name)
        sheet.write_string(1, column, "x")
    book.close()
    with pytest.raises(ExportError, match=left_out):
        read_queue(tmp_path / "q.xlsx")


def test_a_workbook_into_a_missing_folder_is_refused(tmp_path: Path) -> None:
    """As any output is."""
    with pytest.raises(OutputError, match="there is no folder"):
        write_queue(tmp_path / "nowhere" / "q.xlsx", ENTRIES)
