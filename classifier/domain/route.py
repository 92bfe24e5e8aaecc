"""The routing of a row: one inequality, one policy, one short table of reasons."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

import numpy as np
from numpy.typing import NDArray

RELEVANT: Final = "relevant"
REVIEW: Final = "review"
NOT_RELEVANT: Final = "not_relevant"
DECISIONS: Final = (NOT_RELEVANT, REVIEW, RELEVANT)

REASONS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "high": "the model scores it high",
        "uncertain": "the model is uncertain",
        "keyword": "a search word was found, the model scores it low",
        "low": "the model scores it low",
    }
)
"""The fixed phrases that explain a decision."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy:
    """Where the review band begins and ends, on the score that is free of prevalence.

    Parameters
    ----------
    lower
        Scores at or above it are at least reviewed, in [0, 1].
    upper
        Scores at or above it are relevant, in [0, 1] and not below ``lower``.
    """

    lower: float
    upper: float

    def __post_init__(self) -> None:
        """Refuse a band that is upside down: the caller clips it first."""
        if not 0 <= self.lower <= self.upper <= 1:
            message = f"not a review band: {self.lower} to {self.upper}"
            raise ValueError(message)


def at_or_above(score: NDArray[np.float64], threshold: float) -> NDArray[np.bool_]:
    """Say which scores are in at a threshold: inclusive below, here and nowhere else."""
    return np.greater_equal(score, threshold)


def route(
    score: NDArray[np.float64], keyword_hit: NDArray[np.bool_], policy: Policy
) -> tuple[NDArray[np.str_], NDArray[np.str_]]:
    """Decide each row, with the reason.

    A keyword hit is never dropped silently: scored low, it goes to review.

    Parameters
    ----------
    score
        Scores free of prevalence, shape (rows,), in [0, 1].
    keyword_hit
        Whether the keyword baseline finds the row, shape (rows,).
    policy
        The review band.

    Returns
    -------
    decision, reason
        Two arrays of shape (rows,): one of `DECISIONS` and one of `REASONS` for each row.
    """
    high = at_or_above(score, policy.upper)
    uncertain = at_or_above(score, policy.lower)
    conditions = [high, uncertain, keyword_hit]
    decision = np.select(conditions, [RELEVANT, REVIEW, REVIEW], NOT_RELEVANT)
    reason = np.select(
        conditions, [REASONS["high"], REASONS["uncertain"], REASONS["keyword"]], REASONS["low"]
    )
    return decision, reason
