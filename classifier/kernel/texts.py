"""Texts as the kernel reads them: one array of UTF-8, and where each text begins."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final, Self

import numpy as np
from numpy.typing import NDArray

from classifier.kernel.library import as_bytes

_MOST: Final = 2**30
"""Bytes a single text may have."""

_SIGMA: Final = "\u03a3"
_DOTTED_I: Final = "\u0130"


@dataclass(frozen=True, slots=True)
class Texts:
    """Texts, one after the other.

    Parameters
    ----------
    data
        Their bytes in UTF-8.
    offsets
        Shape (texts + 1,): where each begins in the data, and where the last ends.
    """

    data: NDArray[np.uint8]
    offsets: NDArray[np.int64]

    def __post_init__(self) -> None:
        """Check that no text reaches beyond the data: what is compiled does not."""
        lengths = np.diff(self.offsets)
        ends = self.offsets[[0, -1]] if len(self.offsets) else np.array([-1])
        if ends.min() < 0 or ends.max() > len(self.data) or lengths.min(initial=0) < 0:
            message = "The offsets are not those of texts in these bytes."
            raise ValueError(message)
        if lengths.max(initial=0) > _MOST:
            message = f"A text has more than {_MOST:,} bytes."
            raise ValueError(message)

    @classmethod
    def of(cls, texts: Sequence[str]) -> Self:
        """Lay texts out; lone surrogates are no reason to fail."""
        lengths = np.fromiter(map(len, texts), dtype=np.int64, count=len(texts))
        data = as_bytes("".join(texts).encode("utf-8", "surrogatepass"))
        offsets = np.concatenate([[0], np.cumsum(lengths)])
        if offsets[-1] != len(data):
            begins = np.flatnonzero((data & 0xC0) != 0x80)
            offsets = np.append(begins, len(data))[offsets]
        return cls.of_buffers(offsets, data)

    @classmethod
    def of_buffers(cls, offsets: NDArray[np.integer[Any]], data: NDArray[np.uint8]) -> Self:
        """Take over the buffers of an Arrow array of strings without nulls.

        Parameters
        ----------
        offsets
            Shape (texts + 1,).
        data
            The bytes that they point into.
        """
        texts = cls(data, np.ascontiguousarray(offsets, dtype=np.int64))
        return texts._with_sigmas_lowered()

    def __len__(self) -> int:
        """How many texts there are."""
        return len(self.offsets) - 1

    @property
    def longest(self) -> int:
        """How many bytes the longest has, 0 if there is none."""
        return int(np.diff(self.offsets).max(initial=0))

    def lots(self, size: int) -> Iterator[Self]:
        """Give them in lots of about so many bytes, one text at least in each."""
        first = 0
        while first < len(self):
            full = np.searchsorted(self.offsets, self.offsets[first] + size, side="right") - 1
            last = max(int(full), first + 1)
            yield type(self)(self.data, self.offsets[first : last + 1])
            first = last

    def _with_sigmas_lowered(self) -> Self:
        """Lower the one letter whose lower case depends on where in a word it stands.

        Both its lower cases take as many bytes, so that every text stays where it is.
        """
        held = self.data.tobytes()
        sigma = _SIGMA.encode()
        at = held.find(sigma)
        if at < 0:
            return self
        data = self.data.copy()
        while 0 <= at < self.offsets[-1]:
            number = int(np.searchsorted(self.offsets, at, side="right")) - 1
            start, end = self.offsets[max(number, 0) :][:2].tolist()
            if number >= 0:
                text = _sigmas_lowered(held[start:end].decode("utf-8", "surrogatepass"))
                data[start:end] = as_bytes(text.encode("utf-8", "surrogatepass"))
            at = held.find(sigma, end)
        return type(self)(data, self.offsets)


def _sigmas_lowered(text: str) -> str:
    """Lower every sigma of a text as Python lowers the whole of it, and nothing else."""
    # The one character whose lower case is two must not move the others; I is as much a letter.
    lowered = text.replace(_DOTTED_I, "I").lower()
    return "".join(low if sign == _SIGMA else sign for sign, low in zip(text, lowered, strict=True))
