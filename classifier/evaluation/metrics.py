"""Figures at decisions and along a ranking: arrays in, figures out, nothing fitted."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray


def ratio(part: float, whole: float) -> float:
    """Divide, giving NaN where the whole is nothing: such a rate is undefined, not 0."""
    return part / whole if whole else math.nan


def precision(decision: NDArray[np.bool_], *, relevant: NDArray[np.bool_]) -> float:
    """Give the share of the collected rows that are relevant.

    Parameters
    ----------
    decision
        Whether each row is collected, shape (rows,).
    relevant
        Whether each row is relevant by its resolved label, shape (rows,).

    Returns
    -------
    float
        In [0, 1]; NaN where nothing is collected.
    """
    return ratio(int(np.sum(decision & relevant)), int(np.sum(decision)))


def recall(decision: NDArray[np.bool_], *, relevant: NDArray[np.bool_]) -> float:
    """Give the share of the relevant rows that are collected; NaN where none is relevant.

    Parameters as in `precision`.
    """
    return ratio(int(np.sum(decision & relevant)), int(np.sum(relevant)))


def f1(decision: NDArray[np.bool_], *, relevant: NDArray[np.bool_]) -> float:
    """Give the harmonic mean of precision and recall, as 2 TP / (collected + relevant).

    Parameters as in `precision`. In [0, 1]; NaN where nothing is collected and none relevant.
    """
    found = int(np.sum(decision & relevant))
    return ratio(2 * found, int(np.sum(decision)) + int(np.sum(relevant)))


def read_and_found(
    score: NDArray[np.float64], *, relevant: NDArray[np.bool_]
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Read the rows by descending score, and count.

    Rows of equal score are read together, so that their order in the table changes nothing.

    Parameters
    ----------
    score
        The higher, the sooner read, shape (rows,).
    relevant
        Whether each row is relevant by its resolved label, shape (rows,).

    Returns
    -------
    read, found
        Shape (distinct scores,): rows read, and relevant ones among them, at each score.
    """
    order = np.argsort(-score, kind="stable")
    last = np.flatnonzero(np.append(np.diff(score[order]) != 0, score.size > 0))
    found = np.cumsum(relevant[order], dtype=np.int64)
    return last.astype(np.int64) + 1, found[last]


def average_precision(score: NDArray[np.float64], *, relevant: NDArray[np.bool_]) -> float:
    """Average precision over the recall gained at each distinct score.

    The step-wise sum of (R_n - R_(n-1)) P_n, as scikit-learn's ``average_precision_score``
    has it: no interpolation, which would flatter the ranking.

    Parameters as in `read_and_found`. In [0, 1]; NaN where no row is relevant.
    """
    if not np.any(relevant):
        return math.nan
    read, found = read_and_found(score, relevant=relevant)
    gained = np.diff(found, prepend=0)
    return float(np.sum(gained * (found / read)) / found[-1])


def corners(found: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Mark the points of a curve beside which the count found changes.

    The others lie on a straight line between them (a gains curve), or on one level of recall:
    a curve of many rows and few relevant ones is then drawn from few points.
    """
    changes = np.append(np.diff(found, prepend=0), 1).astype(np.bool_)
    return changes[:-1] | changes[1:]


def precision_recall_curve(
    score: NDArray[np.float64], *, relevant: NDArray[np.bool_]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Give recall and precision at each threshold that matters, from the highest down.

    Parameters as in `read_and_found`.

    Returns
    -------
    recall, precision
        Shape (points,), in [0, 1], recall rising; thresholds between which no relevant row is
        found are left out, but for the ends. Empty where no row is relevant.
    """
    if not np.any(relevant):
        return np.empty(0), np.empty(0)
    read, found = read_and_found(score, relevant=relevant)
    kept = corners(found)
    return (found / found[-1])[kept], (found / read)[kept]


def gains_curve(
    score: NDArray[np.float64], *, relevant: NDArray[np.bool_]
) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
    """Give the share of the relevant rows found against the rows read, by descending score.

    Parameters as in `read_and_found`.

    Returns
    -------
    read, share
        Shape (points,), from (0, 0) to (rows, 1): straight lines between the points give what
        to expect where rows of equal score are read in random order. Empty where no row is
        relevant.
    """
    if not np.any(relevant):
        return np.empty(0, dtype=np.int64), np.empty(0)
    read, found = read_and_found(score, relevant=relevant)
    kept = corners(found)
    return np.insert(read[kept], 0, 0), np.insert((found / found[-1])[kept], 0, 0.0)


def brier(probability: NDArray[np.float64], *, relevant: NDArray[np.bool_]) -> float:
    """Give the mean squared distance between probability and label (Brier, 1950).

    Parameters
    ----------
    probability
        Calibrated probabilities, shape (rows,), in [0, 1].
    relevant
        Whether each row is relevant by its resolved label, shape (rows,).

    Returns
    -------
    float
        In [0, 1], 0 being best; NaN without rows.
    """
    return ratio(float(np.sum((probability - relevant) ** 2)), relevant.size)


def brier_skill(probability: NDArray[np.float64], *, relevant: NDArray[np.bool_]) -> float:
    """Compare the Brier score with that of saying the prevalence for every row.

    One less the ratio of the two. The constant is the prevalence of these very rows, the best
    that any constant can do.

    Parameters as in `brier`. At most 1; 0 is no better than the constant, below 0 is worse; NaN
    where every row has the same label.
    """
    prevalence = ratio(int(np.sum(relevant)), relevant.size)
    return 1 - ratio(brier(probability, relevant=relevant), prevalence * (1 - prevalence))
