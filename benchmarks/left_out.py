"""Left-out corpus files: each scored by what has not seen it, thresholds included."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from classifier.domain.route import at_or_above
from classifier.evaluation.metrics import average_precision, f1
from classifier.io.corpus import Corpus
from classifier.model.train import Settings, Trained, TrainingSet, gate_of, inputs_of, train
from classifier.rules.estimators import KeywordClassifier, TermClassifier
from classifier.services.learning import SEED, training_set
from classifier.services.train import newest_reader
from classifier.services.workspace import Workspace

INNER_FOLDS = 5


def left_out_files(
    workspace: Workspace, corpus: Corpus
) -> tuple[list[dict[str, Any]], NDArray[np.bool_]]:
    """Score each corpus file with a model trained on the others, threshold included.

    Gives the figures of each file, and what the model decides of each text, shape (texts,).
    """
    topic, training = workspace.topic, training_set(workspace.topic, corpus)
    names = np.array(corpus.files)
    relevant = corpus.relevant == 1
    keyword = KeywordClassifier(topic.keywords).fit(corpus.texts).predict(corpus.texts) == 1
    terms = TermClassifier(topic).fit(corpus.texts).predict(corpus.texts) == 1
    reading = readings(workspace, corpus)
    results, decision = [], np.zeros(len(names), dtype=np.bool_)
    for name in sorted(set(corpus.files)):
        kept, out = names != name, np.flatnonzero(names == name)
        trained = train(training, kept, INNER_FOLDS, Settings(seed=SEED), reading=reading)
        through, screened, score = left_out(trained, training, out, reading)
        known = relevant[kept]
        said = {
            "screen": (trained.screen_score, screened),
            "model": (trained.score, score),
        }
        if reading is not None:
            said["reader"] = (reading[kept], reading[out])
        decided = {
            which: at_or_above(there, threshold_for_f1(elsewhere, relevant=known))
            for which, (elsewhere, there) in said.items()
        }
        decision[out] = decided["model"]
        results.append(
            {
                "file": name,
                "texts": len(out),
                "relevant": int(relevant[out].sum()),
                "keyword_f1": f1(keyword[out], relevant=relevant[out]),
                "terms_f1": f1(terms[out], relevant=relevant[out]),
                **{
                    f"{which}_f1": f1(found, relevant=relevant[out])
                    for which, found in decided.items()
                },
                "average_precision": average_precision(score, relevant=relevant[out]),
                "lost": int((relevant[out] & ~through).sum()),
            }
        )
        print(results[-1])
    return results, decision


def left_out(
    trained: Trained,
    training: TrainingSet,
    out: NDArray[np.int64],
    reading: NDArray[np.float64] | None,
) -> tuple[NDArray[np.bool_], NDArray[np.float64], NDArray[np.float64]]:
    """Say what passes the gate, and the scores without and with the reader, shape (out,)."""
    said = gate_of(trained.gate.screen, training, out)
    through = at_or_above(said, trained.gate.threshold) | training.hit[out]
    inputs = inputs_of(trained.screen, training, out)
    unread = trained.unread.score(said[:, np.newaxis])
    screened = np.where(through, trained.screened.score(inputs), unread)
    if trained.read is None or reading is None:
        return through, screened, screened
    both = np.column_stack([inputs, reading[out]])
    return through, screened, np.where(through, trained.read.score(both), unread)


def readings(workspace: Workspace, corpus: Corpus) -> NDArray[np.float64] | None:
    """Give what readers that have not seen its fold say of each text; None without a reader."""
    stored = newest_reader(workspace.readers, corpus.digest)
    return None if stored is None else stored.arrays["log_odds"].astype(np.float64)


def reader_figures(workspace: Workspace, corpus: Corpus) -> dict[str, float]:
    """Set the readers' 8-bit weights beside all bits, at even odds, on what they have not seen."""
    stored = newest_reader(workspace.readers, corpus.digest)
    if stored is None:
        return {}
    relevant = corpus.relevant == 1
    return {
        "f1_8_bit": f1(stored.arrays["log_odds"] >= 0, relevant=relevant),
        "f1_all_bits": f1(stored.arrays["full"] >= 0, relevant=relevant),
    }


def threshold_for_f1(score: NDArray[np.float64], *, relevant: NDArray[np.bool_]) -> float:
    """Give the threshold with the best F1 on the training files, scored out of fold."""
    order = np.argsort(-score, kind="stable")
    found = np.cumsum(relevant[order])
    f1_at = 2 * found / (np.arange(1, len(score) + 1) + relevant.sum())
    return float(score[order][f1_at.argmax()])
