"""The frame that control rows are drawn from, and how reads are divided among its strata."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from classifier.evaluation.recall import NOTHING_READ, Read

_FOUND_SHARE: Final = 0.06
_FEWEST_FOUND: Final = 30
_FLOOR: Final = 0.95
"""A missed stratum gets this part of its share by size at least. What was not seen there is
bounded by the stratum that is read most thinly, so none may be read much more thinly."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Lot:
    """A stratum before its sample is drawn.

    Parameters
    ----------
    size
        Rows in it that nobody has read.
    expected
        How many of them are expected to be relevant: the sum of their calibrated probabilities.
    """

    size: int
    expected: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Frame:
    """The rows that a statement is about, cut into strata where found and missed part.

    Parameters
    ----------
    found, missed
        Strata of unread rows that count as found, and as missed.
    read
        Rows that people have read.
    """

    found: Sequence[Lot]
    missed: Sequence[Lot]
    read: Read = NOTHING_READ

    @property
    def unread(self) -> int:
        """Rows that nobody has read."""
        return sum(lot.size for lot in (*self.found, *self.missed))


def allocate(frame: Frame, reads: int) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """Divide reads among the strata, as many as there are rows to read at most.

    A small part goes to what counts as found, and never more than half while there are others. The
    rest is divided by size, but for a twentieth that goes where Neyman's rule (1934) would have
    more: to strata with more relevant rows. Each stratum gets a read at least, so that fewer reads
    than strata are taken as one for each.
    """
    found_size = sum(lot.size for lot in frame.found)
    missed_size = sum(lot.size for lot in frame.missed)
    found_strata = sum(lot.size > 0 for lot in frame.found)
    missed_strata = sum(lot.size > 0 for lot in frame.missed)
    reads = max(reads, found_strata + missed_strata)
    wanted = max(_FEWEST_FOUND, round(_FOUND_SHARE * reads))
    half = max(reads // 2, found_strata)
    wanted = min(wanted, half, found_size, reads - missed_strata)
    for_found = max(wanted, reads - missed_size)
    for_missed = min(reads - for_found, missed_size)
    return _divide(frame.found, for_found), _divide(frame.missed, for_missed)


def _divide(lots: Sequence[Lot], reads: int) -> tuple[int, ...]:
    """Divide reads among strata, each with a row at least while there are reads."""
    sizes = np.array([lot.size for lot in lots], dtype=np.float64)
    if not sizes.sum():
        return (0,) * len(lots)
    shares = np.array([(lot.expected + 0.5) / (lot.size + 1) for lot in lots])
    neyman = sizes * np.sqrt(np.clip(shares * (1 - shares), 0, None))
    floor = _FLOOR * reads * sizes / sizes.sum()
    more = np.maximum(reads * neyman / max(neyman.sum(), 1e-12) - floor, 0)
    wanted = floor + (reads - floor.sum()) * more / max(more.sum(), 1e-12)
    return _whole(wanted, sizes.astype(np.int64), reads)


def _whole(wanted: NDArray[np.float64], sizes: NDArray[np.int64], reads: int) -> tuple[int, ...]:
    """Round to whole rows, within the strata's sizes, keeping the sum."""
    given = np.minimum(np.maximum(np.floor(wanted), (sizes > 0).astype(float)), sizes)
    given = given.astype(np.int64)
    for _ in range(abs(reads - int(given.sum()))):
        short = reads > given.sum()
        possible = given < sizes if short else given > 1
        if not possible.any():
            break
        worst = np.where(possible, (wanted - given) * (1 if short else -1), -np.inf).argmax()
        given[worst] += 1 if short else -1
    return tuple(int(number) for number in given)
