"""Storing a reader, with what it says of what it has not seen."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from classifier.io.corpus import Corpus
from classifier.io.registry import MODEL_FILE, TOKENIZER_FILE, save_model
from classifier.reports.card import render_reader_card
from classifier.services.learning import version_of
from classifier.services.reader_card import reader_card
from classifier.services.reader_parts import Part


@dataclass(frozen=True, slots=True, kw_only=True)
class ReaderResult:
    """A reader that was trained: its version, its folder, and its card for people."""

    version: str
    folder: Path
    card_text: str


def store_reader(
    parts: Sequence[Part],
    corpus: Corpus,
    folder: Path,
    *,
    tokenizer: bytes,
    date: dt.date,
    facts: Mapping[str, Any],
) -> ReaderResult:
    """Store the reader of the last part, with what the others say of what they left out.

    Parameters
    ----------
    parts
        Together the others leave out every text.
    corpus
        The labelled texts.
    folder
        The folder of readers to store it in.
    tokenizer
        What cuts texts into word pieces, as the tokenizers library writes it.
    date
        The day to write on the card.
    facts
        What else to write there; what it has of the card's own names goes before.
    """
    *folds, whole = parts
    log_odds, full = np.zeros(len(corpus.texts)), np.zeros(len(corpus.texts))
    for fold in folds:
        log_odds[fold.out], full[fold.out] = fold.log_odds, fold.full
    arrays = {"log_odds": log_odds.astype(np.float32), "full": full.astype(np.float32)}
    version = version_of("reader", arrays, hashlib.sha256(whole.model).hexdigest())
    figures = {name: said.astype(np.float64) for name, said in arrays.items()}
    losses = whole.losses.tolist()
    card = reader_card(corpus, version, date=date, losses=losses, said=figures) | dict(facts)
    files = {MODEL_FILE: whole.model, TOKENIZER_FILE: tokenizer}
    text = render_reader_card(card)
    save_model(folder, version, arrays=arrays, card=card, card_text=text, files=files, replace=True)
    return ReaderResult(version=version, folder=folder / version, card_text=text)
