"""What a linear model on words and runs of words says of texts and their sentences, in one pass."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Self

import numpy as np
from numpy.typing import NDArray

from classifier.kernel.library import addresses, library
from classifier.kernel.texts import Texts, words_in


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """What a model says of texts.

    Parameters
    ----------
    highest
        The log odds of each text, or of that sentence of it which has most, shape (texts,).
    spans
        Where that sentence stands, the first of equals: its first character and the one after its
        last, shape (texts, 2); the text itself where it is one sentence.
    """

    highest: NDArray[np.float64]
    spans: NDArray[np.int64]


@dataclass(frozen=True, slots=True, kw_only=True)
class WordModel:
    """A linear model on counts as `classifier.kernel.counts.count_words` gives them.

    Parameters
    ----------
    learned
        The inverse document frequency and the weight of each feature, shape (size, 2); the size a
        power of two up to 2**31.
    intercept
        Added to what the words say.
    longest
        How many words a run has at most.
    """

    learned: NDArray[np.float32]
    intercept: float
    longest: int

    @classmethod
    def of(
        cls,
        idf: NDArray[np.float32],
        weight: NDArray[np.float32],
        *,
        intercept: float,
        longest: int,
    ) -> Self:
        """Lay a model out, from ``idf`` and ``weight`` of shape (size,)."""
        learned = np.column_stack([idf, weight]).astype(np.float32)
        return cls(learned=learned, intercept=intercept, longest=longest)

    def __post_init__(self) -> None:
        """Check that every hash of a word has a feature: what is compiled does not."""
        size = len(self.learned)
        as_read = self.learned.dtype == np.float32 and self.learned.flags.c_contiguous
        if not as_read or self.learned.shape != (size, 2) or self.longest < 1:
            message = (
                "A model of words has two numbers for each feature, and runs of one word or more."
            )
            raise ValueError(message)
        if size & (size - 1) or not 2 <= size <= 2**31:
            message = f"{size:,} features are not as many as hashes have: a power of two."
            raise ValueError(message)

    def say(self, texts: Texts) -> NDArray[np.float64]:
        """Give the log odds of whole texts, shape (texts,)."""
        return self._pass(texts, cut=False).highest

    def look(self, texts: Texts) -> Said:
        """Give the highest log odds of texts and their sentences."""
        return self._pass(texts, cut=True)

    def _pass(self, texts: Texts, *, cut: bool) -> Said:
        words = np.empty(words_in(texts.longest), dtype=np.uint64)
        runs = self.longest * len(words)
        one_plus_log = 1 + np.log(np.maximum(np.arange(runs + 1), 1))
        taken = np.empty(runs, dtype=np.uint32)
        slots = np.zeros(len(self.learned), dtype=np.uint64)
        said = Said(
            highest=np.empty(len(texts), dtype=np.float64),
            spans=np.empty((len(texts), 2), dtype=np.int64),
        )
        library().gate(
            *(*texts.places, cut, *addresses(self.learned, one_plus_log), self.intercept),
            *(self.longest, len(self.learned).bit_length() - 1),
            *addresses(words, taken, slots, said.highest, said.spans),
        )
        return said
