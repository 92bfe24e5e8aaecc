"""A logistic regression with an offset: the penalised log loss at its minimum, without threads.

Newton's method, each step by conjugate gradients (Nocedal and Wright 2006, algorithm 7.1). Sums
are NumPy's own and not those of a threaded library: the bytes do not depend on the number of cores.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING, Final

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from scipy.sparse import csr_matrix

_TOLERANCE: Final = 1e-3
"""The largest entry of the gradient at which the solver stops; labels weigh 1 each."""
_CLOSE: Final = 0.1
"""How near to its solution a step is taken, as a share of where it starts."""
_MOST_STEPS: Final = 100
_LEAST_SPREAD: Final = 1e-9
"""Of a label that is certain: no step may be divided by nothing."""


def minimise(
    X: csr_matrix,
    y: NDArray[np.int64],
    *,
    offset: NDArray[np.float64],
    penalties: Sequence[float],
) -> NDArray[np.float64]:
    """Give the weights and the intercept at which the penalised log loss is least, by penalty.

    The loss is convex, so there is one minimum; each search begins where the last one ended.

    Parameters
    ----------
    X
        Shape (rows, columns).
    y
        Labels, 1 or 0, both there, shape (rows,).
    offset
        Fixed log odds of each row, shape (rows,).
    penalties
        Half of it times each squared weight is added; the intercept is free. Where it is infinite,
        all weights are 0.

    Returns
    -------
    NDArray[np.float64]
        Shape (penalties, columns + 1), the intercept last.
    """
    found = np.zeros((len(penalties), X.shape[1] + 1))
    none, transposed = X[:, :0], X.T.tocsr()
    last = found[0]
    for solution, penalty in zip(found, penalties, strict=True):
        if np.isinf(penalty):
            solution[-1:] = _search(
                none, none.T.tocsr(), y, offset=offset, penalty=0.0, start=last[-1:]
            )
        else:
            solution[:] = _search(X, transposed, y, offset=offset, penalty=penalty, start=last)
        last = solution
    return found


def _search(
    X: csr_matrix,
    transposed: csr_matrix,
    y: NDArray[np.int64],
    *,
    offset: NDArray[np.float64],
    penalty: float,
    start: NDArray[np.float64],
) -> NDArray[np.float64]:
    """Give the minimum for one penalty, shape (columns + 1,)."""
    from scipy.special import expit

    penalties = np.append(np.full(X.shape[1], penalty), 0.0)
    solution = start

    def along(step: NDArray[np.float64]) -> NDArray[np.float64]:
        return np.asarray(X @ step[:-1] + step[-1])

    def back(rows: NDArray[np.float64]) -> NDArray[np.float64]:
        return np.append(transposed @ rows, rows.sum())

    def loss(log_odds: NDArray[np.float64], weight: NDArray[np.float64]) -> float:
        return (
            float((np.logaddexp(0, log_odds) - y * log_odds).sum()) + _dot(penalties, weight**2) / 2
        )

    def curvature(step: NDArray[np.float64], *, spread: NDArray[np.float64]) -> NDArray[np.float64]:
        return back(spread * along(step)) + penalties * step

    log_odds = offset + along(solution)
    for _ in range(_MOST_STEPS):
        chance = expit(log_odds)
        gradient = back(chance - y) + penalties * solution
        if np.abs(gradient).max() <= _TOLERANCE:
            break
        spread = np.maximum(chance * (1 - chance), _LEAST_SPREAD)
        scale = np.append(penalties[:-1], spread.sum())
        step = _conjugate(partial(curvature, spread=spread), -gradient, scale)
        change, size, before = along(step), 1.0, loss(log_odds, solution)
        while size > 1e-6 and loss(log_odds + size * change, solution + size * step) > before:
            size /= 2
        solution, log_odds = solution + size * step, log_odds + size * change
    return solution


def _conjugate(
    curvature: Callable[[NDArray[np.float64]], NDArray[np.float64]],
    target: NDArray[np.float64],
    scale: NDArray[np.float64],
) -> NDArray[np.float64]:
    """Solve for the step that the curvature maps to the target, as closely as a step needs."""
    found = np.zeros_like(target)
    rest, direction = target, target / scale
    size = _dot(rest, direction)
    enough = size * _CLOSE**2
    for _ in range(_MOST_STEPS):
        if size <= enough:
            break
        curved = curvature(direction)
        far = size / _dot(direction, curved)
        found, rest = found + far * direction, rest - far * curved
        scaled = rest / scale
        size, last = _dot(rest, scaled), size
        direction = scaled + size / last * direction
    return found


def _dot(first: NDArray[np.float64], second: NDArray[np.float64]) -> float:
    return float((first * second).sum())
