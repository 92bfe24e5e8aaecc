"""Chances of what is seen: in a sample drawn without replacement, and in independent trials."""

from __future__ import annotations

from functools import lru_cache
from typing import Final

import numpy as np
from numpy.typing import NDArray

Counts = NDArray[np.int64]
Chances = NDArray[np.float64]

_IMPOSSIBLE: Final = -np.inf


def pmf(seen: Counts, *, relevant: Counts, size: int, drawn: int) -> Chances:
    """Give the hypergeometric chance of seeing so many relevant rows in a sample.

    Parameters
    ----------
    seen
        Relevant rows in the sample, shape (s,).
    relevant
        Relevant rows in the lot, shape (k,), each in [0, size].
    size, drawn
        Rows in the lot, and rows drawn from it without replacement.

    Returns
    -------
    array
        Shape (k, s).
    """
    k, x, logs = relevant[:, None], seen[None, :], log_factorials(size)
    ways = _choose(k, x, logs) + _choose(size - k, drawn - x, logs)
    every = logs[size] - logs[drawn] - logs[size - drawn]
    return np.asarray(np.exp(ways - every), dtype=np.float64)


def binomial(seen: Counts, *, trials: Counts, chance: float) -> Chances:
    """Give the binomial chance of seeing so many, shape (trials, seen), of trials in [0, ...)."""
    if chance in (0, 1):
        certain = trials[:, None] if chance else np.zeros((len(trials), 1))
        return np.asarray(seen[None, :] == certain, dtype=np.float64)
    n, x = trials[:, None], seen[None, :]
    ways = _choose(n, x, log_factorials(int(trials.max(initial=0))))
    return np.asarray(
        np.exp(ways + x * np.log(chance) + (n - x) * np.log1p(-chance)), dtype=np.float64
    )


def binomial_at_most(seen: int, *, trials: int, chance: float) -> float:
    """Give the chance of seeing so many at most."""
    every = binomial(np.arange(seen + 1), trials=np.array([trials]), chance=chance)
    return float(min(every.sum(), 1.0))


@lru_cache(maxsize=16)
def log_factorials(most: int) -> Chances:
    """Give the logarithms of 0! to ``most``!, shape (most + 1,)."""
    # Imported here: SciPy takes longer to load than most commands take to run.
    from scipy.special import gammaln

    return np.asarray(gammaln(np.arange(most + 1) + 1.0), dtype=np.float64)


def _choose(whole: Counts, part: Counts, logs: Chances) -> Chances:
    """Give the logarithm of the binomial coefficient; minus infinity where it is 0."""
    possible = (part >= 0) & (part <= whole)
    inside = np.where(possible, part, 0)
    chosen = logs[whole] - logs[inside] - logs[np.where(possible, whole - part, 0)]
    return np.asarray(np.where(possible, chosen, _IMPOSSIBLE), dtype=np.float64)
