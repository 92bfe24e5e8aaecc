"""The keyword baseline: what the force did before, with its faults kept.

"Social" finds "anti-social" and "social services"; "Tik Tok" misses "TikTok". That is the point.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from classifier.domain.topic import KeywordRule
from classifier.kernel.search import can_find
from classifier.kernel.search import find_words as find_at_once
from classifier.kernel.texts import Texts


def find_words(
    texts: Sequence[str], rule: KeywordRule, *, laid: Texts | None = None
) -> list[tuple[str, ...]]:
    """Give the search words that stand in each text, in the rule's order; none is no hit.

    Parameters
    ----------
    texts, rule
        What is searched, and for what.
    laid
        The same texts, where they are laid out for the kernel already.
    """
    if not can_find(rule.words):
        return [_find(text.lower(), rule.words) for text in texts]
    flags = _flags(texts, rule, laid).tolist()
    words = {flag: _chosen(rule.words, flag) for flag in set(flags)}
    return [words[flag] for flag in flags]


def find_any(
    texts: Sequence[str], rule: KeywordRule, *, laid: Texts | None = None
) -> NDArray[np.bool_]:
    """Say in which texts a search word stands, shape (texts,); parameters as for `find_words`."""
    if not can_find(rule.words):
        return np.array([bool(words) for words in find_words(texts, rule)], dtype=np.bool_)
    return _flags(texts, rule, laid).astype(np.bool_)


def _flags(texts: Sequence[str], rule: KeywordRule, laid: Texts | None) -> NDArray[np.uint64]:
    return find_at_once(Texts.of(texts) if laid is None else laid, rule.words)


def _find(lowered: str, words: Sequence[str]) -> tuple[str, ...]:
    return tuple(word for word in words if word.lower() in lowered)


def _chosen(words: Sequence[str], flags: int) -> tuple[str, ...]:
    return tuple(word for number, word in enumerate(words) if flags >> number & 1)
