"""Diverse texts for the queue: so that it never reads one kind of text alone."""

from __future__ import annotations

from typing import Final

import numpy as np

from classifier.domain.queue import Candidates, by_falling_gain, reasons
from classifier.domain.strategy import farthest
from classifier.io.store.connect import Transaction
from classifier.io.store.reading import read_contents

_AMONG: Final = 2_000
"""Texts, the first by gain, that are compared: few enough to compare in less than a second."""

_WANTED: Final = 200
"""Diverse texts among them: one to every tenth place of them all."""


def diverse_texts(connection: Transaction, candidates: Candidates) -> list[str]:
    """Give the digests of texts of the queue that are least like each other, the farthest first.

    Parameters
    ----------
    connection
        To read the texts with.
    candidates
        The texts as the latest run scored them.
    """
    # Imported here: reading one decision needs no sparse matrices.
    from classifier.model.likeness import sketches, word_features

    opened = np.flatnonzero(reasons(candidates) != None)  # noqa: E711 (an array of objects)
    foremost = candidates.text[by_falling_gain(candidates, opened)[:_AMONG]].tolist()
    contents = read_contents(connection, foremost)
    there = [digest for digest in foremost if digest in contents]
    if not there:
        return []
    sketch = sketches(word_features([contents[digest] for digest in there]))
    return [there[at] for at in farthest(sketch, _WANTED)]
