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


@dataclass(frozen=True, slots=True, kw_only=True)
class Replay:
    """A collection and the order in which its rows were read.

    Parameters
    ----------
    relevant
        Shape (rows,).
    read
        Rows in the order of reading, shape (rows,).
    rankings
        What was next, by how many had been read when the ranker last learned.
    """

    relevant: NDArray[np.bool_]
    read: NDArray[np.int64]
    rankings: dict[int, NDArray[np.int64]]

    @property
    def rows(self) -> int:
        """How many there are."""
        return len(self.relevant)

    def until(self, enough: Callable[[int, int], bool], *, window: int) -> int:
        """Count the rows read when enough were: by the relevant of the last ones, and of all."""
        found = np.append(0, np.cumsum(self.relevant[self.read]))
        for number in range(window, self.rows):
            if enough(int(found[number] - found[number - window]), int(found[number])):
                return number
        return self.rows

    def order_from(self, start: int) -> NDArray[np.int64]:
        """Give the order of the rows left, as the ranker had it at that moment."""
        learned = max(number for number in self.rankings if number <= start)
        return self.rankings[learned][start - learned :]


def collection(path: Path) -> tuple[csr_matrix, NDArray[np.bool_]]:
    """Read a collection: its words, and which rows are relevant."""
    rows = pd.read_csv(path)
    texts = (rows["title"].fillna("") + " " + rows["abstract"].fillna("")).tolist()
    words = TfidfVectorizer(sublinear_tf=True, min_df=2, ngram_range=(1, 2), max_features=40_000)
    return words.fit_transform(texts), (rows["label_included"] == 1).to_numpy()


def replays(words: csr_matrix, relevant: NDArray[np.bool_], *, runs: int) -> Iterator[Replay]:
    """Replay reading by rank, a run a seed."""
    for seed in range(runs):
        yield _replay(words, relevant, np.random.default_rng(seed))


def _replay(words: csr_matrix, relevant: NDArray[np.bool_], rng: np.random.Generator) -> Replay:
    read = [int(rng.choice(np.flatnonzero(one))) for one in (relevant, ~relevant)]
    rankings = {}
    left = np.setdiff1d(np.arange(len(relevant)), read)
    while left.size:
        model = LogisticRegression(
            C=10, class_weight="balanced", solver="liblinear", tol=1e-2, max_iter=50
        ).fit(words[read], relevant[read])
        left = left[np.argsort(-model.decision_function(words[left]), kind="stable")]
        rankings[len(read)] = left
        batch = max(BATCH, int(GROWTH * len(read)))
        read += left[:batch].tolist()
        left = left[batch:]
    return Replay(relevant=relevant, read=np.array(read), rankings=rankings)


def synthetic(runs: int) -> Iterator[tuple[str, Iterator[Replay]]]:
    """Give made-up collections, each with replays that differ in the scores."""
    for name, rows, there, apart, hidden in MADE_UP:
        yield name, _made_up(rows, there, apart, hidden, runs)


def _made_up(rows: int, there: int, apart: float, hidden: float, runs: int) -> Iterator[Replay]:
    for seed in range(runs):
        rng = np.random.default_rng(seed)
        relevant = np.arange(rows) < there
        score = rng.normal(size=rows) + apart * (relevant & (rng.random(rows) >= hidden))
        order = np.argsort(-score, kind="stable")
        yield Replay(relevant=relevant, read=order, rankings={0: order})
