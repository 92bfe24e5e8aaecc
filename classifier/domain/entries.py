"""Counts of features in texts, as the entries of a sparse matrix: NumPy arrays and nothing else."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True, slots=True, kw_only=True)
class Entries:
    """How often each feature stands in each text, where it does.

    Parameters
    ----------
    text, feature, count
        Shape (entries,) each, sorted by text, then by feature: which text, which feature in
        [0, size), how often (1 or more).
    texts
        How many texts there are.
    size
        How many features there are.
    """

    text: NDArray[np.int64]
    feature: NDArray[np.int64]
    count: NDArray[np.float64]
    texts: int
    size: int

    def sum_by_text(self, values: NDArray[np.float64]) -> NDArray[np.float64]:
        """Add up a value for each entry, shape (entries,), to one for each text, shape (texts,)."""
        return np.bincount(self.text, weights=values, minlength=self.texts).astype(np.float64)

    def sum_by_feature(self, values: NDArray[np.float64]) -> NDArray[np.float64]:
        """Add up a value for each entry, shape (entries,), to one a feature, shape (size,)."""
        return np.bincount(self.feature, weights=values, minlength=self.size).astype(np.float64)

    def take(self, chosen: NDArray[np.int64]) -> Entries:
        """Give the entries of chosen texts, numbered anew in the order they are chosen in."""
        starts = np.searchsorted(self.text, chosen, side="left")
        lengths = np.searchsorted(self.text, chosen, side="right") - starts
        text = np.repeat(np.arange(len(chosen)), lengths)
        before = np.cumsum(lengths) - lengths
        index = np.arange(lengths.sum()) + np.repeat(starts - before, lengths)
        return Entries(
            text=text,
            feature=self.feature[index],
            count=self.count[index],
            texts=len(chosen),
            size=self.size,
        )


def stacked(parts: Sequence[Entries]) -> Entries:
    """Give the entries of several lots of texts as one lot, in their order.

    Parameters
    ----------
    parts
        One at least, all with the same features.
    """
    first = np.cumsum([0, *(part.texts for part in parts)])
    return Entries(
        text=np.concatenate([part.text + at for part, at in zip(parts, first[:-1], strict=True)]),
        feature=np.concatenate([part.feature for part in parts]),
        count=np.concatenate([part.count for part in parts]),
        texts=int(first[-1]),
        size=parts[0].size,
    )
