"""Scoring texts with a model: gate, rules, screen, reader, combiner, correction, in this order."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from classifier.domain.entries import Entries, stacked
from classifier.domain.errors import ModelError
from classifier.domain.route import Policy
from classifier.domain.scored import Scored
from classifier.domain.topic import Topic
from classifier.io.registry import StoredModel
from classifier.kernel.texts import Texts
from classifier.model.adapt import Correction, local_inputs
from classifier.model.calibrate import Passing, Prevalence, estimate_prevalence
from classifier.model.combine import Combiner, score_of, stack_inputs
from classifier.model.features import Features, features
from classifier.model.gate import Gate
from classifier.model.passages import cut_to_fit
from classifier.model.screen import Screen
from classifier.model.windows import windows
from classifier.rules.keyword import find_words
from classifier.rules.terms import Marked, TermMarker
from classifier.services.band import place_band
from classifier.services.looked import Looked, Passed, place_of, sentence_of
from classifier.services.readings import Memory, Readings

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

    @property
    def memory(self) -> Memory:
        """What the reader has read, which may be cleared; without a reader nothing."""
        return self._reader.memory if self._reader else {}

    def score(self, texts: Sequence[str], progress: Progress | None = None) -> Scored:
        """Score texts; equal ones are scored once."""
        number = {text: at for at, text in enumerate(dict.fromkeys(texts))}
        scored = self._score(list(number), len(texts), progress)
        return scored.take([number[text] for text in texts])

    def prevalence(self, score: NDArray[np.float64], passed: NDArray[np.bool_]) -> Prevalence:
        """Estimate the prevalence of an export.

        Parameters
        ----------
        score
            Of all its rows, shape (rows,).
        passed
            Which of them pass the gate, shape (rows,).
        """
        expected = self._out_of_fold.get("candidates")
        passing = None if expected is None else Passing(passed, float(expected[0]))
        return estimate_prevalence(score, self.topic.prior_prevalence, passing)

    def policy(self, *, target_recall: float, prevalence: Prevalence) -> Policy:
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
            batch = texts[start : start + _BATCH]
            passed = self._pass_by(batch)
            close = self._look_closely(batch, passed.candidate)
            offsets.append(np.where(passed.candidate, close.log_odds, passed.log_odds))
            inputs.append(self._inputs(close))
            if progress:
                progress(min(start + _BATCH, len(texts)), len(texts))
        return np.concatenate(offsets), stacked(inputs)

    def correction(self, inputs: Entries) -> NDArray[np.float64]:
        """Give what local labels add to the log odds of texts laid out by `local_inputs`."""
        if self._correction is None:
            return np.zeros(inputs.texts)
        return self._correction.log_odds(inputs)

    def _score(self, texts: Sequence[str], rows: int, progress: Progress | None) -> Scored:
        """Let texts pass by the gate, and look closely at the candidates.

        Where there is a correction, at all of them: local labels may have taught what the gate
        does not know.
        """
        passed = self._pass_by(texts)
        log_odds, spans = passed.log_odds.copy(), passed.spans.copy()
        platforms: list[tuple[str, ...]] = [()] * len(texts)
        near = np.flatnonzero(passed.candidate | (self._correction is not None))
        for start in range(0, len(near), _BATCH):
            at = near[start : start + _BATCH]
            chosen = passed.candidate[at]
            close = self._look_closely([texts[one] for one in at.tolist()], chosen)
            log_odds[at] = np.where(chosen, close.log_odds, log_odds[at])
            if self._correction is not None:
                log_odds[at] += self.correction(self._inputs(close))
            spans[at] = close.spans
            for row, names in zip(at.tolist(), close.platforms, strict=True):
                platforms[row] = names
            if progress:
                progress(rows * (start + len(at)) // len(near), rows)
        if progress and not len(near):
            progress(rows, rows)
        return Scored(
            score=score_of(log_odds),
            spans=spans,
            platforms=tuple(platforms),
            terms=tuple(passed.terms),
            candidate=passed.candidate,
        )

    def _pass_by(self, texts: Sequence[str]) -> Passed:
        """Say what the gate says of texts, and which it lets through, or have a search word."""
        laid = Texts.of(texts)
        said = self._gate.look(laid)
        terms = find_words(texts, self.topic.keywords, laid=laid)
        return Passed(
            log_odds=self._unread.log_odds(said.highest[:, np.newaxis]),
            spans=said.spans,
            terms=terms,
            candidate=(said.highest >= self._gate.threshold)
            | np.fromiter(map(bool, terms), np.bool_, len(terms)),
        )

    def _look_closely(self, texts: Sequence[str], candidate: NDArray[np.bool_]) -> Looked:
        """Look at texts by patterns and the screen, and read the candidates among them."""
        cut = windows(texts)
        marked = self._marker.mark(cut.texts)
        X = _features(cut.texts, marked)
        parts = self._screen.parts(X)
        speaks = parts.sum(axis=1)
        if self._correction is not None:
            speaks = speaks + self.correction(local_inputs(self._screen, X))
        evidence = [cut.texts[part] for part in cut.best(speaks).tolist()]
        read = np.zeros(cut.wholes)
        rows = np.flatnonzero(candidate)
        if self._reader and len(rows):
            some = cut_to_fit(cut.take(rows)[0])
            reading = self._reader.read(some, self._gate.say(some.texts))
            read[rows] = reading.log_odds
            for row, passage in zip(rows.tolist(), reading.passages, strict=True):
                evidence[row] = sentence_of(passage, cut, row, speaks)
        known = stack_inputs(cut, parts)
        return Looked(
            log_odds=self._combiner.log_odds(
                np.column_stack([known, read]) if self._reader else known
            ),
            spans=_spans(evidence, texts),
            platforms=list(marked.platforms[: cut.wholes]),
            features=X,
        )

    def _inputs(self, looked: Looked) -> Entries:
        """Give what a correction sees of texts that were looked at closely."""
        wholes = np.arange(len(looked.log_odds))
        X = {name: entries.take(wholes) for name, entries in looked.features.items()}
        return local_inputs(self._screen, X)


def features_of(marker: TermMarker, texts: Sequence[str]) -> Features:
    """Make the features of texts with a topic's term patterns."""
    return _features(texts, marker.mark(texts))


def _features(texts: Sequence[str], marked: Marked) -> Features:
    return features(texts, masked=marked.masked, hinted=marked.hinted, terms=marked.terms)


def _spans(sentences: Sequence[str], texts: Sequence[str]) -> NDArray[np.int64]:
    places = [place_of(one, text) for one, text in zip(sentences, texts, strict=True)]
    return np.array(places, dtype=np.int64).reshape(-1, 2)


def _part(stored: StoredModel, prefix: str) -> dict[str, NDArray[Any]]:
    return {
        name.removeprefix(prefix): array
        for name, array in stored.arrays.items()
        if name.startswith(prefix)
    }
