"""Reading orders to replay a stopping rule on: public screening collections, and made-up ones."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.sparse import csr_matrix
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression

COLLECTIONS = ("Nagtegaal_2019", "Kwok_2020", "ACEInhibitors")
BATCH, GROWTH = 20, 0.1
MADE_UP = (
    # rows, relevant, how far apart relevant and other rows are scored, share placed at random
    ("made up, well ranked", 5_000, 100, 3.0, 0.0),
    ("made up, poorly ranked", 5_000, 250, 1.5, 0.0),
    ("made up, a tenth hidden", 5_000, 250, 3.0, 0.1),
    ("made up, large", 20_000, 400, 2.5, 0.02),
)


Due = Callable[[int, int], bool]
"""Says whether the lot is due: from the relevant rows among the last ones, and of all."""

Rank = Callable[[list[int], NDArray[np.int64]], NDArray[np.int64]]
"""Puts the rows left into order, by those that were read."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Replay:
    """A collection, read until the lot is due.

    Parameters
    ----------
    relevant
        Shape (rows,).
    read
        The rows read so far.
    order
        The others, as the ranker has them at that moment.
    """

    relevant: NDArray[np.bool_]
    read: list[int]
    order: NDArray[np.int64]

    @property
    def rows(self) -> int:
        """How many there are."""
        return len(self.relevant)


def collection(path: Path) -> tuple[csr_matrix, NDArray[np.bool_]]:
    """Read a collection: its words, and which rows are relevant."""
    rows = pd.read_csv(path)
    texts = (rows["title"].fillna("") + " " + rows["abstract"].fillna("")).tolist()
    words = TfidfVectorizer(sublinear_tf=True, min_df=2, ngram_range=(1, 2), max_features=40_000)
    return words.fit_transform(texts), (rows["label_included"] == 1).to_numpy()


def replays(
    words: csr_matrix, relevant: NDArray[np.bool_], *, runs: int, due: Due, window: int
) -> Iterator[Replay]:
    """Replay reading by rank from one relevant and one other row, a run a seed."""

    def rank(read: list[int], left: NDArray[np.int64]) -> NDArray[np.int64]:
        model = LogisticRegression(
            C=10, class_weight="balanced", solver="liblinear", tol=1e-2, max_iter=50
        ).fit(words[read], relevant[read])
        return left[np.argsort(-model.decision_function(words[left]), kind="stable")]

    for seed in range(runs):
        rng = np.random.default_rng(seed)
        first = [int(rng.choice(np.flatnonzero(one))) for one in (relevant, ~relevant)]
        yield _read(relevant, first, rank, due, window)


def _read(
    relevant: NDArray[np.bool_], first: list[int], rank: Rank, due: Due, window: int
) -> Replay:
    """Read in batches, ranking anew before each, until the lot is due or all is read."""
    read, left = list(first), np.setdiff1d(np.arange(len(relevant)), first)
    while left.size:
        left = rank(read, left)
        batch = max(BATCH, int(GROWTH * len(read)))
        for passed, row in enumerate(left[:batch].tolist(), start=1):
            read.append(row)
            recent, found = int(relevant[read[-window:]].sum()), int(relevant[read].sum())
            if len(read) >= window and due(recent, found):
                return Replay(relevant=relevant, read=read, order=left[passed:])
        left = left[batch:]
    return Replay(relevant=relevant, read=read, order=left)


def made_up(
    rows: int, there: int, apart: float, hidden: float, *, runs: int, due: Due, window: int
) -> Iterator[Replay]:
    """Read made-up collections in the order of scores that never change, a run a seed."""
    for seed in range(runs):
        rng = np.random.default_rng(seed)
        relevant = np.arange(rows) < there
        score = rng.normal(size=rows) + apart * (relevant & (rng.random(rows) >= hidden))
        order = np.argsort(-score, kind="stable")
        found = np.append(0, np.cumsum(relevant[order]))
        recent = found[window:] - found[:-window]
        start = next(
            (
                at + window
                for at, last in enumerate(recent.tolist())
                if due(last, int(found[at + window]))
            ),
            rows,
        )
        yield Replay(relevant=relevant, read=order[:start].tolist(), order=order[start:])
