from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest

from classifier.domain.allegation import text_digest
from classifier.domain.label import Decision, LabelRecord
from classifier.domain.scope import Scope
from classifier.io.store.connect import open_store, reading, writing
from classifier.io.store.labels import append_labels
from classifier.io.store.redactions import read_redactions
from classifier.services.people import people_of
from classifier.services.reply_material import Asked
from classifier.services.report import report
from classifier.services.workspace import Workspace, open_workspace
from classifier.web.app import make_site
from tests.web.conftest import Browser, add_accounts, queued

TEXT = "PC Amelia Grant posted on Facebook about Mrs Okafor of Hill House and her dog Biscuit."


def allegation(
    folder: Path, *, text: str = TEXT, outcome: str = "Written warning", twice: str = ""
) -> Workspace:
    """Give a workspace with an allegation that ended in an outcome, and accounts.

    ``twice`` is the date of a second row with the same text; without it there is none.
    """
    row = {"Allegation Summary": text, "Case Reference": "1", "Officer Reference": "A"}
    row |= {"Date Finalised": "30/08/2019", "Finding": "Proven", "Outcome": outcome}
    rows = [row, {**row, "Case Reference": "2", "Date Finalised": twice}] if twice else [row]
    pd.DataFrame(rows).to_csv(folder / "export.csv", index=False)
    workspace = queued(folder, folder / "export.csv")
    add_accounts(people_of(workspace))
    return workspace


@pytest.fixture(scope="module")
def reply(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    """Give such a workspace in which the allegation was decided relevant."""
    return read_relevant(allegation(tmp_path_factory.mktemp("redact")))


def read_relevant(workspace: Workspace) -> Workspace:
    """Decide the allegation relevant."""
    record = LabelRecord(
        text=text_digest(TEXT),
        reviewer="ana",
        time="2030-01-01T09:00:00.000000+00:00",
        decision=Decision.RELEVANT,
        blind=False,
        adjudication=False,
        shown_because="",
        model="m1",
    )
    with writing(open_store(workspace.folder)) as connection:
        append_labels(connection, [record])
    return workspace


@pytest.fixture
def open_as(reply: Workspace) -> Callable[[str], Browser]:
    """Open the pages of that workspace as somebody."""
    return lambda name: Browser(make_site(reply, local=None)).as_reviewer(name)


def leaves(page: str) -> str:
    """Give how the summary leaves."""
    found = re.search(r"<q>(.*?)</q>", page)
    assert found is not None
    return found[1]


def test_proposals_are_accepted_rejected_and_added(
    open_as: Callable[[str], Browser], reply: Workspace, tmp_path: Path
) -> None:
    """What is ticked or added is replaced, in the reply, too; all that was decided is kept."""
    browser = open_as("cleo")
    page = browser.get("/redact")
    assert "do not find everything" in page
    assert leaves(page).startswith("[officer A] posted on Facebook about [person A] of")
    boxes = re.findall(r'name="(at-\d+-\d+)" checked', page)
    text = re.findall(r'name="text" value="(\w+)"', page)[0]
    done = browser.post("/redact", text=text, added="biscuit", kind="name", **{boxes[0]: "on"})
    assert leaves(done.text).startswith("[officer A] posted on Facebook about Mrs Okafor of")
    assert leaves(done.text).endswith("her dog [person A].")
    again = browser.post("/redact", text=text, **dict.fromkeys(boxes, "on"))
    assert leaves(again.text).endswith("about [person A] of Hill House and her dog Biscuit.")
    with reading(open_store(reply.folder)) as connection:
        (decided,) = read_redactions(connection).values()
    assert [str(one.choice) for one in decided] == ["kept", "replaced", "replaced", "kept"]
    assert {one.reviewer for one in decided} == {"cleo"}
    asked = Asked(scope=Scope(), date=dt.date(2030, 1, 2))
    written = report(reply, asked, folder=tmp_path, formats=["csv"])
    assert [one.sentence for one in written.summaries] == [leaves(again.text)]


def test_words_that_are_not_there_are_refused(open_as: Callable[[str], Browser]) -> None:
    """Nothing is recorded, and the page says so."""
    browser = open_as("cleo")
    text = re.findall(r'name="text" value="(\w+)"', browser.get("/redact"))[0]
    for form in ({"text": text, "added": "Rex", "kind": "name"}, {"text": "x"}):
        assert "Nothing was recorded" in browser.post("/redact", **form).text


def test_nobody_but_an_adjudicator_sees_the_summaries(open_as: Callable[[str], Browser]) -> None:
    """They tell which texts were decided relevant, which would unblind a second reader."""
    browser = open_as("ana")
    assert browser.client.get("/redact").status_code == 403
    assert browser.post("/redact", text="x").status_code == 403
    assert "/redact" not in browser.get("/")


def test_what_is_not_relevant_has_no_summary(tmp_path: Path) -> None:
    """The page says why it is empty."""
    workspace = allegation(tmp_path, text="PC Amelia Grant was late for duty.")
    browser = Browser(make_site(workspace, local=None)).as_reviewer("cleo")
    assert "There is no summary to read" in browser.get("/redact")


def test_every_adverse_outcome_is_listed(tmp_path: Path) -> None:
    """A reply may sum up more than warnings: what it could need can be redacted."""
    workspace = read_relevant(allegation(tmp_path, outcome="Reflective practice"))
    browser = Browser(make_site(workspace, local=None)).as_reviewer("cleo")
    assert leaves(browser.get("/redact")).startswith("[officer A] posted on Facebook")


def test_no_summary_for_want_of_dates_is_said(tmp_path: Path) -> None:
    """A column of dates that can be read in two ways is no empty page."""
    workspace = read_relevant(allegation(tmp_path, twice="08/30/2019"))
    browser = Browser(make_site(workspace, local=None)).as_reviewer("cleo")
    answer = browser.client.get("/redact")
    assert answer.status_code == 503
    assert "date_finalised can be read in two ways" in answer.text
    assert "no summary to read" not in answer.text
    assert "two ways" in browser.post("/redact", text="x").text


def test_no_rows_no_summary(tmp_path: Path) -> None:
    """A workspace in which nothing was classified yet has an empty page."""
    workspace = open_workspace(tmp_path / "workspace", "social_media")
    open_store(workspace.folder)
    add_accounts(people_of(workspace))
    browser = Browser(make_site(workspace, local=None)).as_reviewer("cleo")
    assert "There is no summary to read" in browser.get("/redact")
