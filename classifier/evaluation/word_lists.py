"""Choosing search words by what they find: the ones that add most for what they cost to read."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Final

import numpy as np
from numpy.typing import NDArray

from classifier.domain.entries import Entries
from classifier.evaluation.tally import Known, Rows

Found = Callable[[NDArray[np.int64]], Rows]
"""Gives the rows that some candidates find, shape (candidates, rows)."""

READS_A_FIND: Final = 10
"""By default a relevant row is worth so many reads: a word is put on a list while of the rows that
it adds one in ten is relevant."""

LIFT: Final = 3
"""A word of the texts must besides be relevant so many times as often as a row read at random."""

CHANCE: Final = 0.05
"""Among thousands of words some are in relevant rows by luck. One is put on a list only if as many
relevant rows among those that it adds would be rarer than this by luck, divided by the number of
candidates (Bonferroni). Names of platforms and words of the user's need no such proof.
"""

DOUBT: Final = (1, 2)
"""A name has the benefit of the doubt: it counts as if one of two further rows were relevant, so
that one which is rare among the rows to choose by is on the list, until it proves to mislead."""

SHORTLIST: Final = 150
"""So many candidates are looked at closely, those that do best alone."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidates:
    """What could be put on a list.

    Parameters
    ----------
    entries
        Which candidate stands in which text.
    text
        The text of each row, shape (rows,).
    names
        The numbers of those that are known to name what is sought: they need no proof.
    allowed
        Which of the others may be chosen, shape (candidates,).
    found
        Gives the rows that a search for some candidates finds.
    reads_a_find
        How many reads a relevant row is worth, 1 at least.
    """

    entries: Entries
    text: NDArray[np.int64]
    names: NDArray[np.int64]
    allowed: Rows
    found: Found
    reads_a_find: int = READS_A_FIND


def choose(
    candidates: Candidates, known: Known, *, there: Rows, start: Rows, doubt: bool
) -> list[tuple[int, int, int]]:
    """Put words on a list, one by one, each time the one that adds most for its price.

    First those that are known to name what is sought, then, for what these leave, the words of the
    texts, if they prove themselves.

    Parameters
    ----------
    candidates, known
        What could be chosen, and what is known of the rows.
    there
        The rows to choose by, shape (rows,).
    start
        Those that are found before the first is chosen, shape (rows,).
    doubt
        Whether names have the benefit of the doubt; else each has to gain something.

    Returns
    -------
    list
        For each chosen its number, the relevant rows that it adds, and all rows that it adds.
    """
    relevant = known.relevant & known.decided
    price = 1 / candidates.reads_a_find
    luck = CHANCE / max(int(candidates.allowed.sum()), 1)
    greedy = partial(_greedy, candidates, relevant=relevant, there=there)
    doubted = DOUBT if doubt else (0, 0)
    names = greedy(candidates.names, found=start, price=price, luck=1.0, doubt=doubted)
    taken = np.array([number for number, _, _ in names], dtype=np.int64)
    found = start | np.logical_or.reduce(candidates.found(taken))
    dear = max(price, LIFT * float(relevant[there].mean())) if there.any() else price
    short = _shortlist(candidates, relevant, there & ~found, price=dear)
    return names + greedy(short, found=found, price=dear, luck=luck, doubt=(0, 0))


def _greedy(
    candidates: Candidates,
    pool: NDArray[np.int64],
    *,
    relevant: Rows,
    there: Rows,
    price: float,
    found: Rows,
    luck: float,
    doubt: tuple[int, int],
) -> list[tuple[int, int, int]]:
    """Choose from a pool until none is worth its price, or as likely as ``luck`` by luck alone."""
    finds = candidates.found(pool)
    chosen: list[tuple[int, int, int]] = []
    while len(pool) and not found.all():
        new, left = finds & ~found, there & ~found
        gained, reads = (new & left & relevant).sum(axis=1), (new & left).sum(axis=1)
        likely = _luck(gained, reads, float(relevant[left].mean()) if left.any() else 0.0) > luck
        worth = gained + doubt[0] - price * (reads + doubt[1])
        worth = np.where(likely | ~new.any(axis=1), 0.0, worth)
        best = int(worth.argmax())
        if worth[best] <= 0:
            break
        chosen.append((int(pool[best]), int(gained[best]), int(reads[best])))
        found = found | finds[best]
    return chosen


def _shortlist(
    candidates: Candidates, relevant: Rows, left: Rows, *, price: float
) -> NDArray[np.int64]:
    """Give the candidates that do best alone, by the words of the texts."""
    entries = candidates.entries

    def count(rows: Rows) -> NDArray[np.float64]:
        by_text = np.bincount(candidates.text[rows], minlength=entries.texts).astype(np.float64)
        return entries.sum_by_feature(by_text[entries.text])

    worth = count(left & relevant) - price * count(left)
    possible = candidates.allowed & (worth > 0)
    best = np.argsort(-np.where(possible, worth, -np.inf), kind="stable")[:SHORTLIST]
    return best[possible[best]]


def _luck(gained: NDArray[np.int64], reads: NDArray[np.int64], share: float) -> NDArray[np.float64]:
    """Give the chance of as many relevant rows or more among so many, where a share of all is."""
    from scipy.special import bdtrc

    chance: NDArray[np.float64] = np.where(gained > 0, bdtrc(gained - 1, reads, share), 1.0)
    return chance
