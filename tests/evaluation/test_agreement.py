from __future__ import annotations

import math

import numpy as np
import pytest

from classifier.evaluation.agreement import agreement


def test_kappa_by_hand() -> None:
    """Fifty texts: both said yes of 20, both no of 15, one alone of 5 and 10.

    By hand: p_o = 35/50 = 0.7; p_e = 0.5 * 0.6 + 0.5 * 0.4 = 0.5; kappa = 0.2 / 0.5 = 0.4.
    Variance (Fleiss, Cohen and Everitt, 1969), with 1 - kappa = 0.6:
    alike 0.4 (1 - 1.1 * 0.6)^2 + 0.3 (1 - 0.9 * 0.6)^2 = 0.04624 + 0.06348 = 0.10972;
    unlike 0.36 (0.1 (0.6 + 0.5)^2 + 0.2 (0.4 + 0.5)^2) = 0.36 * 0.283 = 0.10188;
    chance (0.4 - 0.5 * 0.6)^2 = 0.01; together 0.2016 / (50 * 0.25) = 0.016128.
    """
    found = agreement(np.array([[20, 5], [10, 15]]))
    assert (found.texts, found.agreed, found.raw) == (50, 35, 0.7)
    assert found.kappa.value == pytest.approx(0.4)
    spread = 1.959964 * math.sqrt(0.016128)
    assert found.kappa.low == pytest.approx(0.4 - spread, abs=1e-6)
    assert found.kappa.high == pytest.approx(0.4 + spread, abs=1e-6)


def test_the_unlike_pairs_take_the_right_margins() -> None:
    """Three answers, by the sum written out as the paper has it (formula 13)."""
    table = np.array([[12, 3, 1], [2, 9, 4], [0, 5, 14]])
    share = table / table.sum()
    row, column = share.sum(axis=1), share.sum(axis=0)
    observed, chance = np.trace(share), row @ column
    total = 0.0
    for i in range(3):
        for j in range(3):
            if i == j:
                inner = (1 - chance) - (column[i] + row[i]) * (1 - observed)
                total += share[i, i] * inner**2
            else:
                total += (1 - observed) ** 2 * share[i, j] * (column[i] + row[j]) ** 2
    total -= (observed * chance - 2 * chance + observed) ** 2
    error = math.sqrt(total / (table.sum() * (1 - chance) ** 4))
    kappa = agreement(table).kappa
    assert kappa.high - kappa.value == pytest.approx(1.959964 * error, abs=1e-6)


def test_kappa_is_undefined_where_nothing_could_differ() -> None:
    """No text read by two, or one reader with one and the same answer to all."""
    empty = agreement(np.zeros((3, 3), dtype=np.int64))
    assert empty.texts == 0
    assert math.isnan(empty.raw)
    assert math.isnan(empty.kappa.value)
    for table, raw in (([[7, 0], [0, 0]], 1.0), ([[8, 1], [0, 0]], 8 / 9), ([[2, 0], [2, 0]], 0.5)):
        found = agreement(np.array(table))
        assert found.raw == raw
        assert math.isnan(found.kappa.value)
        assert math.isnan(found.kappa.low)


def test_whole_agreement_is_one_and_the_interval_is_cut() -> None:
    """Kappa is 1 where all agree, more surely so the more were read; no interval goes beyond 1.

    Ten of ten: the share is at least 0.6915 (0.025 ** 0.1), chance 0.5, so kappa at least 0.383.
    """
    whole = agreement(np.array([[5, 0], [0, 5]])).kappa
    assert (whole.value, whole.high) == (1.0, 1.0)
    assert whole.low == pytest.approx(0.383, abs=0.001)
    assert agreement(np.array([[50, 0], [0, 50]])).kappa.low > 0.9
    few = agreement(np.array([[2, 1], [0, 2]])).kappa
    assert few.high == 1.0
    worst = agreement(np.array([[0, 2], [2, 0]])).kappa
    assert worst.low == -1.0
