"""What a model says of texts, on the way and in the end."""

from __future__ import annotations

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
    evidence
        The sentence that speaks most for each text: of the passage that decided, where it was
        read.
    platforms
        The platforms that each candidate names; none for the other texts.
    candidate
        Which texts the gate lets through, shape (texts,).
    """

    score: NDArray[np.float64]
    evidence: tuple[str, ...]
    platforms: tuple[tuple[str, ...], ...]
    candidate: NDArray[np.bool_]


@dataclass(frozen=True, slots=True, kw_only=True)
class Looked:
    """What the general model says of a batch of texts.

    Parameters
    ----------
    log_odds
        Without any correction, shape (texts,).
    evidence, platforms, candidate
        As in `Scored`.
    inputs
        What a correction sees of the texts that were looked at closely.
    """

    log_odds: NDArray[np.float64]
    evidence: list[str]
    platforms: list[tuple[str, ...]]
    candidate: NDArray[np.bool_]
    inputs: Entries


def sentence_of(passage: str, cut: Windows, row: int, speaks: NDArray[np.float64]) -> str:
    """Give the sentence of a passage that speaks most, the first of equals; else the passage."""
    mine = np.flatnonzero(cut.owner == row)[1:].tolist()
    inside = [part for part in mine if cut.texts[part] in passage]
    return cut.texts[max(inside, key=lambda part: speaks[part])] if inside else passage
