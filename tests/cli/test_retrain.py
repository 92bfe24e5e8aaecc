from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from services.test_retrain import rows, write

if TYPE_CHECKING:
    from conftest import Program, Tiny

DOGS = ("--topic", "dogs")
SIDE = {"collected", "found", "precision", "recall", "f1", "average_precision"}
RESULT = {
    "schema",
    "version",
    "parent",
    "general",
    "labels",
    "penalty",
    "judged_on",
    "rows",
    "relevant",
    "cases",
    "prevalence",
    "champion",
    "challenger",
    "difference_f1",
    "paired",
    "margin",
    "verdict",
    "forgotten",
    "promoted",
    "seconds",
}


@pytest.fixture
def labelled(tmp_path: Path) -> Path:
    """Give a file of forty labelled rows."""
    return write(tmp_path / "labelled.csv", rows())


def test_both_are_printed_and_nothing_is_promoted(
    dogs: Tiny, labelled: Path, program: Program
) -> None:
    """What was learned from, both models' figures, the verdict, and how to go on."""
    ended = program("retrain", "--labels", labelled, *DOGS)
    assert (ended.code, ended.err) == (0, "")
    assert ended.out.startswith("Learned from 40 labelled texts, 20 of them relevant")
    assert f"in use: {dogs.result.version}" in ended.out
    assert "Judged on 40 texts, 20 relevant (folds by case)" in ended.out
    version = ended.out.split("models promote ")[1].split()[0]
    assert f"candidate: {version}" in ended.out
    assert program("models", "list", *DOGS).out == f"* {dogs.result.version}\n  {version}\n"


def test_promoting_takes_a_reason(dogs: Tiny, labelled: Path, program: Program) -> None:
    """Without one it is wrong usage, as is a reason for nothing; with one it is logged."""
    words = ("retrain", "--labels", labelled, *DOGS)
    for wrong in (["--promote"], ["--promote", "--reason", " "], ["--reason", "why"]):
        ended = program(*words, *wrong)
        assert ended.code == 2
        assert "--reason" in ended.err
    assert not Path("workspace").exists()
    ended = program(*words, "--promote", "--reason", "it knows our beasts")
    assert ended.code == 0
    assert "In use now: local-" in ended.out
    (one,) = json.loads(program("models", "list", *DOGS, "--json", "-").out)["promotions"]
    assert (one["reason"], one["before"]) == ("it knows our beasts", "shipped")
    assert program("models", "rollback", *DOGS).code == 0
    assert program("models", "list", *DOGS).out.startswith(f"* {dogs.result.version}")


def test_what_is_in_use_already_is_compared_and_not_promoted(
    dogs: Tiny, labelled: Path, program: Program
) -> None:
    """The whole result comes all the same, asked to promote or not; the log has one line."""
    words = ("retrain", "--labels", labelled, *DOGS)
    promoting = (*words, "--promote", "--reason", "it knows our beasts")
    made = json.loads(program(*promoting, "--json", "-").out)
    for again in (words, promoting):
        ended = program(*again)
        assert (ended.code, ended.err) == (0, "")
        assert f"candidate: {made['version']}" in ended.out
        assert ended.out.splitlines()[-1].startswith("It is in use already")
    found = json.loads(program(*promoting, "--json", "-").out)
    assert (made["promoted"], found["promoted"]) == (True, False)
    assert found["version"] == found["parent"] == made["version"]
    assert len(json.loads(program("models", "list", *DOGS, "--json", "-").out)["promotions"]) == 1


def test_the_result_for_programs(dogs: Tiny, labelled: Path, program: Program) -> None:
    """The documented keys, and nothing else on standard output."""
    found = json.loads(program("retrain", "--labels", labelled, *DOGS, "--json", "-").out)
    assert set(found) == RESULT
    assert found["schema"] == 1
    assert set(found["champion"]) == set(found["challenger"]) == SIDE
    assert found["parent"] == found["general"] == dogs.result.version
    page = (Path(__file__).parents[2] / "docs" / "retrain.md").read_text(encoding="utf-8")
    assert not [key for key in RESULT | SIDE if f"`{key}`" not in page]


def test_several_files_after_one_option(
    dogs: Tiny, labelled: Path, tmp_path: Path, program: Program
) -> None:
    """Or the option once for each; a file without the option is wrong usage."""
    more = write(tmp_path / "more.csv", rows(50)[40:])
    for words in (["--labels", labelled, more], ["--labels", labelled, "--labels", more]):
        found = json.loads(program("retrain", *words, *DOGS, "--json", "-").out)
        assert found["labels"]["texts"] == 50
    assert program("retrain", labelled, *DOGS).code == 2


def test_bad_rows_end_with_3_and_are_named(dogs: Tiny, tmp_path: Path, program: Program) -> None:
    """Each by file and row, without its text."""
    path = write(tmp_path / "a.csv", [*rows(), ("He teased the secret.", "perhaps", "c1")])
    ended = program("retrain", "--labels", path, *DOGS)
    assert ended.code == 3
    assert ended.err == "a.csv: row 42 set aside: no known label in 'relevant'.\n"


def test_nothing_to_learn_from_ends_with_1(dogs: Tiny, program: Program) -> None:
    """One line that says what to do."""
    ended = program("retrain", *DOGS)
    assert (ended.code, ended.out) == (1, "")
    assert "has no queue. Review some rows first, or name a file with --labels." in ended.err
