"""What recall reading buys, as the model's calibrated probabilities lead one to expect."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray


def recall_by_reads(
    probability: NDArray[np.float64], *, rows: NDArray[np.int64], found: float
) -> NDArray[np.float64]:
    """Give the recall to expect after each number of reads, the most probable texts read first.

    Parameters
    ----------
    probability
        Of each unread text, calibrated, shape (texts,), in [0, 1].
    rows
        How many rows have the text, shape (texts,): a decision counts for each.
    found
        Relevant rows that were found before.

    Returns
    -------
    NDArray[np.float64]
        Shape (texts + 1,), rising from what is known before any read to 1; NaN where nothing
        relevant is known or expected.
    """
    order = np.argsort(-probability, kind="stable")
    reached = np.concatenate(([found], found + np.cumsum((probability * rows)[order])))
    if not reached[-1]:
        return np.full(len(reached), np.nan)
    share: NDArray[np.float64] = reached / reached[-1]
    return share


def reads_to_recall(curve: NDArray[np.float64], target: float) -> int | None:
    """Give the fewest reads after which a recall is to be expected; None where none can be.

    Parameters
    ----------
    curve
        From `recall_by_reads`.
    target
        In [0, 1].
    """
    return None if np.isnan(curve[0]) else int(np.searchsorted(curve, target))
