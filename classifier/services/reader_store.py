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
from classifier.services.reader_parts import Part, Reading


@dataclass(frozen=True, slots=True, kw_only=True)
class ReaderResult:
    """A reader that was trained: its version, its folder, and its card for people."""

    version: str
    folder: Path
    card_text: str


def store_reader(
    readings: Sequence[Reading],
    whole: Part,
    corpus: Corpus,
    folder: Path,
    *,
    tokenizer: bytes,
    date: dt.date,
    facts: Mapping[str, Any],
) -> ReaderResult:
    """Store a reader, with what others like it say of what they had not seen.

    Parameters
    ----------
    readings
        What these say; together they leave out every text.
    whole
        The reader that left nothing out.
    corpus
        The labelled texts.
    folder
        The folder of readers to store it in.
    tokenizer
        What cuts texts into word pieces, as the tokenizers library writes it.
    date
        The day to write on the card.
    facts
        How it was made, for the card.

    Raises
    ------
    ValueError
        If a text was left out by none.
    """
    said = {
        "log_odds": np.full(len(corpus.texts), np.nan, dtype=np.float32),
        "full": np.full(len(corpus.texts), np.nan, dtype=np.float32),
    }
    for one in readings:
        said["log_odds"][one.out], said["full"][one.out] = one.log_odds, one.full
    if any(np.isnan(array).any() for array in said.values()):
        message = "some texts were read by no encoder that had not seen them"
        raise ValueError(message)
    version = version_of("reader", said, hashlib.sha256(whole.model).hexdigest())
    figures = {name: array.astype(np.float64) for name, array in said.items()}
    card = dict(facts) | reader_card(corpus, version, date=date, said=figures)
    files = {MODEL_FILE: whole.model, TOKENIZER_FILE: tokenizer}
    text = render_reader_card(card)
    save_model(folder, version, arrays=said, card=card, card_text=text, files=files, replace=True)
    return ReaderResult(version=version, folder=folder / version, card_text=text)
