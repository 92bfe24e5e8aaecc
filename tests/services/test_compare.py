from __future__ import annotations

import json
import re
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from classifier.domain.errors import (
    ExportError,
    MappingError,
    ModelError,
    OutputError,
    SettingError,
)
from classifier.domain.route import REVIEW, at_or_above
from classifier.evaluation.paired import MCNEMAR, SIGN_FLIP
from classifier.model.calibrate import score_at
from classifier.services.compare import Compared, Options, as_json, compare_labelled
from classifier.services.decide import Aim, decide
from classifier.services.scoring import Scorer
from classifier.services.workspace import Workspace

SIDE = (
    "precision",
    "recall",
    "f1",
    "average_precision",
    "brier",
    "calibration_error",
    "threshold",
    "sent_to_review",
)
HEADER = "Case Reference,Summary,relevant,borderline"
ROWS = (
    "1,He posted a photograph of the scene on Instagram.,1,0",
    "2,Officer was late for duty on three days.,0,0",
    "3,The complainant saw the arrest on Facebook afterwards.,0,1",
    "4,She sent offensive jokes to a WhatsApp group of colleagues.,yes,",
    "5,A social worker was spoken to rudely.,not_relevant,0",
    "6,Force used in the arrest left bruises.,FALSE,0",
)
PHRASES = st.sampled_from(
    [
        "He posted it on Facebook.",
        "She tweeted about the case.",
        "A social worker was present.",
        "Late for duty.",
        "TikTok",
        "The search was unlawful.",
        "messages in a group chat",
    ]
)
TEXTS = st.lists(PHRASES, min_size=1, max_size=3).map(" ".join)


def make(folder: Path, *rows: str, header: str = HEADER) -> Path:
    """Write an invented labelled file."""
    path = folder / "labelled.csv"
    path.write_text("\n".join([header, *rows]) + "\n", encoding="utf-8")
    return path


def run(path: Path | None, workspace: Workspace, **asked: object) -> Compared:
    """Compare with options."""
    return compare_labelled(path, workspace=workspace, options=Options(**asked))


@pytest.fixture(scope="module")
def sample(workspace: Workspace) -> Path:
    """Give the labelled sample."""
    return workspace.topic_folder / "sample_labelled.csv"


def test_the_json_has_the_keys_of_the_contract(workspace: Workspace, sample: Path) -> None:
    """Other programs read these keys, in any version of schema 1."""
    result = as_json(run(sample, workspace))
    assert tuple(result) == (
        "schema",
        "rows",
        "relevant",
        "keyword",
        "model",
        "together",
        "mcnemar",
        "difference_f1",
        "missed_by_keyword",
        "wrongly_collected_by_keyword",
    )
    assert result["schema"] == 1
    for side in ("keyword", "model", "together"):
        assert tuple(result[side]) == SIDE
        for figure in ("precision", "recall", "f1"):
            assert tuple(result[side][figure]) == ("value", "low", "high")
    assert tuple(result["mcnemar"]) == ("keyword_only_right", "model_only_right", "p_value")
    assert tuple(result["difference_f1"]) == ("value", "low", "high")
    assert result["keyword"]["threshold"] is None
    assert result["together"]["brier"] is None


def test_the_sample_is_as_its_page_describes_it(workspace: Workspace, sample: Path) -> None:
    """215 allegations, 28 relevant, 15 of them without a search word, 22 hits in vain."""
    result = as_json(run(sample, workspace))
    assert (result["rows"], result["relevant"]) == (215, 28)
    assert len(result["missed_by_keyword"]) == 15
    assert len(result["wrongly_collected_by_keyword"]) == 22
    assert as_json(run(sample, workspace, leave_out_borderline=True))["rows"] == 212


def test_together_finds_what_the_keyword_search_finds(workspace: Workspace, sample: Path) -> None:
    """A keyword hit is never dropped silently, so recall cannot fall."""
    result = as_json(run(sample, workspace))
    assert result["together"]["recall"]["value"] >= result["keyword"]["recall"]["value"]


@settings(max_examples=25)
@given(rows=st.lists(st.tuples(TEXTS, st.booleans()), min_size=1, max_size=12))
def test_together_never_finds_less(
    workspace: Workspace, tmp_path_factory: pytest.TempPathFactory, rows: list[tuple[str, bool]]
) -> None:
    """Whatever the texts and labels are, with or without a relevant or an irrelevant row."""
    lines = [f"{text},{int(relevant)}" for text, relevant in rows]
    path = make(tmp_path_factory.mktemp("made"), *lines, header="Summary,label")
    result = run(path, workspace).comparison
    assert set(result.together.missed) <= set(result.keyword.missed)
    assert result.together.found >= max(result.keyword.found, result.model.found)
    assert result.rows == len(rows)


def test_rows_are_decided_as_classify_decides_them(
    workspace: Workspace, scorer: Scorer, sample: Path
) -> None:
    """Model alone is the upper threshold, review the routing; the threshold is a probability."""
    compared = run(sample, workspace, aim=Aim(target_recall=0.9, prevalence=0.2))
    texts = compared.labelled.texts
    decided = decide(texts, scorer=scorer, aim=Aim(target_recall=0.9, prevalence=0.2))
    alone = at_or_above(decided.scored.score, decided.policy.upper)
    assert compared.comparison.model.collected == alone.sum()
    assert compared.comparison.together.sent_to_review == (decided.decision == REVIEW).sum()
    assert score_at(compared.threshold, 0.2) == pytest.approx(decided.policy.upper)
    assert compared.comparison.model.threshold == compared.threshold


def test_rows_without_a_label_are_left_out_and_counted(
    workspace: Workspace, tmp_path: Path
) -> None:
    """They are no fault of the file; row numbers stay those of the file."""
    compared = run(make(tmp_path, "7,No label yet.,,0", *ROWS), workspace)
    assert compared.labelled.left_out == ("1 row without a label in 'relevant'",)
    assert compared.labelled.row_numbers == (3, 4, 5, 6, 7, 8)
    assert compared.labelled.aside == {}
    assert as_json(compared)["missed_by_keyword"] == [6]


def test_rows_that_cannot_be_used_are_set_aside(workspace: Workspace, tmp_path: Path) -> None:
    """A row without text and a totals line are named by reason and number."""
    compared = run(make(tmp_path, *ROWS, "7,,1,0", "Total,,7,"), workspace)
    assert compared.labelled.aside == {"no text": (8,), "a totals line": (9,)}
    assert compared.comparison.rows == 6


def test_borderline_rows_count_unless_left_out(workspace: Workspace, tmp_path: Path) -> None:
    """Leaving them out is the user's choice, and is said."""
    path = make(tmp_path, *ROWS)
    assert run(path, workspace).comparison.rows == 6
    without = run(path, workspace, leave_out_borderline=True)
    assert without.comparison.rows == 5
    assert without.labelled.left_out == ("1 row marked as borderline",)


def test_repeated_cases_are_tested_by_case(workspace: Workspace, tmp_path: Path) -> None:
    """One row a case: McNemar's test; rows of one case: the sign-flip test."""
    alone = run(make(tmp_path, *ROWS), workspace)
    assert alone.comparison.mcnemar.test == MCNEMAR
    again = run(make(tmp_path, *ROWS, "6,Kept no record of it.,0,0"), workspace)
    assert again.comparison.mcnemar.test == SIGN_FLIP
    assert (again.comparison.rows, again.comparison.cases) == (7, 6)


def test_without_a_case_column_equal_texts_are_one_case(
    workspace: Workspace, tmp_path: Path
) -> None:
    """One row an officer repeats the text: the copies are no further evidence."""
    path = make(tmp_path, "Late for duty.,0", "Late for duty.,0", header="Summary,relevant")
    assert run(path, workspace).comparison.cases == 1


def test_only_one_kind_of_label_still_works(workspace: Workspace, tmp_path: Path) -> None:
    """Without a relevant row recall is null, and without an irrelevant one nothing is wrong."""
    folder = tmp_path / "report"
    none = as_json(run(make(tmp_path, ROWS[1], ROWS[5]), workspace, report=folder))
    assert none["model"]["recall"] == {"value": None, "low": None, "high": None}
    assert none["difference_f1"]["value"] is None
    assert "none is about social media" in (folder / "index.html").read_text(encoding="utf-8")
    every = as_json(run(make(tmp_path, ROWS[0], ROWS[3]), workspace))
    assert every["relevant"] == every["rows"] == 2
    assert every["wrongly_collected_by_keyword"] == []


def test_a_file_without_labels_is_an_error(workspace: Workspace, tmp_path: Path) -> None:
    """Nothing can be measured, and the message says why."""
    with pytest.raises(ExportError, match=r"no row to compare on \(1 row without a label"):
        run(make(tmp_path, "1,Late for duty.,,"), workspace)
    with pytest.raises(ExportError, match=r"no row to compare on \(1 row marked as borderline"):
        run(make(tmp_path, "1,Late for duty.,0,1"), workspace, leave_out_borderline=True)


def test_columns_with_other_names_can_be_named(workspace: Workspace, tmp_path: Path) -> None:
    """Text and labels are found by the user's word."""
    path = make(tmp_path, "Late for duty.,no", header="Words,seen")
    with pytest.raises(MappingError, match="no column is known to hold the allegation text"):
        run(path, workspace)
    mapping = {"text": "words"}
    with pytest.raises(MappingError, match="The columns are 'Words', 'seen'"):
        run(path, workspace, mapping=mapping)
    assert run(path, workspace, mapping=mapping, label_column="seen").comparison.rows == 1


def test_without_a_file_it_says_what_is_missing(workspace: Workspace) -> None:
    """A workspace has no resolved labels yet."""
    with pytest.raises(SettingError, match=r"no resolved labels yet\. .* name a file"):
        run(None, workspace)


def test_an_unknown_model_lists_the_known_ones(workspace: Workspace, tmp_path: Path) -> None:
    """The model is chosen by its version."""
    path = make(tmp_path, *ROWS)
    known = run(path, workspace).model
    assert run(path, workspace, model=known).model == known
    with pytest.raises(ModelError, match=f"no model 'mine' .*{known}"):
        run(path, workspace, model="mine")


def test_the_report_stands_alone_and_quotes_nothing(workspace: Workspace, tmp_path: Path) -> None:
    """Neither script nor address, and no allegation text unless asked for."""
    path, folder = make(tmp_path, *ROWS), tmp_path / "results" / "report"
    compared = run(path, workspace, report=folder)
    page = (folder / "index.html").read_text(encoding="utf-8")
    assert compared.page == folder / "index.html"
    assert "://" not in page
    assert not re.search(r"<(script|link|img|iframe)\b", page)
    texts = [row.split(",")[1] for row in ROWS]
    assert not any(text in page for text in texts)
    assert json.loads((folder / "comparison.json").read_text(encoding="utf-8")) == as_json(compared)
    run(path, workspace, report=folder, with_texts=True, overwrite=True)
    assert "A social worker was spoken to rudely." in (folder / "index.html").read_text("utf-8")


def test_the_report_says_what_was_not_counted(workspace: Workspace, tmp_path: Path) -> None:
    """Whoever reads the page alone knows which rows it leaves out."""
    path, folder = make(tmp_path, *ROWS, "7,Not read.,,", "8,,1,"), tmp_path / "report"
    run(path, workspace, report=folder, leave_out_borderline=True)
    page = (folder / "index.html").read_text(encoding="utf-8")
    assert (
        "1 row without a label in &#39;relevant&#39;, 1 row marked as borderline, 1 row t" in page
    )


def test_a_report_is_not_replaced_unasked(workspace: Workspace, tmp_path: Path) -> None:
    """It is refused before anything is read."""
    folder = tmp_path / "report"
    run(make(tmp_path, *ROWS), workspace, report=folder)
    with pytest.raises(OutputError, match=r"index\.html exists"):
        run(tmp_path / "missing.csv", workspace, report=folder)


def test_the_same_rows_give_the_same_bytes(
    workspace: Workspace, sample: Path, tmp_path: Path
) -> None:
    """Two runs agree to the byte; another seed moves the intervals and nothing else."""
    for name in ("one", "two"):
        run(sample, workspace, report=tmp_path / name)
    for name in ("index.html", "comparison.json"):
        assert (tmp_path / "one" / name).read_bytes() == (tmp_path / "two" / name).read_bytes()
    first, other = run(sample, workspace), run(sample, workspace, seed=1)
    assert first.comparison.model.f1.value == other.comparison.model.f1.value
    assert first.comparison.model.f1 != other.comparison.model.f1


def test_the_file_may_have_any_format(workspace: Workspace, tmp_path: Path) -> None:
    """A workbook gives the figures that the same rows give as CSV."""
    path = make(tmp_path, *ROWS)
    book = tmp_path / "labelled.xlsx"
    pd.read_csv(path, dtype=str).to_excel(book, index=False, engine="xlsxwriter")
    assert as_json(run(book, workspace)) == as_json(run(path, workspace))
