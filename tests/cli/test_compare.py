from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

Program = Callable[..., Any]

LABELLED = (
    "Case Reference,Summary,relevant\n"
    "1,He posted a photograph of the scene on Instagram.,1\n"
    "2,Officer was late for duty on three days.,0\n"
    "3,She sent offensive jokes to a WhatsApp group of colleagues.,1\n"
    "4,A social worker was spoken to rudely.,0\n"
)


@pytest.fixture
def labelled(tmp_path: Path) -> Path:
    """Give a small invented labelled file."""
    path = tmp_path / "labelled.csv"
    path.write_text(LABELLED, encoding="utf-8")
    return path


def test_it_prints_the_verdict_and_then_the_table(program: Program, labelled: Path) -> None:
    """Sentences first, then the three side by side; exit 0, nothing on stderr."""
    ended = program("compare", labelled)
    lines = ended.out.splitlines()
    assert (ended.code, ended.err) == (0, "")
    assert lines[0] == "Of 4 labelled rows, 2 are about social media."
    assert lines[1] == "The keyword search found 1, missed 1 and collected 1 that is not."
    table = [" ".join(line.split()) for line in lines]
    assert "Keyword search Model alone Together" in table
    assert any(line.startswith("Rows sent to a reviewer - - ") for line in table)
    assert any(line.startswith("95 % interval ") for line in table)
    assert max(len(line) for line in lines) <= 88
    assert "\x1b" not in ended.out
    assert "Instagram" not in ended.out


def test_quiet_prints_nothing(program: Program, labelled: Path) -> None:
    """The report is written all the same."""
    ended = program("compare", labelled, "--quiet", "--report", "out/report")
    assert ended == (0, "", "")
    assert sorted(path.name for path in Path("out/report").iterdir()) == [
        "comparison.json",
        "index.html",
    ]


def test_json_goes_to_stdout_alone_or_to_a_file(program: Program, labelled: Path) -> None:
    """With - stdout is JSON and nothing else; it is what the report's folder holds too."""
    printed = program("compare", labelled, "--json", "-", "--report", "report")
    assert program("compare", labelled, "--json", "out.json", "-q").code == 0
    written = Path("out.json").read_text(encoding="utf-8")
    assert written == printed.out == Path("report/comparison.json").read_text(encoding="utf-8")
    assert json.loads(written)["rows"] == 4
    assert program("compare", labelled, "--json", "out.json").code == 1
    assert program("compare", labelled, "--json", "out.json", "-q", "--overwrite").code == 0


def test_rows_set_aside_end_with_3(program: Program, labelled: Path) -> None:
    """They are named on stderr, by reason and row, even when quiet."""
    labelled.write_text(LABELLED + "5,,1\n6,,0\nTotal,,4\n", encoding="utf-8")
    ended = program("compare", labelled, "--quiet")
    assert (ended.code, ended.out) == (3, "")
    assert ended.err.splitlines() == [
        "2 rows set aside, no text: rows 6, 7.",
        "1 row set aside, a totals line: row 8.",
    ]


def test_many_rows_set_aside_are_counted(program: Program, labelled: Path) -> None:
    """The first twenty are named, and the others counted."""
    labelled.write_text(LABELLED + "5,,1\n" * 23, encoding="utf-8")
    assert program("compare", labelled).err.endswith("24, 25 and 3 more.\n")


def test_rows_without_a_label_are_no_fault(program: Program, labelled: Path) -> None:
    """They are counted in what is printed, and the exit code is 0."""
    labelled.write_text(LABELLED + "5,Nobody has read this yet.,\n", encoding="utf-8")
    ended = program("compare", labelled)
    assert ended.code == 0
    assert "Not counted: 1 row without a label in 'relevant'." in ended.out


def test_options_reach_the_service(program: Program, tmp_path: Path) -> None:
    """Columns, borderline, aim, seed: each changes what is compared."""
    path = tmp_path / "odd.csv"
    path.write_text(
        "Words,seen,borderline\nLate for duty.,no,0\nPosted on Twitter.,yes,1\n", encoding="utf-8"
    )
    columns = ("--text-column", "Words", "--label-column", "seen")
    ended = program("compare", path, *columns, "--leave-out-borderline", "--prevalence", "0.02")
    assert ended.code == 0
    assert "Not counted: 1 row marked as borderline." in ended.out
    assert "About 2.00% of rows are taken to be relevant (as given)." in ended.out
    mapped = program("compare", path, "--map", "text=Words", *columns[2:], "--seed", "3")
    assert mapped.code == 0


@pytest.mark.parametrize(
    ("words", "message"),
    [
        ((), "this workspace has no resolved labels yet"),
        (("missing.csv",), "missing.csv"),
        (("{labelled}", "--label-column", "seen"), "The columns are 'Case Reference', 'Summary',"),
        (("{labelled}", "--label-column", "Summary"), "row 2 has no known value in 'Summary'"),
        (("{labelled}", "--model", "mine"), "There is no model 'mine'"),
        (("{labelled}", "--target-recall", "2"), "--target-recall is 2"),
        (("{labelled}", "--report", "{labelled}"), "labelled.csv is a file"),
        (("{labelled}", "--json", "{labelled}", "--overwrite"), "labelled.csv cannot be written"),
        (("{labelled}", "--leave-out-borderline"), "there is no column 'borderline'"),
    ],
)
def test_what_a_person_can_mend_ends_with_1(
    program: Program, labelled: Path, words: tuple[str, ...], message: str
) -> None:
    """One line on stderr says what and where, and no allegation text is in it."""
    ended = program("compare", *(word.format(labelled=labelled) for word in words))
    assert (ended.code, ended.out) == (1, "")
    assert message in ended.err
    assert ended.err.count("\n") == 1
    assert "Instagram" not in ended.err


@pytest.mark.parametrize("words", [("--seed", "-1"), ("--beside", "mine"), ("--map", "Words")])
def test_wrong_usage_ends_with_2(program: Program, labelled: Path, words: tuple[str, str]) -> None:
    """An option that is not there, or a value that is none."""
    assert program("compare", labelled, *words).code == 2


def test_every_option_has_an_example(program: Program) -> None:
    """The options that are this command's own say how they are used."""
    import inspect as reading

    from classifier.cli.compare import compare

    for name, parameter in reading.signature(compare, eval_str=True).parameters.items():
        if name not in {"topic", "workspace", "quiet", "overwrite", "json_file"}:
            assert "Example: " in parameter.annotation.__metadata__[0].help
    assert "LABELLED" in program("compare", "--help").out
