from __future__ import annotations

import dataclasses
import datetime as dt
import hashlib
import json
from pathlib import Path

import numpy as np
import pytest
from small import FACTS, VOICES, meant_by, quiet, small_workspace, write_base

from classifier.domain.errors import SettingError
from classifier.io.corpus import read_corpus
from classifier.io.registry import load_model
from classifier.model.distil import Distillation, Taught
from classifier.model.encoder import Encoder
from classifier.model.fine_tune import Lessons, Schedule
from classifier.model.reader import Reader
from classifier.services import train_reader as module
from classifier.services.reader_bases import WEIGHTS_FILE, Bases, Pretrained, check_base
from classifier.services.reader_parts import ALL, PARTS, Part, Reading
from classifier.services.reader_store import store_reader
from classifier.services.train_reader import Recipe, read_parts, train_reader
from classifier.services.workspace import Workspace

RECIPE = Recipe(
    teacher=Schedule(epochs=2, rate=1e-3, batch=8),
    distillation=Distillation(each=2, epochs=3, batch=16),
)
DATE = dt.date(2030, 1, 2)


@pytest.fixture(scope="module")
def bases(tmp_path_factory: pytest.TempPathFactory) -> Bases:
    """Give two pretrained encoders, the teacher's the wider."""
    student = write_base(tmp_path_factory.mktemp("student"))
    return Bases(
        student=student, teacher=write_base(tmp_path_factory.mktemp("teacher"), width=48, seed=2)
    )


@pytest.fixture
def meant(bases: Bases, monkeypatch: pytest.MonkeyPatch) -> None:
    """Mean these two, by their digests."""
    monkeypatch.setattr(module, "STUDENT", meant_by(bases.student, "student"))
    monkeypatch.setattr(module, "TEACHER", meant_by(bases.teacher, "teacher"))


@pytest.fixture
def pictures(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Workspace:
    """Give a workspace for a small topic of five corpus files."""
    return small_workspace(tmp_path, monkeypatch)


def test_another_encoder_is_refused(tmp_path: Path) -> None:
    """One byte off, or none at all: an error that names the one that is meant."""
    meant = Pretrained("small/one", hashlib.sha256(b"weights").hexdigest())
    with pytest.raises(SettingError, match=r"no pretrained encoder: .* missing.*small/one"):
        check_base(tmp_path, meant)
    (tmp_path / WEIGHTS_FILE).write_bytes(b"Weights")
    with pytest.raises(SettingError, match=r"another encoder: its digest is .*small/one"):
        check_base(tmp_path, meant)
    (tmp_path / WEIGHTS_FILE).write_bytes(b"weights")
    check_base(tmp_path, meant)


@pytest.mark.parametrize("foreign", ["student", "teacher"])
@pytest.mark.usefixtures("meant")
def test_both_encoders_are_checked_before_work(
    pictures: Workspace, bases: Bases, tmp_path: Path, foreign: str
) -> None:
    """Nothing is learned from one that is not meant, and nothing kept."""
    other = dataclasses.replace(bases, **{foreign: tmp_path})
    with pytest.raises(SettingError, match=foreign):
        read_parts(pictures, other, tmp_path / "work", recipe=RECIPE, say=quiet, parts=PARTS)
    assert not (tmp_path / "work").exists()


@pytest.mark.usefixtures("meant")
def test_a_part_learns_from_no_text_of_the_files_left_out(
    pictures: Workspace, bases: Bases, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Neither does its teacher, nor what is made of others; and these are what it reads."""
    seen: list[str] = []
    fine_tune, distil = module.fine_tune, module.distil

    def spy_fine_tune(base: Path, lessons: Lessons, *rest: object) -> Encoder:
        assert base == bases.teacher
        seen.extend(lessons.texts)
        return fine_tune(base, lessons, *rest)

    def spy_distil(base: Path, lessons: Taught, *rest: object) -> Encoder:
        assert base == bases.student
        assert len(lessons.texts) == 3 * len(seen)  # two made of each, and each
        seen.extend(lessons.texts)
        return distil(base, lessons, *rest)

    monkeypatch.setattr(module, "fine_tune", spy_fine_tune)
    monkeypatch.setattr(module, "distil", spy_distil)
    (part,) = read_parts(pictures, bases, tmp_path, recipe=RECIPE, say=quiet, parts=[0])
    words = " ".join(seen).lower().split()
    assert [voice for voice in VOICES if voice in words] == ["beetroot", "celery", "damson"]
    files = np.array(read_corpus(pictures.topic_folder / "corpus").files)
    assert set(files[part.out].tolist()) == {"apple", "elder"}  # the fifth file is dealt round
    assert len(part.out) == len(part.log_odds) == len(part.full) == 24
    assert part.log_odds == pytest.approx(part.full, abs=0.2)
    assert len(part.losses) == 2 + 3


@pytest.mark.usefixtures("meant")
def test_a_part_that_is_done_is_taken_up(
    pictures: Workspace, bases: Bases, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nothing is trained again, and it is the same to the bit; by another recipe it is another."""
    told: list[str] = []
    read = {"recipe": RECIPE, "say": told.append, "parts": [1]}
    (first,) = read_parts(pictures, bases, tmp_path / "work", **read)
    assert [line.rpartition(",")[0] for line in told] == [
        f"Fold 2 of 4: epoch {epoch}" for epoch in (1, 2, 1, 2, 3)
    ]
    told.clear()
    monkeypatch.setattr(module, "fine_tune", None)
    (second,) = read_parts(pictures, bases, tmp_path / "work", **read)
    assert told == ["Fold 2 of 4: there already."]
    for name in ("out", "log_odds", "full", "losses"):
        assert getattr(first, name).tolist() == getattr(second, name).tolist()
    assert first.model == second.model
    other = dataclasses.replace(RECIPE, distillation=Distillation(each=2, epochs=4, batch=16))
    with pytest.raises(TypeError, match="not callable"):
        read_parts(pictures, bases, tmp_path / "work", **(read | {"recipe": other}))


def reading(out: list[int], value: float) -> Reading:
    """Give a reading of which every text out says the same."""
    said = np.full(len(out), value)
    return Reading(out=np.array(out), log_odds=said, full=-said)


WHOLE = Part(
    out=np.zeros(0, dtype=np.int64),
    log_odds=np.zeros(0),
    full=np.zeros(0),
    losses=np.array([0.5]),
    model=b"whole",
)


def test_the_reader_is_the_last_part_with_what_the_others_say(
    pictures: Workspace, tmp_path: Path
) -> None:
    """Each text's log odds are of the part that left it out; tokenizer and card are beside them."""
    outs = [[*range(number * 12, number * 12 + 12)] for number in range(3)] + [[*range(36, 60)]]
    readings = [reading(out, 1.0 + place) for place, out in enumerate(outs)]
    corpus = read_corpus(pictures.topic_folder / "corpus")
    models, how = tmp_path / "readers", {"tokenizer": b"pieces", "date": DATE, "facts": FACTS}
    result = store_reader(readings, WHOLE, corpus, models, **how)
    stored = load_model(models, result.version)
    assert stored.arrays["log_odds"].tolist() == [1.0] * 12 + [2.0] * 12 + [3.0] * 12 + [4.0] * 24
    assert stored.arrays["full"].tolist() == (-stored.arrays["log_odds"]).tolist()
    assert (result.folder / "reader.onnx").read_bytes() == b"whole"
    assert (result.folder / "tokenizer.json").read_bytes() == b"pieces"
    card = json.loads((result.folder / "card.json").read_text(encoding="utf-8"))
    assert (card["training_texts"], card["date"]) == (60, "2030-01-02")
    assert card["base"] == FACTS["base"]
    assert result.version in result.card_text
    with pytest.raises(ValueError, match="read by no encoder"):
        store_reader(readings[1:], WHOLE, corpus, tmp_path / "other", **how)
    assert not (tmp_path / "other").exists()


@pytest.mark.usefixtures("meant")
def test_training_ends_with_a_reader_that_reads(
    pictures: Workspace, bases: Bases, tmp_path: Path
) -> None:
    """From four folds and the whole; each text was left out once, and no file is code."""
    result = train_reader(pictures, bases, tmp_path / "work", recipe=RECIPE, date=DATE, say=quiet)
    assert result.folder.parent == pictures.readers
    parts = read_parts(pictures, bases, tmp_path / "work", recipe=RECIPE, say=quiet, parts=PARTS)
    assert sorted(one for part in parts for one in part.out.tolist()) == list(range(60))
    assert parts[ALL].out.tolist() == []
    stored = load_model(pictures.readers, result.version)
    assert (stored.arrays["log_odds"] != 0).all()
    assert stored.card["base"]["name"] == "student"
    assert stored.card["teacher"]["name"] == "teacher"
    assert stored.card["schedule"]["distillation"]["epochs"] == 3
    assert len(stored.card["losses"]) == 2 + 3
    tokenizer = (result.folder / "tokenizer.json").read_bytes()
    assert tokenizer == (bases.student / "tokenizer.json").read_bytes()
    model, tokenizer = (result.folder / name for name in ("reader.onnx", "tokenizer.json"))
    reader = Reader(model=model.read_bytes(), tokenizer=tokenizer.read_bytes())
    assert np.isfinite(reader.read(["officer posted it ."])).all()
