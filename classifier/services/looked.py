"""What a model says of texts on the way to their score."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from classifier.model.features import Features
from classifier.model.passages import pieces_of
from classifier.model.windows import Windows


@dataclass(frozen=True, slots=True, kw_only=True)
class Passed:
    """What is known of texts once they have passed by the gate.

    Parameters
    ----------
    log_odds
        Of texts that are looked at no closer, shape (texts,).
    spans, terms, candidate
        As in `classifier.domain.scored.Scored`.
    """

    log_odds: NDArray[np.float64]
    spans: NDArray[np.int64]
    terms: list[tuple[str, ...]]
    candidate: NDArray[np.bool_]


@dataclass(frozen=True, slots=True, kw_only=True)
class Looked:
    """What the general model says of texts that it looked at closely.

    Parameters
    ----------
    log_odds
        Without any correction, shape (texts,).
    spans, platforms
        As in `classifier.domain.scored.Scored`.
    features
        Theirs, and after them those of their sentences.
    """

    log_odds: NDArray[np.float64]
    spans: NDArray[np.int64]
    platforms: list[tuple[str, ...]]
    features: Features


def place_of(sentence: str, text: str) -> tuple[int, int]:
    """Say where a sentence stands in a text, or the beginning of a passage made of its parts."""
    start = max(text.find(sentence), 0)
    return start, min(start + len(sentence), len(text))


def sentence_of(passage: str, cut: Windows, row: int, speaks: NDArray[np.float64]) -> str:
    """Give the sentence of a passage that speaks most, the first of equals; else the passage.

    Of a sentence longer than a passage it is the piece that stands in this one.
    """
    mine = np.flatnonzero(cut.owner == row)[1:].tolist()
    inside = [
        (speaks[part], piece)
        for part in mine
        for piece in pieces_of(cut.texts[part])
        if piece in passage
    ]
    return max(inside, key=lambda one: one[0])[1] if inside else passage
