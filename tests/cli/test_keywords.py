from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from conftest import Program, Tiny

DOGS = ("--topic", "dogs")
MARKER = "marmalade"


def test_lines_files_and_json(dogs: Tiny, program: Program, tmp_path: Path) -> None:
    """Words in, lines and figures out; a text stands only in the file that is asked for."""
    lines = [f'C{n},"The officer kicked a hound {n} times, with {MARKER}."' for n in range(8)]
    (tmp_path / "export.csv").write_text("\n".join(["Case Ref,Summary", *lines]), encoding="utf-8")
    assert program("classify", "export.csv", "-o", "out.csv", *DOGS).code == 0
    (tmp_path / "words.txt").write_text("hound\nofficer\n", encoding="utf-8")
    files = ("-o", "wrong.csv", "--save-words", "better.txt", "--json", "found.json")
    ended = program("keywords", "--words", "words.txt", *files, *DOGS)
    assert (ended.code, ended.err) == (0, "")
    assert "officer" in ended.out
    found = json.loads((tmp_path / "found.json").read_text("utf-8"))
    assert [one["found"] for one in found["words"]] == [8, 8]
    assert MARKER not in ended.out + json.dumps(found)
    assert (tmp_path / "wrong.csv").exists()
    assert (tmp_path / "better.txt").exists()
    again = program("keywords", "--words", "words.txt", "--json", "-", *DOGS)
    assert json.loads(again.out) == found


def test_wrong_usage(program: Program) -> None:
    """A file of words that is not there, and a workspace that is not, each in one line."""
    for words in (("--words", "none.txt"), ("--workspace", "none")):
        ended = program("keywords", *words)
        assert ended.code == 1
        assert ended.err.count("\n") == 1
