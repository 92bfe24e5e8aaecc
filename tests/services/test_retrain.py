from __future__ import annotations

import csv
import datetime as dt
import json
import random
from collections.abc import Iterable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pytest

from classifier.domain.allegation import text_digest
from classifier.domain.errors import ExportError, SettingError
from classifier.domain.label import Decision, LabelRecord
from classifier.domain.queue import Why
from classifier.domain.strategy import Strategy
from classifier.evaluation.champion import Verdict
from classifier.io.promotions import in_use
from classifier.io.registry import CARD, CARD_TEXT, WEIGHTS
from classifier.io.store.connect import Store, open_store, writing
from classifier.io.store.labels import append_labels
from classifier.model.adapt import local_inputs
from classifier.model.screen import Screen
from classifier.rules.terms import TermMarker
from classifier.services import compare, rivals, simulate
from classifier.services.loop import Asking
from classifier.services.models import card_text, promote, verified
from classifier.services.retrain import Options, Retrained, retrain
from classifier.services.retrain_json import as_json
from classifier.services.scorers import open_scorer, recall_readings
from classifier.services.scoring import Scorer, features_of
from classifier.services.workspace import Workspace

if TYPE_CHECKING:
    from conftest import Fill, Tiny

NOW = dt.datetime(2030, 1, 4, tzinfo=dt.UTC)
PLACES = ("yard", "gate", "office", "canteen", "garage", "lane", "park", "cell")
BEASTS = ("cat", "horse", "parrot", "goose")
"""What the force of these tests takes for dogs, and the general model does not."""

Row = tuple[str, str, str]


def rows(number: int = 40) -> list[Row]:
    """Give invented labelled rows: text, label, case."""
    made = []
    for at in range(number):
        place, beast = PLACES[at % 8], BEASTS[at // 2 % 4]
        if at % 2:
            made.append((f"He teased the {beast} by the {place} {at}.", "1", f"c{at}"))
        else:
            made.append((f"She was late at the {place} on day {at}.", "0", f"c{at}"))
    return made


def write(path: Path, lines: Iterable[Row]) -> Path:
    """Write a labelled file."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["Summary", "relevant", "Case Reference"])
        writer.writerows(lines)
    return path


@pytest.fixture
def own(dogs: Tiny, tmp_path: Path) -> Workspace:
    """Give an empty workspace for the small topic."""
    return Workspace(folder=tmp_path / "request", topic=dogs.workspace.topic)


@pytest.fixture
def labelled(tmp_path: Path) -> Path:
    """Give a file of forty labelled rows."""
    return write(tmp_path / "labelled.csv", rows())


def run(workspace: Workspace, *files: Path, reason: str | None = None) -> Retrained:
    """Retrain."""
    options = Options(files=files, reason=reason, who="ana")
    return retrain(workspace, options=options, now=NOW)


def decide(
    store: Store,
    text: str,
    decision: str,
    *,
    by: str = "ana",
    why: Why = Why.UNCERTAIN,
    second: int = 0,
) -> None:
    """Record an invented decision."""
    record = LabelRecord(
        text=text,
        reviewer=by,
        time=f"2030-01-03T10:00:{second:02d}.000000+00:00",
        decision=Decision(decision),
        shown_because=str(why),
    )
    with writing(store) as transaction:
        append_labels(transaction, [record])


def learned(workspace: Workspace, version: str) -> dict[str, bool]:
    """Give what a version learned from."""
    path = workspace.local_models / "learned" / f"{version}.json"
    found: dict[str, bool] = json.loads(path.read_text(encoding="utf-8"))
    return found


def test_a_candidate_is_kept_and_not_used(own: Workspace, labelled: Path, dogs: Tiny) -> None:
    """In the workspace, with its lineage; nothing is promoted by itself, nor shipped."""
    made = run(own, labelled)
    assert not made.promoted
    assert own.load_model().version == made.parent == made.general == dogs.result.version
    card = own.load_model(made.version).card
    assert card["labels"]["texts"] == 40
    assert card["labels"]["relevant"] == 20
    assert (card["parent"], card["general"]) == (made.parent, made.general)
    assert card["date"] == "2030-01-04"
    assert made.version not in {path.name for path in dogs.models.iterdir()}
    assert made.version in card_text(own, made.version)


def test_it_finds_what_the_general_model_misses(own: Workspace, labelled: Path) -> None:
    """Promoted, it scores; a beast it was taught in other words is found, evidence and all."""
    texts = ["He walked home. Later he teased the parrot by the barn.", "She was late at the barn."]
    before = Scorer(own.topic, own.load_model()).score(texts)
    made = run(own, labelled, reason="it knows our beasts")
    assert made.promoted
    assert made.rivalry.match.challenger.average_precision > 0.9
    after = Scorer(own.topic, own.load_model()).score(texts)
    assert after.score[0] > before.score[0]
    assert after.score[0] > after.score[1]
    assert after.evidence(texts)[0] == "Later he teased the parrot by the barn."


def test_the_same_labels_give_the_same_bytes(own: Workspace, tmp_path: Path) -> None:
    """In whatever order the rows stand, in another workspace, and beside a file given twice."""
    shuffled = rows()
    random.Random(1).shuffle(shuffled)
    first = run(own, write(tmp_path / "a.csv", rows()))
    other = Workspace(folder=tmp_path / "other", topic=own.topic)
    second = run(other, write(tmp_path / "b.csv", shuffled))
    assert first.version == second.version
    home, elsewhere = own.local_models / first.version, other.local_models / first.version
    assert (home / WEIGHTS).read_bytes() == (elsewhere / WEIGHTS).read_bytes()
    again = Workspace(folder=tmp_path / "again", topic=own.topic)
    run(again, tmp_path / "a.csv")
    for name in (WEIGHTS, CARD, CARD_TEXT):
        there = again.local_models / first.version / name
        assert (home / name).read_bytes() == there.read_bytes(), name


def test_labels_that_teach_the_same_make_another_version(
    own: Workspace, fill: Fill, tmp_path: Path
) -> None:
    """Of the same weights, with a card that says what it learned from; the first keeps its own."""
    lines = [
        (f"She was late at the {PLACES[at % 8]} on day {at}.", str(at // 8 % 2), f"c{at}")
        for at in range(64)
    ]
    few, many = write(tmp_path / "few.csv", lines[:48]), write(tmp_path / "many.csv", lines)
    made = [run(own, few), run(own, many)]
    (digest,) = fill(open_store(own.folder), ["She was late for duty."])
    decide(open_store(own.folder), digest, "not_relevant", why=Why.CONTROL)
    made.append(run(own, many))
    assert len({one.version for one in made}) == 3
    homes = [own.local_models / one.version for one in made]
    assert len({(home / WEIGHTS).read_bytes() for home in homes}) == 1
    told = [own.load_model(one.version).card["labels"] for one in made]
    assert [one["texts"] for one in told] == [48, 64, 64]
    assert [one["head"] for one in told] == ["", "", made[2].lessons.head]
    assert [len(learned(own, one.version)) for one in made] == [48, 64, 64]


def test_what_reviewers_do_not_agree_on_never_trains(
    own: Workspace, fill: Fill, tmp_path: Path
) -> None:
    """Disputed, unsure and withdrawn texts, nor the control sample; no file brings them back."""
    store = open_store(own.folder)
    digests = fill(store, [text for text, _, _ in rows()])
    kept = digests[6:]
    for at, digest in enumerate(digests):
        decide(store, digest, "relevant" if at % 2 else "not_relevant", second=at)
    decide(store, digests[0], "relevant", by="ben", second=50)
    decide(store, digests[1], "unsure", second=51)
    decide(store, digests[2], "withdrawn", second=52)
    decide(store, digests[3], "relevant", by="ben", why=Why.CONTROL, second=53)
    decide(store, digests[4], "unsure", by="ben", second=54)
    with_file = [row for at, row in enumerate(rows()) if at in (0, 1, 3, 4)]
    made = run(own, write(tmp_path / "more.csv", with_file))
    assert set(learned(own, made.version)) == {*kept, digests[5]}
    assert made.lessons.left_out == {"disputed": 2, "unsure": 1}
    assert int(made.lessons.control.sum()) == 1
    assert as_json(made)["labels"]["head"] == made.lessons.head != "0" * 64


def test_the_reviewers_word_goes_before_a_file(own: Workspace, fill: Fill, tmp_path: Path) -> None:
    """And a text that files disagree about is disputed."""
    store = open_store(own.folder)
    texts = [text for text, _, _ in rows()]
    (digest, *_) = fill(store, texts[:1])
    decide(store, digest, "relevant")
    other = (rows()[3][0], "0", "c9")
    made = run(own, write(tmp_path / "a.csv", [*rows(), other]))
    told = learned(own, made.version)
    assert told[digest] is True
    assert text_digest(texts[3]) not in told
    assert made.lessons.left_out == {"disputed": 1}


def test_bad_rows_are_named_and_the_others_learned_from(own: Workspace, tmp_path: Path) -> None:
    """Each by file and row, never by its text."""
    bad = [("He teased the secret.", "perhaps", "c1"), ("", "1", "c2")]
    made = run(own, write(tmp_path / "a.csv", [*rows(), *bad]))
    assert [(one.file, one.row) for one in made.lessons.aside] == [("a.csv", 42), ("a.csv", 43)]
    assert "secret" not in str(made.lessons.aside)
    assert int((~made.lessons.control).sum()) == 40


def test_too_few_labels_say_how_many_are_needed(own: Workspace, tmp_path: Path) -> None:
    """Of one kind alone, or in too few cases."""
    one_kind = [row for row in rows() if row[1] == "0"]
    with pytest.raises(SettingError, match=r"0 cases with a relevant text .* 4 of each are needed"):
        run(own, write(tmp_path / "a.csv", one_kind))
    one_case = [(text, label, "same") for text, label, _ in rows()]
    with pytest.raises(SettingError, match=r"1 cases with a relevant text"):
        run(own, write(tmp_path / "b.csv", one_case))
    with pytest.raises(SettingError, match=r"nothing to learn from: .* has no queue"):
        run(own)
    assert not own.local_models.exists()


def test_a_file_without_labels_is_an_error(own: Workspace, tmp_path: Path) -> None:
    """It names the column sought."""
    path = tmp_path / "a.csv"
    path.write_text("Summary\nHe was late.\n", encoding="utf-8")
    with pytest.raises(ExportError, match="there is no column 'relevant'"):
        run(own, path)


def test_a_local_champion_is_fitted_anew_without_the_rows_judged(
    own: Workspace, labelled: Path, tmp_path: Path
) -> None:
    """With the labels that it learned: a candidate from the same labels is the same recipe."""
    first = run(own, labelled, reason="first")
    second = run(own, labelled, write(tmp_path / "more.csv", rows(60)))
    assert (second.parent, second.general) == (first.version, first.general)
    assert second.rivalry.forgotten == 0
    assert second.rivalry.match.rows == 60
    same = retrain(own, options=Options(files=[labelled]), now=NOW)
    assert same.version == first.version
    match = same.rivalry.match
    assert match.champion.average_precision == pytest.approx(
        match.challenger.average_precision, abs=0.02
    )
    assert match.verdict in (Verdict.NO_WORSE, Verdict.CANNOT_TELL)


def test_what_a_champion_learned_from_and_is_gone_is_counted(
    own: Workspace, labelled: Path, tmp_path: Path
) -> None:
    """It may do better than shown; where it is not known at all, that is said."""
    first = run(own, labelled, reason="first")
    fewer = write(tmp_path / "fewer.csv", rows()[10:])
    assert run(own, fewer).rivalry.forgotten == 10
    (own.local_models / "learned" / f"{first.version}.json").unlink()
    assert run(own, fewer).rivalry.forgotten is None


def test_a_control_sample_judges(
    own: Workspace, fill: Fill, labelled: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where it holds enough relevant texts; it is never learned from."""
    monkeypatch.setattr(rivals, "_FEWEST_RELEVANT", 3)
    store = open_store(own.folder)
    apart = [(text.replace("day", "eve").replace("by", "near"), label) for text, label, _ in rows()]
    digests = fill(store, [text for text, _ in apart[:8]])
    for digest, (_, label) in zip(digests, apart[:8], strict=True):
        decide(store, digest, "relevant" if label == "1" else "not_relevant", why=Why.CONTROL)
    made = run(own, labelled)
    assert made.rivalry.judged_on == rivals.CONTROL
    assert (made.rivalry.match.rows, made.rivalry.match.relevant) == (8, 4)
    assert not set(digests) & set(learned(own, made.version))
    assert made.rivalry.match.challenger.average_precision == 1


def test_a_name_of_few_cases_has_no_weight(own: Workspace, tmp_path: Path) -> None:
    """Neither its words nor their runs, for who hashes it and looks; a common word has one."""
    lines = rows()
    lines[1] = ("He teased Zbigniew Wojcieszek by the yard 1.", "1", "c1")
    lines[3] = ("He teased Zbigniew Wojcieszek by the lane 3.", "1", "c3")
    made = run(own, write(tmp_path / "a.csv", lines))
    stored = own.load_model(made.version)
    features = set(stored.arrays["correction.feature"].tolist())
    part = {
        n.removeprefix("screen."): a for n, a in stored.arrays.items() if n.startswith("screen.")
    }
    marker = TermMarker(own.topic)

    def of(text: str) -> set[int]:
        counts = features_of(marker, [text])
        inputs = local_inputs(Screen.from_arrays(part), counts)
        return set(inputs.feature.tolist())

    assert of("teased") & features
    assert not of("zbigniew wojcieszek") & features
    assert np.isfinite(stored.arrays["correction.weight"]).all()


def test_a_candidate_is_promoted_by_hand_too(own: Workspace, labelled: Path) -> None:
    """As any other version of the registry."""
    made = run(own, labelled)
    promote(own, made.version, reason="read its card", who="ana", now=NOW)
    assert in_use(own.local_models) == made.version


def test_models_are_compared_on_what_neither_was_taught(
    own: Workspace, labelled: Path, tmp_path: Path
) -> None:
    """Rows whose text one of them learned from do not count; where none is left, that is said."""
    made = run(own, labelled)
    more = write(tmp_path / "more.csv", rows(80))
    options = compare.Options(model=made.version, against=made.general)
    compared = compare.compare_labelled(more, workspace=own, options=options)
    assert compared.comparison.rows == 40
    assert compared.labelled.left_out == ("40 rows that the model learned from",)
    assert compared.labelled.row_numbers == tuple(range(42, 82))
    assert compared.against is not None
    found = compare.as_json(compared)["against"]
    assert found["rows"] == 40
    assert found["challenger"]["average_precision"] > found["champion"]["average_precision"]
    with pytest.raises(SettingError, match="learned from every row"):
        compare.compare_labelled(labelled, workspace=own, options=options)


def test_a_replay_begins_with_the_model_in_use(
    own: Workspace, labelled: Path, tmp_path: Path
) -> None:
    """With its correction, on the rows that it did not learn from; where none is left, no."""
    others = write(tmp_path / "others.csv", rows(80)[40:])
    asking = Asking(strategy=Strategy.RELEVANT, batch=40)
    replay = partial(simulate.simulate, workspace=own, options=simulate.Options(asking=asking))
    general = replay(others).figures
    run(own, labelled, reason="it knows our beasts")
    assert replay(others).figures.loss == 0 < general.loss
    whole = replay(write(tmp_path / "more.csv", rows(80)))
    assert whole.labelled.left_out == ("40 rows that the model learned from",)
    assert whole.figures == replay(others).figures
    cold = simulate.Options(start=simulate.Start.COLD)
    assert simulate.simulate(labelled, workspace=own, options=cold).figures.reads == 38
    with pytest.raises(SettingError, match="learned from every row"):
        replay(labelled)


def test_the_workspaces_labels_are_compared_on_without_a_file(
    own: Workspace, fill: Fill, labelled: Path
) -> None:
    """At the prevalence of the last run: reviewed rows tell none."""
    run(own, labelled, reason="it knows our beasts")
    store = open_store(own.folder)
    digests = fill(store, [text for text, _, _ in rows(60)])
    for at, digest in enumerate(digests):
        decide(store, digest, "relevant" if at % 2 else "not_relevant", second=at)
    compared = compare.compare_labelled(None, workspace=own, options=compare.Options())
    assert compared.comparison.rows == 20
    assert compared.prevalence.value == pytest.approx(0.01)


def test_a_candidate_reads_with_the_general_models_reader(
    workspace: Workspace, tmp_path: Path
) -> None:
    """Its card names the reader, what was read is kept, and its scores are not the screen's alone."""
    local = Workspace(folder=tmp_path / "request", topic=workspace.topic)
    made = run(local, workspace.topic_folder / "sample_labelled.csv")
    stored = local.load_model(made.version)
    assert stored.card["reader"] == local.load_model(made.general).card["reader"]
    assert open_scorer(local, stored).name == made.version
    assert recall_readings(local, stored)
    assert stored.card["reader"]["version"] in verified(local)
