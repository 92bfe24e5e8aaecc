"""Judging a way of making word lists on cases that the lists were not made from."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

import numpy as np
from numpy.typing import NDArray

from classifier.domain.estimate import Estimate
from classifier.domain.keywords import Judged
from classifier.evaluation.intervals import rates
from classifier.evaluation.tally import Known, Rows
from classifier.evaluation.word_lists import Candidates, choose

FOLDS: Final = 5
ENOUGH: Final = 20
"""Fewer relevant rows, or cases with one, say too little of how well a list does."""


Progress = Callable[[int, int], None]
"""Is told how many lists are tried, and of how many."""


def judge(
    candidates: Candidates, known: Known, *, seed: int, progress: Progress | None = None
) -> Judged | None:
    """Judge lists made from nothing, each on the fifth of the cases that it was not made from.

    Parameters are as in `choose`; the seed decides which cases stand in which fifth.

    Returns
    -------
    Judged or None
        None where fewer than `ENOUGH` relevant rows, or cases with one, are known.
    """
    relevant = known.relevant & known.decided
    if not _enough(relevant, known.group):
        return None
    numbers = int(known.group.max()) + 1
    fold = (np.random.default_rng(seed).permutation(numbers) % FOLDS)[known.group]
    found = np.zeros(len(relevant), dtype=np.bool_)
    for one in range(FOLDS):
        made_from = fold != one
        chosen = choose(candidates, known, there=made_from, start=np.zeros_like(found), doubt=True)
        if chosen:
            finds = candidates.found(np.array([number for number, _, _ in chosen]))
            found |= finds.any(axis=0) & ~made_from
        if progress:
            progress(one + 1, FOLDS)
    by_people = relevant & known.by_people
    measured = _rates(found, known, known.decided, seed)
    return Judged(
        recall=measured[0],
        precision=measured[1],
        by_people=_rates(found, known, known.decided & known.by_people, seed)[0]
        if _enough(by_people, known.group)
        else None,
        reads=int(found.sum()),
    )


def _rates(found: Rows, known: Known, rows: Rows, seed: int) -> tuple[Estimate, Estimate]:
    _, group = np.unique(known.group[rows], return_inverse=True)
    measured = rates(found[rows], relevant=known.relevant[rows], groups=group, seed=seed)
    return measured.recall, measured.precision


def _enough(relevant: Rows, group: NDArray[np.int64]) -> bool:
    return len(np.unique(group[relevant])) >= ENOUGH
