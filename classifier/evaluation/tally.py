"""Counting rows by what is known of them, and the cases that words stand in."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from classifier.domain.entries import Entries
from classifier.domain.keywords import Tally

Rows = NDArray[np.bool_]
"""Marks rows, shape (rows,)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """What is known of each row; arrays of shape (rows,).

    Parameters
    ----------
    relevant, decided, by_people
        Whether it is relevant; whether that is known; whether people said so.
    group
        The number of its case.
    """

    relevant: Rows
    decided: Rows
    by_people: Rows
    group: NDArray[np.int64]

    def tally(self, found: Rows) -> Tally:
        """Count some rows."""
        right, wrong = (found & self.decided & yes for yes in (self.relevant, ~self.relevant))
        return Tally(
            right=int(right.sum()),
            wrong=int(wrong.sum()),
            right_by_people=int((right & self.by_people).sum()),
            wrong_by_people=int((wrong & self.by_people).sum()),
            undecided=int((found & ~self.decided).sum()),
        )


def cases_of(
    entries: Entries, text: NDArray[np.int64], group: NDArray[np.int64]
) -> NDArray[np.int64]:
    """Count the cases in which each candidate stands, shape (candidates,)."""
    pairs = np.unique(np.stack([text, group], axis=1), axis=0)
    many = np.bincount(pairs[:, 0], minlength=entries.texts)
    first = np.concatenate(([0], np.cumsum(many)))[:-1]
    times = many[entries.text]
    at = np.repeat(first[entries.text], times) + _counted(times)
    held = np.repeat(entries.feature, times)
    most = int(group.max(initial=0)) + 1
    keys = np.unique(held * most + pairs[at, 1])
    return np.bincount(keys // most, minlength=entries.size)


def _counted(times: NDArray[np.int64]) -> NDArray[np.int64]:
    """Count from 0 within each run: ``[2, 3]`` gives ``[0, 1, 0, 1, 2]``."""
    ends = np.cumsum(times)
    return np.arange(ends[-1] if len(ends) else 0) - np.repeat(ends - times, times)
