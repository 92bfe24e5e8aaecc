from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from conftest import Program, Tiny

DOGS = ("--topic", "dogs")
MARKER = "marmalade"


def test_table_words_and_json(dogs: Tiny, program: Program, tmp_path: Path) -> None:
    """Each says the same, and none of them a word of an allegation."""
    lines = [f'C{n},"The officer kicked a dog {n} times, with {MARKER}."' for n in range(8)]
    (tmp_path / "export.csv").write_text("\n".join(["Case Ref,Summary", *lines]), encoding="utf-8")
    assert program("classify", "export.csv", "-o", "out.csv", *DOGS).code == 0
    ended = program("plan", "--minutes", "4", "--json", "plan.json", *DOGS)
    assert (ended.code, ended.err) == (0, "")
    found = json.loads((tmp_path / "plan.json").read_text("utf-8"))
    assert found["schema"] == 1
    assert found["reading"]["every_text"]["reads"] == 8
    assert found["limit"] == {"hours": 18, "rate": 25, "pounds": 450, "reads": 270}
    assert "To be read" in ended.out
    assert all(paragraph.split()[0] in ended.out for paragraph in found["statement"])
    assert MARKER not in ended.out + json.dumps(found)
    again = program("plan", "--minutes", "4", "--json", "-", *DOGS)
    assert json.loads(again.out) == found


def test_wrong_usage(program: Program) -> None:
    """A value that is no amount, and a workspace that is not there, each in one line."""
    for words in (("--minutes", "0"), ("--workspace", "none")):
        ended = program("plan", *words)
        assert ended.code == 1
        assert ended.err.count("\n") == 1
