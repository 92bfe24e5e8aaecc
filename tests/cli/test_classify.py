from __future__ import annotations

import json
import signal
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from classifier.services.scoring import Scorer
from classifier.services.workspace import Workspace

if TYPE_CHECKING:
    from conftest import Program

POSTED = "He posted a photo of the custody record on Facebook and tagged his colleagues."
LATE = "The officer was late for duty on three dates."
PARKED = "Reported for parking his van across the drive of the social club."
HEADER = "Case Ref,Allegation Summary,Outcome"
EXPORT = f"{HEADER}\nC1,{POSTED},None\nC2,{LATE},None\nC3,{PARKED},\n"
TEXTS = ("custody record", "late for duty", "parking his van")


def make(folder: Path, text: str = EXPORT, name: str = "export.csv") -> Path:
    """Write an export."""
    path = folder / name
    path.parent.mkdir(exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


def names(folder: Path) -> list[str]:
    """Name what stands in a folder."""
    return sorted(path.name for path in folder.iterdir())


def test_the_sample_is_classified(program: Program, workspace: Workspace, tmp_path: Path) -> None:
    """One command: a short table with the keyword search beside, exit 0, no allegation text."""
    sample = workspace.topic_folder / "sample_export.csv"
    ended = program("classify", sample, "-o", "results.xlsx")
    assert (ended.code, ended.err) == (0, "")
    labels = [" ".join(line.split()[:2]) for line in ended.out.splitlines()[1:7]]
    for label, start in zip(
        labels,
        ("Rows written", "Set aside", "Relevant", "To review", "Not relevant", "Keyword search"),
        strict=True,
    ):
        assert label.startswith(start)
    assert "rows are taken to be relevant" in ended.out
    assert "Results: results.xlsx" in ended.out
    assert "\x1b" not in ended.out
    assert names(tmp_path) == ["results.xlsx", "workspace"]


def test_without_an_output_the_result_stands_here(program: Program, tmp_path: Path) -> None:
    """EXPORT.classified in the current folder, the export's own folder untouched."""
    make(tmp_path / "in")
    assert program("classify", "in/export.csv").code == 0
    assert names(tmp_path) == ["export.classified.csv", "in", "workspace"]
    assert names(tmp_path / "in") == ["export.csv"]


def test_quiet_says_nothing_on_success(program: Program, tmp_path: Path) -> None:
    """Not a word on either stream."""
    assert program("classify", make(tmp_path), "-o", "out.csv", "--quiet") == (0, "", "")
    assert program("classify", make(tmp_path), "-o", "b.csv", "-q") == (0, "", "")


def test_rows_set_aside_end_with_3(program: Program, tmp_path: Path) -> None:
    """Done, but the file of rows set aside is named on stderr, even when quiet."""
    ended = program("classify", make(tmp_path, f"{EXPORT}C4,,x\n"), "-o", "out.csv", "--quiet")
    assert (ended.code, ended.out) == (3, "")
    assert "out.rejected.csv" in ended.err
    assert ended.err.count("\n") == 1
    assert names(tmp_path) == ["export.csv", "out.csv", "out.rejected.csv", "workspace"]


def test_json_goes_to_stdout_alone_or_to_a_file(program: Program, tmp_path: Path) -> None:
    """With - stdout is JSON and nothing else; with a file the table is printed as ever."""
    alone = program("classify", make(tmp_path), "-o", "a.csv", "--json", "-")
    assert json.loads(alone.out)["rows"] == 3
    beside = program("classify", make(tmp_path), "-o", "b.csv", "--json", "b.json")
    found = json.loads((tmp_path / "b.json").read_text(encoding="utf-8"))
    assert (found["schema"], found["rows"], found["rejected"]) == (1, 3, 0)
    assert "Keyword search" in beside.out
    quiet = program("classify", make(tmp_path), "-o", "c.csv", "--json", "-", "--quiet")
    assert json.loads(quiet.out)["rows"] == 3


@pytest.mark.parametrize("target", ["old.json", "nowhere/new.json"])
def test_a_json_that_cannot_be_written_stops_before_the_work(
    program: Program, tmp_path: Path, target: str
) -> None:
    """An existing file without --overwrite, or a folder that is not there: nothing is written."""
    (tmp_path / "old.json").write_text("old", encoding="utf-8")
    ended = program("classify", make(tmp_path), "-o", "out.csv", "--json", target)
    assert ended.code == 1
    assert target in ended.err
    assert names(tmp_path) == ["export.csv", "old.json"]
    assert (tmp_path / "old.json").read_text(encoding="utf-8") == "old"


def test_an_existing_output_is_not_touched(program: Program, tmp_path: Path) -> None:
    """Exit 1, one line, and every file as it was; --overwrite replaces it."""
    make(tmp_path, "old", "out.csv")
    ended = program("classify", make(tmp_path), "-o", "out.csv")
    assert ended == (
        1,
        "",
        "classifier: out.csv exists. Choose another name, or add --overwrite.\n",
    )
    assert (tmp_path / "out.csv").read_text(encoding="utf-8") == "old"
    assert names(tmp_path) == ["export.csv", "out.csv"]
    assert program("classify", make(tmp_path), "-o", "out.csv", "--overwrite").code == 0
    assert (tmp_path / "out.csv").read_text(encoding="utf-8").startswith(HEADER)


def test_the_export_is_never_its_own_output(program: Program, tmp_path: Path) -> None:
    """Even with --overwrite the export stays: it may be the only copy."""
    ended = program("classify", make(tmp_path), "-o", "export.csv", "--overwrite")
    assert ended.code == 1
    assert ended.err.count("\n") == 1
    assert (tmp_path / "export.csv").read_text(encoding="utf-8") == EXPORT


def test_rows_set_aside_never_take_the_place_of_the_export(
    program: Program, tmp_path: Path
) -> None:
    """An earlier run's rows set aside, mended and classified under the first name, stay."""
    export = make(tmp_path, EXPORT, "out.rejected.csv")
    ended = program("classify", export, "-o", "out.csv", "--overwrite")
    assert ended.code == 1
    assert names(tmp_path) == ["out.rejected.csv"]
    assert export.read_text(encoding="utf-8") == EXPORT


@pytest.mark.parametrize("target", ["export.csv", "link.csv", "out.csv", "folder"])
def test_json_never_takes_the_place_of_another_file(
    program: Program, tmp_path: Path, target: str
) -> None:
    """Not of the export by any name, the results or a folder, even with --overwrite."""
    (tmp_path / "link.csv").hardlink_to(make(tmp_path))
    (tmp_path / "folder").mkdir()
    ended = program(
        "classify", "export.csv", "-o", "out.csv", "--json", target, "--overwrite", "--quiet"
    )
    assert (ended.code, ended.err.count("\n")) == (1, 1)
    assert ended.err.startswith(f"classifier: {target} ")
    assert names(tmp_path) == ["export.csv", "folder", "link.csv"]
    assert (tmp_path / "export.csv").read_text(encoding="utf-8") == EXPORT


@pytest.mark.parametrize(
    ("words", "found"),
    [
        (["-o", "nowhere/out.csv"], "there is no folder nowhere"),
        (["-o", "out.docx"], "its ending names no format"),
        (["-o", f"{'x' * 300}.csv"], "its name is too long"),
        (["-o", "out.csv", "--json", "x" * 300], "its name is too long"),
        (["-o", "out.csv", "--prevalence", "0"], "--prevalence is 0"),
        (["-o", "out.csv", "--prevalence", "1.5"], "--prevalence is 1.5"),
        (["-o", "out.csv", "--target-recall", "95"], "--target-recall is 95"),
        (["-o", "out.csv", "--target-recall", "0"], "--target-recall is 0"),
        (["-o", "out.csv", "--topic", "horses"], "no topic 'horses'"),
        (["-o", "out.csv", "--map", "text=Nothing"], "Nothing"),
        (["-o", "out.csv", "--map", "nothing=Outcome"], "nothing"),
    ],
)
def test_an_error_is_one_line_and_nothing_is_written(
    program: Program, tmp_path: Path, words: list[str], found: str
) -> None:
    """Exit 1, what and what to do on one line of stderr, no allegation text, no file."""
    ended = program("classify", make(tmp_path), *words)
    assert (ended.code, ended.out) == (1, "")
    assert found in ended.err
    assert ended.err.startswith("classifier: ")
    assert ended.err.count("\n") == 1
    assert not any(text in ended.err for text in TEXTS)
    assert names(tmp_path) == ["export.csv"]


@pytest.mark.parametrize(
    "text", ["", f"{HEADER}\n", "Key,Other\n1,2\n", f'{HEADER}\nC1,"{LATE},\nC2,{PARKED},x\n']
)
def test_an_export_that_cannot_be_read_gives_nothing(
    program: Program, tmp_path: Path, text: str
) -> None:
    """Empty, header only, no text column, unbalanced quotes: one line, exit 1, no file, no text."""
    ended = program("classify", make(tmp_path, text), "-o", "out.csv")
    assert (ended.code, ended.out) == (1, "")
    assert ended.err.count("\n") == 1
    assert not any(words in ended.err for words in TEXTS)
    assert names(tmp_path) == ["export.csv"]


def test_a_folder_that_cannot_be_written_is_known_before_the_work(
    program: Program, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Permission is tried first: exit 1, one line, nothing scored or written."""

    def refuse(**_: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr("tempfile.TemporaryFile", refuse)
    monkeypatch.setattr(Scorer, "score", None)
    ended = program("classify", make(tmp_path), "-o", "out.csv")
    assert (ended.code, ended.out) == (1, "")
    assert "no permission to write it" in ended.err
    assert names(tmp_path) == ["export.csv"]


@pytest.mark.parametrize("asked", [signal.SIGINT, signal.SIGTERM])
def test_whoever_stops_it_gets_no_trace(
    program: Program, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, asked: signal.Signals
) -> None:
    """Stopped while scoring: one line, no output nor part of one, nothing queued."""

    def stop(*_: object) -> None:
        signal.raise_signal(asked)

    monkeypatch.setattr(Scorer, "_pass_by", stop)
    # A shell starts what runs in the background with Ctrl-C ignored, tests included.
    usual = signal.default_int_handler if asked == signal.SIGINT else signal.SIG_DFL
    before = signal.signal(asked, usual)
    try:
        ended = program("classify", make(tmp_path), "-o", "out.csv")
    finally:
        signal.signal(asked, before)
    assert (ended.code, ended.out, ended.err) == (130, "", "classifier: stopped.\n")
    assert names(tmp_path) == ["export.csv", "workspace"]
    assert "Left to read         0" in program("queue", "stats").out


def test_a_damaged_model_scores_nothing(
    program: Program, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """No model in use: exit 1, one line that says what to do, no output."""
    monkeypatch.setattr("classifier.services.workspace.MODELS", tmp_path / "models")
    ended = program("classify", make(tmp_path), "-o", "out.csv")
    assert ended.code == 1
    assert "There is no model for the topic social_media" in ended.err
    assert names(tmp_path) == ["export.csv"]


def test_several_exports_go_into_a_folder(program: Program, tmp_path: Path) -> None:
    """A table for each, and 3 if any of them has rows set aside."""
    sources = [make(tmp_path, name="a.csv"), make(tmp_path, EXPORT + "C4,,\n", "b.csv")]
    ended = program("classify", *sources, "-o", "results", "--json", "all.json")
    assert ended.code == 3
    assert ended.out.count("Keyword search") == 2
    assert names(tmp_path / "results") == [
        "a.classified.csv",
        "b.classified.csv",
        "b.classified.rejected.csv",
    ]
    found = json.loads((tmp_path / "all.json").read_text(encoding="utf-8"))
    assert (found["rows"], found["rejected"], len(found["exports"])) == (6, 1, 2)


def test_notes_go_to_stderr(program: Program, tmp_path: Path) -> None:
    """A column of the export called score, and cells like formulas: told, not stopped at."""
    text = f"score,Allegation Summary\n=1,{LATE}\n"
    ended = program("classify", make(tmp_path, text), "-o", "out.csv")
    assert ended.code == 0
    assert "Note: the export has a column 'score' of its own" in ended.err
    assert "1 cell begins like a formula" in ended.err
    assert "late for duty" not in ended.err
    defused = program("classify", make(tmp_path, text), "-o", "safe.csv", "--defuse")
    assert "formulas" not in defused.err
    assert "'=1" in (tmp_path / "safe.csv").read_text(encoding="utf-8")


def test_the_workspace_is_made_where_it_is_asked_for(program: Program, tmp_path: Path) -> None:
    """Rows are kept there for the queue; with --no-queue nothing is kept and no folder appears."""
    program("classify", make(tmp_path), "-o", "a.csv", "--workspace", "mine", "--no-queue")
    assert names(tmp_path) == ["a.csv", "export.csv"]
    program("classify", make(tmp_path), "-o", "b.csv", "--workspace", "mine")
    assert names(tmp_path) == ["a.csv", "b.csv", "export.csv", "mine"]


@pytest.mark.parametrize(
    ("options", "found"),
    [
        (("--backend", "spark"), "--backend is 'spark'"),
        (("--backend", "dask"), "--scheduler ADDRESS belong together"),
        (("--backend", "dask", "--scheduler", "tcp://10.0.0.5:1"), "unencrypted"),
    ],
)
def test_a_cluster_is_asked_for_rightly(
    program: Program, tmp_path: Path, options: tuple[str, ...], found: str
) -> None:
    """Else one line says what is wrong, before any work."""
    make(tmp_path)
    ended = program("classify", "export.csv", *options)
    assert (ended.code, ended.out) == (1, "")
    assert found in ended.err
    assert len(ended.err.splitlines()) == 1
    assert names(tmp_path) == ["export.csv"]


def test_neither_processes_nor_a_stopped_run_change_the_result(
    program: Program, tmp_path: Path
) -> None:
    """With one process or two, anew or going on: the same bytes."""
    make(tmp_path)
    for name, options in (("1", ()), ("2", ("--jobs", "1")), ("3", ("--jobs", "2", "--resume"))):
        assert program("classify", "export.csv", "-o", f"{name}.csv", *options).code == 0
    first, *others = ((tmp_path / f"{name}.csv").read_bytes() for name in "123")
    assert all(other == first for other in others)
