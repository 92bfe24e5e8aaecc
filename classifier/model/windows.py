"""Sentence windows: in a long text one relevant sentence must not be drowned by the rest."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from classifier.kernel.sentences import sentences
from classifier.kernel.texts import Texts


@dataclass(frozen=True, slots=True)
class Windows:
    """The texts to be scored: each text whole, then its sentences where it has more than one.

    Parameters
    ----------
    texts
        All of them, shape (windows,): the whole texts come first, in order.
    owner
        Which text each belongs to, shape (windows,).
    wholes
        How many whole texts there are.
    """

    texts: tuple[str, ...]
    owner: NDArray[np.int64]
    wholes: int

    @property
    def sentences(self) -> NDArray[np.int64]:
        """How many sentences each text has, shape (wholes,), 1 or more."""
        counts = np.bincount(self.owner, minlength=self.wholes) - 1
        return np.maximum(counts, 1)

    def best(self, score: NDArray[np.float64]) -> NDArray[np.int64]:
        """Give the highest-scoring sentence of each text, the first of equals.

        Parameters
        ----------
        score
            One for each window, shape (windows,).

        Returns
        -------
        NDArray[np.int64]
            Shape (wholes,): a position in `texts`; the text itself where it is one sentence.
        """
        best = np.arange(self.wholes)
        parts = np.arange(self.wholes, len(self.texts))
        by_score = parts[np.lexsort((-parts, score[parts]))]
        best[self.owner[by_score]] = by_score
        return best

    def highest(self, score: NDArray[np.float64]) -> NDArray[np.float64]:
        """Give the highest score of each text and its sentences, shape (wholes,).

        Parameters as for `best`.
        """
        highest: NDArray[np.float64] = np.maximum(score[: self.wholes], score[self.best(score)])
        return highest

    def take(self, rows: NDArray[np.int64]) -> tuple[Windows, NDArray[np.int64]]:
        """Take some texts, in that order, with their sentences, and say which windows these are."""
        number = np.full(self.wholes, -1)
        number[rows] = np.arange(len(rows))
        owner = number[self.owner]
        parts = np.flatnonzero(owner >= 0)
        place = np.concatenate([rows, parts[parts >= self.wholes]])
        texts = tuple(self.texts[part] for part in place.tolist())
        return Windows(texts, owner[place], len(rows)), place


def windows(texts: Sequence[str]) -> Windows:
    """Cut each text into sentences, at full stops, other ends of sentences and line breaks."""
    spans, owner = sentences(Texts.of(texts))
    places = zip(owner.tolist(), spans.tolist(), strict=True)
    cut = [texts[text][start:end] for text, (start, end) in places]
    return Windows((*texts, *cut), np.concatenate([np.arange(len(texts)), owner]), len(texts))
