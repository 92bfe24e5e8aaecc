"""Placing the review band: from scores out of fold to the two thresholds of a run."""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

from classifier.domain.route import Policy
from classifier.evaluation.thresholds import threshold_for_precision, threshold_for_recall
from classifier.model.calibrate import Prevalence

_MORE_LIKELY_THAN_NOT: Final = 0.5
"""No row is called relevant, unread, that is more likely not to be."""


def place_band(
    score: NDArray[np.float64],
    *,
    relevant: NDArray[np.bool_],
    mix: NDArray[np.float64],
    target_recall: float,
    target_precision: float,
    prevalence: Prevalence,
) -> Policy:
    """Place the review band for an export.

    Parameters
    ----------
    score
        Of the training texts, each by what has not heard its voice, shape (texts,).
    relevant
        Their labels, shape (texts,).
    mix
        How much each counts in a real export's mix, shape (texts,).
    target_recall
        The share of relevant texts that must lie in the band or above, in (0, 1).
    target_precision
        The mean probability that rows above the band must have, in (0, 1).
    prevalence
        What the export's scores are turned into probabilities at.
    """
    value = prevalence.value
    others = (1 - value) / (~relevant).sum() / prevalence.ratio
    share = np.where(relevant, value / relevant.sum(), others)
    lower = threshold_for_recall(score, relevant=relevant, target=target_recall)
    probable = threshold_for_precision(
        prevalence.probability(score), weight=share * mix, target=target_precision
    )
    upper = prevalence.score(max(probable, _MORE_LIKELY_THAN_NOT))
    return Policy(lower=min(lower, upper), upper=upper)
