"""The loop's learners: they rank what is unread by what was read.

One knows nothing but the labels, and learns any topic: a ridge regression of them on how alike
the texts are, with an intercept. The relevant texts, few as they are, weigh ten times as much as
all others together, the ratio of ASReview's ELAS u4. On text a ridge ranks as well as a support
vector machine (Rifkin, Yeo and Poggio 2003, "Regularized least-squares classification"), and it
has a closed form: in the dual, one system of linear equations with a row for each label, whatever
the number of features. While few labels are there, it counts what texts are akin to, too.

The other begins with a trained model and learns a correction of it.
"""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

from classifier.domain.entries import Entries
from classifier.model.adapt import Correction
from classifier.model.likeness import Likeness

_RATIO: Final = 9.8
"""How much the relevant texts weigh against all others."""

_STRENGTH: Final = 0.07
"""How closely the labels are followed, for a label of average weight."""

_KIN: Final = 1.0
"""How much kinship counts at first, beside likeness."""

_KIN_FADES: Final = 20
"""Labels after which it counts half as much."""


class ActiveLearner:
    """Learns from labels as they come.

    Parameters
    ----------
    likeness
        Of all texts.
    """

    def __init__(self, likeness: Likeness) -> None:
        self._X = likeness.X
        self._kin = likeness.kin
        self._known = likeness.X[:0]
        self._known_kin = likeness.kin[:0]
        self._read = np.zeros(0, dtype=np.int64)
        self._y = np.zeros(0, dtype=np.int64)
        self._alike = np.zeros((0, 0), dtype=np.float32)
        self._akin = np.zeros((0, 0), dtype=np.float32)

    def learn(self, rows: NDArray[np.int64], y: NDArray[np.int64]) -> None:
        """Take in the labels of some more texts.

        Parameters
        ----------
        rows
            Their positions, shape (texts,), none of them seen before.
        y
            Their labels, 1 relevant or 0 not, shape (texts,).
        """
        self._read = np.concatenate([self._read, rows])
        self._y = np.concatenate([self._y, y])
        self._known = self._X[self._read]
        self._alike = _widened(self._alike, (self._known @ self._X[rows].T).toarray())
        np.fill_diagonal(self._alike, 1)
        self._known_kin = np.concatenate([self._known_kin, self._kin[rows]])
        self._akin = _widened(self._akin, self._known_kin @ self._kin[rows].T)

    def scores(self) -> NDArray[np.float64]:
        """Score every text, shape (texts,): about 1 for a relevant one and -1 for another.

        Both kinds must have been read.
        """
        from scipy.linalg import solve

        kin = np.float32(_KIN * _KIN_FADES / (_KIN_FADES + len(self._read)))
        own = 1 / (1 + kin)
        system = own * (self._alike + kin * self._akin)
        system += 1  # the intercept, penalised as any weight
        system[np.diag_indices_from(system)] += 1 / self._weights()
        wanted = (2 * self._y - 1).astype(np.float32)
        dual = solve(system, wanted, assume_a="pos", overwrite_a=True, check_finite=False)
        alike = self._X @ (self._known.T @ dual)
        akin = self._kin @ (dual @ self._known_kin)
        scored: NDArray[np.float64] = own * (alike + kin * akin) + dual.sum()
        return scored

    def _weights(self) -> NDArray[np.float64]:
        """Say how closely to follow each label, shape (labels,)."""
        relevant = self._y.sum()
        weight = np.where(self._y == 1, 1.0, relevant / (_RATIO * (len(self._y) - relevant)))
        closely: NDArray[np.float64] = 2 * _STRENGTH * weight / weight.mean()
        return closely


class GuidedLearner:
    """Begins with a trained model's log odds, and corrects them by labels as they come.

    Parameters
    ----------
    X
        The inputs of all texts, as `classifier.model.adapt.local_inputs` lays them out.
    log_odds
        What the model says of each, shape (texts,).
    group
        The number of each text's case, shape (texts,).
    """

    def __init__(
        self, X: Entries, *, log_odds: NDArray[np.float64], group: NDArray[np.int64]
    ) -> None:
        self._X = X
        self._log_odds = log_odds
        self._group = group
        self._read = np.zeros(0, dtype=np.int64)
        self._y = np.zeros(0, dtype=np.int64)

    def learn(self, rows: NDArray[np.int64], y: NDArray[np.int64]) -> None:
        """Take in the labels of some more texts, as `ActiveLearner.learn` does."""
        self._read = np.concatenate([self._read, rows])
        self._y = np.concatenate([self._y, y])

    def scores(self) -> NDArray[np.float64]:
        """Give the corrected log odds of every text, shape (texts,)."""
        read = self._read
        correction = Correction().fit(
            self._X.take(read), self._y, offset=self._log_odds[read], group=self._group[read]
        )
        return self._log_odds + correction.log_odds(self._X)


def _widened(square: NDArray[np.float32], across: NDArray[np.float32]) -> NDArray[np.float32]:
    """Give a symmetric matrix some more columns, shape (all, more), and the rows they mirror."""
    before, after = len(square), len(across)
    wide = np.empty((after, after), dtype=np.float32)
    wide[:before, :before] = square
    wide[:, before:], wide[before:] = across, across.T
    return wide
