"""The rules of counting, seen in a whole reply: one export that needs all of them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest

from classifier.domain.allegation import FIELDS, text_digest
from classifier.domain.counting import Unit
from classifier.domain.scope import Basis, Scope, Standing
from classifier.domain.suppression import parse_policy
from classifier.io.store.connect import Store, open_store
from classifier.io.store.exports import bring_in, record_run
from classifier.services import reply_record
from classifier.services.reply_material import Asked
from classifier.services.report import Reported, report
from classifier.services.report_json import report_json
from classifier.services.workspace import Workspace

TIME = "2030-01-01T09:00:00.000000+00:00"
RUN = {"model": "m1", "time": TIME, "prevalence": 0.05, "lower": 0.2, "upper": 0.8}
ASKED = Asked(scope=Scope(), date=dt.date(2030, 1, 2))
ALL = Scope(roles=("Police Officer",))
SEARCH = "How the search was made"
BLANK = dict.fromkeys(FIELDS, "")


def row(**fields: str) -> dict[str, str]:
    """Give a row with a case, an officer, a day and an outcome of its own, unless told otherwise."""
    default = {"date_finalised": "13/05/2019", "outcome": "Written warning"}
    one = BLANK | default | fields
    return one | {"text": fields.get("text", f"Wrote about {one['case_id']}{one['officer_id']}.")}


def bring(store: Store, lines: Sequence[Mapping[str, str]], *, name: str = "export.csv") -> None:
    """Bring an export in, with a run that takes all of it as relevant."""
    frame = pd.DataFrame(list(lines), dtype="str")
    numbers = list(range(2, len(lines) + 2))
    brought = bring_in(store, frame, numbers=numbers, name=name, time=TIME)
    scored = [
        {
            "text": text_digest(text),
            "score": 0.9,
            "probability": 0.9,
            "route": "relevant",
            "reason": "the model is certain",
            "keyword_hit": True,
            "platforms": "",
        }
        for text in {one["text"] for one in lines}
    ]
    record_run(store, run={"export": brought.export, **RUN}, scored=scored)


@pytest.fixture
def own(tmp_path: Path, workspace: Workspace) -> Workspace:
    """Give an empty workspace of a test's own."""
    return replace(workspace, folder=tmp_path / "w")


def replied(own: Workspace, asked: Asked = ASKED) -> Reported:
    """Write the reply as a page."""
    return report(own, asked, folder=own.folder.parent, formats=["html"], overwrite=True)


def said(reported: Reported, heading: str = "To be borne in mind") -> str:
    """Give the words of a part of the reply, those on what is to be borne in mind unless told."""
    (part,) = (one for one in reported.reply.sections if one.heading == heading)
    return "\n".join((*part.paragraphs, *part.numbered))


def answer(reported: Reported) -> list[list[str]]:
    """Give the answering table."""
    table = reported.reply.answer
    return [list(line) for line in (table.head, *table.rows)]


def test_each_rule_shows_in_the_reply(own: Workspace) -> None:
    """An undated row, one that names nobody, an unknown and an old outcome, a blank role."""
    bring(
        open_store(own.folder),
        [
            row(case_id="C1", officer_id="P1", officer_role="Police Officer"),
            row(case_id="C2", officer_id=" p1", outcome="Told off"),
            row(case_id="C3", officer_id="Unknown", outcome="Dismissed"),
            row(case_id="C4", officer_id="P2", date_finalised="", outcome="Final warning"),
            row(case_id="", officer_id="N/K", date_finalised="", outcome="Dismissed"),
            row(case_id="C6", officer_id="P3", date_finalised="05/06/2021", outcome="Upheld"),
        ],
    )
    found = replied(own)
    assert answer(found) == [
        ["", "2019", "2020", "2021", "No date"],
        ["No of Officers", "1", "0", "1", "1"],
        [
            "Outcomes",
            "1x Written warning; 1x Told off",
            "\N{EN DASH}",
            "1x Upheld",
            "1x Final written warning",
        ],
    ]
    words = said(found)
    assert "In 2 counted rows no officer is named, and none counted." in words
    assert (
        "They ended in: 2019: 1x Dismissal without notice. No date: 1x Dismissal without notice."
        in words
    )
    assert "Without a date, and so in no year: 2 rows" in words
    assert "stand as they were written, and count: Told off." in words
    assert "the regulations of the day provide for: Upheld." in words
    figures = report_json(found)
    assert figures["outcomes_without_officer_or_date"] == {"Dismissal without notice": 1}
    by_role = replied(own, replace(ASKED, scope=ALL))
    assert by_role.counted.standings[Standing.COUNTED] == 2
    assert by_role.counted.standings[Standing.NO_ROLE] == 4


def test_the_year_is_that_of_the_chosen_date(own: Workspace) -> None:
    """The regulations stay those of the day on which a matter ended."""
    one = row(case_id="C1", officer_id="P1", outcome="Reflective practice")
    dates = {"date_finalised": "05/06/2020", "date_recorded": "05/06/2018"}
    bring(open_store(own.folder), [one | dates | {"date_incident": "05/06/2017"}])
    for basis, year in zip(Basis, ("2020", "2018", "2017"), strict=True):
        found = replied(own, replace(ASKED, scope=Scope(basis=basis)))
        assert found.counted.years == (year,)
        assert "the regulations of the day" not in said(found)


def test_a_finalised_date_that_reads_two_ways_bars_no_other_year(own: Workspace) -> None:
    """Only of the column that years are taken from it has to be clear."""
    days = ("13/05/2019", "05/13/2019")
    lines = [
        row(case_id=f"C{at}", officer_id="P1", date_finalised=day, date_recorded="01/02/2018")
        for at, day in enumerate(days)
    ]
    bring(open_store(own.folder), lines)
    found = replied(own, replace(ASKED, scope=Scope(basis=Basis.RECORDED)))
    assert found.counted.years == ("2018",)


def test_a_mistyped_year_makes_no_column(own: Workspace) -> None:
    """It is no date: the row stands apart."""
    lines = [row(case_id="C1", officer_id="P1"), row(case_id="C2", date_finalised="14/05/0219")]
    bring(open_store(own.folder), lines)
    found = replied(own)
    assert found.counted.years == ("2019",)
    assert found.counted.standings[Standing.APART] == 1


def test_a_role_is_nobodys(own: Workspace) -> None:
    """What is recorded of one unknown officer says nothing of another."""
    lines = [
        row(case_id="C1", officer_id="Unknown", officer_role="Police Officer"),
        row(case_id="C2", officer_id="Unknown"),
        row(case_id="C3"),
    ]
    bring(open_store(own.folder), lines)
    found = replied(own, replace(ASKED, scope=ALL, unit=Unit.CASES))
    assert found.counted.counts[Unit.CASES].total == 1
    assert found.counted.standings[Standing.NO_ROLE] == 2


def test_roles_that_differ_fill_no_blank(own: Workspace) -> None:
    """An officer with two roles has none where it is not recorded."""
    roles = ("Police Officer", "PCSO", " ")
    lines = [
        row(case_id=f"C{at}", officer_id="P1", officer_role=role) for at, role in enumerate(roles)
    ]
    bring(open_store(own.folder), lines)
    found = replied(own, replace(ASKED, scope=ALL))
    assert found.counted.standings[Standing.NO_ROLE] == 1
    assert found.counted.standings[Standing.ROLE] == 1


def test_no_reference_is_no_case(own: Workspace) -> None:
    """Rows whose case is "n/a" are not of one case, and no later export lacks them."""
    store = open_store(own.folder)
    bring(store, [row(case_id="n/a", officer_id=who, text=who) for who in ("P1", "P2")])
    bring(store, [row(case_id="N/A", officer_id=who, text="P1") for who in ("P3", "P4")])
    found = replied(own)
    assert found.counted.counts[Unit.CASES].total == 0
    assert found.counted.counts[Unit.OFFICERS].total == 4
    assert found.counted.outcomes[Unit.OFFICERS]["2019"] == {"Written warning": 4}


def test_an_officer_who_is_unknown_later_is_not_replaced(own: Workspace) -> None:
    """Who was named counts on; the row is gone, and is said to be."""
    store = open_store(own.folder)
    one = row(case_id="C1", allegation_id="1", officer_id="P1")
    bring(store, [one])
    bring(store, [one | {"officer_id": "Unknown"}])
    found = replied(own)
    assert found.counted.counts[Unit.OFFICERS].total == 1
    assert found.counted.standings[Standing.REPLACED] == 0


def test_a_text_is_summed_up_by_its_gravest_outcome(own: Workspace) -> None:
    """Once for an officer and a case, however its reference is written."""
    text = "He wrote about it online."
    lines = [
        row(case_id="C1", allegation_id="1", officer_id="P1", text=text),
        row(case_id="c1 ", allegation_id="2", officer_id="P1", text=text, outcome="Dismissed"),
        row(case_id="C1", allegation_id="3", officer_id="p1", text=text),
        row(case_id="C2", allegation_id="1", officer_id="P1", text=text),
    ]
    bring(open_store(own.folder), lines)
    found = [(one.officer, one.number, one.outcome) for one in replied(own).summaries]
    assert found == [(1, 3, "Dismissal without notice"), (1, 5, "Written warning")]


def test_rows_that_no_run_has_scored_are_said(own: Workspace) -> None:
    """A run that was cut short brings rows in and scores none of them."""
    store = open_store(own.folder)
    bring(store, [row(case_id="C1", officer_id="P1")])
    assert "All 1 row (1 different text) were scored" in said(replied(own), SEARCH)
    frame = pd.DataFrame([row(case_id="C2", officer_id="P2")], dtype="str")
    bring_in(store, frame, numbers=[2], name="late.csv", time=TIME)
    found = replied(own)
    assert "Of 2 rows (2 different texts), 1 was scored" in said(found, SEARCH)
    assert "Not scored, as no run has come to them: 1 row." in said(found)
    assert found.counted.standings[Standing.UNDECIDED] == 1


def test_a_text_that_was_changed_is_named_by_its_row(own: Workspace) -> None:
    """The record says where the other text stands, and the reply that there is one."""
    store = open_store(own.folder)
    lines = [row(case_id=f"C{at}", officer_id=f"P{at}") for at in range(3)]
    bring(store, lines)
    assert "changed the text" not in said(replied(own))
    bring(store, [lines[0], lines[1] | {"text": "He wrote it again."}, lines[2]])
    found = replied(own)
    assert found.record["Text changed by another export"] == "export 1, row 3"
    assert "In 1 counted row an export changed the text of an earlier one" in said(found)


def test_two_years_of_a_case_count_in_both(own: Workspace) -> None:
    """One officer, no allegation reference: the later export takes nothing from the earlier one."""
    store = open_store(own.folder)
    for year in ("2019", "2020"):
        date = f"13/05/{year}"
        others = [
            row(case_id=f"{year}/{at}", officer_id=f"P{at}", date_finalised=date)
            for at in range(2, 8)
        ]
        one = row(case_id="C1", officer_id="P1", text=f"Wrote in {year}.", date_finalised=date)
        bring(store, [one, *others])
    found = replied(own)
    assert found.counted.counts[Unit.OFFICERS].by_year == {"2019": 7, "2020": 7}
    assert "Text changed by another export" not in found.record
    assert "and counted: 1 row" in said(found)


def test_two_officers_in_one_cell_are_pointed_out(own: Workspace) -> None:
    """They are counted as one, which a person has to know."""
    lines = [row(case_id="C1", officer_id="P1; P2"), row(case_id="C2", officer_id="P3")]
    bring(open_store(own.folder), lines)
    found = replied(own)
    assert found.counted.counts[Unit.OFFICERS].total == 2
    assert "In 1 counted row one cell seems to name several officers" in said(found)


def test_a_policy_keeps_numbers_beside_the_table_back(own: Workspace) -> None:
    """Of rows that name nobody or several, are gone, or changed; and of texts of the workspace."""
    store = open_store(own.folder)
    lines = [row(case_id=f"C{at}", officer_id=who) for at, who in enumerate(("P1", "P2; P3", ""))]
    bring(store, [*lines, row(case_id="C2", officer_id="P9", text="Gone.")])
    bring(store, [lines[0] | {"text": "Changed."}, *lines[1:]])
    kept_back = ("counted row", "row about", "and counted:")
    assert all(word in said(replied(own)) for word in ("counted row", "and counted:"))
    asked = replace(ASKED, policy=parse_policy("below:5"), policy_reason="Section 40(2).")
    found = replied(own, asked)
    assert not [word for word in kept_back if word in said(found)]
    assert not [name for name in found.record if "export" in name.lower() and "Export" not in name]


def test_a_policy_keeps_what_models_measured_here_back(
    own: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Figures on labels of the workspace are asked for only where every count is shown."""
    monkeypatch.setattr(
        reply_record, "measured", lambda _own, _models, *, plain: {"shown": str(plain)}
    )
    bring(open_store(own.folder), [row(case_id="C1", officer_id="P1")])
    assert replied(own).record["shown"] == "True"
    asked = replace(ASKED, policy=parse_policy("below:5"), policy_reason="Section 40(2).")
    assert replied(own, asked).record["shown"] == "False"
