"""What local labels teach: a correction of the general model's log odds, shrunk towards none.

A logistic regression on the local texts with the general model's log odds as a fixed offset and an
L2 penalty on the weights: the most probable correction where the general model is the prior. Its
intercept is free and is thrown away, since labelled rows are a chosen lot whose share of relevant
ones says nothing of an export: the score stays free of prevalence.

A feature gets a weight only if it stands in the labelled texts of several cases. What a single
case alone holds, such as a name, leaves no trace, not even for someone who hashes it and looks.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final, Self

import numpy as np
from numpy.typing import NDArray

from classifier.domain.entries import Entries
from classifier.model.features import Features
from classifier.model.newton import minimise
from classifier.model.screen import Screen

if TYPE_CHECKING:
    from scipy.sparse import csr_matrix

FEWEST_CASES: Final = 3
"""In how many labelled cases a feature must stand to get a weight."""

PENALTY: Final = 1.0
"""The penalty where none is chosen; see benchmarks/results/retrain.md."""

_BLOCKS: Final = ("hinted", "masked", "term")
"""The blocks corrected: with others, or the reader's vectors, it learned no better: see 0018."""


def local_inputs(screen: Screen, X: Features) -> Entries:
    """Lay out what the correction sees of texts: some blocks, each text of length 1 in each.

    Parameters
    ----------
    screen
        The general model's, whose document frequencies weigh the features; one that it has
        never seen weighs as much as its rarest.
    X
        The features of the texts.

    Returns
    -------
    Entries
        With normalised values in the place of counts.
    """
    text, feature, value, size = [], [], [], 0
    for name in _BLOCKS:
        entries = X[name]
        raw, length = _values(entries, screen.blocks_[name].idf)
        text.append(entries.text)
        feature.append(entries.feature + size)
        value.append(raw / length[entries.text])
        size += entries.size
    joined = np.concatenate(text)
    order = np.argsort(joined, kind="stable")
    return Entries(
        text=joined[order],
        feature=np.concatenate(feature)[order],
        count=np.concatenate(value)[order],
        texts=X[_BLOCKS[0]].texts,
        size=size,
    )


class Correction:
    """The correction, with scikit-learn's contract on `local_inputs`.

    Parameters
    ----------
    penalty
        How strongly the general model holds, above 0: the inverse variance that the weights have
        before a label is seen. Infinite lets it stand as it is.
    """

    def __init__(self, *, penalty: float = PENALTY) -> None:
        self.penalty = penalty

    def fit(
        self,
        X: Entries,
        y: NDArray[np.int64],
        *,
        offset: NDArray[np.float64],
        group: NDArray[np.int64],
    ) -> Self:
        """Learn from labelled texts; labels of one kind alone teach nothing.

        Parameters
        ----------
        X
            Of the texts, as `local_inputs` lays them out.
        y
            Labels, 1 relevant or 0 not, shape (texts,).
        offset
            The general model's log odds of them, at any prevalence, shape (texts,).
        group
            The number of each text's case, shape (texts,).
        """
        several, solutions = _solutions((self.penalty,), X, y, offset=offset, group=group)
        return self._keep(several, solutions[0])

    @classmethod
    def fit_each(
        cls,
        penalties: Sequence[float],
        X: Entries,
        y: NDArray[np.int64],
        *,
        offset: NDArray[np.float64],
        group: NDArray[np.int64],
    ) -> list[Self]:
        """Learn from the same texts with each of some penalties, quicker than one by one.

        Parameters
        ----------
        penalties
            The strongest first: the search for each begins where the last one ended.
        X, y, offset, group
            As for `fit`.
        """
        several, solutions = _solutions(penalties, X, y, offset=offset, group=group)
        return [
            cls(penalty=penalty)._keep(several, solution)
            for penalty, solution in zip(penalties, solutions, strict=True)
        ]

    def log_odds(self, X: Entries) -> NDArray[np.float64]:
        """Give what is to be added to the general model's log odds of each text, shape (texts,)."""
        weight = np.zeros(X.size)
        weight[self.feature_] = self.weight_
        return X.sum_by_text(X.count * weight[X.feature])

    def to_arrays(self) -> dict[str, NDArray[Any]]:
        """Give all that was learned and is kept, as named arrays."""
        return {
            "feature": self.feature_.astype(np.int32),
            "weight": self.weight_.astype(np.float32),
        }

    @classmethod
    def from_arrays(cls, arrays: Mapping[str, NDArray[Any]]) -> Self:
        """Make a fitted correction from what `to_arrays` gave."""
        correction = cls()
        correction.feature_ = arrays["feature"].astype(np.int64)
        correction.weight_ = arrays["weight"].astype(np.float64)
        return correction

    def _keep(self, several: NDArray[np.int64], solution: NDArray[np.float64]) -> Self:
        kept = solution[:-1] != 0
        self.feature_, self.weight_ = several[kept], solution[:-1][kept]
        self.intercept_ = float(solution[-1])
        return self


def _solutions(
    penalties: Sequence[float],
    X: Entries,
    y: NDArray[np.int64],
    *,
    offset: NDArray[np.float64],
    group: NDArray[np.int64],
) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
    """Give the features that may get a weight, and for each penalty theirs and the intercept."""
    several = _in_several(X, group)
    if len(np.unique(y)) < 2:
        return several, np.zeros((len(penalties), len(several) + 1))
    return several, minimise(_matrix(X, several), y, offset=offset, penalties=penalties)


def _values(
    entries: Entries, idf: NDArray[np.float32]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Give the weighed counts, shape (entries,), and the length of each text, shape (texts,)."""
    own = idf[entries.feature].astype(np.float64)
    raw = (1 + np.log(entries.count)) * np.where(own > 0, own, float(idf.max()) or 1.0)
    return raw, np.sqrt(entries.sum_by_text(raw * raw))


def _in_several(X: Entries, group: NDArray[np.int64]) -> NDArray[np.int64]:
    """Name the features that stand in texts of several cases, rising."""
    from scipy.sparse import csr_matrix

    shape = (int(group.max(initial=0)) + 1, X.size)
    once = csr_matrix((np.ones(len(X.text)), (group[X.text], X.feature)), shape=shape)
    return np.flatnonzero(np.bincount(once.indices, minlength=X.size) >= FEWEST_CASES)


def _matrix(X: Entries, kept: NDArray[np.int64]) -> csr_matrix:
    """Lay out the features kept, and none else, shape (texts, kept)."""
    from scipy.sparse import csr_matrix

    column = np.full(X.size, -1)
    column[kept] = np.arange(len(kept))
    place = column[X.feature]
    there = place >= 0
    entries = (X.count[there], (X.text[there], place[there]))
    return csr_matrix(entries, shape=(X.texts, len(kept)))
