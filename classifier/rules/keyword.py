"""The keyword baseline: what the force did before, with its faults kept.

"Social" finds "anti-social" and "social services"; "Tik Tok" misses "TikTok". That is the point.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from classifier.domain.topic import KeywordRule


def find_words(texts: Sequence[str], rule: KeywordRule) -> list[tuple[str, ...]]:
    """Give the search words that stand in each text, in the rule's order; none is no hit."""
    lowered = [text.lower() for text in texts]
    found: list[tuple[str, ...]] = [()] * len(texts)
    for word in rule.words:  # few rows have one: a loop a word is quicker than one a row
        low = word.lower()
        for at in [at for at, text in enumerate(lowered) if low in text]:
            found[at] += (word,)
    return found


def find_any(texts: Sequence[str], rule: KeywordRule) -> NDArray[np.bool_]:
    """Say in which texts a search word stands, shape (texts,)."""
    return np.array([bool(words) for words in find_words(texts, rule)], dtype=np.bool_)
