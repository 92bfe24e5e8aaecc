"""What a model says of texts, on the way and in the end."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from classifier.domain.entries import Entries
from classifier.model.windows import Windows


@dataclass(frozen=True, slots=True, kw_only=True)
class Scored:
    """What a model says of texts.

    Parameters
    ----------
    score
        Free of prevalence, shape (texts,), in [0, 1].
    spans
        Where the sentence stands that speaks most for each text, of the passage that decided where
        it was read: its first character, and the one after its last, shape (texts, 2).
    platforms
        The platforms that each candidate names; none for the other texts.
    candidate
        Which texts the gate lets through, shape (texts,).
    """

    score: NDArray[np.float64]
    spans: NDArray[np.int64]
    platforms: tuple[tuple[str, ...], ...]
    candidate: NDArray[np.bool_]

    def take(self, places: Sequence[int]) -> Scored:
        """Take what is said of some texts, in that order."""
        return Scored(
            score=self.score[places],
            spans=self.spans[places],
            platforms=tuple(self.platforms[place] for place in places),
            candidate=self.candidate[places],
        )

    def evidence(self, texts: Sequence[str]) -> list[str]:
        """Give the sentence that speaks most for each text."""
        return [
            text[start:end] for text, (start, end) in zip(texts, self.spans.tolist(), strict=True)
        ]


@dataclass(frozen=True, slots=True, kw_only=True)
class Passed:
    """What is known of texts once they have passed by the gate.

    Parameters
    ----------
    log_odds
        Of texts that are looked at no closer, shape (texts,).
    spans, candidate
        As in `Scored`.
    """

    log_odds: NDArray[np.float64]
    spans: NDArray[np.int64]
    candidate: NDArray[np.bool_]


@dataclass(frozen=True, slots=True, kw_only=True)
class Looked:
    """What the general model says of texts that it looked at closely.

    Parameters
    ----------
    log_odds
        Without any correction, shape (texts,).
    spans, platforms
        As in `Scored`.
    inputs
        What a correction sees of them.
    """

    log_odds: NDArray[np.float64]
    spans: NDArray[np.int64]
    platforms: list[tuple[str, ...]]
    inputs: Entries


def place_of(sentence: str, text: str) -> tuple[int, int]:
    """Say where a sentence stands in a text, or the beginning of a passage made of its parts."""
    start = max(text.find(sentence), 0)
    return start, min(start + len(sentence), len(text))


def sentence_of(passage: str, cut: Windows, row: int, speaks: NDArray[np.float64]) -> str:
    """Give the sentence of a passage that speaks most, the first of equals; else the passage."""
    mine = np.flatnonzero(cut.owner == row)[1:].tolist()
    inside = [part for part in mine if cut.texts[part] in passage]
    return cut.texts[max(inside, key=lambda part: speaks[part])] if inside else passage
