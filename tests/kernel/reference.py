"""What the kernel is to compute, said once more in NumPy, regular expressions and str.lower()."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

from classifier.domain.entries import Entries

_BASE: Final = 0x9E3779B97F4A7C15
_NEXT_WORD: Final = np.uint64(0xD6E8FEB86659FD93)
_MIX: Final = np.uint64(0xBF58476D1CE4E5B9)
_CHUNK: Final = 200_000
"""Characters hashed at once: few enough that the arrays stay near the processor."""

_SENTENCE_END: Final = re.compile(r"(?<=[.!?;])[\"'\u201d\u2019)\]]*\s+|\s*\n\s*")
_NOT_A_WORD: Final = re.compile(r"[\W_]+")
_DIGIT: Final = re.compile(r"\d")


class _Chunk:
    """Some texts as one array of characters, with the hash of any part of it."""

    def __init__(self, texts: Sequence[str]) -> None:
        plain = [f" {normalised(text)} " for text in texts]
        codes = np.frombuffer("".join(plain).encode("utf-32-le"), dtype=np.uint32)
        self.owner = np.repeat(np.arange(len(plain)), [len(text) for text in plain])
        self.blank = codes == ord(" ")
        self._sums = np.zeros(len(codes) + 1, dtype=np.uint64)
        np.cumsum((codes + np.uint64(1)) * _powers(len(codes), _BASE), out=self._sums[1:])
        self._inverse = _powers(len(codes), pow(_BASE, -1, 2**64))

    def hashes(self, start: NDArray[np.int64], end: NDArray[np.int64]) -> NDArray[np.uint64]:
        """Hash the parts from ``start`` up to ``end``, both of shape (parts,)."""
        return _mixed((self._sums[end] - self._sums[start]) * self._inverse[start])


_Hashed = tuple[NDArray[np.int64], NDArray[np.uint64]]
"""For each n-gram the text it stands in, numbered within the chunk, and its hash."""


def word_ngrams(texts: Sequence[str], *, longest: int, bits: int) -> Entries:
    """Count words and runs of up to ``longest`` words, hashed to ``2**bits`` features.

    Case and punctuation do not count, and every digit is the same digit.
    """

    def of(chunk: _Chunk) -> Iterator[_Hashed]:
        edges = np.flatnonzero(chunk.blank[1:] != chunk.blank[:-1]) + 1
        start, end = edges[::2], edges[1::2]
        owner, word = chunk.owner[start], chunk.hashes(start, end)
        run = word
        yield owner, run
        for size in range(2, longest + 1):
            run = _mixed(run[:-1] * _NEXT_WORD + word[size - 1 :])
            same = owner[: len(run)] == owner[size - 1 :]
            yield owner[: len(run)][same], run[same]

    return _count(texts, of, bits)


def char_ngrams(texts: Sequence[str], *, sizes: Sequence[int], bits: int) -> Entries:
    """Count runs of characters within words, the blanks around them included.

    Parameters
    ----------
    texts
        The texts.
    sizes
        How many characters a run may have, 3 or more each.
    bits
        They are hashed to ``2**bits`` features.
    """

    def of(chunk: _Chunk) -> Iterator[_Hashed]:
        blanks = np.zeros(len(chunk.blank) + 1, dtype=np.int32)
        np.cumsum(chunk.blank, out=blanks[1:])
        for size in sizes:
            start = np.arange(max(len(chunk.blank) - size + 1, 0))
            within = start[blanks[start + size - 1] == blanks[start + 1]]
            yield chunk.owner[within], chunk.hashes(within, within + size)

    return _count(texts, of, bits)


def _count(texts: Sequence[str], of: Callable[[_Chunk], Iterator[_Hashed]], bits: int) -> Entries:
    keys, counts = [np.zeros(0, dtype=np.int64)], [np.zeros(0, dtype=np.int64)]
    shift = np.uint64(64 - bits)
    for first, chunk_texts in _chunks(texts):
        parts = [
            ((owner + first) << bits) + (hashed >> shift).astype(np.int64)
            for owner, hashed in of(_Chunk(chunk_texts))
        ]
        key, count = np.unique(np.concatenate(parts), return_counts=True)
        keys.append(key)
        counts.append(count)
    key = np.concatenate(keys)
    return Entries(
        text=key >> bits,
        feature=key & (2**bits - 1),
        count=np.concatenate(counts).astype(np.float64),
        texts=len(texts),
        size=2**bits,
    )


def _chunks(texts: Sequence[str]) -> Iterator[tuple[int, Sequence[str]]]:
    first, size = 0, 0
    for number, text in enumerate(texts):
        size += len(text) + 2
        if size >= _CHUNK:
            yield first, texts[first : number + 1]
            first, size = number + 1, 0
    if first < len(texts):
        yield first, texts[first:]


def normalised(text: str) -> str:
    """Give a text as it is hashed: lower case, one blank between words, every digit a 0."""
    return _DIGIT.sub("0", _NOT_A_WORD.sub(" ", text.lower())).strip()


def _powers(size: int, base: int) -> NDArray[np.uint64]:
    powers = np.full(size, np.uint64(base), dtype=np.uint64)
    powers[:1] = 1
    return np.cumprod(powers, dtype=np.uint64)


def _mixed(value: NDArray[np.uint64]) -> NDArray[np.uint64]:
    """Spread differences over all bits: the finaliser of SplitMix64 (Steele et al. 2014), cut."""
    value = (value ^ (value >> np.uint64(30))) * _MIX
    return value ^ (value >> np.uint64(31))


def sentence_spans(text: str) -> list[tuple[int, int]]:
    """Give where each sentence of a text stands, none where it is one sentence."""
    spans, start = [], 0
    for found in _SENTENCE_END.finditer(text):
        spans.append((start, found.start()))
        start = found.end()
    spans = [(start, end) for start, end in [*spans, (start, len(text))] if text[start:end].strip()]
    return spans if len(spans) > 1 else []
