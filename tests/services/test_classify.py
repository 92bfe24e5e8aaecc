from __future__ import annotations

import csv
import io
import json
from dataclasses import replace
from itertools import count
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from classifier.domain.allegation import ADDED_COLUMNS
from classifier.domain.errors import ClassifierError, OutputError
from classifier.domain.route import DECISIONS, NOT_RELEVANT, REASONS
from classifier.io.export import read_export
from classifier.services.classify import Classified, Options, as_json, classify
from classifier.services.decide import Aim
from classifier.services.scoring import Scorer
from classifier.services.workspace import Workspace

POSTED = "He posted a photo of the custody record on Facebook and tagged his colleagues."
LATE = "The officer was late for duty on three dates."
PARKED = "Reported for parking his van across the drive of the social club."
HEADER = "Case Ref,Allegation Summary,Outcome"
EXPORT = f"{HEADER}\nC1,{POSTED},None\nC2,{LATE},None\nC3,{PARKED},\n"
KEYS = ["schema", "rows", "rejected", "relevant", "review", "not_relevant", "keyword_hits"]
KEYS += ["keyword_hits_not_relevant", "prevalence", "seconds", "model"]


def make(folder: Path, text: str = EXPORT, name: str = "export.csv") -> Path:
    """Write an export."""
    folder.mkdir(exist_ok=True)
    path = folder / name
    path.write_bytes(text.encode())
    return path


def run(source: Path, output: Path, workspace: Workspace, **options: object) -> Classified:
    """Classify one export at a prevalence of 1 %, unless told otherwise."""
    asked = Options(**{"aim": Aim(prevalence=0.01), **options})  # type: ignore[arg-type]
    (result,) = classify([source], workspace=workspace, output=output, options=asked)
    return result


def table(path: Path) -> pd.DataFrame:
    """Read a CSV as strings."""
    return pd.read_csv(path, dtype=str, keep_default_na=False, encoding="utf-8-sig")


def test_the_columns_of_the_contract_are_added(workspace: Workspace, tmp_path: Path) -> None:
    """After the export's own, in order, each in the form that the contract gives it."""
    result = run(make(tmp_path), tmp_path / "out.csv", workspace)
    found = table(tmp_path / "out.csv")
    assert list(found.columns) == [*HEADER.split(","), *ADDED_COLUMNS]
    for column in ("probability", "score"):
        assert found[column].str.fullmatch(r"[01](\.\d{1,4})?").all()
    assert set(found["decision"]) <= set(DECISIONS)
    assert set(found["reason"]) <= set(REASONS.values())
    assert found["keyword_hit"].tolist() == ["true", "false", "true"]
    assert found["keyword_terms"].tolist() == ["Facebook", "", "Social"]
    assert found["platforms"].tolist() == ["Facebook", "", ""]
    assert found["evidence"].tolist() == [POSTED, "", PARKED]
    assert set(found["model"]) == {result.model}
    assert found["decision"].tolist()[1:] == [NOT_RELEVANT, "review"]


def test_the_shipped_sample_comes_back_whole(workspace: Workspace, tmp_path: Path) -> None:
    """Its lines are the beginnings of the output's lines, byte for byte and in order."""
    sample = workspace.topic_folder / "sample_export.csv"
    result = run(sample, tmp_path / "out.csv", workspace)
    before, after = sample.read_bytes(), (tmp_path / "out.csv").read_bytes()
    assert before[:3] == after[:3] == b"\xef\xbb\xbf"
    rows = list(csv.reader(io.StringIO(before.decode("utf-8-sig"), newline="")))
    found = list(csv.reader(io.StringIO(after.decode("utf-8-sig"), newline="")))
    used = [rows[number - 1] for number in read_export(sample).rows.tolist()]
    assert [row[: len(rows[0])] for row in found] == [rows[0], *used]
    assert len(rows) - 1 == result.counts["rows"] + result.counts["rejected"]
    assert 0 < result.counts["relevant"] < result.counts["rows"] // 4


def test_original_cells_are_untouched(workspace: Workspace, tmp_path: Path) -> None:
    """Odd spacing, quotes, empty cells, line breaks, leading zeros: as they came."""
    odd = f'Case Ref,Allegation Summary,"x, ""y"""\r\n007, {LATE} ,\r\n1e5,"{POSTED}\r\nTwice.",=1\r\n'
    run(make(tmp_path, odd), tmp_path / "out.csv", workspace)
    after = (tmp_path / "out.csv").read_bytes().decode()
    assert after.startswith('Case Ref,Allegation Summary,"x, ""y""",probability')
    assert f"\r\n007, {LATE} ,,0" in after
    assert f'\r\n1e5,"{POSTED}\r\nTwice.",=1,' in after


def test_the_result_is_written_as_the_export_came(workspace: Workspace, tmp_path: Path) -> None:
    """Semicolons, UTF-16, line ends: the output has the export's."""
    text = EXPORT.replace(",", ";").replace("\n", "\r\n")
    path = tmp_path / "export.csv"
    path.write_bytes(text.encode("utf-16"))
    run(path, tmp_path / "out.csv", workspace)
    after = (tmp_path / "out.csv").read_bytes().decode("utf-16")
    lines = after.split("\r\n")
    assert lines[0] == ";".join([*HEADER.split(","), *ADDED_COLUMNS])
    assert len(lines) == 5


@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    rows=st.lists(
        st.tuples(st.sampled_from([POSTED, LATE, PARKED, "", "  ", "Total"]), st.booleans()),
        min_size=1,
        max_size=12,
    )
)
def test_rows_in_are_rows_out_and_rows_set_aside(
    workspace: Workspace, tmp_path_factory: pytest.TempPathFactory, rows: list[tuple[str, bool]]
) -> None:
    """Wherever blank rows stand: none is lost, none is doubled, the order stays."""
    folder = tmp_path_factory.mktemp("rows")
    rows = [(LATE, True), *rows]
    lines = [f"C{n},{text},{'x' if full else ''}" for n, (text, full) in enumerate(rows)]
    result = run(make(folder, "\n".join([HEADER, *lines, ""])), folder / "out.csv", workspace)
    kept = table(folder / "out.csv")["Case Ref"].tolist()
    aside = table(result.rejected_file)["Case Ref"].tolist() if result.rejected_file else []
    assert len(kept) == result.counts["rows"]
    assert len(aside) == result.counts["rejected"]
    assert sorted([*kept, *aside]) == sorted(f"C{n}" for n in range(len(rows)))
    assert kept == sorted(kept, key=lambda case: int(case[1:]))
    assert result.counts["rows"] == sum(result.counts[name] for name in DECISIONS)
    assert result.counts["keyword_hits_not_relevant"] == 0


def test_rows_set_aside_stand_beside_the_result(workspace: Workspace, tmp_path: Path) -> None:
    """Each with its row number and reason; where there are none there is no file."""
    result = run(make(tmp_path, EXPORT + "C4,,x\n"), tmp_path / "out.csv", workspace)
    assert result.rejected_file == tmp_path / "out.rejected.csv"
    assert table(result.rejected_file).iloc[0].tolist() == ["5", "no text", "C4", "", "x"]
    assert run(make(tmp_path), tmp_path / "b.csv", workspace).rejected_file is None
    assert not (tmp_path / "b.rejected.csv").exists()


def test_the_json_has_the_keys_of_the_contract(workspace: Workspace, tmp_path: Path) -> None:
    """Every key, numbers as numbers, and no allegation text."""
    result = run(make(tmp_path, EXPORT + "C4,,\n"), tmp_path / "out.csv", workspace)
    found = as_json([result])
    assert list(found)[: len(KEYS)] == KEYS
    assert found["schema"] == 1
    assert (found["rows"], found["rejected"], found["keyword_hits"]) == (3, 1, 2)
    assert found["relevant"] + found["review"] + found["not_relevant"] == 3
    assert found["prevalence"] == {"value": 0.01, "how": "as given"}
    assert LATE not in json.dumps(found)


def test_the_seconds_are_the_clocks(workspace: Workspace, tmp_path: Path) -> None:
    """How long it took is what the given clock says; nothing else hangs on time."""
    ticks = count(step=2.5)
    (result,) = classify(
        [make(tmp_path)],
        workspace=workspace,
        output=tmp_path / "out.csv",
        options=Options(),
        clock=lambda: next(ticks),
    )
    assert as_json([result])["seconds"] == 2.5


@pytest.mark.parametrize("ending", [".csv", ".tsv", ".xlsx", ".parquet"])
def test_the_same_export_is_the_same_bytes(
    workspace: Workspace, tmp_path: Path, ending: str
) -> None:
    """Twice the same input, twice the same file, in every format."""
    source = make(tmp_path)
    paths = [tmp_path / f"{name}{ending}" for name in "ab"]
    for path in paths:
        run(source, path, workspace)
    assert paths[0].read_bytes() == paths[1].read_bytes()


@pytest.mark.parametrize("ending", [".csv", ".tsv", ".xlsx", ".parquet"])
def test_every_format_holds_the_same_rows(
    workspace: Workspace, tmp_path: Path, ending: str
) -> None:
    """Read again, each format has the same columns and cells."""
    output = tmp_path / f"out{ending}"
    run(make(tmp_path), output, workspace)
    frame = read_export(output, mapping={"text": "Allegation Summary"}).frame
    assert list(frame.columns) == [*HEADER.split(","), *ADDED_COLUMNS]
    assert frame["Allegation Summary"].tolist() == [POSTED, LATE, PARKED]
    assert frame["decision"].tolist()[1:] == [NOT_RELEVANT, "review"]
    assert frame["keyword_hit"].tolist() == ["true", "false", "true"]


def test_cells_like_formulas_cannot_run(workspace: Workspace, tmp_path: Path) -> None:
    """Strings in XLSX; a warning for CSV, and an apostrophe before each with --defuse."""
    source = make(tmp_path, f"{HEADER}\n=1+1,{LATE},@x\n-5,=cmd {POSTED},-\n")
    assert run(source, tmp_path / "out.xlsx", workspace).warnings == ()
    frame = read_export(tmp_path / "out.xlsx", mapping={"text": "Allegation Summary"}).frame
    assert frame["Case Ref"].tolist() == ["=1+1", "-5"]
    (warning,) = run(source, tmp_path / "out.csv", workspace).warnings
    assert "cells begin like formulas" in warning
    assert LATE not in warning
    assert "\n=1+1," in (tmp_path / "out.csv").read_bytes().decode()
    assert run(source, tmp_path / "safe.csv", workspace, defuse=True).warnings == ()
    safe = (tmp_path / "safe.csv").read_bytes().decode()
    assert "\n'=1+1," in safe
    assert f",'=cmd {POSTED}," in safe


def test_a_column_called_score_is_kept(workspace: Workspace, tmp_path: Path) -> None:
    """The export's own column stays as it is, ours gets another name, and a note says so."""
    text = f"score,Allegation Summary\nhigh,{POSTED}\nlow,{LATE}\n"
    result = run(make(tmp_path, text), tmp_path / "out.csv", workspace)
    found = table(tmp_path / "out.csv")
    assert found["score"].tolist() == ["high", "low"]
    names = ["classifier_score" if name == "score" else name for name in ADDED_COLUMNS]
    assert list(found.columns) == ["score", "Allegation Summary", *names]
    assert result.warnings == (
        "the export has a column 'score' of its own: ours is called 'classifier_score'",
    )


def test_results_can_be_classified_again_and_again(workspace: Workspace, tmp_path: Path) -> None:
    """A result is an export too: however often, no column is doubled or lost."""
    source = make(tmp_path)
    for number in range(4):
        output = tmp_path / f"out{number}.csv"
        run(source, output, workspace, mapping={"text": "Allegation Summary"})
        source = output
    header = source.read_text(encoding="utf-8").splitlines()[0].split(",")
    assert len(header) == 3 + 4 * len(ADDED_COLUMNS)
    assert len(set(header)) == len(header)


def test_several_exports_go_into_a_folder(workspace: Workspace, tmp_path: Path) -> None:
    """Each into a file of its own, and the JSON has the sums with each export's own."""
    sources = [make(tmp_path, name="a.csv"), make(tmp_path, EXPORT + "C4,,\n", name="b.csv")]
    results = classify(sources, workspace=workspace, output=tmp_path / "results", options=Options())
    assert sorted(path.name for path in (tmp_path / "results").iterdir()) == [
        "a.classified.csv",
        "b.classified.csv",
        "b.classified.rejected.csv",
    ]
    found = as_json(results)
    assert list(found)[: len(KEYS)] == KEYS
    assert (found["rows"], found["rejected"]) == (6, 1)
    assert [one["rows"] for one in found["exports"]] == [3, 3]
    values = [result.prevalence.value for result in results]
    assert found["prevalence"]["value"] == pytest.approx(np.mean(values))


@pytest.mark.parametrize("second", ["two/a.csv", "a.tsv", "a.jsonl"])
def test_exports_that_would_share_a_file_are_refused(
    workspace: Workspace, tmp_path: Path, second: str
) -> None:
    """Two exports of one name, whose results or rows set aside would overwrite each other."""
    first = make(tmp_path, name="a.csv")
    (tmp_path / "two").mkdir()
    other = tmp_path / second
    other.write_text(EXPORT, encoding="utf-8")
    with pytest.raises(OutputError, match="have the same name"):
        classify(
            [first, other], workspace=workspace, output=tmp_path / "results", options=Options()
        )
    assert not (tmp_path / "results").exists()


def test_an_existing_output_is_kept(workspace: Workspace, tmp_path: Path) -> None:
    """Without --overwrite nothing is written or changed, not even for the export before it."""
    sources = [make(tmp_path, name=f"{name}.csv") for name in "ab"]
    old = tmp_path / "b.classified.csv"
    old.write_text("old", encoding="utf-8")
    with pytest.raises(OutputError, match=r"b\.classified\.csv exists\."):
        classify(sources, workspace=workspace, output=tmp_path, options=Options())
    assert old.read_text(encoding="utf-8") == "old"
    assert sorted(path.name for path in tmp_path.iterdir()) == [
        "a.csv",
        "b.classified.csv",
        "b.csv",
    ]
    classify(sources, workspace=workspace, output=tmp_path, options=Options(overwrite=True))
    assert len(table(old)) == 3


def test_an_existing_list_of_rows_set_aside_is_kept(workspace: Workspace, tmp_path: Path) -> None:
    """It is an output too: refused without --overwrite, and gone with it where no row is aside."""
    source, old = make(tmp_path), tmp_path / "out.rejected.csv"
    old.write_text("old", encoding="utf-8")
    with pytest.raises(OutputError, match=r"out\.rejected\.csv exists\."):
        run(source, tmp_path / "out.csv", workspace)
    assert not (tmp_path / "out.csv").exists()
    run(source, tmp_path / "out.csv", workspace, overwrite=True)
    assert not old.exists()


def test_ctrl_c_leaves_nothing_behind(
    workspace: Workspace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Stopped while scoring, there is no output, no part of one, and the old one stays."""
    source, old = make(tmp_path / "in"), make(tmp_path / "out", "old", "out.csv")

    def stop(*_: object) -> None:
        raise KeyboardInterrupt("stopped")  # noqa: EM101

    monkeypatch.setattr(Scorer, "_pass_by", stop)
    with pytest.raises(KeyboardInterrupt, match="stopped"):
        run(source, old, workspace, overwrite=True)
    assert [path.name for path in (tmp_path / "out").iterdir()] == ["out.csv"]
    assert old.read_text(encoding="utf-8") == "old"


def test_nothing_is_made_for_an_export_that_is_not_there(
    workspace: Workspace, tmp_path: Path
) -> None:
    """A missing export among several leaves no folder behind."""
    missing = [tmp_path / "a.csv", tmp_path / "b.csv"]
    own = replace(workspace, folder=tmp_path / "workspace")
    with pytest.raises(ClassifierError, match=r"a\.csv"):
        classify(missing, workspace=own, output=tmp_path / "results", options=Options())
    assert not list(tmp_path.iterdir())


def test_progress_is_told(workspace: Workspace, tmp_path: Path) -> None:
    """The rows scored, of how many."""
    told: list[tuple[int, int]] = []
    classify(
        [make(tmp_path)],
        workspace=workspace,
        output=tmp_path / "out.csv",
        options=Options(),
        progress=lambda done, total: told.append((done, total)),
    )
    assert told == [(3, 3)]
