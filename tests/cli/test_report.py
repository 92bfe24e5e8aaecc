from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd
import pytest

from classifier.domain.allegation import text_digest
from classifier.domain.label import Decision, LabelRecord
from classifier.io.store.connect import open_store, writing
from classifier.io.store.labels import append_labels

if TYPE_CHECKING:
    from conftest import Program

TEXTS = [
    "PC Amelia Grant posted a photograph of a prisoner on Facebook.",
    "The constable was late for duty.",
    "An officer messaged a witness on Instagram at night.",
]
DATES, OUTCOMES = ["02/03/2019", "", "04/05/2020"], ["Written warning", "", "Told off"]
PERIOD = ("--from", "2019-01-01", "--to", "31/12/2020", "--date", "2021-03-01")


@pytest.fixture
def decided(program: Program) -> None:
    """Classify a small export here, and decide its texts: all relevant but the second."""
    columns = {"text": TEXTS, "Case": ["C1", "C2", "C3"], "Officer": ["A", "B", "C"]}
    columns |= {"Date Finalised": DATES, "Outcome": OUTCOMES}
    pd.DataFrame(columns).to_csv("export.csv", index=False)
    mapped = ("--map", "case_id=Case", "--map", "officer_id=Officer")
    assert program("classify", "export.csv", "-o", "out.csv", *mapped).code == 0
    said = (Decision.RELEVANT, Decision.NOT_RELEVANT, Decision.RELEVANT)
    time = "2021-01-01T00:00:00.000000+00:00"
    records = [
        LabelRecord(text=text_digest(text), reviewer="ana", time=time, decision=decision)
        for text, decision in zip(TEXTS, said, strict=True)
    ]
    with writing(open_store(Path("workspace"))) as transaction:
        append_labels(transaction, records)


@pytest.mark.usefixtures("decided")
def test_the_answer_is_printed_with_what_is_not_ready(program: Program) -> None:
    """The table, the files, and that a summary waits; no allegation text."""
    ended = program("report", *PERIOD)
    assert (ended.code, ended.err) == (0, "")
    assert ended.out.startswith(
        "      No of Officers  Outcomes\n"
        "2019  1               1x Written warning\n"
        "2020  1               1x Told off\n"
    )
    assert str(Path("reply") / "reply.docx") in ended.out
    assert "Not ready: 2 of 2 summaries wait for a person" in ended.out
    assert "photograph" not in ended.out


@pytest.mark.usefixtures("decided")
def test_a_summary_that_was_written_makes_it_ready(program: Program) -> None:
    """It is taken in and stands in the reply; the check has nothing to say."""
    program("report", *PERIOD)
    path = Path("reply/summaries.csv")
    frame = pd.read_csv(path, dtype=str, keep_default_na=False)
    assert "[officer A]" in frame.loc[0, "proposed"]
    frame["sentence"] = "An officer posted a picture taken on duty."
    frame.to_csv(path, index=False)
    ended = program("report", *PERIOD, "--summaries", path, "--overwrite")
    assert "Taken in: 2 summaries." in ended.out
    assert "The release check found nothing." in ended.out
    assert "posted a picture taken on duty" in Path("reply/reply.html").read_text("utf-8")


@pytest.mark.usefixtures("decided")
def test_a_section_relied_on_is_to_be_worded(program: Program) -> None:
    """The day due is said, and that each file has places to complete; an unknown one is refused."""
    ended = program("report", *PERIOD, "--section", "40", "--received", "01/02/2021")
    assert "Due by section 10 of the Act: 01/03/2021." in ended.out
    assert "LATE" not in ended.out
    for kind in ("html", "docx", "xlsx", "csv"):
        assert f"Not ready: reply.{kind}" in ended.out
    assert "a place that is still to be completed" in ended.out
    assert "Not ready: 4 of 4 places of the notice wait for your words." in ended.out
    path = Path("reply/notice.csv")
    frame = pd.read_csv(path, dtype=str, keep_default_na=False)
    frame["words"] = "Because."
    frame.to_csv(path, index=False)
    again = program("report", *PERIOD, "--section", "40", "--notice", path, "--overwrite")
    assert "to be completed" not in again.out
    assert "places of the notice" not in again.out
    refused = program("report", *PERIOD, "--section", "41", "-o", "other")
    assert (refused.code, len(refused.err.splitlines())) == (1, 1)
    assert "40 Personal information" in refused.err


@pytest.mark.usefixtures("decided")
def test_a_late_reply_is_said_to_be(program: Program) -> None:
    """With the day on which it was due, and for programs."""
    words = ("report", *PERIOD, "--received", "29/01/2021", "--format", "csv", "--overwrite")
    late = "LATE: an answer was due on 26/02/2021 (section 10 of the Act), and the reply is dated "
    assert f"{late}01/03/2021." in program(*words).out
    result = json.loads(program(*words, "--json", "-").out)
    assert (result["due"], result["late"]) == ("2021-02-26", True)


@pytest.mark.usefixtures("decided")
def test_a_file_of_an_earlier_reply_is_not_sent_by_mistake(program: Program) -> None:
    """It stays where it is, is named, and keeps the reply from being called ready."""
    program("report", *PERIOD)
    ended = program("report", *PERIOD, "--count", "cases", "--format", "csv", "--overwrite")
    for kind in ("docx", "html", "xlsx"):
        path = Path("reply") / f"reply.{kind}"
        assert f"Not ready: {path} is of an earlier reply." in ended.out
    assert "reply.csv is of an earlier" not in ended.out


@pytest.mark.usefixtures("decided")
def test_figures_for_programs(program: Program) -> None:
    """As docs/report.md names them; on standard output nothing else is printed."""
    result = json.loads(program("report", *PERIOD, "--json", "-").out)
    assert result["schema"] == 1
    assert result["years"] == ["2019", "2020"]
    assert result["counts"]["officers"]["outcomes"]["2020"] == {"Told off": 1}
    assert sum(result["rows"].values()) == 3
    assert result["summaries_to_confirm"] == 2
    assert (result["sections"], result["due"], result["late"]) == ([], None, False)
    page = Path(__file__).parents[2] / "docs" / "report.md"
    assert [key for key in result if f'"{key}"' not in page.read_text("utf-8")] == []


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--format", "pdf"), "none of html, docx, xlsx, csv"),
        (("--suppress", "below:5"), "needs a --reason"),
        (("--from", "2020-01-01", "--to", "2019-01-01"), "ends before it begins"),
    ],
)
def test_wrong_usage(program: Program, words: tuple[str, ...], said: str) -> None:
    """Said before anything is read."""
    ended = program("report", *words)
    assert ended.code == 2
    assert said in " ".join(ended.err.replace("│", " ").split())


def test_errors_that_can_be_mended(program: Program) -> None:
    """No queue, no such file, no such policy: one line each."""
    Path("empty.csv").write_text("key\n", encoding="utf-8")
    for words, said in (
        ((), "has no queue"),
        (("--request", "none.txt"), "none.txt cannot be read"),
        (("--summaries", "empty.csv"), "has no column 'text'"),
        (("--suppress", "little", "--reason", "r"), "no suppression policy"),
    ):
        ended = program("report", *words)
        assert (ended.code, said in ended.err) == (1, True), ended.err
        assert len(ended.err.splitlines()) == 1
