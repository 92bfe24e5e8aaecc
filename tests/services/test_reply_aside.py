from __future__ import annotations

import datetime as dt
from dataclasses import replace
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from classifier.domain.allegation import text_digest
from classifier.domain.counting import Unit
from classifier.domain.errors import ExportError, OutputError, SettingError
from classifier.domain.label import Decision, LabelRecord
from classifier.domain.reply import Reply, Section, Table
from classifier.domain.scope import Scope
from classifier.io.store.connect import open_store, writing
from classifier.io.store.labels import append_labels
from classifier.services.classify import Options, classify
from classifier.services.reply_material import Asked
from classifier.services.reply_notice import read_words
from classifier.services.report import FORMATS, read_request, report
from classifier.services.summaries import read_summaries
from classifier.services.workspace import open_workspace

NOW = dt.datetime(2021, 2, 26, 9, tzinfo=dt.UTC)
TIME = "2021-02-26T10:00:00.000000+00:00"
ASKED = Asked(scope=Scope(), date=NOW.date())


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("section,what\n", "has no column 'words'"),
        ("section,what,words\n40,Whether,\n,Whether,Because.\n", "Line 3 .* no section"),
    ],
)
def test_a_file_that_is_no_notice(tmp_path: Path, content: str, said: str) -> None:
    """It says which line, and what is missing."""
    path = tmp_path / "notice.csv"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(ExportError, match=said):
        read_words(path)


@pytest.mark.parametrize(
    ("rows", "message"),
    [
        ("17,place,a\x01b", r"Line 2 of .* holds a character that no document can hold"),
        (f"17,place,{'x' * 32_768}", r"line 2 of .* are 32,768 characters long"),
        (f"17,place,{'x' * 140_000}", r"line 2 of .* are 140,000 characters long"),
        (f"{'1' * 5_000},place,words", r"Line 2 of .* no section to go with them"),
        ("17,place,one\n17,place,another", r"Line 3 of .* other words for a place"),
    ],
    ids=["control character", "a cell's limit", "csv's limit", "digits", "twice"],
)
def test_words_that_no_reply_can_hold_are_refused(tmp_path: Path, rows: str, message: str) -> None:
    """With the line, before anything is written."""
    path = tmp_path / "notice.csv"
    path.write_text(f"section,what,words\n{rows}\n", encoding="utf-8")
    with pytest.raises(ExportError, match=message):
        read_words(path)


@pytest.mark.parametrize(
    ("row", "message"),
    [
        ("c1#1,d,a\x01b", r"Line 2 of .* holds a character that no document can hold"),
        (
            f"c1#1,d,{'x' * 2_001}",
            r"line 2 of .* are 2,001 characters long. There is room for 2,000",
        ),
        (f"c1#1,d,{'x' * 140_000}", r"line 2 of .* are 140,000 characters long"),
        ("c1#1,,words", r"Line 2 of .* no key or text"),
    ],
    ids=["control character", "longer than a sentence", "csv's limit", "no text"],
)
def test_sentences_that_no_reply_can_hold_are_refused(
    tmp_path: Path, row: str, message: str
) -> None:
    """With the line, before anything is recorded."""
    path = tmp_path / "summaries.csv"
    path.write_text(f"key,text,sentence\n{row}\n", encoding="utf-8")
    with pytest.raises(ExportError, match=message):
        read_summaries(path)


def test_a_request_is_quoted_by_its_paragraphs(tmp_path: Path) -> None:
    """Breaks of lines and pages are blanks; what no document can hold is refused with its line."""
    path = tmp_path / "request.txt"
    path.write_text("How\nmany?\n \nBy\x0byear,\x0cplease.\n", encoding="utf-8-sig")
    assert read_request(path) == ("How many?", "By year, please.")
    path.write_text("How many?\n\nBy\x02year", encoding="utf-8")
    with pytest.raises(ExportError, match=r"Line 3 of .* no document can hold"):
        read_request(path)


@pytest.mark.parametrize(
    ("changed", "name"),
    [
        ({"reference": "221\x00/21"}, "reference"),
        ({"policy_reason": "Section\x1f40"}, "reason"),
        ({"scope": Scope(roles=("Officer", "St\x7faff\x08"))}, "role"),
    ],
)
def test_options_that_no_document_can_hold(changed: dict[str, Any], name: str) -> None:
    """Are refused by their name before anything is read."""
    with pytest.raises(SettingError, match=f"--{name} holds a character"):
        replace(ASKED, **changed)


def test_what_an_export_holds_stands_in_every_format(tmp_path: Path) -> None:
    """Characters without a look are left out; of a sentence without an end the telling part stands."""
    long = f"{'on and on ' * 4_000}she posted a photo on Facebook{' and so on' * 4_000}"
    table = {
        "text": [long, "He wrote \x01 on Facebook.", "=A1 was posted on Facebook."],
        "case": ["C1", "C2", "C3"],
        "officer": ["A", "B", "C"],
        "Date Finalised": ["13/05/2019"] * 3,
        "Outcome": ["Written\x01 warning", "Told\x01 off", "=Sent home"],
    }
    pd.DataFrame(table).to_csv(tmp_path / "export.csv", index=False)
    own = open_workspace(tmp_path / "workspace", "social_media")
    mapping = {"case_id": "case", "officer_id": "officer"}
    classify(
        [tmp_path / "export.csv"],
        workspace=own,
        output=tmp_path / "out.csv",
        options=Options(mapping=mapping),
        now=lambda: NOW,
    )
    record = {"reviewer": "ana", "time": TIME, "decision": Decision.RELEVANT}
    with writing(open_store(own.folder)) as transaction:
        append_labels(
            transaction, [LabelRecord(text=text_digest(one), **record) for one in table["text"]]
        )
    reported = report(own, ASKED, folder=tmp_path / "reply", formats=list(FORMATS))
    assert reported.counted.outcomes[Unit.OFFICERS]["2019"] == {
        "Written warning": 1,
        "Told off": 1,
        "=Sent home": 1,
    }
    first, *others = (one.sentence for one in reported.summaries)
    assert len(first) <= 2_000
    assert "she posted a photo on Facebook" in first
    assert first.endswith(" \N{HORIZONTAL ELLIPSIS}")
    assert others == ["He wrote on Facebook.", "=A1 was posted on Facebook."]
    proposed = pd.read_csv(tmp_path / "reply" / "summaries.csv")["proposed"]
    assert proposed[2] == "'=A1 was posted on Facebook."


def test_a_cell_that_a_workbook_cannot_hold_is_not_cut_off(tmp_path: Path) -> None:
    """Which an outcome mapped to a column of texts can be; the other formats hold it."""
    answer = Table(title="", head=("", "2019"), rows=(("Outcomes", "x" * 32_768),))
    reply = Reply(
        title="Reply",
        reference="",
        date="01/02/2021",
        answer=answer,
        notice=(),
        sections=(Section(heading="The answer", tables=(answer,)),),
    )
    with pytest.raises(OutputError, match=r"32,768 characters; it has room for 32,767"):
        FORMATS["xlsx"](reply)
    assert b"x" * 32_768 in FORMATS["csv"](reply)
