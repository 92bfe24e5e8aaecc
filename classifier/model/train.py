"""Training: gate, screen and combiners, with every figure taken out of fold.

A fold leaves out whole voices (one corpus file, one case), never single rows: a real export is
always a voice that the model has not heard.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from classifier.domain.entries import stacked
from classifier.model.combine import Combiner, stack_inputs
from classifier.model.features import Features
from classifier.model.gate import BLOCK, Gate
from classifier.model.screen import Screen
from classifier.model.windows import Windows


@dataclass(frozen=True, slots=True, kw_only=True)
class TrainingSet:
    """Labelled texts, ready to be learned from.

    Parameters
    ----------
    windows, features
        The texts with their sentences, and the features of all of these.
    y
        Labels, 1 relevant or 0 not, shape (texts,).
    group
        Which voice each text is in, shape (texts,).
    weight
        How much each text counts in a real export's mix, shape (texts,).
    mixtures
        Features of texts made by `classifier.model.mixtures.mix`.
    mixture_of
        The text that each mixture holds, shape (mixtures,).
    named
        Where what the topic is about plays a part, be it another person's, shape (texts,).
    hit
        Which the keyword baseline finds, shape (texts,): these the gate lets through unasked.
    candidates
        The share of the irrelevant rows of a real export that the gate lets through, in (0, 1);
        None to take it from these texts.
    """

    windows: Windows
    features: Features
    y: NDArray[np.int64]
    group: NDArray[np.int64]
    weight: NDArray[np.float64]
    mixtures: Features
    mixture_of: NDArray[np.int64]
    named: NDArray[np.bool_]
    hit: NDArray[np.bool_]
    candidates: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """How to train: chosen on left-out corpus files, see benchmarks/results/quality.md."""

    C: float = 4.0
    powers: tuple[float, ...] = (0.0, 0.5, 1.0)
    mixture_weight: float = 0.3
    gate_powers: tuple[float, ...] = (0.5,)
    gate_recall: float = 0.9925
    seed: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Trained:
    """A model, with what it says of its training texts out of fold.

    Parameters
    ----------
    gate, screen
        Fitted on every text.
    unread
        From what the gate says to a score, for texts that it does not let through.
    screened, read
        From what the screen, and from what the screen and the reader say to a score, for texts
        that the gate lets through; `read` is None without a reader.
    through
        Which training texts the gate lets through, shape (texts,), each by a gate that has not
        heard the text's voice.
    weight
        How much each training text counts in a real export's mix, shape (texts,).
    score, screen_score
        Scores free of prevalence of the training texts, shape (texts,), by what has not heard
        the text's voice: with the reader, if there is one, and without.
    """

    gate: Gate
    screen: Screen
    unread: Combiner
    screened: Combiner
    read: Combiner | None
    through: NDArray[np.bool_]
    weight: NDArray[np.float64]
    score: NDArray[np.float64]
    screen_score: NDArray[np.float64]


def train(
    training: TrainingSet,
    rows: NDArray[np.bool_],
    folds: int,
    settings: Settings,
    *,
    reading: NDArray[np.float64] | None = None,
) -> Trained:
    """Fit a model on some rows of a training set.

    Parameters
    ----------
    training
        All the labelled texts.
    rows
        Which of them to learn from, shape (texts,).
    folds
        In how many parts to leave groups out; more than there are groups leaves out each alone.
    settings
        How to train.
    reading
        What a reader that has not heard its voice says of each text, log odds of shape (texts,).
    """
    chosen = np.flatnonzero(rows)
    said, inputs = _out_of_fold(training, rows, folds, settings)
    y = training.y[chosen]
    threshold = threshold_of(said, y, settings.gate_recall)
    through = (said >= threshold) | training.hit[chosen]
    weight = in_real_shares(training.weight[chosen], y == 0, through, training.candidates)
    unread = Combiner().fit(said[:, np.newaxis], y, weight)
    unread_score = unread.score(said[:, np.newaxis])
    screened = Combiner().fit(inputs, y, weight, chosen=through)
    read = None
    screen_score = score = np.where(through, screened.score(inputs), unread_score)
    if reading is not None:
        both = np.column_stack([inputs, reading[chosen]])
        read = Combiner().fit(both, y, weight, chosen=through)
        score = np.where(through, read.score(both), unread_score)
    return Trained(
        gate=Gate(screen=fit_gate(training, rows, settings), threshold=threshold),
        screen=fit_screen(training, rows, settings),
        unread=unread,
        screened=screened,
        read=read,
        through=through,
        weight=weight,
        score=score,
        screen_score=screen_score,
    )


def in_real_shares(
    weight: NDArray[np.float64],
    irrelevant: NDArray[np.bool_],
    through: NDArray[np.bool_],
    share: float | None,
) -> NDArray[np.float64]:
    """Weigh irrelevant texts so that the gate lets as many of them through as of a real export's.

    A corpus holds few texts that the gate can tell at once; weighed by kind alone, those it cannot
    would stand for far more rows than an export has of them.

    Parameters
    ----------
    weight
        How much each text counts before, shape (texts,).
    irrelevant, through
        Which are irrelevant, and which the gate lets through, shape (texts,).
    share
        The share of an export's irrelevant rows that it lets through, in (0, 1); None, or texts all
        on one side, leave the weights as they are.
    """
    passed, stopped = weight[irrelevant & through].sum(), weight[irrelevant & ~through].sum()
    if share is None or not (passed and stopped):
        return weight
    factor = np.where(through, share / passed, (1 - share) / stopped) * (passed + stopped)
    return np.where(irrelevant, weight * factor, weight)


def threshold_of(said: NDArray[np.float64], y: NDArray[np.int64], recall: float) -> float:
    """Give the highest threshold at or above which at least that share of relevant texts lies."""
    relevant = np.sort(said[y == 1])
    return float(relevant[int(np.floor((1 - recall) * len(relevant)))])


def _out_of_fold(
    training: TrainingSet, rows: NDArray[np.bool_], folds: int, settings: Settings
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Give what gates, shape (rows,), and screens, shape (rows, inputs), say of unheard voices."""
    chosen = np.flatnonzero(rows)
    fold = np.unique(training.group[rows], return_inverse=True)[1] % folds
    said = np.zeros(len(chosen))
    inputs = np.zeros((len(chosen), len(training.features) + 3))
    for number in np.unique(fold):
        out = chosen[fold == number]
        kept = rows.copy()
        kept[out] = False
        said[fold == number] = gate_of(fit_gate(training, kept, settings), training, out)
        inputs[fold == number] = inputs_of(fit_screen(training, kept, settings), training, out)
    return said, inputs


def gate_of(gate: Screen, training: TrainingSet, chosen: NDArray[np.int64]) -> NDArray[np.float64]:
    """Give the highest of what a gate says of each text and its sentences, shape (chosen,)."""
    windows, parts = training.windows.take(chosen)
    return windows.highest(gate.decision_function(_only_words(training.features, parts)))


def fit_screen(training: TrainingSet, rows: NDArray[np.bool_], settings: Settings) -> Screen:
    """Fit a screen on the whole texts chosen, shape (texts,), and on the mixtures of them."""
    wholes = np.flatnonzero(rows)
    mixtures = np.flatnonzero(rows[training.mixture_of])
    X = {
        name: stacked([entries.take(wholes), training.mixtures[name].take(mixtures)])
        for name, entries in training.features.items()
    }
    y = np.concatenate([training.y[wholes], training.y[training.mixture_of[mixtures]]])
    weight = np.concatenate([np.ones(len(wholes)), np.full(len(mixtures), settings.mixture_weight)])
    screen = Screen(C=settings.C, powers=settings.powers, seed=settings.seed)
    return screen.fit(X, y, sample_weight=weight)


def inputs_of(
    screen: Screen, training: TrainingSet, chosen: NDArray[np.int64]
) -> NDArray[np.float64]:
    """Give the combiner's inputs, shape (chosen, inputs), for some texts of a training set."""
    windows, parts = training.windows.take(chosen)
    X = {name: entries.take(parts) for name, entries in training.features.items()}
    return stack_inputs(windows, screen.parts(X))


def gate_out_of_fold(training: TrainingSet, settings: Settings) -> NDArray[np.float64]:
    """Give what gates say of every window, shape (windows,), each of voices it has not heard."""
    said = np.zeros(len(training.windows.texts))
    for group in np.unique(training.group):
        gate = fit_gate(training, training.group != group, settings)
        parts = np.flatnonzero(training.group[training.windows.owner] == group)
        said[parts] = gate.decision_function(_only_words(training.features, parts))
    return said


def fit_gate(training: TrainingSet, rows: NDArray[np.bool_], settings: Settings) -> Screen:
    """Fit the gate, which lets through what the topic is about, on some texts, shape (texts,).

    It sees words and pairs of words alone, and asks no more than whether the topic plays a part:
    that is all that words can tell, and it is quick.
    """
    wholes = np.flatnonzero(rows)
    gate = Screen(C=settings.C, powers=settings.gate_powers, seed=settings.seed)
    return gate.fit(_only_words(training.features, wholes), training.named[wholes].astype(np.int64))


def _only_words(X: Features, rows: NDArray[np.int64]) -> Features:
    return {BLOCK: X[BLOCK].take(rows)}
