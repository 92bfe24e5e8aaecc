"""What a model says of texts, without the texts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray


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
    terms
        The search words that stand in each text.
    candidate
        Which texts the gate lets through, shape (texts,).
    """

    score: NDArray[np.float64]
    spans: NDArray[np.int64]
    platforms: tuple[tuple[str, ...], ...]
    terms: tuple[tuple[str, ...], ...]
    candidate: NDArray[np.bool_]

    def take(self, places: Sequence[int]) -> Scored:
        """Take what is said of some texts, in that order."""
        return Scored(
            score=self.score[places],
            spans=self.spans[places],
            platforms=tuple(self.platforms[place] for place in places),
            terms=tuple(self.terms[place] for place in places),
            candidate=self.candidate[places],
        )

    def evidence(self, texts: Sequence[str]) -> list[str]:
        """Give the sentence that speaks most for each text."""
        return [
            text[start:end] for text, (start, end) in zip(texts, self.spans.tolist(), strict=True)
        ]
