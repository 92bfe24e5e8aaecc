from __future__ import annotations

import datetime as dt
from pathlib import Path

import numpy as np
import pytest
from small import (
    FACTS,
    VOICES,
    meant_by,
    quiet,
    shipped_reader,
    small_workspace,
    write_base,
    write_voice,
)

from classifier.domain.errors import SettingError
from classifier.io.corpus import read_corpus
from classifier.io.registry import load_model
from classifier.model.encoder import Encoder
from classifier.model.fine_tune import Lessons
from classifier.model.further import Further
from classifier.services import teach_reader as module
from classifier.services.reader_parts import Part, Reading
from classifier.services.reader_store import store_reader
from classifier.services.teach_reader import teach_reader
from classifier.services.workspace import Workspace

NEW = ["banana", "carrot", "cherry", "dill", "fennel"]
"""New files, that stand among the old ones."""
HOW = Further(epochs=2, rate=1e-3, batch=16, rehearsed=12)
FIRST, DATE, LATER = dt.date(2030, 1, 2), dt.date(2030, 3, 4), dt.date(2030, 5, 6)
NOTHING = np.zeros(0)


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give a pretrained encoder."""
    return write_base(tmp_path_factory.mktemp("base"))


@pytest.fixture(scope="module")
def shipped(base: Path) -> bytes:
    """Give a reader that learned who did it."""
    return shipped_reader(base)


@pytest.fixture
def grown(base: Path, shipped: bytes, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Workspace:
    """Give a workspace with a reader of five corpus files, and five files more."""
    monkeypatch.setattr(module, "STUDENT", meant_by(base, "student"))
    workspace = small_workspace(tmp_path, monkeypatch)
    corpus = workspace.topic_folder / "corpus"
    rows = np.arange(60)
    whole = Part(
        out=rows[:0], log_odds=NOTHING, full=NOTHING, losses=np.array([0.5]), model=shipped
    )
    store_reader(
        [Reading(out=rows, log_odds=rows + 1.0, full=rows + 2.0)],
        whole,
        read_corpus(corpus),
        workspace.readers,
        tokenizer=(base / "tokenizer.json").read_bytes(),
        date=FIRST,
        facts=FACTS,
    )
    for voice in NEW:
        write_voice(corpus, voice)
    return workspace


def readings(workspace: Workspace, version: str, files: list[str]) -> dict[str, np.ndarray]:
    """Give what a reader has recorded of the texts of some files."""
    there = np.isin(read_corpus(workspace.topic_folder / "corpus").files, files)
    arrays = load_model(workspace.readers, version).arrays
    return {name: arrays[name][there] for name in ("log_odds", "full")}


def test_it_learns_the_new_files_and_says_what_it_has_not_seen(
    grown: Workspace, base: Path, tmp_path: Path
) -> None:
    """Of old texts what was said stays, of new ones others say; the card tells both trainings."""
    (first,) = grown.readers.glob("reader-*")
    result = teach_reader(grown, base, tmp_path / "work", new=NEW, date=DATE, say=quiet, how=HOW)
    old = readings(grown, result.version, VOICES)
    assert old["log_odds"].tolist() == [*range(1, 61)]
    assert old["full"].tolist() == [*range(2, 62)]
    new = readings(grown, result.version, NEW)
    assert len(new["log_odds"]) == 60
    assert np.abs(new["log_odds"]).max() < 20
    assert new["log_odds"] == pytest.approx(new["full"], abs=0.3)
    card = load_model(grown.readers, result.version).card
    assert (card["training_texts"], card["date"]) == (120, "2030-03-04")
    assert (card["first"]["training_texts"], card["first"]["date"]) == (60, "2030-01-02")
    assert card["losses"] == FACTS["losses"]
    (step,) = card["further"]
    assert (step["from"], step["texts"], step["relevant"]) == (first.name, 60, 30)
    assert (step["files"], step["rehearsed"], step["date"]) == (NEW, 12, "2030-03-04")
    assert len(step["losses"]) == HOW.epochs
    for words in (f"being {first.name}", "60 texts of 5 new files", "120 texts", "2030-01-02"):
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
    assert left_out == [{"banana", "fennel"}, {"carrot"}, {"cherry"}, {"dill"}, set()]
    told: list[str] = []
    again = teach_reader(grown, base, tmp_path / "work", say=told.append, **teach)
    folds = [f"Fold {number} of 4: there already." for number in range(1, 5)]
    assert told == [*folds, "All texts: there already."]
    assert len(seen) == 5
    assert again.version == first.version


def test_it_can_go_on_twice(grown: Workspace, base: Path, tmp_path: Path) -> None:
    """A single file needs two parts; what was said before stays, and the card tells all three."""
    teach = {"say": quiet, "how": HOW}
    first = teach_reader(grown, base, tmp_path / "work", new=NEW, date=DATE, **teach)
    before = readings(grown, first.version, NEW + VOICES)
    write_voice(grown.topic_folder / "corpus", "endive")
    told: list[str] = []
    second = teach_reader(
        grown, base, tmp_path / "work", new=["endive"], date=LATER, say=told.append, how=HOW
    )
    assert {line.partition(":")[0] for line in told} == {"Fold 1 of 4", "All texts"}
    after = readings(grown, second.version, NEW + VOICES)
    for name, said in before.items():
        assert after[name].tolist() == said.tolist()
    card = load_model(grown.readers, second.version).card
    assert card["first"]["training_texts"] == 60
    assert [step["from"] for step in card["further"]][1:] == [first.version]
    assert [step["date"] for step in card["further"]] == ["2030-03-04", "2030-05-06"]
    assert second.card_text.count("All together: 132 texts") == 1
    assert "12 texts of 1 new file," in second.card_text


@pytest.mark.parametrize(
    ("new", "message"),
    [
        ([*NEW, "kale", "leek"], r"no file kale, leek\."),
        (NEW + VOICES, "Every file of the corpus is named as new"),
        (NEW[:4], r"No reader in .* from just these files: apple, .*, fennel\."),
        ([*NEW, "apple"], r"No reader in .* from just these files: beetroot, celery, damson"),
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
    other = write_base(tmp_path / "other", seed=3)
    with pytest.raises(SettingError, match=r"another encoder.*student"):
        teach_reader(grown, other, tmp_path / "work", new=NEW, date=DATE, say=quiet, how=HOW)
