"""Where the sentences of texts stand."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from classifier.kernel.library import addresses, library
from classifier.kernel.texts import Texts, words_in


def sentences(texts: Texts) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Cut texts into sentences, at full stops, other ends of sentences and line breaks.

    Returns
    -------
    spans, owner
        Each sentence's first character and the one after its last, shape (sentences, 2), and which
        text it belongs to, shape (sentences,). A text that is one sentence has none.
    """
    words = np.empty(words_in(texts.longest), dtype=np.uint64)
    spans = np.empty((words_in(texts.size + 2 * len(texts)), 2), dtype=np.int64)
    end = np.empty(len(texts), dtype=np.int64)
    library().sentences(*texts.places, *addresses(words, spans, end))
    counts = np.diff(end, prepend=0)
    return spans[: counts.sum()].copy(), np.repeat(np.arange(len(texts)), counts)
