"""Small invented counts to train on."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray

from classifier.model.features import Features
from model.dense import entries_of


@pytest.fixture
def labels() -> NDArray[np.int64]:
    """Give labels for 60 texts."""
    return (np.arange(60) % 3 == 0).astype(np.int64)


@pytest.fixture
def dense(labels: NDArray[np.int64]) -> dict[str, NDArray[np.int64]]:
    """Give counts of two blocks in 60 texts, which the labels have a say in."""
    random = np.random.default_rng(1)
    rates = 0.3 + labels[:, np.newaxis] * random.random((1, 40))
    return {
        "word": random.poisson(rates).astype(np.int64),
        "char": random.poisson(0.2 + 0.5 * rates[:, :25]).astype(np.int64),
    }


@pytest.fixture
def counts(dense: dict[str, NDArray[np.int64]]) -> Features:
    """Give the same counts as features."""
    return {name: entries_of(block) for name, block in dense.items()}
