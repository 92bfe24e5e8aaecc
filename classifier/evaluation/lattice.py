"""The numbers of relevant rows that are tried, and the chances of a sample at each of them."""

from __future__ import annotations

import math
from functools import lru_cache
from typing import Final

import numpy as np

from classifier.evaluation.hypergeometric import Chances, Counts, pmf
from classifier.evaluation.reviewer_error import noticed

_STEP: Final = 0.015


@lru_cache(maxsize=64)
def lattice(size: int) -> Counts:
    """Give totals from 0 to a size: each one while they are few, then in steps of 1.5 %.

    It must not depend on what was seen: the weights of tests are tied to it.
    """
    few = np.arange(min(size, 64) + 1)
    steps = math.ceil(math.log(max(size, 64) / 64) / math.log1p(_STEP)) + 1
    many = np.geomspace(64, max(size, 64), steps).round()
    return np.unique(np.concatenate([few, many[many <= size], [size]]).astype(np.int64))


def called_chances(size: int, drawn: int, upto: int, sensitivity: float) -> Chances:
    """Give the chance that 0 to ``upto`` rows of a sample are called relevant.

    Parameters
    ----------
    size, drawn
        Rows in the lot, and rows drawn from it.
    upto
        The most rows called relevant, at most ``drawn``.
    sensitivity
        The chance that a relevant row is called so, in [0, 1]; others never are.

    Returns
    -------
    array
        Shape (k, upto + 1): a line for each number of relevant rows of `lattice`.
    """
    rounded = min(drawn, -(-upto // 16) * 16)  # so that tables are made once, not for each count
    return _table(size, drawn, rounded, sensitivity)[:, : upto + 1]


@lru_cache(maxsize=512)
def _table(size: int, drawn: int, upto: int, sensitivity: float) -> Chances:
    called = np.arange(upto + 1)
    if sensitivity == 1:
        return pmf(called, relevant=lattice(size), size=size, drawn=drawn)
    there = np.arange(drawn + 1)
    return _true(size, drawn) @ noticed(called, relevant=there, sensitivity=sensitivity)


@lru_cache(maxsize=16)
def _true(size: int, drawn: int) -> Chances:
    return pmf(np.arange(drawn + 1), relevant=lattice(size), size=size, drawn=drawn)
