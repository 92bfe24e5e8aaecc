from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.optimize import minimize
from scipy.sparse import csr_matrix
from scipy.special import expit

from classifier.model.newton import minimise

Y = (np.arange(40) % 4 == 0).astype(np.int64)


@given(penalty=st.sampled_from([0.1, 1.0, 10.0]), spread=st.floats(0, 60), seed=st.integers(0, 3))
def test_it_is_the_minimum_that_scipy_finds(penalty: float, spread: float, seed: int) -> None:
    """Whatever the offset, certain rows and all."""
    random = np.random.default_rng(seed)
    X = random.poisson(0.3, (40, 15)).astype(np.float64)
    offset = random.normal(size=40) * spread

    def loss(solution: np.ndarray) -> tuple[float, np.ndarray]:
        log_odds = offset + X @ solution[:-1] + solution[-1]
        fit = np.logaddexp(0, log_odds).sum() - Y @ log_odds
        error = expit(log_odds) - Y
        slope = np.append(error @ X + penalty * solution[:-1], error.sum())
        return float(fit + penalty / 2 * (solution[:-1] ** 2).sum()), slope

    found = minimise(csr_matrix(X), Y, offset=offset, penalties=(penalty,))[0]
    expected = minimize(loss, np.zeros(16), jac=True, method="L-BFGS-B")
    assert loss(found)[0] <= expected.fun + 1e-3


def test_without_columns_the_intercept_alone_is_found() -> None:
    """At it the mean probability is the share of relevant rows."""
    found = minimise(csr_matrix((40, 0)), Y, offset=np.linspace(-9, 9, 40), penalties=(0.0,))[0]
    probability = 1 / (1 + np.exp(-np.linspace(-9, 9, 40) - found[-1]))
    assert probability.mean() == pytest.approx(0.25, abs=1e-4)
