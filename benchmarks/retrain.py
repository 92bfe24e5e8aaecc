"""How long does retraining take, and how much do local labels add? This measures both.

Writes ``results/retrain.md`` and ``results/retrain.json``. All texts are the project's own. Each
corpus file plays the force in turn: the general model is trained on others, the queue asks about
texts of the file, most uncertain first, and a third of it, never asked about, is judged on.
"""

from __future__ import annotations

import argparse
import csv
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import numpy as np
from left_out import INNER_FOLDS, left_out, readings, threshold_for_f1
from numpy.typing import NDArray
from record import RESULTS, machine, table

from classifier.domain.route import at_or_above
from classifier.evaluation.metrics import average_precision, f1, precision, recall
from classifier.io.corpus import Corpus, read_corpus
from classifier.model.adapt import local_inputs
from classifier.model.calibrate import estimate_prevalence, probability_at
from classifier.model.combine import score_of
from classifier.model.penalty import Local, choose_penalty, fit, fold_of
from classifier.model.train import Settings, Trained, TrainingSet, train
from classifier.rules.estimators import KeywordClassifier
from classifier.services.learning import SEED, training_set
from classifier.services.workspace import Workspace, open_workspace

LABELS = 5_000
READS = (0, 25, 50, 100, 200)
JUDGED = 3
"""One text in so many is judged on."""
WEAK = 2
"""On so many other files the weak general model is trained."""
FIGURES = ("precision", "recall", "f1", "average_precision")


def main() -> None:
    """Measure both, and write what was found."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=3, help="of the timing")
    parser.add_argument(
        "--time-only", action="store_true", help="keep what is recorded of what labels add"
    )
    options = parser.parse_args()
    workspace = open_workspace(Path("workspace"), "social_media")
    corpus = read_corpus(workspace.topic_folder / "corpus")
    seconds = [timed(corpus) for _ in range(options.runs)]
    print("seconds:", seconds)
    known = json.loads((RESULTS / "retrain.json").read_text("utf-8")) if options.time_only else {}
    write({**(known or learned(workspace, corpus)), "seconds": seconds})


def learned(workspace: Workspace, corpus: Corpus) -> dict[str, Any]:
    """Give what local labels add to a general model, and to a weak one."""
    training = training_set(workspace.topic, corpus)
    return {
        "general": curve(workspace, corpus, training, others=None),
        "weak": curve(workspace, corpus, training, others=WEAK),
        "others": len(set(corpus.files)) - 1,
        "relevant": float(corpus.relevant.mean()),
    }


def timed(corpus: Corpus) -> dict[str, float]:
    """Time the command, from its start to its end, on 5,000 labelled texts of a case each.

    They are classified first, as they are before anybody reads them, so that the reader has read
    them.
    """
    texts = list(corpus.texts[:LABELS])
    labels = corpus.relevant[:LABELS].tolist()
    for at in range(LABELS - len(texts)):
        texts.append(f"{corpus.texts[at]} {corpus.texts[-1 - at]}")
        labels.append(max(labels[at], labels[len(corpus.texts) - 1 - at]))
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "labelled.csv"
        with path.open("w", encoding="utf-8", newline="") as file:
            csv.writer(file).writerows([("text", "relevant"), *zip(texts, labels, strict=True)])
        own = ["--workspace", Path(folder) / "w"]
        program = [sys.executable, "-m", "classifier"]
        brought = ["classify", path, "--output", Path(folder) / "out.csv", *own]
        subprocess.run([*program, *brought], capture_output=True, check=True)
        words = ["retrain", "--labels", path, *own, "--json", "-"]
        started, spent = time.perf_counter(), spent_by_children()
        ended = subprocess.run([*program, *words], capture_output=True, check=True)
        whole, spent = time.perf_counter() - started, spent_by_children() - spent
    found = json.loads(ended.stdout)
    return {
        "labels": found["labels"]["texts"],
        "inside": found["seconds"],
        "command": whole,
        "processor": spent,
        "load": os.getloadavg()[0],
        "nice": os.nice(0),
    }


def spent_by_children() -> float:
    """Give the processor seconds of the programs that were started and have ended."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def curve(
    workspace: Workspace, corpus: Corpus, training: TrainingSet, *, others: int | None
) -> list[dict[str, Any]]:
    """Give the figures at each number of labels, averaged over files.

    Parameters
    ----------
    workspace, corpus, training
        The topic's text.
    others
        On how many other files the general model is trained; None for all.
    """
    names = np.array(corpus.files)
    files = sorted(set(corpus.files))
    keyword = KeywordClassifier(workspace.topic.keywords).fit(corpus.texts).predict(corpus.texts)
    reading = readings(workspace, corpus)
    found = []
    for at, name in enumerate(files):
        near = [
            files[(at + step) % len(files)] for step in range(1, (others or len(files) - 1) + 1)
        ]
        settings = Settings(seed=SEED)
        general = train(training, np.isin(names, near), INNER_FOLDS, settings, reading=reading)
        threshold = threshold_for_f1(
            general.score, relevant=corpus.relevant[np.isin(names, near)] == 1
        )
        local = local_of(general, training, np.flatnonzero(names == name), reading)
        words = keyword[names == name] == 1
        found += one_file(local, words, threshold, workspace.topic.prior_prevalence)
        print(name, found[-1])
    return [
        {"labels": label} | {key: mean(found, label, key) for key in ("held", *FIGURES)}
        for label in (*(str(number) for number in READS), "five words")
    ]


def local_of(
    general: Trained,
    training: TrainingSet,
    chosen: NDArray[np.int64],
    reading: NDArray[np.float64] | None,
) -> Local:
    """Give the texts of a file as a general model sees them, a case each."""
    wholes = {name: entries.take(chosen) for name, entries in training.features.items()}
    score = left_out(general, training, chosen, reading)[2]
    return Local(
        X=local_inputs(general.screen, wholes),
        y=training.y[chosen],
        offset=np.log(score / (1 - score)),
        group=np.arange(len(chosen)),
    )


def one_file(
    local: Local, words: NDArray[np.bool_], threshold: float, prior: float
) -> list[dict[str, Any]]:
    """Ask about a file's texts as the queue does, and judge what was learned on the others."""
    judged = np.random.default_rng(SEED).permutation(len(local.y)) % JUDGED == 0
    asked = np.flatnonzero(~judged)
    prevalence = estimate_prevalence(score_of(local.offset[asked]), prior).value
    p = probability_at(score_of(local.offset[asked]), prevalence)
    asked = asked[np.argsort(-p * (1 - p), kind="stable")]
    rest = local.take(np.flatnonzero(judged))
    figures = []
    for number in READS:
        told = local.take(asked[:number])
        log_odds, held = rest.offset, 1.0
        if number:
            choice = choose_penalty(told, fold_of(told.y, told.group, seed=SEED))
            log_odds = log_odds + fit(told, choice.penalty).log_odds(rest.X)
            held = float(np.isinf(choice.penalty))
        decision = at_or_above(score_of(log_odds), threshold)
        figures.append({"labels": str(number), "held": held, **rates(decision, log_odds, rest)})
    beside = rates(words[judged], words[judged].astype(np.float64), rest)
    return [*figures, {"labels": "five words", "held": float("nan"), **beside}]


def rates(decision: NDArray[np.bool_], score: NDArray[np.float64], rest: Local) -> dict[str, float]:
    """Give the four figures."""
    relevant = rest.y == 1
    return {
        "precision": precision(decision, relevant=relevant),
        "recall": recall(decision, relevant=relevant),
        "f1": f1(decision, relevant=relevant),
        "average_precision": average_precision(score, relevant=relevant),
    }


def mean(found: list[dict[str, Any]], label: str, key: str) -> float | None:
    """Average a figure over files and seeds."""
    value = float(np.mean([one[key] for one in found if one["labels"] == label]))
    return None if np.isnan(value) else value


def write(figures: dict[str, Any]) -> None:
    """Write the results for people and for programs."""
    (RESULTS / "retrain.json").write_text(json.dumps(figures, indent=2) + "\n", encoding="utf-8")
    longest, worked = (
        max(one[key] for one in figures["seconds"]) for key in ("command", "processor")
    )
    page = f"""# Retraining

Written by `benchmarks/retrain.py` on {machine("numpy", "scikit-learn", "scipy")}

## Time

The whole command on {LABELS:,} labelled texts of the project's own, a case each, the comparison
with the model in use included: {longest:.1f} s at most (bar: 10 s), of which the processor worked
{worked:.1f} s at most. `inside` is without the program's start; `load` is how many programs wanted
one of the cores, and where `nice` is below 0 this one went before others.

{table(figures["seconds"])}

## What local labels add

Each corpus file plays the force in turn. A third of it, drawn at random, is judged on; the queue
asks about the rest, most uncertain first. Threshold: the one with the best F1 on the general
model's own files, out of fold. `held`: how often cross-validation let the general model stand as
it is. Means over files; {100 * figures["relevant"]:.0f} % of the texts are relevant, far more
than in an export.

### General model trained on the {figures["others"]} other files

{table(figures["general"])}

### Weak general model, trained on {WEAK} other files

{table(figures["weak"])}
"""
    (RESULTS / "retrain.md").write_text(page, encoding="utf-8")
    print(page)


if __name__ == "__main__":
    main()
