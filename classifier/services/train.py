"""Train: the topic's labelled text becomes the model that the project ships."""

from __future__ import annotations

import datetime as dt
import platform
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from importlib.metadata import version as library_version
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from classifier.domain.errors import TopicError
from classifier.domain.topic import Topic
from classifier.evaluation.metrics import average_precision, f1, precision, recall
from classifier.evaluation.thresholds import threshold_for_recall
from classifier.io.corpus import Corpus, read_corpus
from classifier.io.measured import read_measured
from classifier.io.promotions import use_version
from classifier.io.registry import StoredModel, load_model, save_model, versions
from classifier.model.train import Settings, Trained, TrainingSet, train
from classifier.reports.card import render_card
from classifier.rules.keyword import find_words
from classifier.services.learning import LIBRARIES, SEED, training_set, version_of
from classifier.services.scoring import READ
from classifier.services.workspace import Workspace

_CHECKED_EVERY: Final = 25
"""The patterns are checked against spaCy on every so manieth text: spaCy is slow."""

_FEWEST_FILES: Final = 2
"""Each file is scored by a model that has not seen it: another must be left to learn from."""

_LEAVE_OUT_EACH: Final = 1_000
"""More folds than there are groups: each group is left out alone."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TrainResult:
    """A model that was trained: its version, its folder, and its card for programs and people."""

    version: str
    folder: Path
    card: Mapping[str, Any]
    card_text: str


def train_model(
    workspace: Workspace,
    *,
    date: dt.date,
    measured: Path | None = None,
    models: Path | None = None,
) -> TrainResult:
    """Train a model on the topic's labelled text alone and make it the current one.

    Parameters
    ----------
    workspace
        Whose topic to train for.
    date
        The day to write on the card.
    measured
        Figures on text from elsewhere, a JSON file of ``make bench-quality``, for the card.
    models
        The folder of models to store it in; without it the project's own.

    Raises
    ------
    TopicError
        If there is no labelled text, it is malformed or all of one voice, or the compiled
        patterns and their reference on spaCy disagree about some of it.
    """
    topic = workspace.topic
    corpus = read_corpus(workspace.topic_folder / "corpus")
    _check_voices(corpus)
    _check_patterns(topic, corpus)
    training = training_set(topic, corpus)
    settings = Settings(seed=SEED)
    every = np.ones(len(corpus.texts), dtype=np.bool_)
    read_by = newest_reader(workspace.readers, corpus.digest)
    reading = None if read_by is None else read_by.arrays["log_odds"].astype(np.float64)
    trained = train(training, every, _LEAVE_OUT_EACH, settings, reading=reading)
    arrays = _arrays(trained, training)
    version = version_of("model", arrays, "" if read_by is None else read_by.version)
    card = _card(topic, corpus, trained, settings, version, date)
    if read_by is not None:
        card["reader"] = {"version": read_by.version}
    card["measured_elsewhere"] = read_measured(measured) if measured else []
    folder = models or workspace.models
    card_text = render_card(card)
    save_model(folder, version, arrays=arrays, card=card, card_text=card_text, replace=True)
    use_version(folder, version)
    return TrainResult(version=version, folder=folder / version, card=card, card_text=card_text)


def newest_reader(folder: Path, corpus_digest: str) -> StoredModel | None:
    """Load the newest reader that was trained on that very corpus; None where there is none."""
    for version in reversed(versions(folder)):
        stored = load_model(folder, version)
        if stored.card["training_digest"] == corpus_digest:
            return stored
    return None


def _check_voices(corpus: Corpus) -> None:
    """Refuse a corpus of which no file can be left out: both labels must be in two at least."""
    labels = set(zip(corpus.files, corpus.relevant.tolist(), strict=True))
    for label in (1, 0):
        files = sum(one == label for _, one in labels)
        if files < _FEWEST_FILES:
            message = (
                "The labelled text cannot be learned from: texts labelled "
                f"{label} stand in {files} of its files, and in two they must."
            )
            raise TopicError(message, advice="Write more, in a file for each voice.")


def _check_patterns(topic: Topic, corpus: Corpus) -> None:
    """Refuse patterns that the compiled matcher reads otherwise than spaCy does."""
    from classifier.rules.reference import disagreements

    texts = corpus.texts[::_CHECKED_EVERY]
    if names := disagreements(texts, topic.patterns, topic.word_lists):
        message = f"The compiled patterns disagree with spaCy's Matcher: {', '.join(names)}."
        raise TopicError(message, advice="This is a fault of the program's own: please report it.")


def _arrays(trained: Trained, training: TrainingSet) -> dict[str, NDArray[Any]]:
    weighed = not np.array_equal(trained.weight, training.weight)
    parts: dict[str, Mapping[str, NDArray[Any]]] = {
        "gate": trained.gate.to_arrays(),
        "unread": trained.unread.to_arrays(),
        "screen": trained.screen.to_arrays(),
        "screened": trained.screened.to_arrays(),
        **({READ: trained.read.to_arrays()} if trained.read else {}),
        "out_of_fold": {
            "score": trained.score.astype(np.float32),
            "screen_score": trained.screen_score.astype(np.float32),
            "relevant": training.y.astype(np.int8),
            "weight": trained.weight.astype(np.float32),
            **({"candidates": np.array([training.candidates])} if weighed else {}),
        },
    }
    return {
        f"{part}.{name}": array for part, named in parts.items() for name, array in named.items()
    }


def _card(
    topic: Topic,
    corpus: Corpus,
    trained: Trained,
    settings: Settings,
    version: str,
    date: dt.date,
) -> dict[str, Any]:
    return {
        "version": version,
        "topic": topic.name,
        "question": topic.question,
        "date": date.isoformat(),
        "training_texts": len(corpus.texts),
        "training_relevant": int(corpus.relevant.sum()),
        "training_digest": corpus.digest,
        "settings": asdict(settings),
        "real_mix": dict(topic.real_mix),
        "real_candidates": topic.real_candidates,
        "prior_prevalence": topic.prior_prevalence,
        "target_precision": topic.target_precision,
        "out_of_fold": _figures(topic, corpus, trained),
        "libraries": {name: library_version(name) for name in LIBRARIES},
        "python": platform.python_version(),
    }


def _figures(topic: Topic, corpus: Corpus, trained: Trained) -> dict[str, Any]:
    """Take the card's figures: each file scored by a model that has not seen it."""
    relevant = corpus.relevant == 1
    keyword = np.array([bool(words) for words in find_words(corpus.texts, topic.keywords)])
    found = trained.score >= threshold_for_recall(trained.score, relevant=relevant, target=0.85)
    return {
        "average_precision": round(average_precision(trained.score, relevant=relevant), 4),
        "at_recall_0.85": {
            "precision": round(precision(found, relevant=relevant), 4),
            "f1": round(f1(found, relevant=relevant), 4),
        },
        "keyword_search": {
            "precision": round(precision(keyword, relevant=relevant), 4),
            "recall": round(recall(keyword, relevant=relevant), 4),
            "f1": round(f1(keyword, relevant=relevant), 4),
        },
    }
