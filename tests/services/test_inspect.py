from __future__ import annotations

import datetime as dt
import json
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner, Result

from classifier.cli.inspect import inspect
from classifier.domain.errors import MappingError, OutputError, TopicError
from classifier.services.inspect import as_json, inspect_export

CLEAN = (
    "Case Ref;Summary;Date Recorded;Date Finalised;Incident Date\n"
    "1;Late for duty.;13/02/2018;1/3/18;\n"
    "2;Posted it on a page.;01/02/2018;;\n"
)
ROUGH = (
    "Case Ref,Summary,Date Recorded\n1,Late for duty.,13/02/2018\n2,Lost it.,02/13/2018\n"
    "3,,tbc\n4,Was late again.,tbc\nTotal,,4\n"
)


def make(folder: Path, text: str) -> Path:
    """Write an export."""
    path = folder / "export.csv"
    path.write_text(text, encoding="utf-8")
    return path


def run(*words: str | Path) -> Result:
    """Run the command alone, its errors let through."""
    app = typer.Typer()
    app.command()(inspect)
    return CliRunner().invoke(app, [str(word) for word in words])


def test_dates_have_an_order_and_a_range(tmp_path: Path) -> None:
    """Each date column says how it is written and from when to when; a blank one says so."""
    found = inspect_export(make(tmp_path, CLEAN), workspace=tmp_path)
    recorded = found.dates["date_recorded"]
    assert recorded.order.kind == "day_first"
    assert (recorded.earliest, recorded.latest) == (dt.date(2018, 2, 1), dt.date(2018, 2, 13))
    assert found.dates["date_finalised"].latest == dt.date(2018, 3, 1)
    assert found.dates["date_incident"].order.kind == "blank"
    assert found.dates["date_incident"].earliest is None
    assert found.problems == ()


def test_problems_and_rows_set_aside_are_listed(tmp_path: Path) -> None:
    """Contradicting dates name two rows, and the rows set aside are listed by reason."""
    found = inspect_export(make(tmp_path, ROUGH), workspace=tmp_path)
    assert found.aside == {"no text": [4], "a totals line": [6]}
    assert "row 2 can only be day-first, row 3 only month-first" in found.problems[0]
    assert found.problems[1] == "in 'Date Recorded' 1 cell is no date"
    assert found.dates["date_recorded"].earliest is None


def test_a_mapping_is_saved_only_when_asked_and_then_used(tmp_path: Path) -> None:
    """--save-mapping keeps it for the header; without it the workspace is not even made."""
    path, workspace = make(tmp_path, "Key,Words\n1,Late for duty.\n"), tmp_path / "workspace"
    inspect_export(path, workspace=workspace, mapping={"text": "words"})
    assert not workspace.exists()
    with pytest.raises(MappingError, match="no column is known"):
        inspect_export(path, workspace=workspace)
    inspect_export(path, workspace=workspace, mapping={"text": "words"}, keep_mapping=True)
    assert inspect_export(path, workspace=workspace).export.columns == {"text": "Words"}


def test_the_json_has_counts_and_no_text(tmp_path: Path) -> None:
    """Programs get the layout, the mapping, the counts, and no allegation text."""
    found = as_json(inspect_export(make(tmp_path, ROUGH), workspace=tmp_path))
    assert found["schema"] == 1
    assert (found["rows"], found["rejected"], found["repaired"]) == (3, 2, 0)
    assert found["columns"] == {
        "text": "Summary",
        "case_id": "Case Ref",
        "date_recorded": "Date Recorded",
    }
    assert found["dates"] == {
        "date_recorded": {
            "order": "ambiguous",
            "ambiguous_rows": [2, 3],
            "earliest": None,
            "latest": None,
            "dated": 2,
            "unread": 1,
        }
    }
    assert found["unmapped"] == []
    assert "Late for duty" not in json.dumps(found)


def test_the_command_prints_what_a_person_checks(tmp_path: Path) -> None:
    """Format, encoding, delimiter, header, columns with dates, rows: plain text, exit 0."""
    result = run(make(tmp_path, CLEAN), "--workspace", tmp_path)
    assert result.exit_code == 0
    lines = [" ".join(line.split()) for line in result.stdout.splitlines()]
    for line in (
        "Format CSV",
        "Encoding utf-8",
        "Delimiter semicolon",
        "Header row 1",
        "text 'Summary'",
        "date_recorded 'Date Recorded' day first, 01/02/2018 to 13/02/2018",
        "date_incident 'Incident Date' blank",
        "Rows 2",
        "Set aside 0",
    ):
        assert line in lines
    assert "\x1b" not in result.stdout
    assert "Late for duty" not in result.output


def test_rows_set_aside_end_with_3(tmp_path: Path) -> None:
    """Exit 3 where rows would be set aside; what is wrong goes to stderr, even when quiet."""
    result = run(make(tmp_path, ROUGH), "--workspace", tmp_path)
    assert result.exit_code == 3
    assert "a totals line: row 6" in result.stdout
    assert "ambiguous: row 2 is day-first, row 3 month-first" in result.stdout
    quiet = run(make(tmp_path, ROUGH), "--workspace", tmp_path, "--quiet")
    assert quiet.stdout == ""
    assert "contradict each other" in quiet.stderr


@pytest.mark.parametrize(
    ("empty", "named"),
    [
        (1, "row 2"),
        (2, "rows 2 and 3"),
        (5, "rows 2, 3, 4, 5 and 6"),
        (7, "rows 2, 3, 4, 5, 6 and 2 more"),
    ],
)
def test_rows_are_named_as_people_do(tmp_path: Path, empty: int, named: str) -> None:
    """One row, some rows, the first few of many."""
    lines = [*(f"{n}," for n in range(empty)), "9,Late for duty."]
    result = run(make(tmp_path, "\n".join(["Case Ref,Summary", *lines])), "--workspace", tmp_path)
    assert f"no text: {named}\n" in result.stdout


def test_cells_that_are_no_dates_are_counted(tmp_path: Path) -> None:
    """One, or several."""
    lines = ["1,Late for duty.,13/02/2018", "2,Was late again.,tbc", "3,Lost it.,tbc"]
    path = make(tmp_path, "\n".join(["Case Ref,Summary,Date Recorded", *lines]))
    assert inspect_export(path, workspace=tmp_path).problems == (
        "in 'Date Recorded' 2 cells are no dates",
    )


@pytest.mark.parametrize(("spoilt", "said"), [(0, "0 texts"), (1, "1 text"), (2, "2 texts")])
def test_repaired_texts_are_counted(tmp_path: Path, spoilt: int, said: str) -> None:
    """In the singular and the plural."""
    lines = [f"{n},The officerâ€™s joke {n}" for n in range(spoilt)]
    path = make(tmp_path, "\n".join(["Case Ref,Summary", "9,Late for duty.", *lines]))
    assert f"{said} in a wrong encoding" in run(path, "--workspace", tmp_path).stdout


def test_json_goes_to_stdout_alone_or_to_a_file(tmp_path: Path) -> None:
    """With - stdout is JSON and nothing else; a file is not replaced without --overwrite."""
    path, to_file = make(tmp_path, CLEAN), tmp_path / "out.json"
    assert json.loads(run(path, "--json", "-").stdout)["rows"] == 2
    assert run(path, "--json", to_file).exit_code == 0
    assert json.loads(to_file.read_text(encoding="utf-8"))["file"] == str(path)
    assert isinstance(run(path, "--json", to_file).exception, OutputError)
    assert run(path, "--json", to_file, "--overwrite").exit_code == 0


def test_an_unknown_topic_is_an_error_here_too(tmp_path: Path) -> None:
    """A slip in --topic is seen before the export is scored."""
    ended = run(make(tmp_path, CLEAN), "--topic", "horses", "--workspace", tmp_path)
    assert isinstance(ended.exception, TopicError)


def test_the_command_maps_and_saves(tmp_path: Path) -> None:
    """--map and --save-mapping, and a --map that is no pair is wrong usage."""
    path = make(tmp_path, "Key,Words\n1,Late for duty.\n")
    workspace = ("--workspace", tmp_path / "workspace")
    saved = run(path, "--map", "text=Words", "--save-mapping", *workspace)
    assert "mappings.json" in saved.stdout
    assert run(path, *workspace).exit_code == 0
    assert run(path, "--map", "Words", *workspace).exit_code == 2
