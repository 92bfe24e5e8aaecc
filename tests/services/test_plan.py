from __future__ import annotations

import datetime as dt
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest

from classifier.domain.allegation import text_digest
from classifier.domain.costing import ASSUMED, GIVEN, PACE, Asked, Planned
from classifier.domain.errors import SettingError, StoreError
from classifier.domain.label import Decision, LabelRecord
from classifier.domain.pace import ENOUGH
from classifier.io.store.connect import open_store, writing
from classifier.io.store.exports import bring_in, record_run
from classifier.io.store.labels import append_labels
from classifier.io.store.upkeep import purge_texts
from classifier.services import plan as service
from classifier.services.plan import paragraphs, plan
from classifier.services.workspace import Workspace, open_workspace

ASKED = Asked(today=dt.date(2030, 1, 2), minutes=4)
TIME = "2030-01-01T09:00:00.000000+00:00"
NUMBER = 400


@pytest.fixture
def own(tmp_path: Path) -> Workspace:
    """Give a workspace of 400 rows in three years: 20 scored high, 40 in the review band."""
    opened = open_workspace(tmp_path / "workspace", "social_media")
    texts = [f"Invented text number {n}." for n in range(NUMBER)]
    table = pd.DataFrame(
        {
            "text": texts,
            "case_id": [f"C{n}" for n in range(NUMBER)],
            "officer_role": ["Officer" if n % 4 else "Staff" for n in range(NUMBER)],
            "date_finalised": [f"13/05/{2018 + n % 3}" for n in range(NUMBER)],
        },
        dtype="str",
    )
    store = open_store(opened.folder)
    brought = bring_in(
        store, table, numbers=list(range(2, NUMBER + 2)), name="export.csv", time=TIME
    )
    record_run(
        store,
        run={
            "export": brought.export,
            "model": "m1",
            "time": TIME,
            "prevalence": 0.05,
            "lower": 0.2,
            "upper": 0.8,
        },
        scored=[scored(n, text) for n, text in enumerate(texts)],
    )
    return opened


@pytest.fixture
def quick(own: Workspace, monkeypatch: pytest.MonkeyPatch) -> Workspace:
    """Give the same, for what has nothing to do with claims: planning these takes seconds."""
    monkeypatch.setattr(service, "certified_within", lambda *_, **__: [])
    return own


def scored(number: int, text: str) -> dict[str, object]:
    """Give what a run says of a text."""
    route = "relevant" if number < 20 else "review" if number < 60 else "not_relevant"
    probability = {"relevant": 0.9, "review": 0.2, "not_relevant": 0.001}[route]
    return {
        "text": text_digest(text),
        "score": probability,
        "probability": probability,
        "route": route,
        "reason": "the model is uncertain",
        "keyword_hit": number < 10,
        "platforms": "",
    }


def decide(own: Workspace, number: int, *, apart: dt.timedelta) -> None:
    """Let a reviewer decide the first texts, so much time apart."""
    start = dt.datetime.fromisoformat(TIME)
    records = [
        LabelRecord(
            text=text_digest(f"Invented text number {n}."),
            reviewer="ana",
            time=(start + n * apart).isoformat(timespec="microseconds"),
            decision=Decision.RELEVANT if n < 20 else Decision.NOT_RELEVANT,
        )
        for n in range(number)
    ]
    with writing(open_store(own.folder)) as transaction:
        append_labels(transaction, records)


def said(planned: Planned) -> str:
    """Give the estimate in words, on one line."""
    return " ".join(paragraphs(planned))


def test_what_could_be_read(quick: Workspace) -> None:
    """Every text, those with a search word, and the parts of the queue, which add up."""
    planned = plan(quick, ASKED)
    reading = planned.reading
    assert (planned.rows, planned.texts, planned.spent.reads) == (NUMBER, NUMBER, 0)
    assert (reading.every.reads, reading.words.reads) == (NUMBER, 10)
    parts = (reading.uncertain, reading.confirm, reading.control)
    assert sum(one.reads for one in parts) == reading.queue.reads
    assert 60 <= reading.queue.reads < 120
    assert not reading.every.fits
    assert reading.every.hours == pytest.approx(NUMBER * 4 / 60)


def test_what_the_limit_buys(quick: Workspace) -> None:
    """270 reads in the order of the probability: all but what is left in the last 130 texts."""
    expected = plan(quick, ASKED).expected
    total = 20 * 0.9 + 40 * 0.2 + 340 * 0.001
    assert expected.relevant == pytest.approx(total)
    assert expected.affordable == 270
    assert expected.within_limit == pytest.approx(1 - 130 * 0.001 / total)
    assert expected.to_target == 20 + 36  # 18 + 36 x 0.2 rows are 95 % of 26.34


def test_the_narrower_request(quick: Workspace) -> None:
    """Two of three years can be read in full, the latest; all three by the queue."""
    by_year, by_role = plan(quick, ASKED).narrower
    assert by_year.in_full is not None
    assert by_year.in_full.names == ("2019", "2020")
    assert by_year.in_full.cost.fits
    assert by_year.by_queue is not None
    assert len(by_year.by_queue.names) == 3
    assert by_role.in_full is not None
    assert by_role.in_full.names == ("Staff",)
    assert sum(part.rows for part in by_role.parts) == NUMBER


def test_a_narrower_queue_is_offered_where_the_queue_is_too_long(quick: Workspace) -> None:
    """Where all of it can be read within the limit, a part of it helps nobody."""
    whole = plan(quick, ASKED)
    assert whole.reading.queue.fits
    assert "Narrowed by year: every unread text of 2019 to 2020" in said(whole)
    assert "the review queue of" not in said(whole)
    long = plan(quick, replace(ASKED, minutes=30))
    assert not long.reading.queue.fits
    assert "Narrowed by year: the review queue of 20" in said(long)


def test_all_that_can_be_read_is_not_called_a_limit(quick: Workspace) -> None:
    """It says how many reads bring the target, and nothing of how many are left."""
    words = said(plan(quick, replace(ASKED, minutes=1)))
    assert "95 % of the relevant rows would be found in 56 reads" in words
    assert "can still be read" not in words
    assert "Narrowed" not in words


def test_a_day_that_is_past_is_called_that(quick: Workspace) -> None:
    """By the day of the estimate: on the last day itself it is not."""
    asked = replace(ASKED, received=dt.date(2026, 1, 5))
    words = {day: said(plan(quick, replace(asked, today=dt.date(2026, 2, day)))) for day in (2, 3)}
    assert "An answer is due on 02/02/2026" in words[2]
    assert "That day is past." not in words[2]
    assert "An answer was due on 02/02/2026" in words[3]
    assert "left out. That day is past." in words[3]


def test_a_refusal_for_cost_weighs_no_exemption(quick: Workspace) -> None:
    """What is said of a qualified exemption has no place in its notice."""
    (refusal,) = (one for one in plan(quick, ASKED).sections if one.number == 17)
    assert len(refusal.says) == 2
    assert not [words for words in refusal.says if "qualified" in words]


def test_what_was_read_counts(quick: Workspace) -> None:
    """Decisions take their time off the limit, and are not read again."""
    decide(quick, 30, apart=dt.timedelta(minutes=20))
    planned = plan(quick, ASKED)
    assert planned.spent.reads == 30
    assert planned.reading.every.reads == NUMBER - 30
    assert planned.expected.affordable == 240
    assert planned.expected.relevant == pytest.approx(20 + 30 * 0.2 + 340 * 0.001)
    assert "Reading 30 texts so far took 2.0 hours" in said(planned)


def test_where_the_minutes_are_from(quick: Workspace) -> None:
    """Given, else the reviewers' own pace where there is one, else assumed; and said."""
    asked = replace(ASKED, minutes=None)
    assumed = plan(quick, asked)
    assert (assumed.minutes, assumed.minutes_from) == (4, ASSUMED)
    assert "an assumption" in said(assumed)
    decide(quick, ENOUGH + 1, apart=dt.timedelta(minutes=2))
    timed = plan(quick, asked)
    assert (timed.minutes, timed.minutes_from) == (pytest.approx(2), PACE)
    assert "the average of 30 decisions of 1 reviewer" in said(timed)
    assert plan(quick, ASKED).minutes_from == GIVEN


def test_a_claim_is_tried_and_then_lower_ones(own: Workspace) -> None:
    """The last claim fits, or it is the lowest; control rows fall with the claim."""
    tried = plan(own, ASKED).certified
    assert tried[0].target == ASKED.target
    assert [one.target for one in tried] == sorted((one.target for one in tried), reverse=True)
    assert not any(one.fits for one in tried[:-1])
    assert [one.control for one in tried] == sorted((one.control for one in tried), reverse=True)
    assert all(not one.fits or one.cost.fits for one in tried)


def test_everything_read_leaves_nothing_to_plan(own: Workspace) -> None:
    """Then recall is 1 as far as is known, nothing is to be read, and no claim needs a sample."""
    decide(own, NUMBER, apart=dt.timedelta(seconds=2))
    planned = plan(own, ASKED)
    assert planned.reading.every.reads == 0
    assert planned.expected.within_limit == 1
    assert not planned.certified


def test_erased_texts_are_not_in_the_estimate(own: Workspace) -> None:
    """A workspace whose texts were erased says how many rows nobody can read any more."""
    decide(own, 30, apart=dt.timedelta(minutes=1))
    purge_texts(open_store(own.folder))
    planned = plan(own, ASKED)
    assert planned.erased == NUMBER - 30
    assert "because their text was erased before anybody read it: 370 rows." in said(planned)


def test_no_guarantee_and_no_redaction(quick: Workspace) -> None:
    """The words say what is expected only, and that redaction is not counted."""
    words = said(plan(quick, replace(ASKED, received=dt.date(2026, 1, 5))))
    assert "no guarantee" in words
    assert "Redaction" in words
    assert "due on 02/02/2026, 20 working days later, with the bank holidays" in words


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("minutes", 0.0),
        ("minutes", 1e-320),
        ("hours", -1.0),
        ("hours", 1e308),
        ("hours", float("inf")),
        ("hours", float("nan")),
        ("rate", 0.0),
        ("target", 1.0),
    ],
)
def test_amounts_that_are_none(name: str, value: float) -> None:
    """Are refused before anything is read."""
    with pytest.raises(SettingError, match="Give a"):
        replace(ASKED, **{name: value})


def test_a_mistyped_workspace(tmp_path: Path) -> None:
    """Is no empty one."""
    with pytest.raises(StoreError):
        plan(open_workspace(tmp_path / "none", "social_media"), ASKED)
