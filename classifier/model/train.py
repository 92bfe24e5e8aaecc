"""Training: a screen and a combiner, with every figure taken out of fold.

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
    """

    windows: Windows
    features: Features
    y: NDArray[np.int64]
    group: NDArray[np.int64]
    weight: NDArray[np.float64]
    mixtures: Features
    mixture_of: NDArray[np.int64]


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """How to train: chosen on left-out corpus files, see benchmarks/results/quality.md."""

    C: float = 4.0
    powers: tuple[float, ...] = (0.0, 0.5, 1.0)
    mixture_weight: float = 0.3
    seed: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Trained:
    """A screen and a combiner, with what they say of their training texts out of fold.

    Parameters
    ----------
    screen, combiner
        Fitted on every text.
    score
        Scores free of prevalence of the training texts, shape (texts,), each by a screen that
        has not seen the text's group.
    """

    screen: Screen
    combiner: Combiner
    score: NDArray[np.float64]


def train(
    training: TrainingSet, rows: NDArray[np.bool_], folds: int, settings: Settings
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
    """
    inputs = np.zeros((int(rows.sum()), len(training.features) + 3))
    fold = np.unique(training.group[rows], return_inverse=True)[1] % folds
    chosen = np.flatnonzero(rows)
    for number in np.unique(fold):
        out = chosen[fold == number]
        kept = rows.copy()
        kept[out] = False
        inputs[fold == number] = inputs_of(fit_screen(training, kept, settings), training, out)
    y, weight = training.y[rows], training.weight[rows]
    combiner = Combiner().fit(inputs, y, weight)
    return Trained(
        screen=fit_screen(training, rows, settings), combiner=combiner, score=combiner.score(inputs)
    )


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
    number = np.full(training.windows.wholes, -1)
    number[chosen] = np.arange(len(chosen))
    owner = number[training.windows.owner]
    parts = np.flatnonzero(owner >= 0)
    parts = np.concatenate([chosen, parts[parts >= training.windows.wholes]])
    windows = Windows(
        tuple(training.windows.texts[part] for part in parts.tolist()), owner[parts], len(chosen)
    )
    X = {name: entries.take(parts) for name, entries in training.features.items()}
    return stack_inputs(windows, screen.parts(X))
