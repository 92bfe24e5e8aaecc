"""Scoring texts with a model: gate, rules, screen, reader, combiner, correction, in this order."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from classifier.domain.entries import Entries, stacked
from classifier.domain.errors import ModelError
from classifier.domain.route import Policy
from classifier.domain.topic import Topic
from classifier.io.registry import StoredModel
from classifier.model.adapt import Correction, local_inputs
from classifier.model.combine import Combiner, score_of, stack_inputs
from classifier.model.features import Features, features
from classifier.model.gate import Gate
from classifier.model.screen import Screen
from classifier.model.windows import Windows, windows
from classifier.rules.keyword import find_any
from classifier.rules.terms import Marked, TermMarker
from classifier.services.band import place_band
from classifier.services.looked import Looked, sentence_of
from classifier.services.looked import Scored as Scored
from classifier.services.readings import Readings

_BATCH: Final = 250
"""Texts scored at once: enough for speed, few enough that a bar moves where texts are long."""

CORRECTION: Final = "correction"
"""The part of a model's arrays that local labels taught."""
READ: Final = "read"
"""The part that weighs what the reader says, in a model that has one."""
SCREEN_ONLY: Final = " (screen only)"
"""Added to a version where its reader is left out, wherever it is recorded which model scored."""
_PARTS: Final = ("gate", "unread", "screen", "screened", "out_of_fold")

Progress = Callable[[int, int], None]
"""Told how many rows are done, of how many."""


class Scorer:
    """A topic's rules, a model and its reader, ready to score."""

    def __init__(self, topic: Topic, stored: StoredModel, reader: Readings | None = None) -> None:
        """Make the scorer of a model.

        Parameters
        ----------
        topic, stored
            The topic, and a model for it.
        reader
            The model's reader; without one the screen alone scores.

        Raises
        ------
        ModelError
            If the model is no such model.
        """
        self.version = stored.version
        self.name = stored.version
        self.topic = topic
        self._marker = TermMarker(topic)
        parts = {name: _part(stored, f"{name}.") for name in (*_PARTS, READ, CORRECTION)}
        if not all(parts[name] for name in _PARTS):
            message = f"Model {stored.version} is not one of this program's."
            raise ModelError(message, advice="Choose another: classifier models list.")
        self._gate = Gate.from_arrays(parts["gate"])
        self._unread = Combiner.from_arrays(parts["unread"])
        self._screen = Screen.from_arrays(parts["screen"])
        self._reader = reader if parts[READ] else None
        if parts[READ] and reader is None:
            self.name += SCREEN_ONLY
        self._combiner = Combiner.from_arrays(parts[READ if self._reader else "screened"])
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
        evidence = [sentence for part in parts for sentence in part.evidence]
        platforms = [names for part in parts for names in part.platforms]
        return Scored(
            score=np.concatenate([np.zeros(0), *(part.score for part in parts)])[place],
            evidence=tuple(evidence[number] for number in place),
            platforms=tuple(platforms[number] for number in place),
            candidate=np.concatenate(
                [np.zeros(0, dtype=np.bool_), *(part.candidate for part in parts)]
            )[place],
        )

    def policy(self, *, target_recall: float, prevalence: float) -> Policy:
        """Place the review band for an export of a given prevalence."""
        known = "score" if self._reader else "screen_score"
        return place_band(
            self._out_of_fold[known].astype(np.float64),
            relevant=self._out_of_fold["relevant"] == 1,
            mix=self._out_of_fold["weight"].astype(np.float64),
            target_recall=target_recall,
            target_precision=self.topic.target_precision,
            prevalence=prevalence,
        )

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
            looked = self._look(texts[start : start + _BATCH], every=True)
            offsets.append(looked.log_odds)
            inputs.append(looked.inputs)
            if progress:
                progress(min(start + _BATCH, len(texts)), len(texts))
        return np.concatenate(offsets), stacked(inputs)

    def correction(self, inputs: Entries) -> NDArray[np.float64]:
        """Give what local labels add to the log odds of texts laid out by `local_inputs`."""
        if self._correction is None:
            return np.zeros(inputs.texts)
        return self._correction.log_odds(inputs)

    def _score_batch(self, texts: Sequence[str]) -> Scored:
        looked = self._look(texts, every=self._correction is not None)
        corrected = self.correction(looked.inputs) if self._correction else 0.0
        return Scored(
            score=score_of(looked.log_odds + corrected),
            evidence=tuple(looked.evidence),
            platforms=tuple(looked.platforms),
            candidate=looked.candidate,
        )

    def _look(self, texts: Sequence[str], *, every: bool) -> Looked:
        """Let texts pass by the gate, and look closely at the candidates.

        With ``every``, at all of them: local labels may have taught what the gate does not know.
        """
        cut = windows(texts)
        said = self._gate.say(cut.texts)
        highest = cut.highest(said)
        candidate = (highest >= self._gate.threshold) | find_any(texts, self.topic.keywords)
        log_odds = self._unread.log_odds(highest[:, np.newaxis])
        evidence = [cut.texts[part] for part in cut.best(said).tolist()]
        platforms: list[tuple[str, ...]] = [()] * len(texts)
        near = np.arange(len(texts)) if every else np.flatnonzero(candidate)
        part, places = cut.take(near)
        close = self._look_closely(part, said[places], candidate[near])
        log_odds[near] = np.where(candidate[near], close.log_odds, log_odds[near])
        for row, words, names in zip(near.tolist(), close.evidence, close.platforms, strict=True):
            evidence[row], platforms[row] = words, names
        return Looked(
            log_odds=log_odds,
            evidence=evidence,
            platforms=platforms,
            candidate=candidate,
            inputs=close.inputs,
        )

    def _look_closely(
        self, cut: Windows, said: NDArray[np.float64], candidate: NDArray[np.bool_]
    ) -> Looked:
        """Look at texts by patterns and the screen, and read the candidates among them."""
        marked = self._marker.mark(cut.texts)
        X = _features(cut.texts, marked)
        parts = self._screen.parts(X)
        stacked_inputs = stack_inputs(cut, parts)
        speaks = parts.sum(axis=1)
        if self._correction is not None:
            unread = np.zeros((len(cut.texts), self._reader.width if self._reader else 0))
            speaks = speaks + self.correction(local_inputs(self._screen, X, unread))
        evidence = [cut.texts[part] for part in cut.best(speaks).tolist()]
        read = np.zeros(cut.wholes)
        vectors = np.zeros((cut.wholes, self._reader.width if self._reader else 0))
        rows = np.flatnonzero(candidate)
        if self._reader and len(rows):
            some, places = cut.take(rows)
            reading = self._reader.read(some, said[places])
            read[rows], vectors[rows] = reading.log_odds, reading.vectors
            for row, passage in zip(rows.tolist(), reading.passages, strict=True):
                evidence[row] = sentence_of(passage, cut, row, speaks)
        if self._reader:
            stacked_inputs = np.column_stack([stacked_inputs, read])
        wholes = {name: entries.take(np.arange(cut.wholes)) for name, entries in X.items()}
        return Looked(
            log_odds=self._combiner.log_odds(stacked_inputs),
            evidence=evidence,
            platforms=list(marked.platforms[: cut.wholes]),
            candidate=candidate,
            inputs=local_inputs(self._screen, wholes, vectors),
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
