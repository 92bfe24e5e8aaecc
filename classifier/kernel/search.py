"""Which search words stand in texts, as plain parts of their lower case."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

from classifier.kernel.library import addresses, as_bytes, library
from classifier.kernel.texts import Texts

_MOST: Final = 64
_ALSO: Final = {"k": "\N{KELVIN SIGN}", "i": "\u0130"}
"""Characters beyond ASCII whose lower case begins with an ASCII letter."""


def can_find(words: Sequence[str]) -> bool:
    """Say whether `find_words` takes these words: ASCII, none of them empty, 64 at most."""
    return len(words) <= _MOST and all(word and word.isascii() for word in words)


def find_words(texts: Texts, words: Sequence[str]) -> NDArray[np.uint64]:
    """Find in each text the words that ``word.lower() in text.lower()`` would find.

    Parameters
    ----------
    texts
        The texts.
    words
        Such as `can_find` says can be found.

    Returns
    -------
    NDArray[np.uint64]
        Shape (texts,): bit n says whether word n stands in the text.
    """
    if not can_find(words):
        message = "These words cannot be found all at once."
        raise ValueError(message)
    low = [word.lower() for word in words]
    begins = np.zeros(256, dtype=np.uint64)
    for number, word in enumerate(low):
        for sign in {word[0], word[0].upper(), _ALSO.get(word[0], word[0])}:
            begins[sign.encode()[0]] |= np.uint64(1 << number)
    letters = as_bytes("".join(low).encode())
    starts = np.cumsum([0, *map(len, low)], dtype=np.int64)
    found = np.empty(len(texts), dtype=np.uint64)
    library().find_words(*texts.places, *addresses(letters, starts, begins, found))
    return found
