from __future__ import annotations

import io
import zipfile
from functools import cache

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from leaving import document, page, spoilt, swapped, workbook

from classifier.io.release import package
from classifier.io.release.reader import read_leaving

SHEET = "xl/worksheets/sheet1.xml"


def what(name: str, content: bytes) -> str:
    """Give the one finding of a file."""
    (finding,) = read_leaving(name, content).findings
    return finding.what


@cache
def plain(name: str) -> bytes:
    """Give a clean file by its name."""
    return {"a.xlsx": workbook, "a.docx": document, "a.html": page}[name]()


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.pdf", b"%PDF-1.7"),
        ("a.xls", bytes.fromhex("d0cf11e0a1b11ae1") + b"x" * 600),
        ("a.xlsx", bytes.fromhex("d0cf11e0a1b11ae1") + b"x" * 600),  # how Excel locks a workbook
        ("a.xlsx", b"PK\x03\x04 and no more"),
        ("a.xlsx", b""),
        ("a.csv", b""),
        ("a.csv", b"a\0b"),
        ("a.ods", b"PK"),
        ("a.odt", b"x"),
        ("a.png", b"\x89PNG"),
        ("a", b"x"),
    ],
)
def test_what_cannot_be_read_is_found(name: str, content: bytes) -> None:
    """Locked, old, damaged, empty or unknown: never a pass."""
    assert what(name, content).startswith("cannot be checked")


def test_the_ending_says_what_is_inside() -> None:
    """A workbook named as a document, or as text, is not what its reader expects."""
    assert "whatever its name ends in" in what("a.docx", plain("a.xlsx"))
    assert "whatever its name ends in" in what("a.csv", plain("a.xlsx"))


def test_an_archive_of_something_else() -> None:
    """Neither a workbook nor a document."""
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        archive.writestr("a.txt", "x")
    assert "neither XLSX nor DOCX" in what("a.xlsx", content.getvalue())


ENTITIES = """<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "psst"><!ENTITY c "&b;&b;&b;">]>"""


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_entities_are_never_expanded(encoding: str) -> None:
    """A part with declarations is refused, in whatever encoding."""
    part = f"{ENTITIES}<worksheet><sheetData/>&c;</worksheet>".encode(encoding)
    assert "declares a document type" in what("a.xlsx", spoilt(plain("a.xlsx"), {SHEET: part}))


def test_depth_is_limited() -> None:
    """Elements within elements without end would exhaust what reads them."""
    part = b"<a>" * 5000 + b"</a>" * 5000
    assert "nested too deeply" in what("a.xlsx", spoilt(plain("a.xlsx"), {SHEET: part}))


def test_a_bomb_is_not_unpacked(monkeypatch: pytest.MonkeyPatch) -> None:
    """What unpacks to more than the limit is refused before it is unpacked."""
    monkeypatch.setattr(package, "MOST_BYTES", 100_000)
    bomb = spoilt(plain("a.xlsx"), {"xl/media/a.png": b"\0" * 200_000})
    assert "unpacks to more" in what("a.xlsx", bomb)


def test_too_many_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    """So is an archive of very many parts."""
    monkeypatch.setattr(package, "MOST_PARTS", 3)
    assert "unpacks to more" in what("a.xlsx", plain("a.xlsx"))


def test_a_locked_archive() -> None:
    """Parts that are encrypted cannot be read."""
    content = bytearray(plain("a.xlsx"))
    place = content.find(b"PK\x01\x02")
    content[place + 8] |= 1
    assert "password" in what("a.xlsx", bytes(content))


def archive_comment(content: bytes) -> bytes:
    """Write a comment into an archive."""
    written = io.BytesIO(content)
    with zipfile.ZipFile(written, "a") as archive:
        archive.comment = b"psst"
    return written.getvalue()


def doubled(content: bytes) -> bytes:
    """Add a part that is there already, but for the case of its name."""
    return spoilt(content, {"XL/workbook.xml": b"<x/>"})


def bytes_between(content: bytes) -> bytes:
    """Leave out of an archive's directory one of its parts, whose bytes stay."""
    written = io.BytesIO(spoilt(content, {"xl/psst.xml": b"<x/>"}))
    with zipfile.ZipFile(written, "a") as archive:
        archive.filelist.pop()
        archive.comment = b" "
        archive.comment = b""
    return written.getvalue()


@pytest.mark.parametrize(
    ("spoil", "words"),
    [
        (archive_comment, "a comment of its own"),
        (doubled, "the same name"),
        (bytes_between, "belong to no part"),
        (lambda content: content[:-2] + b"\x04\x00psst", "a comment of its own"),
    ],
    ids=["comment", "doubled", "between", "appended"],
)
def test_what_an_archive_holds_beside_its_parts(spoil, words: str) -> None:  # type: ignore[no-untyped-def]  # noqa: ANN001
    """Comments, parts of one name, and bytes of no part."""
    findings = read_leaving("a.xlsx", spoil(plain("a.xlsx"))).findings
    assert any(words in finding.what for finding in findings), findings


def test_bytes_before_an_archive() -> None:
    """Something else before the first part makes it another file too."""
    assert read_leaving("a.xlsx", b"psst" + plain("a.xlsx")).findings


@settings(max_examples=60)
@given(st.data())
def test_a_damaged_file_never_stops_the_check(data: st.DataObject) -> None:
    """Whatever bytes are changed or cut off, there is an answer."""
    name = data.draw(st.sampled_from(["a.xlsx", "a.docx", "a.html"]))
    content = bytearray(plain(name))
    for _ in range(data.draw(st.integers(1, 8))):
        content[data.draw(st.integers(0, len(content) - 1))] = data.draw(st.integers(0, 255))
    end = data.draw(st.integers(0, len(content)))
    for spoiled in (bytes(content), bytes(content[:end])):
        for finding in read_leaving(name, spoiled).findings:
            assert finding.where.isprintable()
            assert finding.what.isprintable()


PARTS = ["xl/workbook.xml", SHEET, "xl/styles.xml", "xl/sharedStrings.xml", "xl/theme/theme1.xml"]


@settings(max_examples=60)
@given(
    st.sampled_from(PARTS),
    st.integers(0, 10**6),
    st.sampled_from(['"-1"', '"1e99"', '""', '"nan"', '"A"', "<", "</a>", "&#0;", ">x<"]),
)
def test_a_damaged_part_never_stops_the_check(part: str, place: int, text: str) -> None:
    """Whatever a part's XML says, there is an answer; odd numbers break nothing."""

    def spoil(content: bytes) -> bytes:
        quotes = [at for at in range(len(content)) if content[at : at + 1] == b'"']
        at = quotes[place % (len(quotes) - 1)]
        return content[:at] + text.encode() + content[content.find(b'"', at + 1) + 1 :]

    for finding in read_leaving("a.xlsx", spoilt(plain("a.xlsx"), {part: spoil})).findings:
        assert "its reader stopped" not in finding.what


def test_a_reader_that_stops_is_a_finding() -> None:
    """A workbook without the sheets that it speaks of is no pass."""
    links = "xl/_rels/workbook.xml.rels"
    content = spoilt(plain("a.xlsx"), {links: swapped("sheet1.xml", "sheet7.xml")})
    assert any(
        "cannot be checked" in each.what for each in read_leaving("a.xlsx", content).findings
    )
