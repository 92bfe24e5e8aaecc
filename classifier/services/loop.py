"""The review loop on labelled rows: ask, be told, learn, ask again."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Protocol

import numpy as np
from numpy.typing import NDArray

from classifier.domain.strategy import Strategy, Unread, choose
from classifier.services.scoring import Progress

GROWTH: Final = 16
"""A batch is this part of what was read: small while each label tells much, larger later."""


class Learner(Protocol):
    """What ranks the rows; see `classifier.model.active`."""

    def learn(self, rows: NDArray[np.int64], y: NDArray[np.int64]) -> None:
        """Take in the labels of some more rows."""

    def scores(self) -> NDArray[np.float64]:
        """Score every row, shape (rows,), 0 being even."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Asking:
    """How the rows to ask about are chosen.

    Parameters
    ----------
    strategy
        By what.
    batch
        How many rows are asked about before the learner learns; None for batches that grow.
    seed
        Of what is drawn.
    """

    strategy: Strategy = Strategy.MIXED
    batch: int | None = None
    seed: int = 0


def priors(relevant: NDArray[np.bool_], seed: int) -> NDArray[np.int64]:
    """Draw one relevant row and one other, shape (2,): what a cold start knows.

    They are the rows that ASReview draws for the same seed, so that both can be set side by side.
    """
    kinds = (np.flatnonzero(relevant), np.flatnonzero(~relevant))
    return np.array([np.random.RandomState(seed).choice(kind) for kind in kinds], dtype=np.int64)


def replay(
    learner: Learner,
    relevant: NDArray[np.bool_],
    *,
    known: NDArray[np.int64],
    keyword_hit: NDArray[np.bool_],
    sketch: NDArray[np.float32],
    asking: Asking,
    progress: Progress | None = None,
) -> NDArray[np.int64]:
    """Read rows as the loop asks for them until the last relevant one is found.

    Parameters
    ----------
    learner
        Knows nothing of the rows' labels yet.
    relevant
        The labels, shape (rows,): the reviewer's answers.
    known
        Rows whose labels are known beforehand, shape (known,).
    keyword_hit
        Whether the keyword baseline finds each row, shape (rows,).
    sketch
        What each row is like, shape (rows, width); see `classifier.domain.strategy.Unread`.
    asking
        How rows are chosen.
    progress
        Told how many relevant rows are found, of how many.

    Returns
    -------
    NDArray[np.int64]
        The rows in the order read, the known ones not among them, shape (reads,).
    """
    y = relevant.astype(np.int64)
    lot = np.random.default_rng(asking.seed).random(len(y))
    likeness = np.full(len(y), -1, dtype=np.float32)
    unread = np.ones(len(y), dtype=np.bool_)
    order = [np.zeros(0, dtype=np.int64)]
    total, beforehand = int(y.sum()), int(y[known].sum())
    found, read, rows = 0, 0, known
    while True:
        if len(rows):
            if asking.strategy.learns:
                learner.learn(rows, y[rows])
            np.maximum(likeness, (sketch @ sketch[rows].T).max(axis=1), out=likeness)
        unread[rows] = False
        found += int(y[rows].sum())
        if progress:
            progress(found, total)
        if found == total:
            return np.concatenate(order)
        left = np.flatnonzero(unread)
        seen = Unread(
            score=learner.scores()[left] if asking.strategy.learns else np.zeros(len(left)),
            keyword_hit=keyword_hit[left],
            sketch=sketch[left],
            likeness=likeness[left],
            lot=lot[left],
        )
        wanted = asking.batch or max(1, (read + len(known)) // GROWTH)
        in_vain = found == beforehand
        rows = left[choose(asking.strategy, seen, wanted, read=read, in_vain=in_vain)]
        read += len(rows)
        order.append(rows)
