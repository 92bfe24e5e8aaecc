"""From scores free of prevalence to probabilities at a prevalence, and the prevalence itself."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

_ENOUGH: Final = 20
"""Expected relevant rows from which on an export's own prevalence is believed alone."""
_CLOSE: Final = 1e-9
_STEPS: Final = 100
_BLOCK: Final = 2**20
"""Scores looked at at once, so that memory does not grow with the export."""
_AS_IF: Final = 50
"""Rows that the expected share of passing ones counts for, beside an export's own."""
_MOST: Final = 5.0
"""The highest ratio: the few rows that pass where hardly any do may be the harder ones."""


@dataclass(frozen=True, slots=True)
class Prevalence:
    """What scores are turned into probabilities at.

    Parameters
    ----------
    value
        The share of relevant rows, in (0, 1).
    how
        Where it comes from.
    ratio
        How many times as often irrelevant rows pass the gate where scores were calibrated as they
        do here: what passes is so much likelier to be relevant.
    """

    value: float
    how: str
    ratio: float = 1.0

    def probability(
        self, score: NDArray[np.float64], passed: NDArray[np.bool_] | None = None
    ) -> NDArray[np.float64]:
        """Give the probability of rows by their scores, shape (rows,).

        Parameters
        ----------
        score
            Free of prevalence, shape (rows,).
        passed
            Which rows pass the gate, shape (rows,); None where all do.
        """
        return probability_at(_where_passed(score, passed, self.ratio), self.value)

    def score(self, probability: float) -> float:
        """Give the score that has a probability in a row that passes the gate."""
        score = score_at(probability, self.value)
        return score / (score + (1 - score) * self.ratio)


@dataclass(frozen=True, slots=True)
class Passing:
    """Which rows of an export pass the gate.

    Parameters
    ----------
    passed
        Whether each does, shape (rows,).
    expected
        The share of irrelevant rows that do where scores were calibrated, in (0, 1).
    """

    passed: NDArray[np.bool_]
    expected: float

    def ratio(self, prevalence: float) -> float:
        """Set what is expected beside what is counted; relevant rows, so many, all pass.

        At most `_MOST`, however few pass.
        """
        rows, passed = len(self.passed), int(np.count_nonzero(self.passed))
        irrelevant = max(passed - prevalence * rows, 0.0) + _AS_IF * self.expected
        ratio = self.expected * ((1 - prevalence) * rows + _AS_IF) / irrelevant
        return min(ratio, _MOST)


def probability_at(score: NDArray[np.float64], prevalence: float) -> NDArray[np.float64]:
    """Give the probability of each row, shape (rows,), where a share ``prevalence`` is relevant.

    Bayes' rule on the odds: a score is the probability at even odds.
    """
    relevant = score * prevalence
    return relevant / (relevant + (1 - score) * (1 - prevalence))


def likelier(score: NDArray[np.float64], ratio: float) -> NDArray[np.float64]:
    """Multiply the odds of scores, shape (rows,), by a ratio."""
    odds = score * ratio
    return odds / (odds + (1 - score))


def score_at(probability: float, prevalence: float) -> float:
    """Give the score that has a probability where a share ``prevalence`` is relevant."""
    relevant, other = probability * (1 - prevalence), (1 - probability) * prevalence
    return relevant / (relevant + other)


def estimate_prevalence(
    score: NDArray[np.float64], prior: float, passing: Passing | None = None
) -> Prevalence:
    """Estimate the prevalence of an export from the scores of all its rows.

    The most likely one (Saerens, Latinne and Decaestecker 2002, doi:10.1162/089976602753284446),
    shrunk on the scale of log odds to the prior where few relevant rows are expected, since there
    the estimate is mostly noise.

    Parameters
    ----------
    score
        Scores free of prevalence, shape (rows,), in [0, 1].
    prior
        The prevalence to expect before the export is seen, in (0, 1).
    passing
        Which rows pass the gate; None to take it that as many do as where scores were calibrated.
    """
    first = _estimated(_Rows(score, None, 1.0), prior)
    if passing is None:
        return first
    ratio = passing.ratio(first.value)
    found = _estimated(_Rows(score, passing.passed, ratio), prior)
    share = float(np.mean(passing.passed)) if len(passing.passed) else 0.0
    closer = f"{share:.1%} of the rows are worth a closer look, their odds times {ratio:.2g}"
    return Prevalence(found.value, f"{found.how}; {closer}", ratio)


def _where_passed(
    score: NDArray[np.float64], passed: NDArray[np.bool_] | None, ratio: float
) -> NDArray[np.float64]:
    """Multiply the odds of rows that pass; those of the others would change next to nothing."""
    there = likelier(score, ratio)
    return there if passed is None else np.where(passed, there, score)


@dataclass(frozen=True, slots=True)
class _Rows:
    """The rows of an export, their odds multiplied where they pass, a block at a time."""

    score: NDArray[np.float64]
    passed: NDArray[np.bool_] | None
    ratio: float

    def __len__(self) -> int:
        return len(self.score)

    def blocks(self) -> Iterator[NDArray[np.float64]]:
        for start in range(0, len(self.score), _BLOCK):
            block = slice(start, start + _BLOCK)
            passed = None if self.passed is None else self.passed[block]
            yield _where_passed(self.score[block], passed, self.ratio)


def _estimated(rows: _Rows, prior: float) -> Prevalence:
    if len(rows) == 0:
        return Prevalence(prior, "the topic's prior: there are no rows to estimate it from")
    own = _maximise(rows, prior)
    trust = min(1.0, own * len(rows) / _ENOUGH)
    value = _expit(trust * _logit(own) + (1 - trust) * _logit(prior))
    if trust == 1.0:
        return Prevalence(value, "estimated from the scores of this export")
    return Prevalence(
        value, f"estimated from few relevant rows, so drawn towards the topic's prior of {prior:g}"
    )


def _maximise(rows: _Rows, start: float) -> float:
    """Find the most likely prevalence by Newton's method, kept inside of what is known to hold it.

    The likelihood is concave, so there is one; expectation-maximisation comes to the same, slowly.
    """
    low, high = 0.5 / len(rows), 1 - 0.5 / len(rows)
    value = min(max(start, low), high)
    for _ in range(_STEPS):
        slope, bend = _slope(rows, value)
        if slope > 0:
            low = value
        elif slope < 0:
            high = value
        step = value + slope / bend if bend > 0 else value
        if slope and not low < step < high:
            step = (low + high) / 2
        if abs(step - value) < _CLOSE:
            break
        value = step
    return value


def _slope(rows: _Rows, prevalence: float) -> tuple[float, float]:
    """Give the first derivative of the log likelihood, and the second one's size, a row."""
    slope = bend = 0.0
    for part in rows.blocks():
        term = (2 * part - 1) / (part * prevalence + (1 - part) * (1 - prevalence))
        slope += float(term.sum())
        bend += float((term * term).sum())
    return slope / len(rows), bend / len(rows)


def _logit(value: float) -> float:
    return float(np.log(value / (1 - value)))


def _expit(value: float) -> float:
    return float(1 / (1 + np.exp(-value)))
