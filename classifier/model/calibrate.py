"""From scores free of prevalence to probabilities at a prevalence, and the prevalence itself."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

_ENOUGH: Final = 20
"""Expected relevant rows from which on an export's own prevalence is believed alone."""


@dataclass(frozen=True, slots=True)
class Prevalence:
    """The share of relevant rows that probabilities are given at, in (0, 1), and its origin."""

    value: float
    how: str


def probability_at(score: NDArray[np.float64], prevalence: float) -> NDArray[np.float64]:
    """Give the probability of each row, shape (rows,), where a share ``prevalence`` is relevant.

    Bayes' rule on the odds: a score is the probability at even odds.
    """
    relevant = score * prevalence
    return relevant / (relevant + (1 - score) * (1 - prevalence))


def score_at(probability: float, prevalence: float) -> float:
    """Give the score that has a probability where a share ``prevalence`` is relevant."""
    relevant, other = probability * (1 - prevalence), (1 - probability) * prevalence
    return relevant / (relevant + other)


def estimate_prevalence(score: NDArray[np.float64], prior: float) -> Prevalence:
    """Estimate the prevalence of an export from the scores of all its rows.

    Expectation-maximisation (Saerens, Latinne and Decaestecker 2002,
    doi:10.1162/089976602753284446), shrunk on the scale of log odds to the prior where few
    relevant rows are expected, since there the estimate is mostly noise.

    Parameters
    ----------
    score
        Scores free of prevalence, shape (rows,), in [0, 1].
    prior
        The prevalence to expect before the export is seen, in (0, 1).
    """
    if len(score) == 0:
        return Prevalence(prior, "the topic's prior: there are no rows to estimate it from")
    own = _maximise(score, prior)
    trust = min(1.0, own * len(score) / _ENOUGH)
    value = _expit(trust * _logit(own) + (1 - trust) * _logit(prior))
    if trust == 1.0:
        return Prevalence(value, "estimated from the scores of this export")
    return Prevalence(
        value, f"estimated from few relevant rows, so drawn towards the topic's prior of {prior:g}"
    )


def _maximise(score: NDArray[np.float64], start: float) -> float:
    value = start
    floor = 0.5 / len(score)
    for _ in range(500):
        step = float(np.clip(probability_at(score, value).mean(), floor, 1 - floor))
        if abs(step - value) < 1e-9:
            break
        value = step
    return value


def _logit(value: float) -> float:
    return float(np.log(value / (1 - value)))


def _expit(value: float) -> float:
    return float(1 / (1 + np.exp(-value)))
