"""The penalty, chosen by cross-validation by case, and corrections of rows not fitted to."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import combinations
from math import inf
from typing import Final

import numpy as np
from numpy.typing import NDArray

from classifier.domain.entries import Entries
from classifier.model.adapt import Correction

FOLDS: Final = 4
PENALTIES: Final = (inf, 3.0, 1.0, 0.3)
"""From no correction at all to one that follows the labels closely."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Local:
    """Local texts with their labels; arrays have shape (texts,).

    Parameters
    ----------
    X
        As `classifier.model.adapt.local_inputs` lays them out.
    y
        Labels, 1 relevant or 0 not.
    offset
        The general model's log odds.
    group
        The number of each text's case.
    """

    X: Entries
    y: NDArray[np.int64]
    offset: NDArray[np.float64]
    group: NDArray[np.int64]

    def take(self, chosen: NDArray[np.int64]) -> Local:
        """Give some of the texts, by their numbers."""
        return Local(
            X=self.X.take(chosen),
            y=self.y[chosen],
            offset=self.offset[chosen],
            group=self.group[chosen],
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """A penalty chosen by cross-validation, and what the recipe is worth.

    Parameters
    ----------
    penalty
        Chosen on all texts.
    correction
        What is added to the log odds of each text, shape (texts,), by a correction that has not
        seen the text's fold, with a penalty chosen without that fold, too.
    """

    penalty: float
    correction: NDArray[np.float64]


def fold_of(y: NDArray[np.int64], group: NDArray[np.int64], *, seed: int) -> NDArray[np.int64]:
    """Deal whole cases to folds, shape (texts,), those with a relevant text evenly.

    Parameters
    ----------
    y, group
        Labels, and the number of each text's case, shape (texts,).
    seed
        For the order in which cases are dealt.
    """
    cases, number = np.unique(group, return_inverse=True)
    relevant = np.bincount(number, weights=y, minlength=len(cases)) > 0
    shuffled = np.random.default_rng(seed).permutation(len(cases))
    dealt = shuffled[np.argsort(~relevant[shuffled], kind="stable")]
    fold = np.empty(len(cases), dtype=np.int64)
    fold[dealt] = np.arange(len(cases)) % FOLDS
    return fold[number]


def choose_penalty(local: Local, fold: NDArray[np.int64]) -> Choice:
    """Choose the penalty with the least log loss out of fold, and judge that way of choosing.

    For each fold to be judged the penalty is chosen on the others, each of which is scored by a
    correction fitted without it and without the fold to be judged; a pair left out serves both
    ways. Of penalties that do equally well the stronger is taken.

    Parameters
    ----------
    local
        The labelled texts.
    fold
        The fold of each, shape (texts,), see `fold_of`.
    """
    losses = np.zeros((FOLDS, len(PENALTIES)))
    for pair in combinations(range(FOLDS), 2):
        fitted = _fit_each(local, ~np.isin(fold, pair))
        for judged, scored in (pair, pair[::-1]):
            losses[judged] += _losses(local.take(np.flatnonzero(fold == scored)), fitted)
    correction = np.zeros(len(local.y))
    total = np.zeros(len(PENALTIES))
    for judged in range(FOLDS):
        fitted, out = _fit_each(local, fold != judged), np.flatnonzero(fold == judged)
        best = fitted[_best(losses[judged])]
        correction[out] = best.log_odds(local.X.take(out))
        total += _losses(local.take(out), fitted)
    return Choice(penalty=PENALTIES[_best(total)], correction=correction)


def out_of_fold(
    local: Local, fold: NDArray[np.int64], *, learned: NDArray[np.bool_], penalty: float
) -> NDArray[np.float64]:
    """Give the correction of each text, shape (texts,), fitted without the text's fold.

    Parameters
    ----------
    local, fold
        As for `choose_penalty`.
    learned
        Which of the texts a recipe learns from, shape (texts,).
    penalty
        The recipe's.
    """
    correction = np.zeros(len(local.y))
    for judged in range(FOLDS):
        out = np.flatnonzero(fold == judged)
        fitted = fit(local.take(np.flatnonzero(learned & (fold != judged))), penalty)
        correction[out] = fitted.log_odds(local.X.take(out))
    return correction


def fit(local: Local, penalty: float) -> Correction:
    """Fit a correction to all of some texts."""
    correction = Correction(penalty=penalty)
    return correction.fit(local.X, local.y, offset=local.offset, group=local.group)


def _fit_each(local: Local, kept: NDArray[np.bool_]) -> list[Correction]:
    """Fit each penalty to some texts."""
    some = local.take(np.flatnonzero(kept))
    return Correction.fit_each(PENALTIES, some.X, some.y, offset=some.offset, group=some.group)


def _losses(rest: Local, fitted: list[Correction]) -> NDArray[np.float64]:
    """Give the log loss of texts by each of some corrections, shape (corrections,)."""
    log_odds = [rest.offset + one.log_odds(rest.X) + one.intercept_ for one in fitted]
    return np.array([np.sum(np.logaddexp(0, one) - rest.y * one) for one in log_odds])


def _best(losses: NDArray[np.float64]) -> int:
    """Name the penalty with the least loss, the strongest of equals."""
    return int(np.flatnonzero(losses <= losses.min() + 1e-9)[0])
