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
    begins, nexts = np.zeros((2, 256), dtype=np.uint64)
    for number, word in enumerate(low):
        first, *others = (_bytes_of(letter) for letter in word[:2])
        flag = np.uint64(1 << number)
        begins[[one[0] for one in first]] |= flag
        # Of a first letter that takes more bytes the second is one of its own.
        own = {one[1] for one in first if len(one) > 1}
        nexts[[*own, *(one[0] for other in others for one in other)]] |= flag
        if not others:
            nexts |= flag
    letters = as_bytes("".join(low).encode())
    starts = np.cumsum([0, *map(len, low)], dtype=np.int64)
    found = np.empty(len(texts), dtype=np.uint64)
    library().find_words(*texts.places, *addresses(letters, starts, begins, nexts, found))
    return found


def _bytes_of(letter: str) -> set[bytes]:
    """Give the bytes of every character that has a letter in its lower case."""
    signs = (letter, letter.upper(), _ALSO.get(letter, letter))
    return {sign.encode() for sign in signs}
