"""Train the reader: each corpus file read by an encoder that never saw it, then one for all.

A fold takes a quarter of an hour on two cores, so that each is kept in a work folder as soon as it
is done: what was stopped goes on from there. Needs the extra ``reader``.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

from classifier.domain.errors import SettingError
from classifier.io.atomic import atomic_path
from classifier.io.corpus import Corpus, read_corpus
from classifier.io.registry import MODEL_FILE, TOKENIZER_FILE, save_model
from classifier.model.export import quantised, to_onnx
from classifier.model.fine_tune import Lessons, fine_tune, read_with
from classifier.model.fine_tune import Schedule as Schedule
from classifier.model.passages import Passages, passages
from classifier.model.reader import Reader, deciding
from classifier.model.train import Settings, TrainingSet, gate_out_of_fold
from classifier.reports.card import render_reader_card
from classifier.services.learning import SEED, training_set, version_of
from classifier.services.reader_card import reader_card
from classifier.services.workspace import Workspace

FOLDS: Final = 4
BASE_FILE: Final = "model.safetensors"
BASE_DIGEST: Final = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
"""Of sentence-transformers/all-MiniLM-L6-v2 (Apache-2.0), which the reader is fine-tuned from."""

BASE_NAME: Final = "sentence-transformers/all-MiniLM-L6-v2"

Told = Callable[[str], None]
"""Told what was done, in a sentence."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Fold:
    """What an encoder says of the texts of the corpus files left out of its training.

    Parameters
    ----------
    out
        Which texts, shape (out,).
    log_odds, full
        The highest of each text's passages, with 8-bit weights and with all bits, shape (out,).
    """

    out: NDArray[np.int64]
    log_odds: NDArray[np.float64]
    full: NDArray[np.float64]
    losses: NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True)
class ReaderResult:
    """A reader that was trained: its version, its folder, and its card for people."""

    version: str
    folder: Path
    card_text: str


def read_folds(
    workspace: Workspace,
    base: Path,
    work: Path,
    *,
    schedule: Schedule,
    told: Told,
    folds: Sequence[int] = range(FOLDS),
) -> list[Fold]:
    """Train or take up the encoder of each fold, and read with it what it never saw.

    Parameters
    ----------
    workspace
        Whose topic's corpus to learn from.
    base
        The folder of the pretrained encoder.
    work
        Where finished folds are kept.
    schedule
        How to train.
    told
        Told of what was done.
    folds
        Which folds to train, from 0; several commands can each do some.

    Raises
    ------
    SettingError
        If the pretrained encoder is another than the one that is meant.
    """
    check_base(base)
    corpus = read_corpus(workspace.topic_folder / "corpus")
    training = training_set(workspace.topic, corpus)
    chosen = passages(training.windows, gate_out_of_fold(training, Settings(seed=SEED)))
    return [_fold(number, corpus, training, chosen, base, work, schedule, told) for number in folds]


def train_reader(
    workspace: Workspace,
    base: Path,
    work: Path,
    *,
    schedule: Schedule,
    date: dt.date,
    told: Told,
    models: Path | None = None,
) -> ReaderResult:
    """Train the folds that are not done, then the reader on every text, and store it.

    Parameters
    ----------
    workspace, base, work, schedule, told
        As for `read_folds`.
    date
        The day to write on the card.
    models
        The folder of readers to store it in; without it the project's own.

    Raises
    ------
    SettingError
        If the pretrained encoder is another than the one that is meant.
    """
    folds = read_folds(workspace, base, work, schedule=schedule, told=told)
    corpus = read_corpus(workspace.topic_folder / "corpus")
    every = np.ones(len(corpus.texts), dtype=np.bool_)
    losses: list[float] = []

    def ended(epoch: int, loss: float) -> None:
        losses.append(loss)
        told(f"All texts: epoch {epoch + 1} of {schedule.epochs}, mean loss {loss:.4f}.")

    lessons = _lessons(corpus, every)
    encoder = fine_tune(base, lessons, schedule, ended)
    files = {
        MODEL_FILE: quantised(to_onnx(encoder)),
        TOKENIZER_FILE: (base / TOKENIZER_FILE).read_bytes(),
    }
    log_odds, full = np.zeros(len(every)), np.zeros(len(every))
    for fold in folds:
        log_odds[fold.out], full[fold.out] = fold.log_odds, fold.full
    arrays = {"log_odds": log_odds.astype(np.float32), "full": full.astype(np.float32)}
    version = version_of("reader", arrays, hashlib.sha256(files[MODEL_FILE]).hexdigest())
    figures = {name: said.astype(np.float64) for name, said in arrays.items()}
    card = reader_card(corpus, version, date=date, losses=losses, said=figures) | {
        "base": {"name": BASE_NAME, "licence": "Apache-2.0", "digest": BASE_DIGEST},
        "schedule": asdict(schedule),
        "folds": FOLDS,
    }
    folder = models or workspace.readers
    text = render_reader_card(card)
    save_model(folder, version, arrays=arrays, card=card, card_text=text, files=files, replace=True)
    return ReaderResult(version=version, folder=folder / version, card_text=text)


def check_base(base: Path) -> None:
    """Refuse a pretrained encoder that is not the one meant."""
    path = base / BASE_FILE
    if not path.is_file():
        message = f"There is no pretrained encoder: {path} is missing."
        raise SettingError(message, advice="Name the folder of all-MiniLM-L6-v2 with --base.")
    if (found := hashlib.sha256(path.read_bytes()).hexdigest()) != BASE_DIGEST:
        message = f"{path} is another encoder: its digest is {found[:12]}…, not {BASE_DIGEST[:12]}…"
        raise SettingError(message, advice="Take the file that docs/reader.md names.")


def _fold(
    number: int,
    corpus: Corpus,
    training: TrainingSet,
    chosen: Passages,
    base: Path,
    work: Path,
    schedule: Schedule,
    told: Told,
) -> Fold:
    left_out = training.group % FOLDS == number
    settings = {"corpus": corpus.digest, "fold": number, "folds": FOLDS, **asdict(schedule)}
    name = hashlib.sha256(json.dumps(settings, sort_keys=True).encode()).hexdigest()[:10]
    path = work / f"fold-{number}-{name}.npz"
    if path.is_file():
        told(f"Fold {number + 1} of {FOLDS} is there already.")
        with np.load(path, allow_pickle=False) as kept:
            return Fold(**kept)
    losses: list[float] = []

    def ended(epoch: int, loss: float) -> None:
        losses.append(loss)
        told(f"Fold {number + 1} of {FOLDS}: epoch {epoch + 1} of {schedule.epochs}, {loss:.4f}.")

    encoder = fine_tune(base, _lessons(corpus, ~left_out), schedule, ended)
    small = quantised(to_onnx(encoder))
    out = np.flatnonzero(left_out)
    read = chosen.take(out)
    reader = Reader(model=small, tokenizer=(base / "tokenizer.json").read_bytes())
    said, full_said = reader.read(read.texts), read_with(encoder, read.texts)
    fold = Fold(
        out=out,
        log_odds=said[deciding(said, read)],
        full=full_said[deciding(full_said, read)],
        losses=np.array(losses),
    )
    work.mkdir(parents=True, exist_ok=True)
    with atomic_path(path.with_suffix(".onnx")) as aside:
        aside.write_bytes(small)
    with atomic_path(path) as aside, aside.open("wb") as file:
        np.savez(file, out=fold.out, log_odds=fold.log_odds, full=fold.full, losses=fold.losses)
    return fold


def _lessons(corpus: Corpus, rows: NDArray[np.bool_]) -> Lessons:
    """Take some texts of the corpus to train on."""
    kept = np.flatnonzero(rows)
    return Lessons(
        texts=[corpus.texts[row] for row in kept.tolist()],
        y=corpus.relevant[kept],
        group=np.unique(corpus.files, return_inverse=True)[1][kept],
        borderline=corpus.borderline[kept],
    )
