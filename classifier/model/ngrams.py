"""Word and character n-grams of texts, hashed by the kernel.

The same functions make the features for training and for scoring, so the two cannot drift. No
vocabulary is kept: a name in a training text leaves no readable trace in a model.

A string is hashed as a polynomial in an odd base modulo 2**64 (Karp and Rabin 1987,
doi:10.1147/rd.312.0249).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from classifier.domain.entries import Entries
from classifier.kernel.counts import count_signs, count_words
from classifier.kernel.texts import Texts

_NOT_A_WORD: Final = re.compile(r"[\W_]+")
_DIGIT: Final = re.compile(r"\d")
_PLAIN: Final = "".join(
    "0" if sign.isdigit() else sign.lower() if sign.isalpha() else " "
    for sign in map(chr, range(128))
)
"""What each ASCII character is normalised to, but for runs of blanks."""


def word_ngrams(texts: Sequence[str], *, longest: int, bits: int) -> Entries:
    """Count words and runs of up to ``longest`` words, hashed to ``2**bits`` features.

    Case and punctuation do not count, and every digit is the same digit.
    """
    return count_words(Texts.of(texts), longest=longest, bits=bits)


def char_ngrams(texts: Sequence[str], *, sizes: Sequence[int], bits: int) -> Entries:
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
    return count_signs(Texts.of(texts), sizes=sizes, bits=bits)


def normalised(text: str) -> str:
    """Give a text as it is hashed: lower case, one blank between words, every digit a 0."""
    if text.isascii():  # the same in a fifth of the time
        return " ".join(text.translate(_PLAIN).split())
    return _DIGIT.sub("0", _NOT_A_WORD.sub(" ", text.lower())).strip()
