"""How many control rows to read, and in which strata, so that a true claim is likely to be made."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Final

import numpy as np
from numpy.typing import NDArray

from classifier.evaluation.recall import NOTHING_READ, Read, Sides, lowest_recall
from classifier.evaluation.strata import Stratum

POWER: Final = 0.8
"""A true claim should be certified in this share of draws at least."""

_DRAWS: Final = 600
_MARGIN: Final = 0.025
"""The power is counted in `_DRAWS` draws: so much more than `POWER` is asked of them."""

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


def allocate(frame: Frame, reads: int) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """Divide reads among the strata, as many as there are rows to read at most.

    A small part goes to what counts as found. The rest is divided by size, but for a twentieth
    that goes where Neyman's rule (1934) would have more: to strata with more relevant rows.
    """
    found_size = sum(lot.size for lot in frame.found)
    missed_size = sum(lot.size for lot in frame.missed)
    wanted = max(_FEWEST_FOUND, round(_FOUND_SHARE * reads))
    for_found = max(min(wanted, found_size, reads), reads - missed_size)
    for_missed = min(reads - for_found, missed_size)
    return _divide(frame.found, for_found), _divide(frame.missed, for_missed)


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
    few, many = 0, frame.unread
    while many - few > max(1, many // 100):
        middle = (few + many) // 2
        few, many = (few, middle) if chance(middle) >= power + _MARGIN else (middle, many)
    found, missed = allocate(frame, many)
    return Plan(reads=many, found=found, missed=missed, power=chance(many))


def power_of(
    frame: Frame, reads: int, *, target: float, tail: float, assumed: float, seed: int
) -> float:
    """Give the share of draws in which a claim is certified; parameters as in `plan`."""
    return _chance_of(frame, target=target, tail=tail, assumed=assumed, seed=seed)(reads)


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
        outcomes, times = np.unique(np.concatenate(seen, axis=1), axis=0, return_counts=True)

        def certified(outcome: NDArray[np.int64]) -> bool:
            first = _strata(frame.found, found, outcome[: len(found)].tolist())
            second = _strata(frame.missed, missed, outcome[len(found) :].tolist())
            sides = Sides(found=first, missed=second, read=frame.read)
            return lowest_recall(sides, tail=tail) >= target

        return float(times[[certified(outcome) for outcome in outcomes]].sum() / _DRAWS)

    return chance


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
