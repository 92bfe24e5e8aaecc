from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

Program = Callable[..., Any]

LABELLED = "\n".join(
    [
        "Case Reference,Summary,relevant",
        *(f"{n},He posted photograph {n} on Instagram.,1" for n in range(1, 6)),
        *(f"{n},Officer was late for duty {n} times.,0" for n in range(6, 16)),
        "",
    ]
)


@pytest.fixture
def labelled(tmp_path: Path) -> Path:
    """Give a small invented labelled file."""
    path = tmp_path / "labelled.csv"
    path.write_text(LABELLED, encoding="utf-8")
    return path


def test_it_prints_how_much_must_be_read(program: Program, labelled: Path) -> None:
    """A table beside random order; exit 0, nothing on stderr, no allegation text."""
    ended = program("simulate", labelled, "--start", "cold", "--seed", "1")
    lines = ended.out.splitlines()
    assert (ended.code, ended.err) == (0, "")
    assert lines[0] == "4 of 13 rows are relevant, 2 more known beforehand."
    assert lines[2].split() == ["To", "find", "rows", "read", "in", "random", "order"]
    assert lines[3].split() == ["50%", "2", "6"]
    assert max(len(line) for line in lines) <= 88
    assert "Instagram" not in ended.out


def test_it_says_what_does_not_count(program: Program, labelled: Path) -> None:
    """On the last line, as the page does."""
    labelled.write_text(LABELLED + "16,He was late.,\n", encoding="utf-8")
    ended = program("simulate", labelled, "--start", "cold")
    assert ended.out.splitlines()[-1] == "Not counted: 1 row without a label in 'relevant'."


def test_json_goes_to_stdout_alone_or_to_a_file(program: Program, labelled: Path) -> None:
    """The same but for the seconds; a file is not replaced unasked."""
    printed = json.loads(program("simulate", labelled, "--json", "-").out)
    assert program("simulate", labelled, "--json", "out.json", "-q").out == ""
    written = json.loads(Path("out.json").read_text(encoding="utf-8"))
    assert {**written, "seconds": 0} == {**printed, "seconds": 0}
    assert program("simulate", labelled, "--json", "out.json").code == 1


def test_rows_set_aside_end_with_3(program: Program, labelled: Path) -> None:
    """They are named on stderr by reason and row, even when quiet."""
    labelled.write_text(LABELLED + "16,,1\n", encoding="utf-8")
    ended = program("simulate", labelled, "--quiet")
    assert (ended.code, ended.out) == (3, "")
    assert ended.err == "1 row set aside, no text: row 17.\n"


def test_wrong_usage_ends_with_2(program: Program, labelled: Path) -> None:
    """An unknown start or strategy, and a batch of none."""
    for words in (("--start", "warm"), ("--strategy", "best"), ("--batch", "0")):
        assert program("simulate", labelled, *words).code == 2
