"""Agreement between two readers of the same texts: Cohen's kappa, and the share that agree."""

from __future__ import annotations

import math
from dataclasses import dataclass
from statistics import NormalDist

import numpy as np
from numpy.typing import NDArray

from classifier.domain.estimate import Estimate
from classifier.evaluation.intervals import clopper_pearson


@dataclass(frozen=True, slots=True, kw_only=True)
class Agreement:
    """How far two readers agree.

    Parameters
    ----------
    texts
        How many both read.
    agreed
        How many of these they decided alike.
    raw
        The share of them; NaN where both read none.
    kappa
        Cohen's kappa with its interval; NaN where undefined.
    """

    texts: int
    agreed: int
    raw: float
    kappa: Estimate


def agreement(table: NDArray[np.int64], *, level: float = 0.95) -> Agreement:
    """Figure the agreement from a table of counts.

    Kappa is Cohen's (1960, Educational and Psychological Measurement 20): the agreement beyond
    what chance would give, ``(p_o - p_e) / (1 - p_e)``. Its interval takes the asymptotic variance
    of Fleiss, Cohen and Everitt (1969, Psychological Bulletin 72, formula 13) and is cut at -1
    and 1. Where all were decided alike that variance is nil, which no few texts can show: there the
    interval is that of the share that agree (Clopper and Pearson), at the chance that was seen.
    Kappa is undefined where one reader gave one and the same answer to every text: it would be 0
    whatever the other said.

    Parameters
    ----------
    table
        How many texts got each pair of answers, shape (answers, answers): the first reader's
        answer down, the second's across.
    level
        The interval's level, in (0, 1).
    """
    texts = int(table.sum())
    agreed = int(np.trace(table))
    nan = Estimate(math.nan, math.nan, math.nan)
    if texts == 0:
        return Agreement(texts=0, agreed=0, raw=math.nan, kappa=nan)
    share = table / texts
    first, second = share.sum(axis=1), share.sum(axis=0)
    observed, chance = float(np.trace(share)), float(first @ second)
    if 1 in (np.count_nonzero(first), np.count_nonzero(second)):
        return Agreement(texts=texts, agreed=agreed, raw=observed, kappa=nan)
    kappa = (observed - chance) / (1 - chance)
    if agreed == texts:
        low, _ = clopper_pearson(agreed, trials=texts, level=level)
        whole = Estimate(kappa, (low - chance) / (1 - chance), 1.0)
        return Agreement(texts=texts, agreed=agreed, raw=observed, kappa=whole)
    spread = NormalDist().inv_cdf((1 + level) / 2) * math.sqrt(_variance(share, kappa) / texts)
    interval = Estimate(kappa, max(-1.0, kappa - spread), min(1.0, kappa + spread))
    return Agreement(texts=texts, agreed=agreed, raw=observed, kappa=interval)


def _variance(share: NDArray[np.float64], kappa: float) -> float:
    """Give the variance of kappa times the number of texts (Fleiss, Cohen and Everitt, 1969)."""
    first, second = share.sum(axis=1), share.sum(axis=0)
    chance = float(first @ second)
    diagonal = np.diag(share)
    alike = np.sum(diagonal * (1 - (first + second) * (1 - kappa)) ** 2)
    # Of p_ij, i and j different, the second reader's share of i and the first's of j count.
    crossed = share * (second[:, None] + first[None, :]) ** 2
    unlike = (1 - kappa) ** 2 * (crossed.sum() - np.trace(crossed))
    chance_part = (kappa - chance * (1 - kappa)) ** 2
    return max(0.0, float(alike + unlike - chance_part) / (1 - chance) ** 2)
