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
from numpy.typing import NDArray

from classifier.domain.estimate import Estimate
from classifier.evaluation.intervals import UNDEFINED
from classifier.evaluation.reviewer_error import RIGHT, SHARE, Reading
from classifier.evaluation.strata import (
    UNLIKELY,
    Stratum,
    Total,
    at_least_seen,
    at_most_seen,
    estimate_total,
)

CENSUS_SHARE: Final = 0.1
"""The part of the error that goes to what was missed in rows that people had read before."""

ALONE_SHARE: Final = 0.01
"""The part of an end's error that each of the two tests may spend alone, and once more on not
being trusted beyond that."""

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
    """

    relevant: int = 0
    others: int = 0


NOTHING_READ: Final = Read()
"""Where the sample is the first that people read."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sides:
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


def recall(sides: Sides, *, level: float = 0.95, reading: Reading = RIGHT) -> Estimate:
    """Estimate recall, with an interval that covers it at the level at least.

    Parameters
    ----------
    sides
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
    found, missed = _value(sides, reading)
    low = lowest_recall(sides, tail=_tail(level, sides.read, reading), reading=reading, level=level)
    high = _highest(sides, tail=_tail(level, sides.read, reading), reading=reading)
    if found + missed == 0:
        return Estimate(UNDEFINED.value, low, high)
    value = found / (found + missed)
    return Estimate(value, min(low, value), max(high, value))


def lowest_recall(
    sides: Sides, *, tail: float, reading: Reading = RIGHT, level: float = 0.95
) -> float:
    """Give the smallest recall that is not ruled out with an error of ``tail``."""
    kept, there = _census(sides.read, reading, level)
    lows = []
    for part in reading.parts(_PARTS):
        lows.append(
            _smallest_share(
                at_least_seen(sides.found, part),
                at_most_seen(sides.missed, part),
                known=(kept, there - kept),
                fractions=(_fraction(sides.found), _fraction(sides.missed)),
                tail=tail,
            )
        )
    return min(lows)


def elusion(sides: Sides, *, level: float = 0.95, reading: Reading = RIGHT) -> Estimate:
    """Estimate the share of relevant rows in the strata of ``sides.missed``.

    Parameters are those of `recall`; what was read before is no part of it.
    """
    size = sum(stratum.size for stratum in sides.missed)
    if not size:
        return UNDEFINED
    tail = _tail(level, Read(), reading)
    most, fewest = at_most_seen(sides.missed, reading), at_least_seen(sides.missed, reading)
    high = most.left(tail).max(initial=0) / size
    low = fewest.left(tail).min(initial=size) / size
    value = _corrected(sides.missed, reading) / size
    return Estimate(value, min(float(low), value), max(float(high), value))


def _highest(sides: Sides, *, tail: float, reading: Reading) -> float:
    """Give the largest recall that is not ruled out: 1 less the smallest share of missed rows."""
    shares = []
    for part in reading.parts(_PARTS):
        shares.append(
            _smallest_share(
                at_least_seen(sides.missed, part),
                at_most_seen(sides.found, part),
                known=(0, sides.read.relevant),
                fractions=(_fraction(sides.missed), _fraction(sides.found)),
                tail=tail,
            )
        )
    return 1 - min(shares)


def _smallest_share(
    part: Total,
    rest: Total,
    *,
    known: tuple[int, int],
    fractions: tuple[float, float],
    tail: float,
) -> float:
    """Give the smallest share of one total in both that the two tests together leave.

    The two are independent. Each chance is turned into a normal deviate, and their weighted sum is
    one again (Stouffer's method, with the weights of Lipták, 1958). The weights are the relative
    standard errors at the pair that is tested, so they do not depend on what was seen. A total that
    one test alone rules out with a share `ALONE_SHARE` of the error is out, and the same share is
    paid for cutting off deviates from below: without that, a total at which what was seen is no
    surprise at all would outweigh any evidence.
    """
    from scipy.special import ndtri

    sure, limit = -ndtri(ALONE_SHARE * tail), -ndtri((1 - 4 * ALONE_SHARE) * tail - 2 * UNLIKELY)
    mine, other = part.deviate < sure, rest.deviate < sure
    first, second = (part.relevant + known[0])[mine, None], (rest.relevant + known[1])[None, other]
    ours = _relative_error(part, fractions[0], known[0])[mine, None]
    theirs = _relative_error(rest, fractions[1], known[1])[None, other]
    weighed = ours * np.maximum(part.deviate[mine, None], -sure)
    weighed = weighed + theirs * np.maximum(rest.deviate[None, other], -sure)
    left = weighed <= limit * np.sqrt(ours**2 + theirs**2)
    both = first + second
    share = np.divide(first, both, out=np.ones(both.shape), where=both > 0)
    return float(share[left].min(initial=1.0))


def _relative_error(total: Total, fraction: float, known: int) -> NDArray[np.float64]:
    """Give the standard error of a total's estimate over the total, known rows included."""
    relevant, size = total.relevant, int(total.relevant[-1])
    if not size or not fraction:
        return np.zeros(len(relevant))
    variance = relevant * (1 - relevant / (size + 1)) * (1 - fraction) / fraction
    return np.asarray(np.sqrt(variance) / np.maximum(relevant + known, 1), dtype=np.float64)


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
    alarms = int(
        np.searchsorted(bdtr(np.arange(rows + 1), rows, reading.false_alarm.high), 1 - tail)
    )
    kept = max(0, read.relevant - alarms)
    there = np.arange(read.relevant, rows + 1)
    left = bdtr(read.relevant, there, reading.sensitivity.low) > tail
    return kept, int(there[left].max())


def _value(sides: Sides, reading: Reading) -> tuple[float, float]:
    """Estimate the found and the missed relevant rows."""
    read = sides.read
    there = reading.corrected(read.relevant, rows=read.relevant + read.others)
    kept = min(read.relevant, there * reading.sensitivity.value)
    found = kept + _corrected(sides.found, reading)
    return found, there - kept + _corrected(sides.missed, reading)


def _corrected(strata: Sequence[Stratum], reading: Reading) -> float:
    size = sum(stratum.size for stratum in strata)
    return min(size, reading.corrected(estimate_total(strata), rows=size))
