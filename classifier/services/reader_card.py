"""The card of a reader: what it learned from, and what it says of what it has not seen."""

from __future__ import annotations

import datetime as dt
import platform
from collections.abc import Mapping
from importlib.metadata import version as library_version
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from classifier.evaluation.metrics import average_precision, f1
from classifier.io.corpus import Corpus

LIBRARIES: Final = ("torch", "transformers", "onnx", "onnxruntime", "tokenizers")
"""Those that a reader's bytes depend on."""


def reader_card(
    corpus: Corpus,
    version: str,
    *,
    date: dt.date,
    said: Mapping[str, NDArray[np.float64]],
) -> dict[str, Any]:
    """Write a reader's card for programs.

    Parameters
    ----------
    corpus, version, date
        What it was trained on, its name, and the day.
    said
        By name, log odds of shape (texts,) that readers give which have not seen the text.
    """
    relevant = corpus.relevant == 1
    return {
        "version": version,
        "date": date.isoformat(),
        "training_texts": len(corpus.texts),
        "training_relevant": int(relevant.sum()),
        "training_digest": corpus.digest,
        "out_of_fold": {
            name: {
                "average_precision": round(average_precision(log_odds, relevant=relevant), 4),
                "f1_at_even_odds": round(f1(log_odds >= 0, relevant=relevant), 4),
            }
            for name, log_odds in said.items()
        },
        **made_with(),
    }


def made_with() -> dict[str, Any]:
    """Give what a reader's bytes depend on, beside its lessons."""
    return {
        "libraries": {name: library_version(name) for name in LIBRARIES},
        "python": platform.python_version(),
    }
