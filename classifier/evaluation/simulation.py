"""What a replayed review would have saved, from the order in which its labels were read.

The definitions are those of ASReview Insights (github.com/asreview/asreview-insights, its
``algorithms.py`` and ``metrics.py``): the rows known beforehand are not counted, and rows that the
replay no longer read count as read last.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

RECALLS: Final = (0.5, 0.8, 0.95, 1.0)
"""The shares of the relevant rows for which the reads are counted."""

_WSS_RECALL: Final = 0.95
_ROUNDING: Final = 1e-9
"""0.95 of 20 rows is 19 rows, whatever binary fractions make of it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Replay:
    """The figures of one replayed review.

    Parameters
    ----------
    reads
        Rows that were there to be read.
    relevant
        Relevant ones among them.
    loss
        In [0, 1]: the area between the perfect curve and this one, 0 being perfect and 1 worst.
    wss_95
        Work saved over sampling at recall 0.95 (Cohen et al. 2006), in (-1, 1): how much sooner
        that recall is reached than in random order, as a share of all reads.
    average_time_to_discovery
        Reads until a relevant row is found, the mean over the relevant rows.
    reads_to_recall
        Reads until each of `RECALLS` is reached.
    recall_at_reads
        Points (reads, recall), one for each relevant row found and one for the end; recall stays
        the same between them.
    """

    reads: int
    relevant: int
    loss: float
    wss_95: float
    average_time_to_discovery: float
    reads_to_recall: Mapping[float, int]
    recall_at_reads: tuple[tuple[int, float], ...]


def replay_figures(labels: NDArray[np.int64]) -> Replay:
    """Work out the figures of a review from its labels in the order read.

    Parameters
    ----------
    labels
        1 relevant or 0 not, shape (reads,); at least one of each.
    """
    found_at = np.flatnonzero(labels) + 1
    relevant = len(found_at)
    recall = np.arange(1, relevant + 1) / relevant
    points = list(zip(found_at.tolist(), recall.tolist(), strict=True))
    return Replay(
        reads=len(labels),
        relevant=relevant,
        loss=loss(labels),
        wss_95=work_saved(labels, _WSS_RECALL),
        average_time_to_discovery=float(found_at.mean()),
        reads_to_recall={target: reads_to_recall(labels, target) for target in RECALLS},
        recall_at_reads=(*points, *([(len(labels), 1.0)] if not labels[-1] else [])),
    )


def loss(labels: NDArray[np.int64]) -> float:
    """Give the area lost to the perfect recall curve, over that which the worst order loses.

    ``(N_y (N_x - (N_y - 1) / 2) - sum of the cumulated labels) / (N_y (N_x - N_y))`` for N_x rows,
    N_y of them relevant. Parameters as in `replay_figures`.
    """
    rows, relevant = len(labels), int(labels.sum())
    perfect = relevant * (rows - (relevant - 1) / 2)
    return float((perfect - np.cumsum(labels).sum()) / (relevant * (rows - relevant)))


def work_saved(labels: NDArray[np.int64], target: float) -> float:
    """Give the work saved over sampling at a recall, as a share of the reads.

    How many reads sooner than in random order the last relevant row is found that does not take
    recall over the target; random order finds ``round(i N_y / (N_x - 1))`` rows in i + 1 reads.
    Parameters as in `replay_figures`; the target is in (0, 1].
    """
    rows, relevant = len(labels), int(labels.sum())
    ranks = np.arange(1, relevant + 1)
    found = np.searchsorted(np.cumsum(labels), ranks)
    at_random = np.searchsorted(np.round(np.linspace(0, relevant, rows)), ranks)
    last = np.searchsorted(ranks / relevant, target, side="right") - 1
    return float((at_random - found)[last] / rows)


def reads_to_recall(labels: NDArray[np.int64], target: float) -> int:
    """Give the fewest reads that reach a recall in (0, 1]. Parameters as in `replay_figures`."""
    found = np.cumsum(labels)
    needed = np.ceil(target * found[-1] - _ROUNDING)
    return int(np.searchsorted(found, needed)) + 1
