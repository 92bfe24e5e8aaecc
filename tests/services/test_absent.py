from __future__ import annotations

import datetime as dt
import json
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd
import pytest

from classifier.domain.allegation import text_digest
from classifier.domain.counting import Unit
from classifier.domain.label import Decision
from classifier.domain.scope import Gone, Scope, Standing
from classifier.domain.suppression import parse_policy
from classifier.io.store.connect import Store, open_store
from classifier.io.store.exports import bring_in, record_run
from classifier.services.queue import queue_of
from classifier.services.reply_material import Asked
from classifier.services.report import Reported, report
from classifier.services.searched import read_searched
from classifier.services.workspace import Workspace

if TYPE_CHECKING:
    from conftest import Program

TIME = "2030-01-01T09:00:00.000000+00:00"
POSTED, SHARED, WROTE, LATE = (
    f"The officer {did}." for did in ("posted a photo", "shared a post", "wrote online", "was late")
)
RUN = {"model": "m1", "time": TIME, "prevalence": 0.05, "lower": 0.2, "upper": 0.8}
DROPPED = "Rows of an earlier export that a later one with their case lacks are left out."
ASKED = Asked(scope=Scope(), date=dt.date(2030, 1, 2))

Line = tuple[str, str, str]
"""Case, officer and text of a row."""
FIRST: Sequence[Line] = [
    ("C1", "A1", POSTED),
    ("C2", "A2", SHARED),
    ("C2", "A3", WROTE),
    ("C3", "A4", LATE),
]
SECOND: Sequence[Line] = [("C1", "B1", POSTED), ("C2", "A2", SHARED), ("C3", "A4", LATE)]
"""Of the first case the officer was corrected; one allegation of the second case is missing."""


def classified(store: Store, lines: Sequence[Line], *, route: str = "relevant") -> None:
    """Bring an export in, with what a run says of it: all are routed alike but who was late."""
    frame = pd.DataFrame(list(lines), columns=["case_id", "officer_id", "text"], dtype="str")
    frame = frame.assign(date_finalised="13/05/2019", outcome="Written warning")
    numbers = list(range(2, len(lines) + 2))
    brought = bring_in(store, frame, numbers=numbers, name="export.csv", time=TIME)
    scored = [
        {
            "text": text_digest(text),
            "score": 0.5,
            "probability": 0.5,
            "route": "not_relevant" if text == LATE else route,
            "reason": "the model is uncertain",
            "keyword_hit": True,
            "platforms": "",
        }
        for text in {text for *_, text in lines}
    ]
    record_run(store, run={"export": brought.export, **RUN}, scored=scored)


@pytest.fixture
def own(tmp_path: Path, workspace: Workspace) -> Workspace:
    """Give a workspace with an export, and the same export taken again after a correction."""
    opened = replace(workspace, folder=tmp_path / "w")
    store = open_store(opened.folder)
    for lines in (FIRST, SECOND):
        classified(store, lines)
    return opened


def replied(own: Workspace, asked: Asked = ASKED) -> Reported:
    """Write the reply as a page, and read what it says."""
    folder = own.folder.parent / "reply"
    return report(own, asked, folder=folder, formats=["html"], overwrite=True)


def page_of(own: Workspace) -> str:
    """Give the page that was written last."""
    return (own.folder.parent / "reply" / "reply.html").read_text("utf-8")


def test_a_corrected_officer_counts_once(own: Workspace) -> None:
    """The row with the old reference stands apart; the record names it by its number."""
    found = replied(own)
    assert found.counted.counts[Unit.OFFICERS].total == 3
    assert found.counted.standings[Standing.REPLACED] == 1
    assert sum(found.counted.standings.values()) == 5
    assert found.record["Replaced in a later export"] == "export 1, row 2"
    assert found.record["Not in a later export with their case"] == "export 1, row 4"
    page = page_of(own)
    assert "All 4 rows (4 different texts)" in page
    assert "The classifier&#39;s route stands for 4 rows" in page
    assert "Of 4 rows that the search words would find, 3 are about" in page
    assert (
        "In an earlier export only, though a later one holds the case, and counted: 1 row" in page
    )


def test_what_is_gone_is_left_out_if_asked(own: Workspace) -> None:
    """It stands where it can be seen, and the rows add up."""
    found = replied(own, replace(ASKED, scope=Scope(gone=Gone.DROP)))
    assert found.counted.counts[Unit.OFFICERS].total == 2
    assert found.counted.standings[Standing.GONE] == 1
    assert sum(found.counted.standings.values()) == 5
    page = page_of(own)
    assert "All 3 rows (3 different texts)" in page
    assert "In an earlier export only" not in page.replace("Left out: in an earlier", "")
    assert DROPPED in page


def test_rows_that_are_left_out_are_said_to_be_under_a_policy(own: Workspace) -> None:
    """That they are, and not how many; where they count nothing is left out."""
    hidden = {"policy": parse_policy("below:5"), "policy_reason": "Section 40(2)."}
    replied(own, replace(ASKED, scope=Scope(gone=Gone.DROP), **hidden))
    assert DROPPED in page_of(own)
    assert "Left out: in an earlier" not in page_of(own)
    replied(own, replace(ASKED, **hidden))
    assert DROPPED not in page_of(own)


def test_hidden_counts_are_not_given_away(own: Workspace) -> None:
    """Under a policy the record does not say which rows are absent, nor does a caveat."""
    asked = replace(ASKED, policy=parse_policy("below:5"), policy_reason="Section 40(2).")
    assert not [name for name in replied(own, asked).record if "later export" in name]
    assert "later one holds" not in page_of(own)


def test_the_same_export_again_changes_no_reply(own: Workspace) -> None:
    """Not even the first one."""
    before = replied(own)
    store = open_store(own.folder)
    for lines in (FIRST, SECOND, FIRST):
        classified(store, lines)
    after = replied(own)
    assert (after.counted, after.reply.answer) == (before.counted, before.reply.answer)


def test_a_word_search_leaves_replaced_rows_out(own: Workspace) -> None:
    """Each allegation is searched once."""
    assert [case.key for case in read_searched(own).cases] == [
        "c2|a2#1",
        "c2|a3#1",
        "c3|a4#1",
        "c1|b1#1",
    ]


def test_the_queue_offers_texts_that_stand(tmp_path: Path, workspace: Workspace) -> None:
    """A text that was changed is read no more; what was decided about it stays on record."""
    own = replace(workspace, folder=tmp_path / "w")
    store = open_store(own.folder)
    classified(store, FIRST, route="review")
    queue = queue_of(own, store)
    place = next(one for one in queue.left("ana") if one.text == text_digest(SHARED))
    with queue.act():
        queue.decide(place, Decision.RELEVANT, reviewer="ana")
    changed = [(case, who, f"Again: {text}") for case, who, text in FIRST]
    classified(store, changed, route="review")
    offered = {one.text for one in queue_of(own, store).left("ben")}
    assert offered == {text_digest(text) for *_, text in changed}
    assert queue.look().resolved[text_digest(SHARED)].relevant is True


def test_the_option_of_the_command(own: Workspace, program: Program) -> None:
    """It leaves the row out; a word that it does not know is refused."""
    words = ("report", "--workspace", own.folder, "--format", "csv", "--json", "-")
    counts = [
        json.loads(program(*words, "-o", name, "--gone", name).out)["counts"]["officers"]["total"]
        for name in Gone
    ]
    assert counts == [3, 2]
    assert program(*words, "--gone", "hide").code == 2
