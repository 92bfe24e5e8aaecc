from __future__ import annotations

import datetime as dt
from pathlib import Path

import numpy as np
import pytest
from small import (
    LESSONS,
    SCHEDULE,
    VOICES,
    meant_by,
    quiet,
    small_workspace,
    write_base,
    write_voice,
)

from classifier.domain.errors import SettingError
from classifier.io.corpus import read_corpus
from classifier.io.registry import load_model
from classifier.model.distil import Distillation
from classifier.model.encoder import Encoder
from classifier.model.export import quantised, to_onnx
from classifier.model.fine_tune import Lessons, fine_tune
from classifier.model.further import Further
from classifier.services import teach_reader as module
from classifier.services.reader_parts import ALL, FOLDS, Part
from classifier.services.reader_store import store_reader
from classifier.services.teach_reader import teach_reader
from classifier.services.workspace import Workspace

NEW = ["fennel", "garlic", "hazel", "iris", "juniper"]
HOW = Further(rehearsed=12, learning=Distillation(epochs=2, rate=1e-3, batch=16))
FIRST, DATE = dt.date(2030, 1, 2), dt.date(2030, 3, 4)


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give a pretrained encoder."""
    return write_base(tmp_path_factory.mktemp("base"))


@pytest.fixture(scope="module")
def shipped(base: Path) -> bytes:
    """Give a reader that learned who did it."""
    return quantised(to_onnx(fine_tune(base, LESSONS, SCHEDULE, lambda *_: None)))


@pytest.fixture
def grown(base: Path, shipped: bytes, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Workspace:
    """Give a workspace with a reader of five corpus files, and five files more."""
    monkeypatch.setattr(module, "STUDENT", meant_by(base, "student"))
    workspace = small_workspace(tmp_path, monkeypatch)
    corpus = workspace.topic_folder / "corpus"
    rows = np.arange(60)
    said = Part(out=rows, log_odds=rows + 1.0, full=rows + 2.0, losses=np.zeros(0), model=b"")
    whole = Part(
        out=rows[:0], log_odds=rows[:0], full=rows[:0], losses=np.array([0.5]), model=shipped
    )
    store_reader(
        [said, whole],
        read_corpus(corpus),
        workspace.readers,
        tokenizer=(base / "tokenizer.json").read_bytes(),
        date=FIRST,
        facts={
            "base": {"name": "student", "licence": "none", "digest": "0" * 64},
            "teacher": {"name": "teacher", "licence": "none", "digest": "1" * 64},
            "schedule": {"teacher": {"epochs": 0}, "distillation": {"epochs": 1, "each": 2}},
            "folds": FOLDS,
        },
    )
    for voice in NEW:
        write_voice(corpus, voice)
    return workspace


def test_it_learns_the_new_files_and_says_what_it_has_not_seen(
    grown: Workspace, base: Path, tmp_path: Path
) -> None:
    """Of old texts what was said stays, of new ones others say; the card tells both trainings."""
    (first,) = grown.readers.glob("reader-*")
    result = teach_reader(grown, base, tmp_path / "work", new=NEW, date=DATE, say=quiet, how=HOW)
    stored = load_model(grown.readers, result.version)
    assert stored.arrays["log_odds"][:60].tolist() == [*range(1, 61)]
    assert stored.arrays["full"][:60].tolist() == [*range(2, 62)]
    new = stored.arrays["log_odds"][60:]
    assert len(new) == 60
    assert (new != 0).all()
    assert new == pytest.approx(stored.arrays["full"][60:], abs=0.3)
    card = stored.card
    assert (card["training_texts"], card["date"]) == (120, "2030-03-04")
    assert (card["first"]["training_texts"], card["first"]["date"]) == (60, "2030-01-02")
    (step,) = card["further"]
    assert (step["from"], step["texts"], step["relevant"]) == (first.name, 60, 30)
    assert step["files"] == NEW
    assert len(step["losses"]) == HOW.learning.epochs
    for words in (f"as {first.name}", "60 texts of 5 new files", "120 texts", "2030-01-02"):
        assert words in result.card_text


def test_a_new_file_is_read_by_what_never_saw_it(
    grown: Workspace, base: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The encoder of each part learns the others, with old files beside; the last learns all."""
    seen: list[set[str]] = []
    go_on = module.go_on

    def spy(encoder: Encoder, new: Lessons, old: Lessons, *rest: object) -> Encoder:
        words = {word for text in new.texts for word in text.split()}
        seen.append({voice for voice in NEW + VOICES if voice in words})
        assert {text.split()[0] for text in old.texts} == set(VOICES)
        return go_on(encoder, new, old, *rest)

    monkeypatch.setattr(module, "go_on", spy)
    teach = {"new": NEW, "date": DATE, "how": HOW}
    first = teach_reader(grown, base, tmp_path / "work", say=quiet, **teach)
    left_out = [set(NEW) - one for one in seen]
    assert left_out == [{"fennel", "juniper"}, {"garlic"}, {"hazel"}, {"iris"}, set()]
    told: list[str] = []
    again = teach_reader(grown, base, tmp_path / "work", say=told.append, **teach)
    assert told == [
        *(f"Fold {n} of 4: there already." for n in range(1, 5)),
        "All texts: there already.",
    ]
    assert len(seen) == ALL + 1
    assert again.version == first.version


@pytest.mark.parametrize(
    ("new", "message"),
    [
        ([*NEW, "kale"], r"no corpus file kale\.csv"),
        (NEW[:4], r"No reader in .* exactly the other 6 files"),
        ([*NEW, "apple"], r"No reader in .* exactly the other 4 files"),
    ],
)
def test_what_is_new_must_be_named(
    grown: Workspace, base: Path, tmp_path: Path, new: list[str], message: str
) -> None:
    """Neither more nor less than the reader has not seen; nothing is trained before."""
    with pytest.raises(SettingError, match=message):
        teach_reader(grown, base, tmp_path / "work", new=new, date=DATE, say=quiet, how=HOW)
    assert not (tmp_path / "work").exists()


def test_another_encoder_is_refused(grown: Workspace, tmp_path: Path) -> None:
    """The embeddings must be those that the reader was made from."""
    with pytest.raises(SettingError, match="student"):
        teach_reader(grown, tmp_path, tmp_path / "work", new=NEW, date=DATE, say=quiet, how=HOW)
