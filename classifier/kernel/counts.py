"""Counts of hashed words and characters in texts."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from classifier.domain.entries import Entries
from classifier.kernel.library import addresses, library
from classifier.kernel.texts import Texts, words_in

_LOT: Final = 1_000_000
"""Bytes of text at once: what is written of them stays near the processor."""

_Count = Callable[[Texts, "_Room"], None]


def count_words(texts: Texts, *, longest: int, bits: int) -> Entries:
    """Count words and runs of up to ``longest`` words, hashed to ``2**bits`` features.

    Case and punctuation do not count, and every digit is the same digit.
    """

    def lot(part: Texts, out: _Room) -> None:
        words = words_in(part.longest)
        arrays = _keys(words), _keys(words * longest), _keys(words * longest)
        library().count_words(*part.places, longest, 64 - bits, *addresses(*arrays), *out.places)

    _check(longest >= 1)
    return _counted(texts, lot, longest, bits)


def count_signs(texts: Texts, *, sizes: Sequence[int], bits: int) -> Entries:
    """Count runs of characters within words, the blanks around them included.

    Parameters
    ----------
    texts
        The texts.
    sizes
        How many characters a run may have, 3 to 63 each.
    bits
        They are hashed to ``2**bits`` features.
    """

    def lot(part: Texts, out: _Room) -> None:
        signs = np.empty(part.longest + 2, dtype=np.uint32)
        keys = _keys(len(sizes) * len(signs)), _keys(len(sizes) * len(signs))
        flags = sum(1 << size for size in set(sizes))
        arrays = addresses(signs, *keys)
        library().count_signs(*part.places, flags, max(sizes), 64 - bits, *arrays, *out.places)

    _check(all(3 <= size <= 63 for size in sizes) and len(sizes) > 0)
    return _counted(texts, lot, 2 * len(sizes), bits)


class _Room:
    """Where the entries of a lot of texts are written."""

    def __init__(self, texts: Texts, most: int) -> None:
        """Make room for ``most`` entries for every two bytes and for every text."""
        size = most * words_in(texts.size + 2 * len(texts))
        self.feature = np.empty(size, dtype=np.int64)
        self.count = np.empty(size, dtype=np.float64)
        self.end = np.empty(len(texts), dtype=np.int64)
        self.places = addresses(self.feature, self.count, self.end)


def _counted(texts: Texts, count: _Count, most: int, bits: int) -> Entries:
    _check(1 <= bits <= 63)
    sizes = [np.zeros(0, dtype=np.int64)]
    features, counts = [np.zeros(0, dtype=np.int64)], [np.zeros(0)]
    for lot in texts.lots(_LOT):
        room = _Room(lot, most)
        count(lot, room)
        written = int(room.end[-1])
        features.append(room.feature[:written].copy())
        counts.append(room.count[:written].copy())
        sizes.append(np.diff(room.end, prepend=0))
    return Entries(
        text=np.repeat(np.arange(len(texts)), np.concatenate(sizes)),
        feature=np.concatenate(features),
        count=np.concatenate(counts),
        texts=len(texts),
        size=2**bits,
    )


def _keys(size: int) -> NDArray[Any]:
    return np.empty(size, dtype=np.uint64)


def _check(right: bool) -> None:
    if not right:
        message = "No such n-grams can be counted."
        raise ValueError(message)
