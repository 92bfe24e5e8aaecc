"""Training texts made of others: a text set among irrelevant sentences, whatever its length."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from classifier.model.windows import windows

_MOST_SENTENCES = 4


def mix(
    texts: Sequence[str], y: NDArray[np.int64], group: NDArray[np.int64], *, share: float, seed: int
) -> tuple[list[str], NDArray[np.int64]]:
    """Set a share of the texts among one to four irrelevant sentences of their own group.

    Parameters
    ----------
    texts
        The labelled texts.
    y
        Their labels, shape (texts,).
    group
        Which voice each is in, shape (texts,); a mixture never crosses groups, so that it can
        stand on one side of a split.
    share
        How many texts get a mixture, in [0, 1]; none does in a group without irrelevant texts.
    seed
        For the choice of texts, sentences and places.

    Returns
    -------
    mixtures, of
        The new texts, and the text that each holds and has the label and group of.
    """
    random = np.random.default_rng(seed)
    pools = {int(g): _sentences(texts, (group == g) & (y == 0)) for g in np.unique(group)}
    possible = np.array([bool(pools[g]) for g in group.tolist()], dtype=np.bool_)
    of = np.flatnonzero((random.random(len(texts)) < share) & possible)
    mixtures = []
    for number in of.tolist():
        pool = pools[int(group[number])]
        count = int(random.integers(1, _MOST_SENTENCES + 1))
        around = [pool[int(pick)] for pick in random.integers(0, len(pool), count)]
        place = int(random.integers(0, count + 1))
        mixtures.append(" ".join([*around[:place], texts[number], *around[place:]]))
    return mixtures, of


def _sentences(texts: Sequence[str], chosen: NDArray[np.bool_]) -> list[str]:
    cut = windows([texts[number] for number in np.flatnonzero(chosen).tolist()])
    parts = cut.texts[cut.wholes :]
    singles = [cut.texts[n] for n in range(cut.wholes) if cut.sentences[n] == 1]
    return [*singles, *parts]
