"""Texts as the kernel reads them: one array of UTF-8, and where each text begins."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final, Self

import numpy as np
from numpy.typing import NDArray

from classifier.kernel.library import addresses, as_bytes

_MOST: Final = 2**30
"""Bytes a single text may have."""

_AT_ONCE: Final = 1_000
"""Texts encoded before they are joined: few enough to stay near the processor."""

_SIGMA: Final = "\u03a3"
_DOTTED_I: Final = "\u0130"


@dataclass(frozen=True, slots=True)
class Texts:
    """Texts, one after the other.

    Parameters
    ----------
    utf8
        Their bytes in UTF-8.
    offsets
        Shape (texts + 1,): where each begins in these, and where the last ends.
    """

    utf8: NDArray[np.uint8]
    offsets: NDArray[np.int64]

    def __post_init__(self) -> None:
        """Check that no text reaches beyond the bytes: what is compiled does not."""
        for array, kind in ((self.utf8, np.uint8), (self.offsets, np.int64)):
            if array.dtype != kind or array.ndim != 1 or not array.flags.c_contiguous:
                message = "Texts are bytes in one piece, and offsets of 64 bits."
                raise ValueError(message)
        lengths = np.diff(self.offsets)
        ends = self.offsets[[0, -1]] if len(self.offsets) else np.array([-1])
        if ends.min() < 0 or ends.max() > len(self.utf8) or lengths.min(initial=0) < 0:
            message = "The offsets are not those of texts in these bytes."
            raise ValueError(message)
        if lengths.max(initial=0) > _MOST:
            message = f"A text has more than {_MOST:,} bytes."
            raise ValueError(message)

    @classmethod
    def of(cls, texts: Sequence[str]) -> Self:
        """Lay texts out; lone surrogates are no reason to fail."""
        lengths, pieces = np.empty(len(texts), dtype=np.int64), []
        for at in range(0, len(texts), _AT_ONCE):
            encoded = _encoded(texts[at : at + _AT_ONCE])
            lengths[at : at + len(encoded)] = np.fromiter(map(len, encoded), np.int64, len(encoded))
            pieces.append(b"".join(encoded))
        offsets = np.cumsum(np.append(0, lengths))
        return cls.of_buffers(offsets, as_bytes(b"".join(pieces)))

    @classmethod
    def of_buffers(cls, offsets: NDArray[np.integer[Any]], utf8: NDArray[np.uint8]) -> Self:
        """Take over the buffers of an Arrow array of strings without nulls.

        Parameters
        ----------
        offsets
            Shape (texts + 1,).
        utf8
            The bytes that they point into: valid UTF-8, as Arrow checks.
        """
        whole = cls(utf8, np.ascontiguousarray(offsets, dtype=np.int64))
        first, last = whole.offsets[[0, -1]].tolist()
        return cls(whole.utf8[first:last], whole.offsets - first)._with_sigmas_lowered()

    def __len__(self) -> int:
        """How many texts there are."""
        return len(self.offsets) - 1

    @property
    def longest(self) -> int:
        """How many bytes the longest has, 0 if there is none."""
        return int(np.diff(self.offsets).max(initial=0))

    @property
    def size(self) -> int:
        """How many bytes they have together."""
        return int(self.offsets[-1] - self.offsets[0])

    @property
    def places(self) -> tuple[int, ...]:
        """Where bytes and offsets stand, and how many texts there are, for the library."""
        return *addresses(self.utf8, self.offsets), len(self)

    def lots(self, size: int) -> Iterator[Self]:
        """Give them in lots of about so many bytes, one text at least in each."""
        first = 0
        while first < len(self):
            full = np.searchsorted(self.offsets, self.offsets[first] + size, side="right") - 1
            last = max(int(full), first + 1)
            yield type(self)(self.utf8, self.offsets[first : last + 1])
            first = last

    def _with_sigmas_lowered(self) -> Self:
        """Lower the one letter whose lower case depends on where in a word it stands.

        Both its lower cases take as many bytes, so that every text stays where it is.
        """
        sigma = _SIGMA.encode()
        if not (self.utf8 == sigma[0]).any():
            return self
        utf8, held = self.utf8.copy(), self.utf8.tobytes()
        at = held.find(sigma)
        while at >= 0:
            number = int(np.searchsorted(self.offsets, at, side="right")) - 1
            start, end = self.offsets[number : number + 2].tolist()
            text = _sigmas_lowered(held[start:end].decode("utf-8", "surrogatepass"))
            utf8[start:end] = as_bytes(text.encode("utf-8", "surrogatepass"))
            at = held.find(sigma, end)
        return type(self)(utf8, self.offsets)


def _encoded(texts: Sequence[str]) -> list[bytes]:
    try:
        return list(map(str.encode, texts))
    except UnicodeEncodeError:
        return [text.encode("utf-8", "surrogatepass") for text in texts]


def _sigmas_lowered(text: str) -> str:
    """Lower every sigma of a text as Python lowers the whole of it, and nothing else."""
    # The one character whose lower case is two must not move the others; I is as much a letter.
    lowered = text.replace(_DOTTED_I, "I").lower()
    return "".join(low if sign == _SIGMA else sign for sign, low in zip(text, lowered, strict=True))


def words_in(size: int) -> int:
    """Give how many words a text of so many bytes may have, and one: each has a byte at its end."""
    return size // 2 + 1
