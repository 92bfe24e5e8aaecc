"""Recall and elusion of a search from stratified samples, with exact intervals.

``recall = A / (A + B)``: A relevant rows are found, B are missed, and neither is known. Both are
tested apart, exactly, and a pair (A, B) is ruled out where the two tests together speak against
it. The interval is what the pairs leave that are not ruled out. See docs/decisions/0017.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from classifier.domain.estimate import Estimate
from classifier.evaluation.intervals import UNDEFINED
from classifier.evaluation.pairs import smallest_share
from classifier.evaluation.reviewer_error import RIGHT, SHARE, Reading
from classifier.evaluation.strata import (
    Stratum,
    at_least_seen,
    at_most_seen,
    estimate_total,
)

CENSUS_SHARE: Final = 0.1
"""The part of the error that goes to what was missed in rows that people had read before."""

FIRST_SHARE: Final = 0.8
"""The part of the error that the first claim spends; each later one has it of what is left."""

_PARTS: Final = 3
"""Into so many parts the range of a reviewer's sensitivity is cut."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Read:
    """Rows that people had read and decided before the sample was drawn.

    Parameters
    ----------
    relevant
        Decided relevant: these are found.
    others
        Decided not relevant.
    doubtful
        Decided neither way: these count as relevant and missed.
    """

    relevant: int = 0
    others: int = 0
    doubtful: int = 0


NOTHING_READ: Final = Read()
"""Where the sample is the first that people read."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Samples:
    """The frame, cut where found and not found part.

    Parameters
    ----------
    found
        The strata that count as found without having been read: routed relevant.
    missed
        The strata that count as missed.
    read
        What had been read before.
    """

    found: Sequence[Stratum]
    missed: Sequence[Stratum]
    read: Read = NOTHING_READ


def recall(samples: Samples, *, level: float = 0.95, reading: Reading = RIGHT) -> Estimate:
    """Estimate recall, with an interval that covers it at the level at least.

    Parameters
    ----------
    samples
        The samples; an unsure row counts as the worse case already.
    level
        In (0, 1).
    reading
        Bounds on the reviewer's error from `reading_of` at the same level; `RIGHT` takes the
        reviewer as right.

    Returns
    -------
    Estimate
        Inside [0, 1]. Where nothing relevant was seen the value is NaN, and the interval what the
        samples still rule out.
    """
    found, missed = _value(samples, reading)
    low = lowest_recall(
        samples, tail=_tail(level, samples.read, reading), reading=reading, level=level
    )
    high = _highest(samples, tail=_tail(level, samples.read, reading), reading=reading)
    if found + missed == 0:
        return Estimate(UNDEFINED.value, low, high)
    value = found / (found + missed)
    return Estimate(value, min(low, value), max(high, value))


def lowest_recall(
    samples: Samples, *, tail: float, reading: Reading = RIGHT, level: float = 0.95
) -> float:
    """Give the smallest recall that is not ruled out with an error of ``tail``."""
    kept, there = _census(samples.read, reading, level)
    lows = []
    for part in reading.parts(_PARTS):
        lows.append(
            smallest_share(
                at_least_seen(samples.found, part),
                at_most_seen(samples.missed, part),
                known=(kept, there - kept + samples.read.doubtful),
                fractions=(_fraction(samples.found), _fraction(samples.missed)),
                tail=tail,
                of_none=1.0,  # nothing is missed
            )
        )
    return min(lows)


def at_least(samples: Samples, *, error: float, reading: Reading = RIGHT) -> float:
    """Give what recall is at least: a bound that is too high with a chance of ``error`` at most.

    Parameters
    ----------
    samples, reading
        As in `recall`; the bounds of ``reading`` are those at the level ``1 - error``.
    error
        In (0, 1).
    """
    level = 1 - error
    tail = 2 * _tail(level, samples.read, reading)
    return lowest_recall(samples, tail=tail, reading=reading, level=level)


def error_of_claim(number: int, *, level: float) -> float:
    """Give the error that a claim may spend, so that all claims together keep to the level.

    Each has four fifths of what those before it left: whoever draws again until a claim holds is
    still wrong with a chance of ``1 - level`` at most.

    Parameters
    ----------
    number
        Which claim it is, from 1.
    level
        In (0, 1).
    """
    return FIRST_SHARE * (1 - FIRST_SHARE) ** (number - 1) * (1 - level)


def elusion(samples: Samples, *, level: float = 0.95, reading: Reading = RIGHT) -> Estimate:
    """Estimate the share of relevant rows in the strata of ``samples.missed``.

    Parameters are those of `recall`; what was read before is no part of it.
    """
    size = sum(stratum.size for stratum in samples.missed)
    if not size:
        return UNDEFINED
    tail = _tail(level, Read(), reading)
    most, fewest = at_most_seen(samples.missed, reading), at_least_seen(samples.missed, reading)
    high = most.left(tail).max(initial=0) / size
    low = fewest.left(tail).min(initial=size) / size
    value = _corrected(samples.missed, reading) / size
    return Estimate(value, min(float(low), value), max(float(high), value))


def _highest(samples: Samples, *, tail: float, reading: Reading) -> float:
    """Give the largest recall that is not ruled out: 1 less the smallest share of missed rows."""
    shares = []
    for part in reading.parts(_PARTS):
        shares.append(
            smallest_share(
                at_least_seen(samples.missed, part),
                at_most_seen(samples.found, part),
                known=(samples.read.doubtful, samples.read.relevant),
                fractions=(_fraction(samples.missed), _fraction(samples.found)),
                tail=tail,
                of_none=0.0,  # the same
            )
        )
    return 1 - min(shares)


def _fraction(strata: Sequence[Stratum]) -> float:
    """Give the share of the rows of some strata that is read."""
    size = sum(stratum.size for stratum in strata)
    return sum(stratum.drawn for stratum in strata) / size if size else 0.0


def _tail(level: float, read: Read, reading: Reading) -> float:
    """Give the error that is left for each end of the interval."""
    if reading.perfect:
        return (1 - level) / 2
    census = CENSUS_SHARE if read.relevant or read.others else 0.0
    return (1 - SHARE - census) * (1 - level) / 2


def _census(read: Read, reading: Reading, level: float) -> tuple[int, int]:
    """Bound the relevant rows that were read before: those rightly found, and all of them."""
    if reading.perfect:
        return read.relevant, read.relevant
    from scipy.special import bdtr

    tail, rows = CENSUS_SHARE * (1 - level) / 2, read.relevant + read.others
    right = np.arange(read.relevant + 1)
    chance = bdtr(right, read.relevant, reading.precision.low)
    kept = int(np.searchsorted(chance, tail, side="right"))
    there = np.arange(kept, rows + 1)
    left = bdtr(read.relevant, there, reading.sensitivity.low) > tail
    return kept, int(there[left].max())


def _value(samples: Samples, reading: Reading) -> tuple[float, float]:
    """Estimate the found and the missed relevant rows."""
    read = samples.read
    kept = read.relevant * reading.precision.value
    lost = min(kept * (1 / reading.sensitivity.value - 1), read.others)
    found = kept + _corrected(samples.found, reading)
    return found, lost + read.doubtful + _corrected(samples.missed, reading)


def _corrected(strata: Sequence[Stratum], reading: Reading) -> float:
    size = sum(stratum.size for stratum in strata)
    return min(size, estimate_total(strata) / reading.sensitivity.value)
