from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

from leaving import page, workbook

if TYPE_CHECKING:
    from conftest import Program


def test_a_clean_file_ends_with_0(program: Program, tmp_path: Path) -> None:
    """One line that says so, or none if it is to be quiet."""
    (tmp_path / "reply.xlsx").write_bytes(workbook())
    ended = program("check", "reply.xlsx")
    assert (ended.code, ended.err) == (0, "")
    assert ended.out == "reply.xlsx: nothing found that must not leave.\n"
    assert program("check", "reply.xlsx", "--quiet") == (0, "", "")


def test_a_line_a_finding_ends_with_1(program: Program, tmp_path: Path) -> None:
    """File, place, what and what to do, on one line; the text itself is not shown."""
    (tmp_path / "reply.xlsx").write_bytes(workbook())
    (tmp_path / "reply.html").write_bytes(page("<!-- psst --><p hidden>psst</p>"))
    ended = program("check", "reply.xlsx", "reply.html", "--quiet")
    assert ended.code == 1
    lines = ended.out.splitlines()
    assert len(lines) == 3
    assert all(line.startswith("reply.html: ") and line.endswith(".") for line in lines)
    assert "psst" not in ended.out


def test_the_result_for_programs(program: Program, tmp_path: Path) -> None:
    """On standard output nothing else; the exit code is the same."""
    (tmp_path / "reply.html").write_bytes(page("<p hidden>psst</p>"))
    ended = program("check", "reply.html", "--json", "-")
    result = json.loads(ended.out)
    assert (ended.code, result["schema"], result["clean"]) == (1, 1, False)
    assert program("check", "reply.html", "--json", "out.json", "-q").code == 1
    assert json.loads((tmp_path / "out.json").read_text("utf-8")) == result


def test_the_policy_is_asked_for(program: Program, tmp_path: Path) -> None:
    """Small counts are findings under it alone; a word that is no policy is refused."""
    (tmp_path / "reply.csv").write_text("Outcome,Count\nResigned,2\n", encoding="utf-8")
    assert program("check", "reply.csv").code == 0
    assert program("check", "reply.csv", "--suppress", "below:5").code == 1
    ended = program("check", "reply.csv", "--suppress", "some")
    assert (ended.code, ended.out) == (1, "")
    assert "below:N" in ended.err


def test_words_can_be_allowed(program: Program, tmp_path: Path) -> None:
    """As often as needed."""
    (tmp_path / "reply.txt").write_text("Write to foi@example.org.\n", encoding="utf-8")
    assert program("check", "reply.txt").code == 1
    assert program("check", "reply.txt", "--allow", "x", "--allow", "foi@example.org").code == 0


def test_a_missing_file_is_no_pass(program: Program) -> None:
    """It cannot be checked."""
    ended = program("check", "none.xlsx")
    assert ended.code == 1
    assert "cannot be checked" in ended.out
