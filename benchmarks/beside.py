"""Word lists and the reader alone beside our model, and where it is wrong."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from elsewhere import Known, judged
from numpy.typing import NDArray

from classifier.evaluation.metrics import f1
from classifier.io.corpus import Corpus
from classifier.io.registry import MODEL_FILE, TOKENIZER_FILE, load_file
from classifier.model.gate import Gate
from classifier.model.passages import cut_to_fit, passages
from classifier.model.reader import Reader, deciding
from classifier.model.windows import windows
from classifier.rules.estimators import TermClassifier
from classifier.services.train import newest_reader
from classifier.services.workspace import Workspace

KINDS = (
    "plain_positive",
    "hidden_positive",
    "keyword_negative",
    "incidental_negative",
    "adjacent_negative",
    "plain_negative",
)


def ours_elsewhere(
    workspace: Workspace,
    corpus: Corpus,
    sets: Mapping[str, tuple[list[str], NDArray[np.bool_]]],
) -> dict[str, dict[str, dict[str, float]]]:
    """Judge the expert's list and the reader alone on published sets, by set and rival."""
    rule, figures = TermClassifier(workspace.topic), {}
    stored = newest_reader(workspace.readers, corpus.digest)
    for name, (texts, relevant) in sets.items():
        said = rule.fit(texts).predict(texts) == 1
        figures[name] = {"terms": {"f1": f1(said, relevant=relevant)}}
        if stored is not None:
            out_of_fold = stored.arrays["log_odds"].astype(np.float64)
            known = Known(topic=workspace.topic, corpus=corpus, said=out_of_fold)
            read = read_every_row(workspace, stored.version, texts)
            figures[name]["reader"] = judged(known, read, relevant=relevant)
    return figures


def read_every_row(workspace: Workspace, version: str, texts: list[str]) -> NDArray[np.float64]:
    """Give what the reader says of every text, by the passage that speaks most, shape (texts,)."""
    arrays = workspace.load_model().arrays
    gate = Gate.from_arrays(
        {
            name.removeprefix("gate."): one
            for name, one in arrays.items()
            if name.startswith("gate.")
        }
    )
    reader = Reader(
        model=load_file(workspace.readers, version, MODEL_FILE),
        tokenizer=load_file(workspace.readers, version, TOKENIZER_FILE),
    )
    distinct = list(dict.fromkeys(texts))
    cut = cut_to_fit(windows(distinct))
    chosen = passages(cut, gate.say(cut.texts))
    said = reader.read(chosen.texts)
    found = dict(zip(distinct, said[deciding(said, chosen)].tolist(), strict=True))
    return np.array([found[text] for text in texts])


def errors(corpus: Corpus, decision: NDArray[np.bool_]) -> list[dict[str, Any]]:
    """Count by file and kind what was decided wrongly of texts, shape (texts,).

    Each is named by its place in its file, from 1.
    """
    wrong = decision != (corpus.relevant == 1)
    names, kinds = np.array(corpus.files), np.array(corpus.kinds)
    rows = []
    for name in sorted(set(corpus.files)):
        first = int(np.argmax(names == name))
        for kind in KINDS:
            these = (names == name) & (kinds == kind)
            rows.append(
                {
                    "file": name,
                    "kind": kind,
                    "texts": int(these.sum()),
                    "wrong": int((wrong & these).sum()),
                    "borderline": int((wrong & these & corpus.borderline).sum()),
                    "rows": (np.flatnonzero(wrong & these) - first + 1).tolist(),
                }
            )
    return rows
