from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
import xlsxwriter

from classifier.io.queue_book import HEADER, read_queue
from classifier.io.store import connect
from classifier.io.store.connect import FILE

if TYPE_CHECKING:
    from conftest import Ended, Program, Tiny

DOGS = ("--topic", "dogs")
ANA = ("--reviewer", "ana", *DOGS)
MARKER = "marmalade"
TEXTS = [f"The officer kicked a dog {n} times, with {MARKER}." for n in range(8)]


@pytest.fixture
def ready(dogs: Tiny, program: Program, tmp_path: Path) -> Program:
    """Give the program, with an export of eight texts classified into the workspace."""
    lines = [f'C{n},"{text}"' for n, text in enumerate(TEXTS)]
    (tmp_path / "export.csv").write_text("\n".join(["Case Ref,Summary", *lines]), encoding="utf-8")
    ended = program("classify", "export.csv", "-o", "out.csv", *DOGS)
    assert ended.code == 0
    return program


def answer(path: Path, words: dict[int, str], *, note: str = "") -> Path:
    """Write decisions into a workbook, by the number of the line, and a note beside each."""
    lines = read_queue(path)
    book = xlsxwriter.Workbook(path.with_name("back.xlsx"))
    sheet = book.add_worksheet("queue")
    rows = [
        (line.key, line.state, line.case, line.text, words.get(at, ""), note)
        for at, line in enumerate(lines)
    ]
    for row, cells in enumerate([HEADER, *rows]):
        for column, cell in enumerate(cells):
            sheet.write_string(row, column, cell)
    book.close()
    return path.with_name("back.xlsx")


def clean(ended: Ended) -> Ended:
    """Check that no allegation text was told."""
    assert MARKER not in ended.out + ended.err
    return ended


def test_the_round_trip(ready: Program, tmp_path: Path) -> None:
    """Export, decide, import, count, verify: each ends with 0 and says what it did."""
    ended = clean(ready("queue", "export", "mine.xlsx", *ANA))
    assert ended == (0, "Texts to read in mine.xlsx: 8.\n", "")
    back = answer(tmp_path / "mine.xlsx", {0: "relevant", 1: "not relevant"})
    ended = clean(ready("queue", "import", back, *ANA))
    assert (ended.code, ended.err) == (0, "")
    assert [line.split()[-1] for line in ended.out.splitlines()] == ["2", "0", "6"]
    ended = clean(ready("queue", "stats", *DOGS))
    assert (ended.code, ended.err) == (0, "")
    head = ended.out.split()[-1]
    assert len(head) == 64
    assert [line.split()[:4] for line in ended.out.splitlines()[:2]] == [
        ["Left", "to", "read", "6"],
        ["Single", "read", "2", "decided"],
    ]
    ended = ready("queue", "verify", "--head", head, *DOGS)
    assert ended == (0, "The chain is whole. Records: 2.\n", "")


def test_lines_refused_end_with_3(ready: Program, tmp_path: Path) -> None:
    """One line each on stderr, also when quiet; the good ones are in."""
    ready("queue", "export", "mine.xlsx", *ANA)
    back = answer(tmp_path / "mine.xlsx", {0: "relevant", 2: f"he spilt {MARKER}"})
    ended = clean(ready("queue", "import", back, "--quiet", *ANA))
    assert (ended.code, ended.out) == (3, "")
    assert ended.err.startswith("back.xlsx, row 4 was refused: ")
    assert ended.err.count("\n") == 1
    assert "Records: 1." in ready("queue", "verify", *DOGS).out


def test_importing_twice_is_no_error(ready: Program, tmp_path: Path) -> None:
    """What is known is counted as known."""
    ready("queue", "export", "mine.xlsx", *ANA)
    back = answer(tmp_path / "mine.xlsx", {0: "relevant"})
    assert ready("queue", "import", back, *ANA).code == 0
    ended = ready("queue", "import", back, *ANA)
    assert (ended.code, [line.split()[-1] for line in ended.out.splitlines()]) == (
        0,
        ["0", "1", "7"],
    )


def test_a_broken_chain_ends_with_1(ready: Program, tmp_path: Path) -> None:
    """One line that says where; an unknown head the same."""
    ready("queue", "export", "mine.xlsx", *ANA)
    ready("queue", "import", answer(tmp_path / "mine.xlsx", {0: "relevant", 1: "unsure"}), *ANA)
    ended = ready("queue", "verify", "--head", "f" * 64, *DOGS)
    assert (ended.code, ended.out, ended.err.count("\n")) == (1, "", 1)
    assert "cut short" in ended.err
    with closing(sqlite3.connect(tmp_path / "workspace" / FILE)) as store:
        store.execute("UPDATE labels SET decision = 'not_relevant' WHERE position = 1")
        store.commit()
    ended = ready("queue", "verify", *DOGS)
    assert (ended.code, ended.out, ended.err.count("\n")) == (1, "", 1)
    assert "broken at record 1 of 2" in ended.err


def test_an_empty_queue_is_no_error(ready: Program, tmp_path: Path) -> None:
    """A workbook all the same, and a line that says why there is nothing in it."""
    ready("queue", "export", "mine.xlsx", *ANA)
    ready(
        "queue", "import", answer(tmp_path / "mine.xlsx", dict.fromkeys(range(8), "unsure")), *ANA
    )
    ended = ready("queue", "export", "empty.xlsx", *ANA)
    assert (ended.code, ended.out) == (0, "Texts to read in empty.xlsx: 0.\n")
    assert ended.err == "Note: nothing is left to read for ana: empty.xlsx is empty.\n"


def test_a_new_note_is_said_to_be_taken(ready: Program, tmp_path: Path) -> None:
    """Beside the count of what was recorded."""
    ready("queue", "export", "mine.xlsx", *ANA)
    for note in ("One.", "Two."):
        back = answer(tmp_path / "mine.xlsx", {0: "relevant"}, note=note)
        ended = clean(ready("queue", "import", back, *ANA))
    said = "Recorded 1 1 as a new note beside what stood"
    assert " ".join(ended.out.splitlines()[0].split()) == said


def test_results_are_written_even_if_the_queue_fails(
    ready: Program, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Exit 1, one line: what is there, what is not, and what to do; classified again all is well."""
    with closing(sqlite3.connect(tmp_path / "workspace" / FILE)) as store:
        pages = store.execute("PRAGMA page_count").fetchone()[0]
    (tmp_path / "export.csv").write_text(
        "\n".join(["Case Ref,Summary", *(f'D{n},"{MARKER * 99} dog {n}"' for n in range(99))]),
        encoding="utf-8",
    )
    whole = connect._PRAGMAS
    monkeypatch.setattr(connect, "_PRAGMAS", (*whole, f"PRAGMA max_page_count = {pages + 9}"))
    ended = clean(ready("classify", "export.csv", "-o", "more.csv", *DOGS))
    assert (ended.code, ended.out, ended.err.count("\n")) == (1, "", 1)
    assert "the disk is full. The results of export.csv are written" in ended.err
    assert (tmp_path / "more.csv").exists()
    monkeypatch.setattr(connect, "_PRAGMAS", whole)
    ended = clean(ready("classify", "export.csv", "-o", "more.csv", "--overwrite", *DOGS))
    assert ended.code == 0
    assert "In the workspace: 99 new rows" in ended.out


def test_quiet_says_nothing_on_success(ready: Program) -> None:
    """Not a word on either stream."""
    assert ready("queue", "export", "mine.xlsx", "--quiet", *ANA) == (0, "", "")
    assert ready("queue", "verify", "--quiet", *DOGS) == (0, "", "")


@pytest.mark.parametrize(
    ("words", "code", "found"),
    [
        (["export", "mine.csv", *ANA], 1, "End it in .xlsx"),
        (["export", "nowhere/mine.xlsx", *ANA], 1, "there is no folder"),
        (["export", "old.xlsx", *ANA], 1, "add --overwrite"),
        (["import", "missing.xlsx", *ANA], 1, "missing.xlsx"),
        (["import", "export.csv", *ANA], 1, "is no queue workbook: it has no column text. A queue"),
        (["export", "mine.xlsx", *DOGS], 2, "--reviewer"),
        (["stats", "--database", "nonsense", *DOGS], 1, "Example: postgresql://"),
        (["stats", "--database", "postgresql://a:velvet@127.0.0.1:1/x", *DOGS], 1, "opened"),
    ],
)
def test_what_cannot_be_done_is_said(
    ready: Program, tmp_path: Path, words: list[str], code: int, found: str
) -> None:
    """Exit 1 for what can be mended, on one line; 2 for wrong usage; no password."""
    (tmp_path / "old.xlsx").write_text("old", encoding="utf-8")
    ended = clean(ready("queue", *words))
    assert (ended.code, ended.out) == (code, "")
    assert found in ended.err
    assert "velvet" not in ended.err
    assert code == 2 or ended.err.count("\n") == 1
    assert (tmp_path / "old.xlsx").read_text(encoding="utf-8") == "old"


def test_classifying_again_adds_nothing(ready: Program) -> None:
    """The same export is known; the queue is as long as it was."""
    ended = ready("classify", "export.csv", "-o", "again.csv", *DOGS)
    assert "In the workspace: 0 new rows, 0 with a changed text, 8 known (0 with" in ended.out
    assert ready("queue", "export", "mine.xlsx", *ANA).out == "Texts to read in mine.xlsx: 8.\n"


def test_without_the_queue_there_is_no_store(dogs: Tiny, program: Program, tmp_path: Path) -> None:
    """--no-queue makes no workspace and says nothing of a queue."""
    (tmp_path / "export.csv").write_text(f'Summary\n"{TEXTS[0]}"\n', encoding="utf-8")
    ended = program("classify", "export.csv", "-o", "out.csv", "--no-queue", *DOGS)
    assert ended.code == 0
    assert "queue" not in ended.out
    assert not (tmp_path / "workspace").exists()


def test_a_bad_database_is_known_before_the_work(
    dogs: Tiny, program: Program, tmp_path: Path
) -> None:
    """No output is written."""
    (tmp_path / "export.csv").write_text(f'Summary\n"{TEXTS[0]}"\n', encoding="utf-8")
    words = ("--database", "postgresql://a:velvet@127.0.0.1:1/x")
    ended = clean(program("classify", "export.csv", "-o", "out.csv", *words, *DOGS))
    assert (ended.code, ended.out, ended.err.count("\n")) == (1, "", 1)
    assert "velvet" not in ended.err
    assert not (tmp_path / "out.csv").exists()
