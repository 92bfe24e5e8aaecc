"""Train the reader that is shipped, and store it with what it says of what it has not seen.

A teacher, too large to ship, is fine-tuned on the labels; the reader learns what it says. Needs the
extra ``reader``.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np

from classifier.io.corpus import read_corpus
from classifier.io.registry import MODEL_FILE, TOKENIZER_FILE, save_model
from classifier.reports.card import render_reader_card
from classifier.services.learning import version_of
from classifier.services.reader_card import reader_card
from classifier.services.reader_parts import (
    FOLDS,
    STUDENT,
    TEACHER,
    Bases,
    Part,
    Recipe,
    Told,
    read_parts,
)
from classifier.services.workspace import Workspace


@dataclass(frozen=True, slots=True, kw_only=True)
class ReaderResult:
    """A reader that was trained: its version, its folder, and its card for people."""

    version: str
    folder: Path
    card_text: str


def train_reader(
    workspace: Workspace,
    bases: Bases,
    work: Path,
    *,
    recipe: Recipe,
    date: dt.date,
    told: Told,
    models: Path | None = None,
) -> ReaderResult:
    """Train the parts that are not done, and store the reader that learned from every text.

    Parameters
    ----------
    workspace, bases, work, recipe, told
        As for `read_parts`.
    date
        The day to write on the card.
    models
        The folder of readers to store it in; without it the project's own.

    Raises
    ------
    SettingError
        If a pretrained encoder is another than the one that is meant.
    """
    parts = read_parts(workspace, bases, work, recipe=recipe, told=told)
    return store_reader(parts, workspace, bases, recipe=recipe, date=date, models=models)


def store_reader(
    parts: Sequence[Part],
    workspace: Workspace,
    bases: Bases,
    *,
    recipe: Recipe,
    date: dt.date,
    models: Path | None = None,
) -> ReaderResult:
    """Store the reader of the last part, with what those of the others say; see `train_reader`."""
    *folds, whole = parts
    corpus = read_corpus(workspace.topic_folder / "corpus")
    files = {
        MODEL_FILE: whole.model,
        TOKENIZER_FILE: (bases.student / TOKENIZER_FILE).read_bytes(),
    }
    log_odds, full = np.zeros(len(corpus.texts)), np.zeros(len(corpus.texts))
    for fold in folds:
        log_odds[fold.out], full[fold.out] = fold.log_odds, fold.full
    arrays = {"log_odds": log_odds.astype(np.float32), "full": full.astype(np.float32)}
    version = version_of("reader", arrays, hashlib.sha256(whole.model).hexdigest())
    figures = {name: said.astype(np.float64) for name, said in arrays.items()}
    losses = whole.losses.tolist()
    card = reader_card(corpus, version, date=date, losses=losses, said=figures) | {
        "base": {"name": STUDENT.name, "licence": "Apache-2.0", "digest": STUDENT.digest},
        "teacher": {"name": TEACHER.name, "licence": "Apache-2.0", "digest": TEACHER.digest},
        "schedule": asdict(recipe),
        "folds": FOLDS,
    }
    folder = models or workspace.readers
    text = render_reader_card(card)
    save_model(folder, version, arrays=arrays, card=card, card_text=text, files=files, replace=True)
    return ReaderResult(version=version, folder=folder / version, card_text=text)
