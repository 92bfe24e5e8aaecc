"""One score from the whole text and its best sentence, free of any prevalence.

A logistic regression (stacking, Wolpert 1992) on what the screen says, out of fold, of the whole
text, in all and by block, on what it says of the best sentence, and on the number of sentences.
Fitted on voices the screen has not heard, it learns which blocks carry over to another voice; its
strong penalty keeps it near the screen's own sum where the voices do not tell.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final, Self

import numpy as np
from numpy.typing import NDArray

from classifier.model.windows import Windows

_C: Final = 0.03
"""Inverse strength of the regularisation: see benchmarks/results/quality.md."""
_HALF: Final = 0.5
"""Added to either count where a share is taken of few texts (Jeffreys)."""


def stack_inputs(windows: Windows, parts: NDArray[np.float64]) -> NDArray[np.float64]:
    """Lay out what the combiner sees, shape (wholes, blocks + 3).

    Parameters
    ----------
    windows
        The texts and their sentences.
    parts
        What each block says of each of them, shape (windows, blocks).
    """
    log_odds = parts.sum(axis=1)
    best = log_odds[windows.best(log_odds)]
    whole = slice(windows.wholes)
    return np.column_stack([parts[whole], log_odds[whole], best, np.log(windows.sentences)])


def score_of(log_odds: NDArray[np.float64]) -> NDArray[np.float64]:
    """Turn log odds if half were relevant into scores, in [0, 1]."""
    score: NDArray[np.float64] = 1 / (1 + np.exp(-log_odds))
    return score


class Combiner:
    """The combiner, with scikit-learn's contract on `stack_inputs`."""

    def fit(
        self,
        X: NDArray[np.float64],
        y: NDArray[np.int64],
        sample_weight: NDArray[np.float64] | None = None,
        *,
        chosen: NDArray[np.bool_] | None = None,
    ) -> Self:
        """Learn from out-of-fold inputs, shape (texts, inputs), and labels, shape (texts,).

        The direction is learned from all texts alike: the hard ones teach most. The weights, which
        turn the mix of the training texts into the mix of a real export, serve to calibrate along
        it (Platt 1999); the prevalence under them is taken out of the score.

        Where only some texts are ``chosen``, shape (texts,), it is fitted to these, and the
        prevalence is still that of all: being chosen tells something too. It is all that tells
        where these are of one kind.
        """
        from sklearn.linear_model import LogisticRegression

        weight = np.ones(len(y)) if sample_weight is None else sample_weight
        prior = np.log(weight[y == 1].sum() / weight[y == 0].sum())
        if chosen is not None:
            X, y, weight = X[chosen], y[chosen], weight[chosen]
        if len(np.unique(y)) < 2:
            self.coef_ = np.zeros(X.shape[1])
            share = (weight[y == 1].sum() + _HALF) / (weight[y == 0].sum() + _HALF)
            self.intercept_ = float(np.log(share) - prior)
            return self
        direction = LogisticRegression(C=_C, max_iter=1000).fit(X, y).coef_[0]
        along = (X @ direction)[:, np.newaxis]
        platt = LogisticRegression(C=np.inf, max_iter=1000).fit(along, y, sample_weight=weight)
        self.coef_ = (direction * platt.coef_[0, 0]).astype(np.float64)
        self.intercept_ = float(platt.intercept_[0] - prior)
        return self

    def score(self, X: NDArray[np.float64]) -> NDArray[np.float64]:
        """Give the score of each text, shape (texts,): its probability if half were relevant."""
        return score_of(self.log_odds(X))

    def log_odds(self, X: NDArray[np.float64]) -> NDArray[np.float64]:
        """Give the log odds of each text if half were relevant, shape (texts,)."""
        log_odds: NDArray[np.float64] = X @ self.coef_ + self.intercept_
        return log_odds

    def to_arrays(self) -> dict[str, NDArray[Any]]:
        """Give all that was learned, as named arrays."""
        return {"coef": self.coef_, "intercept": np.array([self.intercept_])}

    @classmethod
    def from_arrays(cls, arrays: Mapping[str, NDArray[Any]]) -> Self:
        """Make a fitted combiner from what `to_arrays` gave."""
        combiner = cls()
        combiner.coef_ = arrays["coef"]
        combiner.intercept_ = float(arrays["intercept"][0])
        return combiner
