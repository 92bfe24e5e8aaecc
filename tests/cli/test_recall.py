from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from chain import append

from classifier.domain.label import Decision, LabelRecord
from classifier.io.store.connect import open_store, reading
from classifier.io.store.draws import ESTIMATE, STOP, read_draw

if TYPE_CHECKING:
    from conftest import Fill, Program

MARKER = "marmalade"


@pytest.fixture
def folder(tmp_path: Path, fill: Fill) -> Path:
    """Give a workspace with a hundred and twenty scored rows."""
    store = open_store(tmp_path / "workspace")
    first = fill(
        store, [f"Page {n} of {MARKER}." for n in range(30)], route="relevant", probability=0.9
    )
    fill(store, [f"Late {n}: {MARKER}." for n in range(90)], route="not_relevant", probability=0.01)
    decide(tmp_path / "workspace", first[:25], Decision.RELEVANT)
    return tmp_path / "workspace"


def decide(folder: Path, texts: list[str], decision: Decision) -> None:
    """Record decisions."""
    time = "2030-02-01T01:00:00.000000+00:00"
    append(
        open_store(folder),
        *(LabelRecord(text=t, reviewer="ana", time=time, decision=decision) for t in texts),
    )


def read_sample(folder: Path, kind: str) -> None:
    """Decide every drawn row as it was routed."""
    with reading(open_store(folder)) as transaction:
        draw = read_draw(transaction, kind)
    assert draw is not None
    for found, decision in ((True, Decision.RELEVANT), (False, Decision.NOT_RELEVANT)):
        names = {one.name for one in draw.strata if one.found is found}
        decide(folder, [r.text for r in draw.rows if r.drawn and r.stratum in names], decision)


def test_from_plan_to_statement(folder: Path, program: Program) -> None:
    """A plan, a draw, its rows read, a statement: in words and for programs, without a text."""
    planned = program("recall", "plan", "--target", "0.8", "--json", "plan.json")
    assert (planned.code, planned.err) == (0, "")
    assert planned.out.startswith("Read ")
    plan = json.loads(Path("plan.json").read_text(encoding="utf-8"))
    assert plan["schema"] == 1
    assert plan["reads"] == sum(one["reads"] for one in plan["strata"])
    drawn = program("recall", "draw", "--target", "0.8", "--json", "-")
    draw = json.loads(drawn.out)
    assert (draw["schema"], draw["drawn"], draw["target"]) == (1, plan["reads"], 0.8)
    assert draw["read"] == {"relevant": 25, "not_relevant": 0, "unsure": 0}
    early = program("recall", "estimate")
    assert "must still be read" in " ".join(early.out.split())
    read_sample(folder, ESTIMATE)
    said = program("recall", "estimate", "--json", "estimate.json")
    result = json.loads(Path("estimate.json").read_text(encoding="utf-8"))
    assert (result["schema"], result["certified"], result["left"]) == (1, True, 0)
    assert set(result["recall"]) == set(result["elusion"]) == {"value", "low", "high"}
    assert result["recall"]["low"] <= result["recall"]["value"] <= result["recall"]["high"]
    words = " ".join(said.out.split())
    assert "It is certified at 95 % that at least 80 % were found." in words
    assert words == " ".join(result["sentences"]).replace("\N{NO-BREAK SPACE}", " ")
    for ended in (planned, drawn, early, said):
        assert MARKER not in ended.out + ended.err


def test_the_stopping_rule_says_read_on_and_then_stop(folder: Path, program: Program) -> None:
    """A lot is drawn, read, and looked at; every look is numbered."""
    before = program("recall", "stop", "--json", "before.json")
    assert before.out.startswith("Read on: it is too early to draw the lot.")
    assert json.loads(Path("before.json").read_text(encoding="utf-8"))["found"] == 25
    begun = program("recall", "stop", "--draw", "--target", "0.8", "--json", "-")
    first = json.loads(begun.out)
    assert (first["schema"], first["look"], first["stop"]) == (1, 1, False)
    assert first["left"] == first["drawn"]
    read_sample(folder, STOP)
    ended = program("recall", "stop", "--json", "stop.json")
    second = json.loads(Path("stop.json").read_text(encoding="utf-8"))
    assert (second["look"], second["stop"], second["left"]) == (2, True, 0)
    assert ended.out.startswith("You may stop.")


def test_quiet_prints_nothing(folder: Path, program: Program) -> None:
    """Not even the plan; a mistake is still said."""
    assert program("recall", "plan", "--target", "0.8", "--quiet").out == ""
    wrong = program("recall", "plan", "--target", "1.5", "--quiet")
    assert (wrong.code, wrong.out) == (1, "")
    assert "--target is 1.5. Give a share between 0 and 1" in wrong.err
    none = program("recall", "estimate", "--workspace", "elsewhere")
    assert none.code == 1
    assert "has no queue" in none.err
