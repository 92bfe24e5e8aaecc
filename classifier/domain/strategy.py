"""Which unread rows to ask about next: strategies behind one contract, pure functions on arrays.

Each is given what is known of the unread rows and how many are wanted, and names that many of
them, the first to be read first. Equal rows come in the order they stand in, so that the same
rows are chosen every time.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import Final

import numpy as np
from numpy.typing import NDArray

DIVERSE_EVERY: Final = 50
"""By default one read in so many is of a row least like any other: never one tunnel."""

LIKELIER: Final = 4
"""Such a row is looked for in this part of the unread, the most relevant: a quarter."""

PATIENCE: Final = 20
"""After so many reads that found nothing at all, what the loop knew at first misleads it."""


class Strategy(StrEnum):
    """What a row is asked about for."""

    MIXED = "mixed"
    RELEVANT = "relevant"
    UNCERTAIN = "uncertain"
    DISAGREEMENT = "disagreement"
    DIVERSE = "diverse"
    RANDOM = "random"

    @property
    def learns(self) -> bool:
        """Whether what is read changes the scores that it chooses by."""
        return self not in (Strategy.DIVERSE, Strategy.RANDOM)


@dataclass(frozen=True, slots=True, kw_only=True)
class Unread:
    """The rows that nobody has read; arrays of shape (rows,).

    Parameters
    ----------
    score
        The higher, the more likely relevant; 0 is even.
    keyword_hit
        Whether the keyword baseline finds them.
    sketch
        What their texts are like, shape (rows, width), each of length 1 or 0: the product of two
        sketches is about how alike the texts are.
    likeness
        How like each is to the row most like it that was read, in [-1, 1]; -1 if none was.
    lot
        A number drawn for each, in [0, 1).
    """

    score: NDArray[np.float64]
    keyword_hit: NDArray[np.bool_]
    sketch: NDArray[np.float32]
    likeness: NDArray[np.float32]
    lot: NDArray[np.float64]


Choice = Callable[[Unread, int], NDArray[np.int64]]
"""A strategy: names positions among the unread, shape (wanted,) or fewer where fewer are left."""


def most_relevant(unread: Unread, wanted: int) -> NDArray[np.int64]:
    """Choose the rows most likely relevant."""
    return _highest(unread.score, wanted)


def uncertain(unread: Unread, wanted: int) -> NDArray[np.int64]:
    """Choose the rows that could as well be relevant as not (Lewis and Gale 1994)."""
    return _highest(-np.abs(unread.score), wanted)


def disagreement(unread: Unread, wanted: int) -> NDArray[np.int64]:
    """Choose rows on which keyword search and model disagree most; where they agree, the least."""
    return _highest(np.where(unread.keyword_hit, -unread.score, unread.score), wanted)


def diverse(unread: Unread, wanted: int) -> NDArray[np.int64]:
    """Choose rows that are least like any that was read, or chosen before."""
    return farthest(unread.sketch, wanted, likeness=unread.likeness)


def at_random(unread: Unread, wanted: int) -> NDArray[np.int64]:
    """Choose rows by lot."""
    return _highest(-unread.lot, wanted)


CHOICES: Final[Mapping[Strategy, Choice]] = MappingProxyType(
    {
        Strategy.RELEVANT: most_relevant,
        Strategy.UNCERTAIN: uncertain,
        Strategy.DISAGREEMENT: disagreement,
        Strategy.DIVERSE: diverse,
        Strategy.RANDOM: at_random,
    }
)
"""The plain strategies by name; `choose` mixes two of them."""


def choose(
    strategy: Strategy, unread: Unread, wanted: int, *, read: int, in_vain: bool = False
) -> NDArray[np.int64]:
    """Name the rows to read next.

    Parameters
    ----------
    strategy
        Which to choose by. The mixed one takes the most relevant rows, but every
        `DIVERSE_EVERY`-th read is of a diverse one among the likelier rows; and while `PATIENCE`
        reads and more have found nothing, two of three reads are by lot.
    unread
        What is known of the rows.
    wanted
        How many to name, 1 or more.
    read
        How many were read before, so that a share of one in so many holds over all reads.
    in_vain
        Whether none of them was relevant.
    """
    if strategy is not Strategy.MIXED:
        return CHOICES[strategy](unread, wanted)
    ranked = most_relevant(unread, len(unread.score))
    if in_vain and read >= PATIENCE:
        others = sum((read + more) % 3 > 0 for more in range(wanted))
        spread = at_random(unread, others)
    else:
        others = (read + wanted) // DIVERSE_EVERY - read // DIVERSE_EVERY
        likelier = ranked[: max(others, len(ranked) // LIKELIER)]
        likeness = unread.likeness[likelier]
        spread = likelier[farthest(unread.sketch[likelier], others, likeness=likeness)]
    rest = ranked[~np.isin(ranked, spread)][: max(wanted - others, 0)]
    return np.concatenate([rest, spread])


def farthest(
    sketch: NDArray[np.float32], wanted: int, *, likeness: NDArray[np.float32] | None = None
) -> NDArray[np.int64]:
    """Choose rows that are least like each other: the farthest first (Gonzalez 1985).

    Parameters
    ----------
    sketch, likeness
        As in `Unread`; without a likeness the first row is chosen first.
    wanted
        How many, 0 or more.
    """
    nearest = np.full(len(sketch), -1, dtype=np.float32) if likeness is None else likeness.copy()
    chosen = np.zeros(min(wanted, len(sketch)), dtype=np.int64)
    for place in range(len(chosen)):
        chosen[place] = nearest.argmin()
        np.maximum(nearest, sketch @ sketch[chosen[place]], out=nearest)
        nearest[chosen[: place + 1]] = np.inf
    return chosen


def _highest(value: NDArray[np.float64], wanted: int) -> NDArray[np.int64]:
    order: NDArray[np.int64] = np.argsort(-value, kind="stable")
    return order[:wanted]
