from __future__ import annotations

from pathlib import Path

import pytest
from leaving import document, page, workbook

from classifier.domain.release import Finding
from classifier.domain.suppression import parse_policy
from classifier.services.check import Checked, as_json, check_files, gather

HEAD = "<tr><td>Outcome</td><td>2019</td><td>2020</td><td>Total</td></tr>"


def checked(
    folder: Path, name: str, content: bytes, policy: str = "none", allowed: tuple[str, ...] = ()
) -> Checked:
    """Check one file."""
    path = folder / name
    path.write_bytes(content)
    (file,) = check_files([path], parse_policy(policy), allowed=allowed)
    return file


def what(file: Checked) -> list[str]:
    """Give what was found in a file."""
    return [finding.what for finding in file.findings]


def table(*rows: str) -> bytes:
    """Make a page with a table of counts."""
    cells = ("".join(f"<td>{cell}</td>" for cell in row.split()) for row in rows)
    return page(f"<table>{HEAD}{''.join(f'<tr>{row}</tr>' for row in cells)}</table>")


@pytest.mark.parametrize(
    ("name", "content"), [("a.xlsx", workbook()), ("a.docx", document()), ("a.html", page())]
)
def test_clean_files_pass(tmp_path: Path, name: str, content: bytes) -> None:
    """With any policy that they keep."""
    assert checked(tmp_path, name, content).findings == ()
    assert checked(tmp_path, name, content, "below:5").findings == ()


def test_small_counts_are_found_under_a_policy(tmp_path: Path) -> None:
    """By their place; without a policy they may leave."""
    content = table("warning 3 20 23")
    assert checked(tmp_path, "a.html", content).findings == ()
    (finding,) = checked(tmp_path, "a.html", content, "below:5").findings
    assert finding.what == "a count that the policy hides"
    assert finding.where.endswith("row 2, column 2")
    assert len(checked(tmp_path, "a.html", content, "round:10").findings) == 1


def test_outcomes_listed_in_a_cell_are_counts(tmp_path: Path) -> None:
    """1x Written warning is a count of 1."""
    rows = "<tr><td></td><td>2019</td></tr><tr><td>Outcomes</td><td>1x Written warning</td></tr>"
    content = page(f"<table>{rows}</table>")
    assert what(checked(tmp_path, "a.html", content, "below:5")) == [
        "a count that the policy hides"
    ]


def test_a_total_that_gives_a_count_away(tmp_path: Path) -> None:
    """Under any policy: what is hidden is the rest of its total."""
    given_away = "a hidden count that the totals give away"
    assert what(checked(tmp_path, "a.html", table("warning * 20 23"))) == [given_away]
    assert what(checked(tmp_path, "a.html", table("warning * 22 23"))) == [given_away]
    assert what(checked(tmp_path, "a.html", table("a * * 23", "b 9 8 17"))) == []
    assert what(checked(tmp_path, "a.html", table("a * * 2", "b 9 8 17"))) == [given_away]
    assert what(checked(tmp_path, "a.html", table("a * * 23", "b 9 8 17", "Total 12 28 40"))) == [
        given_away
    ]
    safe = table("a * * 23", "b * * 17", "Total 12 28 40")
    assert what(checked(tmp_path, "a.html", safe)) == []


def test_a_workbook_and_a_document_hold_tables_too(tmp_path: Path) -> None:
    """Counts are found in all formats."""
    book = workbook(lambda _, sheet: sheet.write_row(5, 0, ["Resigned", 2]))
    assert what(checked(tmp_path, "a.xlsx", book, "below:5")) == ["a count that the policy hides"]
    made = document(lambda made: setattr(made.tables[0].cell(1, 1), "text", "2"))
    assert what(checked(tmp_path, "a.docx", made, "below:5")) == ["a count that the policy hides"]
    assert what(checked(tmp_path, "a.csv", b"Outcome,Count\r\nResigned,2\r\n", "below:5")) == [
        "a count that the policy hides"
    ]


def test_what_identifies_somebody_is_found_by_its_kind(tmp_path: Path) -> None:
    """In text, cells and titles; the words themselves are never shown."""
    file = checked(tmp_path, "a.txt", b"Seen by PC Amelia Grant.\nWrite to a.grant@example.org.\n")
    assert what(file) == ["what looks like a person's name", "what looks like an e-mail address"]
    assert [finding.where for finding in file.findings] == ["line 1", "line 2"]
    assert "Grant" not in str(as_json([file])).replace("a.txt", "")


def test_a_file_is_not_named_after_somebody(tmp_path: Path) -> None:
    """Its name leaves with it."""
    (finding,) = checked(tmp_path, "Reply_PC_Amelia_Grant.txt", b"Plain.\n").findings
    assert (finding.where, finding.what) == ("the file's name", "what looks like a person's name")


def test_a_sheet_is_not_named_after_somebody(tmp_path: Path) -> None:
    """Its name is text like any other."""
    book = workbook(lambda made, _: made.add_worksheet("PC Amelia Grant").write(0, 0, "x"))
    assert what(checked(tmp_path, "a.xlsx", book)) == ["what looks like a person's name"]


def test_what_was_redacted_is_no_finding(tmp_path: Path) -> None:
    """A placeholder identifies nobody."""
    assert checked(tmp_path, "a.txt", b"Seen by [officer A] at [address 1].\n").findings == ()


def test_words_that_may_leave(tmp_path: Path) -> None:
    """The request's own reference, with what introduces it; others are found as before."""
    content = b"Our reference FOI/00221/21\n"
    assert checked(tmp_path, "a.txt", content).findings
    assert checked(tmp_path, "a.txt", content, allowed=("FOI/00221/21",)).findings == ()
    assert checked(tmp_path, "a.txt", content, allowed=("FOI/00221/22",)).findings


def test_what_cannot_be_opened_is_found(tmp_path: Path) -> None:
    """A file that is missing, or a folder, is no pass."""
    files = check_files([tmp_path / "none.xlsx", tmp_path], parse_policy("none"))
    assert all("cannot be checked" in what(file)[0] for file in files)


def test_findings_of_a_kind_are_one(tmp_path: Path) -> None:
    """A line a kind and sheet, with the first place and how many more."""
    one = [Finding(where=f"Reply!A{row}", what="w", advice="a") for row in (2, 5, 9)]
    other = [Finding(where="Notes!A1", what="w", advice="a")]
    assert [finding.where for finding in gather([*one, *other, *one])] == [
        "Reply!A2 and 2 more",
        "Notes!A1",
    ]
    assert [finding.where for finding in gather([*one[:1], *one[:1]])] == ["Reply!A2"]


def test_the_result_for_programs(tmp_path: Path) -> None:
    """Each file with its findings, and whether all are clean."""
    clean = Checked(name="a.csv", findings=())
    dirty = Checked(name="b.csv", findings=(Finding(where="w", what="x", advice="a"),))
    assert as_json([clean, dirty]) == {
        "schema": 1,
        "clean": False,
        "files": [
            {"file": "a.csv", "clean": True, "findings": []},
            {
                "file": "b.csv",
                "clean": False,
                "findings": [{"where": "w", "what": "x", "advice": "a"}],
            },
        ],
    }
