"""How many control rows to read, so that a true claim is likely to be certified."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import Final

import numpy as np
from numpy.typing import NDArray

from classifier.evaluation.allocation import Frame, Lot, allocate
from classifier.evaluation.recall import Samples, at_least, lowest_recall
from classifier.evaluation.reviewer_error import RIGHT, Reading
from classifier.evaluation.strata import Stratum

POWER: Final = 0.8
"""A true claim should be certified in this share of draws at least."""

_DRAWS: Final = 400
_FIRST: Final = 50
_MARGIN: Final = 0.03
"""The power is counted in `_DRAWS` draws: so much more than `POWER` is asked of them."""

_LITTLE_MORE: Final = (1.0, 1.04, 1.08)

_EDGE: Final = 1e-9


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What to draw.

    Parameters
    ----------
    reads
        Rows to draw in all.
    found, missed
        Rows to draw from each stratum.
    power
        The share of draws in which the claim would be certified, if recall is as assumed.
    """

    reads: int
    found: tuple[int, ...]
    missed: tuple[int, ...]
    power: float


def plan(
    frame: Frame, *, target: float, tail: float, assumed: float, seed: int, power: float = POWER
) -> Plan:
    """Find the fewest reads with which a claim on recall is certified in most draws.

    Parameters
    ----------
    frame
        What is to be sampled.
    target
        The claim: recall is this at least, in (0, 1).
    tail
        The error that the claim may have, in (0, 1).
    assumed
        The recall that is assumed to be true, above the target: the less it is, the more reads.
    seed
        The same seed gives the same plan.
    power
        The share of draws, in (0, 1).
    """
    chance = _chance_of(frame, target=target, tail=tail, assumed=assumed, seed=seed)

    def enough(reads: int) -> bool:
        # With a few more reads, too: the chance has teeth, since rows are whole.
        tried = (min(round(reads * more), frame.unread) for more in _LITTLE_MORE)
        return all(chance(one) >= power + _MARGIN for one in tried)

    few, many = 0, frame.unread
    while many - few > max(1, many // 50):
        middle = (few + many) // 2
        few, many = (few, middle) if enough(middle) else (middle, many)
    found, missed = allocate(frame, many)
    return Plan(reads=sum((*found, *missed)), found=found, missed=missed, power=chance(many))


def further_reads(
    sides: Samples, *, target: float, error: float, reading: Reading = RIGHT
) -> int | None:
    """Say how many more rows would carry a claim, if they turn out as those that were read.

    Parameters
    ----------
    sides
        The samples so far.
    target
        The claim: recall is this at least, in (0, 1).
    error, reading
        As in `at_least`.

    Returns
    -------
    int or None
        None where no sample would do: as far as is known, the target is not met.
    """
    drawn = sum(stratum.drawn for stratum in (*sides.found, *sides.missed))
    size = sum(stratum.size for stratum in (*sides.found, *sides.missed))
    if not drawn or size == drawn:
        return None

    def carries(reads: int) -> bool:
        more = replace(
            sides,
            found=[_grown(one, reads / drawn, math.floor) for one in sides.found],
            missed=[_grown(one, reads / drawn, math.ceil) for one in sides.missed],
        )
        return at_least(more, error=error, reading=reading) >= target

    if not carries(size * 2):  # every stratum read to its end
        return None
    few, many = drawn, size
    while many - few > max(1, many // 100):
        middle = (few + many) // 2
        few, many = (few, middle) if carries(middle) else (middle, many)
    return many - drawn


def _grown(stratum: Stratum, factor: float, whole: Callable[[float], int]) -> Stratum:
    """Read so many times as many rows of a stratum, of which as many are relevant."""
    if not stratum.drawn:
        return stratum
    drawn = min(max(round(stratum.drawn * factor), stratum.drawn), stratum.size)
    relevant = whole(stratum.relevant * drawn / stratum.drawn - _EDGE * (whole is math.ceil))
    return Stratum(size=stratum.size, drawn=drawn, relevant=min(relevant, drawn))


def _chance_of(
    frame: Frame, *, target: float, tail: float, assumed: float, seed: int
) -> Callable[[int], float]:
    relevant = [round(lot.expected) for lot in frame.found]
    there = frame.read.relevant + sum(relevant)
    lost = _spread(frame.missed, round(there * (1 - assumed) / assumed))

    @cache
    def chance(reads: int) -> float:
        if not reads:
            return 0.0
        rng = np.random.default_rng(seed)
        found, missed = allocate(frame, reads)
        seen = [_seen(rng, frame.found, found, relevant), _seen(rng, frame.missed, missed, lost)]
        drawn = list(map(tuple, np.concatenate(seen, axis=1).tolist()))

        @cache
        def certified(outcome: tuple[int, ...]) -> bool:
            first = _strata(frame.found, found, outcome[: len(found)])
            second = _strata(frame.missed, missed, outcome[len(found) :])
            samples = Samples(found=first, missed=second, read=frame.read)
            return lowest_recall(samples, tail=tail) >= target

        first = sum(map(certified, drawn[:_FIRST])) / _FIRST
        # Far too few: there is no need to know how few exactly.
        return first if first < POWER / 2 else sum(map(certified, drawn)) / _DRAWS

    return chance


def _spread(lots: Sequence[Lot], relevant: int) -> list[int]:
    """Place relevant rows in strata as expected there."""
    expected = np.array([lot.expected for lot in lots])
    if not expected.sum():
        expected = np.array([float(lot.size) for lot in lots])
    wanted = relevant * expected / max(expected.sum(), 1e-12)
    edges = np.rint(np.append(0, np.cumsum(wanted))).astype(np.int64)
    return [min(int(k), lot.size) for k, lot in zip(np.diff(edges), lots, strict=True)]


def _seen(
    rng: np.random.Generator, lots: Sequence[Lot], drawn: Sequence[int], relevant: Sequence[int]
) -> NDArray[np.int64]:
    columns = [
        rng.hypergeometric(k, lot.size - k, n, size=_DRAWS)
        for lot, n, k in zip(lots, drawn, relevant, strict=True)
    ]
    return np.stack(columns, axis=1) if columns else np.zeros((_DRAWS, 0), dtype=np.int64)


def _strata(lots: Sequence[Lot], drawn: Sequence[int], seen: Sequence[int]) -> list[Stratum]:
    return [
        Stratum(size=lot.size, drawn=n, relevant=x)
        for lot, n, x in zip(lots, drawn, seen, strict=True)
    ]
