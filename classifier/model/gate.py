"""The gate: every text passes by it, and what it lets through is looked at closely.

A `Screen` on words and pairs of words alone, taught whether the topic plays a part in a text at
all, be it through somebody else: that words can tell, whereas who did it they cannot.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final, Self

import numpy as np
from numpy.typing import NDArray

from classifier.kernel.odds import Said, WordModel
from classifier.kernel.texts import Texts
from classifier.model.features import PAIR
from classifier.model.screen import Screen

BLOCK: Final = "word"
"""The one block of features that it sees."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Gate:
    """A fitted gate.

    Parameters
    ----------
    screen
        What it goes by.
    threshold
        What it must say of a text, or of a sentence of it, to let it through.
    """

    screen: Screen
    threshold: float

    _words: WordModel = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        """Lay out what was learned as the kernel reads it."""
        block, intercept = self.screen.blocks_[BLOCK], self.screen.intercept_
        words = WordModel.of(block.idf, block.weight, intercept=intercept, longest=PAIR)
        object.__setattr__(self, "_words", words)

    def say(self, texts: Sequence[str]) -> NDArray[np.float64]:
        """Give the log odds that the topic plays a part, shape (texts,)."""
        return self._words.say(Texts.of(texts))

    def look(self, texts: Texts) -> Said:
        """Give the highest log odds of each text and its sentences, and where it stands."""
        return self._words.look(texts)

    def to_arrays(self) -> dict[str, NDArray[Any]]:
        """Give all that was learned, as named arrays."""
        return {**self.screen.to_arrays(), "threshold": np.array([self.threshold])}

    @classmethod
    def from_arrays(cls, arrays: Mapping[str, NDArray[Any]]) -> Self:
        """Make a gate from what `to_arrays` gave."""
        return cls(screen=Screen.from_arrays(arrays), threshold=float(arrays["threshold"][0]))
