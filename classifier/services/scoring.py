"""Scoring texts with a model: rules, features, screen, combiner, correction, in this order."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from classifier.domain.entries import Entries, stacked
from classifier.domain.errors import ModelError
from classifier.domain.route import Policy
from classifier.domain.topic import Topic
from classifier.evaluation.thresholds import threshold_for_precision, threshold_for_recall
from classifier.io.registry import StoredModel
from classifier.model.adapt import Correction, local_inputs
from classifier.model.calibrate import probability_at, score_at
from classifier.model.combine import Combiner, score_of, stack_inputs
from classifier.model.features import Features, features
from classifier.model.screen import Screen
from classifier.model.windows import windows
from classifier.rules.terms import Marked, TermMarker

_BATCH: Final = 250
"""Texts scored at once: enough for speed, few enough that a bar moves where texts are long."""

CORRECTION: Final = "correction"
"""The part of a model's arrays that local labels taught."""
_PARTS: Final = ("screen", "combiner", "out_of_fold")

_MORE_LIKELY_THAN_NOT: Final = 0.5
"""No row is called relevant, unread, that is more likely not to be."""

Progress = Callable[[int, int], None]
"""Told how many rows are done, of how many."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Scored:
    """What a model says of texts.

    Parameters
    ----------
    score
        Free of prevalence, shape (texts,), in [0, 1].
    evidence
        The sentence that speaks most for each text.
    platforms
        The platforms that each text names.
    """

    score: NDArray[np.float64]
    evidence: tuple[str, ...]
    platforms: tuple[tuple[str, ...], ...]


class Scorer:
    """A topic's rules and a model, ready to score."""

    def __init__(self, topic: Topic, stored: StoredModel) -> None:
        """Make the scorer of a model.

        Raises
        ------
        ModelError
            If the model is no such model.
        """
        self.version = stored.version
        self.topic = topic
        self._marker = TermMarker(topic)
        parts = {name: _part(stored, f"{name}.") for name in (*_PARTS, CORRECTION)}
        if not all(parts[name] for name in _PARTS):
            message = f"Model {stored.version} is not one of this program's."
            raise ModelError(message, advice="Choose another: classifier models list.")
        self._screen = Screen.from_arrays(parts["screen"])
        self._combiner = Combiner.from_arrays(parts["combiner"])
        self._out_of_fold = parts["out_of_fold"]
        learned = parts[CORRECTION]
        self._correction = Correction.from_arrays(learned) if learned else None

    def score(self, texts: Sequence[str], progress: Progress | None = None) -> Scored:
        """Score texts; equal ones are scored once."""
        distinct = {text: number for number, text in enumerate(dict.fromkeys(texts))}
        keys = list(distinct)
        parts = []
        for start in range(0, len(keys), _BATCH):
            parts.append(self._score_batch(keys[start : start + _BATCH]))
            if progress:
                done = min(start + _BATCH, len(keys))
                progress(len(texts) * done // len(keys), len(texts))
        place = [distinct[text] for text in texts]
        score = np.concatenate([np.zeros(0), *(part.score for part in parts)])
        evidence = [sentence for part in parts for sentence in part.evidence]
        platforms = [names for part in parts for names in part.platforms]
        return Scored(
            score=score[place],
            evidence=tuple(evidence[number] for number in place),
            platforms=tuple(platforms[number] for number in place),
        )

    def policy(self, *, target_recall: float, prevalence: float) -> Policy:
        """Place the review band for an export of a given prevalence."""
        score = self._out_of_fold["score"].astype(np.float64)
        relevant = self._out_of_fold["relevant"] == 1
        mix = self._out_of_fold["weight"].astype(np.float64)
        share = np.where(
            relevant, prevalence / relevant.sum(), (1 - prevalence) / (~relevant).sum()
        )
        lower = threshold_for_recall(score, relevant=relevant, target=target_recall)
        probable = threshold_for_precision(
            probability_at(score, prevalence),
            weight=share * mix,
            target=self.topic.target_precision,
        )
        upper = score_at(max(probable, _MORE_LIKELY_THAN_NOT), prevalence)
        return Policy(lower=min(lower, upper), upper=upper)

    def local_inputs(
        self, texts: Sequence[str], progress: Progress | None = None
    ) -> tuple[NDArray[np.float64], Entries]:
        """Give what a correction learns from: the general model's log odds, and the inputs.

        Returns
        -------
        offset, inputs
            The log odds without any correction, shape (texts,), and the whole texts as
            `classifier.model.adapt.local_inputs` lays them out.
        """
        offsets, inputs = [], []
        for start in range(0, max(len(texts), 1), _BATCH):
            cut = windows(texts[start : start + _BATCH])
            X = features_of(self._marker, cut.texts)
            wholes = {name: entries.take(np.arange(cut.wholes)) for name, entries in X.items()}
            offsets.append(self._combiner.log_odds(stack_inputs(cut, self._screen.parts(X))))
            inputs.append(local_inputs(self._screen, wholes))
            if progress:
                progress(min(start + _BATCH, len(texts)), len(texts))
        return np.concatenate(offsets), stacked(inputs)

    def correction(self, inputs: Entries) -> NDArray[np.float64]:
        """Give what local labels add to the log odds of texts laid out by `local_inputs`."""
        if self._correction is None:
            return np.zeros(inputs.texts)
        return self._correction.log_odds(inputs)

    def _score_batch(self, texts: Sequence[str]) -> Scored:
        cut = windows(texts)
        marked = self._marker.mark(cut.texts)
        X = _features(cut.texts, marked)
        parts = self._screen.parts(X)
        speaks = parts.sum(axis=1)
        log_odds = self._combiner.log_odds(stack_inputs(cut, parts))
        if self._correction is not None:
            corrected = self._correction.log_odds_of(self._screen, X)
            speaks = speaks + corrected
            log_odds = log_odds + corrected[: cut.wholes]
        best = cut.best(speaks)
        return Scored(
            score=score_of(log_odds),
            evidence=tuple(cut.texts[number] for number in best.tolist()),
            platforms=marked.platforms[: cut.wholes],
        )


def features_of(marker: TermMarker, texts: Sequence[str]) -> Features:
    """Make the features of texts with a topic's term patterns."""
    return _features(texts, marker.mark(texts))


def _features(texts: Sequence[str], marked: Marked) -> Features:
    return features(texts, masked=marked.masked, hinted=marked.hinted, terms=marked.terms)


def _part(stored: StoredModel, prefix: str) -> dict[str, NDArray[Any]]:
    return {
        name.removeprefix(prefix): array
        for name, array in stored.arrays.items()
        if name.startswith(prefix)
    }
