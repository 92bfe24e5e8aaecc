"""Where the review band begins and ends, from out-of-fold scores at the prevalence in use.

Scores are free of prevalence, so recall at a threshold is the same at any prevalence; precision is
not: a threshold chosen where 37 % are relevant is wrong where 1 % are.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray


def threshold_for_recall(
    score: NDArray[np.float64], *, relevant: NDArray[np.bool_], target: float
) -> float:
    """Give the highest threshold at which at least a share ``target`` of relevant rows is in.

    Parameters
    ----------
    score
        Out-of-fold scores, shape (rows,), in [0, 1].
    relevant
        The resolved labels, shape (rows,), one True at least.
    target
        The recall to reach, in (0, 1].
    """
    ordered = np.sort(score[relevant])[::-1]
    needed = int(np.ceil(target * len(ordered) - 1e-9))
    return float(ordered[max(needed, 1) - 1])


def threshold_for_precision(
    probability: NDArray[np.float64],
    *,
    weight: NDArray[np.float64],
    target: float,
) -> float:
    """Give the lowest probability from which the rows, taken together, reach a precision.

    The precision of the rows at or above a threshold is the mean of their calibrated
    probabilities. Counting labels instead would need more irrelevant rows than there are: at a
    prevalence of 0.5 % a single one among 3,000 stands for a third of what is found.

    Parameters
    ----------
    probability
        Calibrated at the prevalence in use, of rows scored out of fold, shape (rows,).
    weight
        How many rows of a real export each stands for, in any unit, shape (rows,).
    target
        The precision to reach, in (0, 1).

    Returns
    -------
    float
        The threshold, or 1.0 where no rows reach the target; rows of equal probability are in
        together or not at all.
    """
    order = np.argsort(-probability, kind="stable")
    ordered, weighed = probability[order], weight[order]
    precision = np.cumsum(ordered * weighed) / np.cumsum(weighed)
    last_of_equals = np.append(ordered[1:] < ordered[:-1], True)
    reached = np.flatnonzero((precision >= target) & last_of_equals)
    return float(ordered[reached[-1]]) if len(reached) else 1.0
