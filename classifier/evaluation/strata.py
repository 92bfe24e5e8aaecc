"""How many relevant rows a part of the frame holds: exact tests of its total over few strata.

The part is cut into strata, each with a random sample of its own. For every total the chance of
what was seen is taken where it is largest over all ways in which the total may lie in the strata.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache, reduce
from typing import Final

import numpy as np

from classifier.evaluation.hypergeometric import Chances, Counts
from classifier.evaluation.lattice import called_chances, lattice
from classifier.evaluation.reviewer_error import RIGHT, Reading

_POINTS: Final = (0, 1000, 250, 50, 16)
"""Relevant rows tried in each stratum, by how many strata there are."""

MOST_STRATA: Final = len(_POINTS) - 1
UNLIKELY: Final = 1e-5
"""The error spent on what the strata of a part may hold at all."""

_TIE: Final = 1e-9


@dataclass(frozen=True, slots=True, kw_only=True)
class Stratum:
    """A stratum of the frame and its sample.

    Parameters
    ----------
    size
        Rows in it.
    drawn
        Rows drawn from it at random, without replacement, and read; 1 at least if there are any.
    relevant
        How many of those are relevant.
    """

    size: int
    drawn: int
    relevant: int

    def __post_init__(self) -> None:
        """Refuse counts that contradict each other."""
        if not 0 <= self.relevant <= self.drawn <= self.size or (self.size and not self.drawn):
            message = f"not a sampled stratum: {self}"
            raise ValueError(message)

    @property
    def weight(self) -> float:
        """How many rows each row drawn stands for."""
        return self.size / self.drawn if self.drawn else 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Total:
    """How well each total of relevant rows agrees with what was seen.

    Parameters
    ----------
    relevant
        Totals, rising, shape (k,); each stands for those between its neighbour and itself.
    deviate
        The evidence against each, shape (k,): the largest chance, at any such total, of what was
        seen or more extreme, as a normal deviate. A chance of 2.5 % is 1.96, of 1 minus infinity.
    """

    relevant: Counts
    deviate: Chances

    def left(self, tail: float) -> Counts:
        """Give the totals that are not ruled out with an error of ``tail``; all if none is left."""
        from scipy.special import ndtri

        spare = tail - UNLIKELY
        return self.relevant[self.deviate <= -ndtri(spare)] if spare > 0 else self.relevant


def estimate_total(strata: Sequence[Stratum]) -> float:
    """Estimate the relevant rows: each one drawn counts for the rows that it stands for."""
    return math.fsum(stratum.relevant * stratum.weight for stratum in strata)


def at_most_seen(strata: Sequence[Stratum], reading: Reading = RIGHT) -> Total:
    """Test totals that may be too large: the chance of seeing so few, falling with the total."""
    return _tested(_sampled(strata), reading, more=False)


def at_least_seen(strata: Sequence[Stratum], reading: Reading = RIGHT) -> Total:
    """Test totals that may be too small: the chance of seeing so many, rising with the total."""
    return _tested(_sampled(strata), reading, more=True)


def _sampled(strata: Sequence[Stratum]) -> tuple[Stratum, ...]:
    if len(strata) > MOST_STRATA:
        message = f"more than {MOST_STRATA} strata: {len(strata)}"
        raise ValueError(message)
    return tuple(stratum for stratum in strata if stratum.size)


@lru_cache(maxsize=4096)
def _tested(strata: tuple[Stratum, ...], reading: Reading, *, more: bool) -> Total:
    """Test every total of the lattice; see `Total`.

    Ways in which a stratum would have to be very unlike its own sample are ruled out at once, at
    the price of an error of `UNLIKELY` (Berger and Boos, 1994).
    """
    if not strata:
        return Total(relevant=np.zeros(1, dtype=np.int64), deviate=np.zeros(1))
    seen = estimate_total(strata)
    steps = lattice(sum(one.size for one in strata))
    ranges = [_range(one, reading, UNLIKELY / (2 * len(strata))) for one in strata]
    every = _POINTS[len(strata)]
    if more:
        starts, tops = zip(
            *(_tops(one, *ends, every) for one, ends in zip(strata, ranges, strict=True)),
            strict=True,
        )
        fewer = _chance(strata, tops, seen * (1 - _TIE) - _TIE, reading.sensitivity.high)
        return _rising(starts, fewer, steps)
    bottoms, ends = zip(
        *(_bottoms(one, *ends, every) for one, ends in zip(strata, ranges, strict=True)),
        strict=True,
    )
    chance = _chance(strata, bottoms, seen * (1 + _TIE) + _TIE, reading.sensitivity.low)
    return _falling(ends, chance, steps)


def _range(stratum: Stratum, reading: Reading, tail: float) -> tuple[int, int]:
    """Bound the relevant rows of a stratum by its own sample, each bound with an error ``tail``.

    Returns
    -------
    first, last
        Places in the lattice of the stratum's size.
    """
    size, drawn, seen = stratum.size, stratum.drawn, stratum.relevant
    fewer = called_chances(size, drawn, seen, reading.sensitivity.high)[:, :seen].sum(axis=1)
    no_more = called_chances(size, drawn, seen, reading.sensitivity.low).sum(axis=1)
    return int(np.argmax(fewer < 1 - tail)), int(np.flatnonzero(no_more > tail)[-1])


def _bottoms(stratum: Stratum, first: int, last: int, most: int) -> tuple[Counts, Counts]:
    """Cut a stratum's relevant rows into ranges: the first and the last number of each."""
    steps = lattice(stratum.size)
    tried = steps[max(first - 1, 0) : last + 1]
    tried = tried[:: -(-len(tried) // most)]
    end = steps[last + 1] - 1 if last + 1 < len(steps) else stratum.size
    return tried, np.append(tried[1:] - 1, end)


def _tops(stratum: Stratum, first: int, last: int, most: int) -> tuple[Counts, Counts]:
    """Cut them likewise, where it is the last number of each range that is tried."""
    steps = lattice(stratum.size)
    tried = steps[first : last + 2]
    tried = tried[:: -1 * -(-len(tried) // most)][::-1]
    start = steps[first - 1] + 1 if first else 0
    return np.append(start, tried[:-1] + 1), tried


def _chance(
    strata: Sequence[Stratum],
    tried: Sequence[Counts],
    limit: float,
    sensitivity: float,
) -> Chances:
    """Give the chance of an estimate up to the limit, for each way: shape (k, ..., k)."""
    shape = tuple(len(relevant) for relevant in tried)
    if limit < 0:
        return np.zeros(shape)
    most = [min(math.floor(limit / one.weight), one.drawn) for one in strata]
    tables = [
        called_chances(one.size, one.drawn, upto, sensitivity)[
            np.searchsorted(lattice(one.size), relevant)
        ]
        for one, relevant, upto in zip(strata, tried, most, strict=True)
    ]
    *heads, last = strata
    ways = [upto + 1 for upto in most[:-1]]
    seen = np.indices(ways).reshape(len(heads), math.prod(ways))
    used = np.array([one.weight for one in heads]) @ seen
    left = np.floor((limit - used) / last.weight)
    seen, left = seen[:, left >= 0], np.minimum(left[left >= 0], last.drawn).astype(np.int64)
    joint = reduce(
        lambda one, other: (one[:, None, :] * other[None, :, :]).reshape(-1, len(left)),
        [table[:, x] for table, x in zip(tables, seen, strict=False)],
        np.ones((1, len(left))),
    )
    final = np.cumsum(tables[-1], axis=1)[:, left]
    return np.clip((joint @ final.T).reshape(shape), 0, 1)


def _falling(ends: Sequence[Counts], chance: Chances, steps: Counts) -> Total:
    """Round each way's total up to the lattice, and keep the largest chance from there on."""
    from scipy.special import ndtri

    largest = np.zeros(len(steps))  # beyond every way: ruled out
    totals = reduce(np.add.outer, ends)
    np.maximum.at(largest, np.searchsorted(steps, totals.ravel()), chance.ravel())
    chances = np.maximum.accumulate(largest[::-1])[::-1]
    return Total(relevant=steps, deviate=-ndtri(chances))


def _rising(starts: Sequence[Counts], fewer: Chances, steps: Counts) -> Total:
    """Round each way's total down to the lattice; ``fewer`` is the chance of seeing fewer.

    That chance is kept, and not 1 less it, which would be rounded off where it is small.
    """
    from scipy.special import ndtri

    smallest = np.ones(len(steps))
    totals = reduce(np.add.outer, starts)
    at = np.searchsorted(steps, totals.ravel(), side="right") - 1
    np.minimum.at(smallest, at, fewer.ravel())
    return Total(relevant=steps, deviate=ndtri(np.minimum.accumulate(smallest)))
