"""What the reader says of whole texts, and the memory of it: no text is read twice."""

from __future__ import annotations

from collections.abc import Callable, MutableMapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from classifier.domain.allegation import text_digest
from classifier.model.passages import Passages, passages
from classifier.model.reader import Reader, deciding
from classifier.model.windows import Windows


@dataclass(frozen=True, slots=True, kw_only=True)
class Remembered:
    """What was read of a text.

    Parameters
    ----------
    log_odds
        What the reader says of the passage that decided.
    passage
        Which of the text's passages that is, from 0.
    """

    log_odds: float
    passage: int


Memory = MutableMapping[str, Remembered]
"""What was read, by the digest of the text."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TextReading:
    """What the reader says of texts, by the passage that decided for each.

    Parameters
    ----------
    log_odds
        Shape (texts,).
    passages
        The passage of each text that decided.
    """

    log_odds: NDArray[np.float64]
    passages: tuple[str, ...]


class Readings:
    """A reader, loaded when there is something to read, and what it has read before."""

    def __init__(self, load: Callable[[], Reader], *, memory: Memory | None = None) -> None:
        """Prepare to read.

        Parameters
        ----------
        load
            Loads the reader.
        memory
            What it has read before; what it reads is added.
        """
        self.memory: Memory = {} if memory is None else memory
        self._load = load
        self._loaded: Reader | None = None

    def read(self, cut: Windows, said: NDArray[np.float64]) -> TextReading:
        """Read texts.

        Parameters
        ----------
        cut
            The texts and their sentences.
        said
            How much each of them speaks for the topic, shape (windows,).
        """
        chosen = passages(cut, said)
        digests = [text_digest(text) for text in cut.texts[: cut.wholes]]
        counts = np.bincount(chosen.owner, minlength=cut.wholes).tolist()
        fresh = np.array(
            [not self._knows(one, count) for one, count in zip(digests, counts, strict=True)],
            dtype=np.bool_,
        )
        if fresh.any():
            self._read(
                chosen.take(np.flatnonzero(fresh)),
                [d for d, new in zip(digests, fresh.tolist(), strict=True) if new],
            )
        known = [self.memory[digest] for digest in digests]
        first = np.searchsorted(chosen.owner, np.arange(cut.wholes))
        return TextReading(
            log_odds=np.array([one.log_odds for one in known]),
            passages=tuple(
                chosen.texts[start + one.passage]
                for start, one in zip(first.tolist(), known, strict=True)
            ),
        )

    def _knows(self, digest: str, passages: int) -> bool:
        """Say whether a text was read that has so many passages."""
        known = self.memory.get(digest)
        return known is not None and 0 <= known.passage < passages

    def _read(self, chosen: Passages, digests: list[str]) -> None:
        if self._loaded is None:
            self._loaded = self._load()
        said = self._loaded.read(chosen.texts)
        first = np.searchsorted(chosen.owner, np.arange(len(digests)))
        for digest, start, place in zip(
            digests, first.tolist(), deciding(said, chosen).tolist(), strict=True
        ):
            self.memory[digest] = Remembered(
                log_odds=float(said[place]),
                passage=place - start,
            )
