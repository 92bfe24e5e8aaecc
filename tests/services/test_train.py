from __future__ import annotations

import datetime as dt
import json
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pytest
from safetensors.numpy import load

from classifier.domain.errors import ModelError, TopicError
from classifier.io.promotions import CURRENT
from classifier.io.registry import CARD, CARD_TEXT, PLAIN, REGISTRY, WEIGHTS
from classifier.services import train as module
from classifier.services.scoring import Scorer
from classifier.services.train import train_model
from classifier.services.workspace import open_workspace

if TYPE_CHECKING:
    from conftest import Tiny

DATE = dt.date(2030, 1, 2)


def test_the_same_text_gives_the_same_bytes(tiny: Tiny, tmp_path: Path) -> None:
    """Trained again elsewhere, weights, both cards, registry and CURRENT are the same files."""
    dogs = tiny.workspace
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("classifier.services.workspace.TRAINING_DATA", tiny.root / "training_data")
        result = train_model(dogs, date=DATE, models=tmp_path / "again")
    assert result.folder == tmp_path / "again" / tiny.result.version
    for name in (WEIGHTS, CARD, CARD_TEXT):
        assert (result.folder / name).read_bytes() == (tiny.model / name).read_bytes(), name
    for name in (REGISTRY, CURRENT):
        assert (tmp_path / "again" / name).read_bytes() == (tiny.models / name).read_bytes(), name


def test_the_model_is_recorded_in_use_and_nothing_but_data(tiny: Tiny) -> None:
    """CURRENT names it, the registry records it, and its files are arrays, JSON and text."""
    version = tiny.result.version
    assert (tiny.models / CURRENT).read_text(encoding="utf-8") == f"{version}\n"
    recorded = json.loads((tiny.models / REGISTRY).read_text(encoding="utf-8"))
    assert list(recorded) == [version]
    assert {path.suffix for path in tiny.model.iterdir()} == {".safetensors", ".json", ".md"}
    arrays = load((tiny.model / WEIGHTS).read_bytes())
    assert {name.partition(".")[0] for name in arrays} == {
        "gate",
        "unread",
        "screen",
        "screened",
        "out_of_fold",
    }
    assert b"hound" not in (tiny.model / WEIGHTS).read_bytes()


def test_the_model_loads_and_scores(dogs: Tiny) -> None:
    """A text about a dog scores above one about a hot dog, in a voice that it has not heard."""
    scorer = Scorer(dogs.workspace.topic, dogs.workspace.load_model())
    texts = ["A sergeant kicked the puppy.", "A sergeant ate a hot dog.", "A sergeant was late."]
    scored = scorer.score(texts)
    assert scored.score[0] > max(scored.score[1:])
    named = scorer.score(["A sergeant kicked the dog.", *texts[1:]])
    assert named.platforms == (("dog",), (), ())


def test_the_card_says_what_it_learned_from(tiny: Tiny) -> None:
    """Counts, digest, date, settings, figures out of fold; the readable card is the same card."""
    card = json.loads((tiny.model / CARD).read_text(encoding="utf-8"))
    assert (card["training_texts"], card["training_relevant"]) == (54, 18)
    assert (card["topic"], card["date"], card["format"]) == ("dogs", "2030-01-02", PLAIN)
    assert len(card["training_digest"]) == 64
    assert card["out_of_fold"]["keyword_search"] == {
        "precision": 0.25,
        "recall": pytest.approx(1 / 3, abs=1e-4),
        "f1": pytest.approx(2 / 7, abs=1e-4),
    }
    assert card["measured_elsewhere"] == []
    text = (tiny.model / CARD_TEXT).read_text(encoding="utf-8")
    assert text == tiny.result.card_text
    assert tiny.result.version in text


def test_another_text_gives_another_model(dogs: Tiny, tmp_path: Path) -> None:
    """The version is named by what was learned, so a changed label changes it."""
    path = dogs.root / "training_data" / "dogs" / "corpus" / "first.csv"
    text = path.read_text(encoding="utf-8")
    path.write_text(
        text.replace("It ran off.,1,", "It ran off.,0,", 1).replace(
            "network,plain_positive", "none,plain_negative", 1
        ),
        encoding="utf-8",
    )
    result = train_model(open_workspace(tmp_path, "dogs"), date=DATE)
    assert result.version != dogs.result.version
    assert dogs.workspace.load_model().version == result.version
    assert dogs.workspace.load_model(dogs.result.version).version == dogs.result.version


def test_figures_from_elsewhere_stand_on_the_card(dogs: Tiny, tmp_path: Path) -> None:
    """--measured repeats what the benchmark wrote; a file that is none is an error, nothing kept."""
    figures = {
        "name": "invented_lines",
        "model": "x",
        "rows": 9,
        "relevant": 3,
        "prevalence": 0.5,
        "estimated_prevalence": 0.25,
        "average_precision": 0.5,
        "f1": 0.5,
        "keyword_f1": 0.5,
    }
    measured = tmp_path / "transfer.json"
    measured.write_text(json.dumps([figures]), encoding="utf-8")
    opened = open_workspace(tmp_path, "dogs")
    result = train_model(opened, date=DATE, measured=measured, models=tmp_path / "m")
    assert "invented_lines (model x)" in result.card_text
    measured.write_text("{", encoding="utf-8")
    with pytest.raises(ModelError, match=r"figures in .*transfer\.json cannot be read"):
        train_model(opened, date=DATE, measured=measured, models=tmp_path / "other")
    assert not (tmp_path / "other").exists()


def test_patterns_that_spacy_reads_otherwise_are_refused(
    dogs: Tiny, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Before anything is learned, the compiled patterns are checked against their reference."""
    monkeypatch.setattr("classifier.rules.reference.disagreements", lambda *_: ("dog", "act"))
    monkeypatch.setattr(module, "train", None)
    with pytest.raises(TopicError, match="disagree with spaCy's Matcher: dog, act"):
        train_model(open_workspace(tmp_path, "dogs"), date=DATE)


def test_a_topic_needs_no_patterns(dogs: Tiny, tmp_path: Path) -> None:
    """Search words and labelled text are enough to train on and to score with."""
    path = dogs.root / "training_data" / "dogs" / "topic.toml"
    text = path.read_text(encoding="utf-8")
    path.write_text(text[: text.index("[words]")], encoding="utf-8")
    opened = open_workspace(tmp_path, "dogs")
    train_model(opened, date=DATE)
    scored = Scorer(opened.topic, opened.load_model()).score(["He kicked a hound.", ""])
    assert scored.score[0] > scored.score[1]


def test_a_topic_says_what_share_passes_the_gate(dogs: Tiny, tmp_path: Path) -> None:
    """The model learns by it, carries it, and counts in an export what passes; its card says it."""
    path = dogs.root / "training_data" / "dogs" / "topic.toml"
    path.write_text("real_candidates = 0.1\n" + path.read_text(encoding="utf-8"), encoding="utf-8")
    opened = open_workspace(tmp_path, "dogs")
    result = train_model(opened, date=DATE)
    stored = opened.load_model()
    assert stored.version == result.version != dogs.result.version
    assert stored.card["real_candidates"] == 0.1
    assert stored.arrays["out_of_fold.candidates"].tolist() == [0.1]
    plain = dogs.workspace.load_model(dogs.result.version)
    assert "out_of_fold.candidates" not in plain.arrays
    scores, passed = np.full(1_000, 0.02), np.arange(1_000) < 20
    assert Scorer(opened.topic, stored).prevalence(scores, passed).ratio > 1
    assert Scorer(dogs.workspace.topic, plain).prevalence(scores, passed).ratio == 1


@pytest.mark.parametrize("kept", [["first.csv"], []])
def test_one_voice_is_too_few(dogs: Tiny, tmp_path: Path, kept: list[str]) -> None:
    """Every figure is taken on a file left out, so there must be two files at least."""
    corpus = dogs.root / "training_data" / "dogs" / "corpus"
    for path in corpus.iterdir():
        if path.name not in kept:
            path.unlink()
    with pytest.raises(TopicError, match="labelled text"):
        train_model(open_workspace(tmp_path, "dogs"), date=DATE)
