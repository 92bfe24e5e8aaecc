from __future__ import annotations

import pytest

from classifier.io.release.colours import BLACK, WHITE, can_be_seen, from_hex, tinted
from classifier.io.release.number_format import hides
from classifier.io.release.reader import read_leaving


def found(name: str, content: str) -> list[tuple[str, str]]:
    """Give what is found in a plain file, with its place."""
    findings = read_leaving(name, content.encode()).findings
    return [(finding.where, finding.what) for finding in findings]


@pytest.mark.parametrize("cell", ["=1+1", "+A1", "-A1", "@SUM(A1)", "\tx"])
def test_cells_like_formulas_are_found(cell: str) -> None:
    """A spreadsheet would run them."""
    (finding,) = found("a.csv", f'a,b\r\n1,"{cell}"\r\n')
    assert finding == ("row 2, column 2", "a cell that a spreadsheet takes for a formula")


def test_numbers_are_no_formulas() -> None:
    """A sign before a number makes no formula."""
    assert found("a.csv", "a,b\n-5,+1.5%\n") == []


@pytest.mark.parametrize("name", ["a.csv", "a.txt", "a.md"])
def test_unseen_characters_are_found(name: str) -> None:
    """Marks of no width can hide words between letters."""
    assert [what for _, what in found(name, "plain\u200bly")] == ["characters that do not show"]


def test_open_quotes_cannot_be_checked() -> None:
    """A table that cannot be cut into cells is no pass."""
    ((_, what),) = found("a.csv", 'a,b\n1,"2\n')
    assert "not balanced" in what


@pytest.mark.parametrize(
    ("code", "value", "is_number", "hidden"),
    [
        ("0.00", "5", True, False),
        (";;;", "5", True, True),
        (";;;", "x", False, True),
        ("0;-0;;@", "5", True, False),
        ("0;-0;;@", "0", True, True),
        ("0;;0", "-5", True, True),
        ('"none"', "5", True, True),
        ('"n; one"0', "5", True, False),
        ("[Red]0", "5", True, False),
        ("[>9]0;", "5", True, True),
        ("dd/mm/yyyy", "5", True, False),
        ("[h]", "5", True, False),
        ("\\d", "5", True, True),
        ("0", "x", False, False),
        ('"' * 300, "5", True, True),
    ],
)
def test_formats_that_hide(code: str, value: str, is_number: bool, hidden: bool) -> None:
    """By the section that applies, and what is in it beside literal words."""
    assert hides(code, value, is_number=is_number) == hidden


def test_colours() -> None:
    """Read, tinted and compared as their sources say."""
    assert from_hex("FFFFFFFF") == WHITE
    assert from_hex("#zzz") is None
    assert tinted(BLACK, 1) == WHITE
    assert not can_be_seen(tinted(WHITE, -0.05), WHITE)
    grey = from_hex("BFBFBF")
    assert grey is not None
    assert can_be_seen(grey, WHITE)
