"""The features of a text: five blocks of counts, each normalised by itself."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from classifier.domain.entries import Entries
from classifier.model.ngrams import char_ngrams, word_ngrams

Features = Mapping[str, Entries]
"""Entries by block: ``word``, ``char``, ``masked``, ``hinted`` and ``term``, for the same texts."""


PAIR: Final = 2
"""Words in the longest run of words that the gate sees."""


def words_of(texts: Sequence[str]) -> Entries:
    """Count words and pairs of words: all that the gate sees of a text."""
    return word_ngrams(texts, longest=PAIR, bits=17)


def features(
    texts: Sequence[str], *, masked: Sequence[str], hinted: Sequence[str], terms: Entries
) -> Features:
    """Make the features of texts.

    Parameters
    ----------
    texts
        The texts, or sentences of them.
    masked
        The same texts with what the term patterns call a platform replaced by its kind, so that
        what is learned of one site holds for every other.
    hinted
        Of the masked texts only the sentences in which a platform is named or hinted at: a word
        beside a platform says something else than the same word elsewhere.
    terms
        What the term patterns find in the same texts.
    """
    return {
        "word": words_of(texts),
        "char": char_ngrams(texts, sizes=(3, 4, 5), bits=18),
        "masked": word_ngrams(masked, longest=3, bits=17),
        "hinted": word_ngrams(hinted, longest=2, bits=16),
        "term": terms,
    }
