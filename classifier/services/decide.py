"""Deciding rows, for classify and compare: score, hits, prevalence, review band, route."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from classifier.domain.errors import SettingError
from classifier.domain.route import NOT_RELEVANT, REASONS, Policy, route
from classifier.domain.scored import Scored
from classifier.model.calibrate import Prevalence
from classifier.model.windows import windows
from classifier.services.scoring import Progress, Scorer


@dataclass(frozen=True, slots=True, kw_only=True)
class Aim:
    """What the user asks of the routing.

    Parameters
    ----------
    target_recall
        The share of relevant rows that must not fall below the review band, in (0, 1).
    prevalence
        The share of relevant rows in the export, in (0, 1); None to estimate it.
    """

    target_recall: float = 0.95
    prevalence: float | None = None

    def __post_init__(self) -> None:
        """Refuse shares that are none."""
        shares = (
            ("target-recall", self.target_recall, 0.95),
            ("prevalence", self.prevalence, 0.01),
        )
        for name, value, example in shares:
            if value is not None and not 0 < value < 1:
                message = f"--{name} is {value:g}."
                advice = f"Give a share between 0 and 1, such as {example:g}."
                raise SettingError(message, advice=advice)


@dataclass(frozen=True, slots=True, kw_only=True)
class Decided:
    """Rows with everything that was decided about them; arrays have shape (rows,).

    Parameters
    ----------
    scored
        What the model says.
    probability
        Calibrated at ``prevalence``, in [0, 1].
    decision, reason
        The route of each row, and why.
    evidence
        The sentence that speaks most for each row that is not dropped: the one with the search
        word where that is what the row is read for, else the one that the model scores highest.
        Blank for the others.
    keyword_hit
        Whether a search word stands in it.
    prevalence, policy
        What the probabilities and the review band were placed at.
    """

    scored: Scored
    probability: NDArray[np.float64]
    decision: NDArray[np.str_]
    reason: NDArray[np.str_]
    evidence: tuple[str, ...]
    keyword_hit: NDArray[np.bool_]
    prevalence: Prevalence
    policy: Policy


@dataclass(frozen=True, slots=True)
class Placed:
    """The prevalence of an export, and the review band at it."""

    prevalence: Prevalence
    policy: Policy


def decide(
    texts: Sequence[str], *, scorer: Scorer, aim: Aim, progress: Progress | None = None
) -> Decided:
    """Score and route texts, one a row."""
    scored = scorer.score(texts, progress)
    placed = place(scored.score, scored.candidate, scorer, aim)
    return settle(scored, lambda rows: [texts[row] for row in rows], placed=placed)


def place(
    score: NDArray[np.float64], passed: NDArray[np.bool_], scorer: Scorer, aim: Aim
) -> Placed:
    """Place the review band for an export.

    Parameters
    ----------
    score
        Of all its rows, shape (rows,).
    passed
        Which of them pass the gate, shape (rows,); counts only where the prevalence is estimated:
        rows whose prevalence has to be given need not speak for an export.
    scorer
        What scored them.
    aim
        What is asked of the routing.
    """
    prevalence = (
        scorer.prevalence(score, passed)
        if aim.prevalence is None
        else Prevalence(aim.prevalence, "as given")
    )
    policy = scorer.policy(target_recall=aim.target_recall, prevalence=prevalence)
    return Placed(prevalence, policy)


def settle(
    scored: Scored, texts_of: Callable[[Sequence[int]], Sequence[str]], *, placed: Placed
) -> Decided:
    """Route rows that are scored: all of an export, or some of it.

    Parameters
    ----------
    scored
        What is said of the rows.
    texts_of
        Gives the texts of some rows; asked for those that are not dropped.
    placed
        What they are routed by.
    """
    keyword_hit = np.array([bool(words) for words in scored.terms], dtype=np.bool_)
    decision, reason = route(scored.score, keyword_hit, placed.policy)
    kept = np.flatnonzero(decision != NOT_RELEVANT).tolist()
    text = dict(zip(kept, texts_of(kept), strict=True))
    sentence = dict(zip(kept, scored.take(kept).evidence(list(text.values())), strict=True))
    by_word = np.flatnonzero(reason == REASONS["keyword"]).tolist()
    words = [scored.terms[row][0] for row in by_word]
    sentence.update(zip(by_word, _with([text[row] for row in by_word], words), strict=True))
    return Decided(
        scored=scored,
        probability=placed.prevalence.probability(scored.score, scored.candidate),
        decision=decision,
        reason=reason,
        evidence=tuple(sentence.get(row, "") for row in range(len(decision))),
        keyword_hit=keyword_hit,
        prevalence=placed.prevalence,
        policy=placed.policy,
    )


def _with(texts: Sequence[str], words: Sequence[str]) -> Iterator[str]:
    """Give the first sentence of each text in which its search word stands."""
    cut = windows(texts)
    sentences: list[list[str]] = [[] for _ in texts]
    for owner, sentence in zip(
        cut.owner[cut.wholes :].tolist(), cut.texts[cut.wholes :], strict=True
    ):
        sentences[owner].append(sentence)
    for text, word, parts in zip(texts, words, sentences, strict=True):
        yield next(part for part in (*parts, text) if word.lower() in part.lower())
