"""The words and pairs of words that stand in texts, as search words could name them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from typing import Final, NamedTuple

import numpy as np

from classifier.domain.entries import Entries
from classifier.rules.tokens import SENTENCE_ENDS, token_spans, tokenize

_FEWEST_LETTERS: Final = 3
_HYPHENS: Final = frozenset("-\u2010\u2011\u2013")


@dataclass(frozen=True, slots=True, kw_only=True)
class Grams:
    """The words and pairs of some texts, in lower case.

    Parameters
    ----------
    grams
        ``facebook``, ``tik tok``, ``tik-tok``: letters only, a word of three at least; words
        before pairs, by the alphabet.
    entries
        Which stand in which text; the count is always 1.
    capital
        How often each word is written with a capital inside of a sentence; nothing for words in
        capitals throughout, which say nothing of it.
    lower
        How often each is written without.
    """

    grams: tuple[str, ...]
    entries: Entries
    capital: Counter[str]
    lower: Counter[str]

    def capital_share(self, word: str) -> float | None:
        """Give how often a word is written with a capital, in [0, 1]; None where unknown."""
        with_capital, without = self.capital[word], self.lower[word]
        return with_capital / (with_capital + without) if with_capital + without else None


def read_grams(
    texts: Sequence[str], *, pairs_of: Collection[int], spelled: Collection[str]
) -> Grams:
    """Find the words of all texts, and the pairs that could matter.

    Parameters
    ----------
    texts
        Texts, shape (texts,).
    pairs_of
        Positions of texts: pairs are kept that stand in one of them, in whatever text they are.
    spelled
        Letters: pairs are kept that spell one of these, too.
    """
    pairs = {pair for at in pairs_of for pair in _pairs(_words(texts[at]))}
    letters = frozenset(spelled)
    number: dict[str, int] = {}
    capital: Counter[str] = Counter()
    lower: Counter[str] = Counter()
    held: list[list[int]] = []
    for text in texts:
        words = list(_words(text))
        capital.update(word.lower for word in words if word.capital)
        lower.update(word.lower for word in words if word.small)
        here = {word.lower for word in words if len(word.lower) >= _FEWEST_LETTERS}
        here.update(pair for pair in _pairs(words) if pair in pairs or joined(pair) in letters)
        held.append([number.setdefault(gram, len(number)) for gram in here])
    grams = sorted(number, key=lambda gram: (not gram.isalpha(), gram))  # words before pairs
    place = {number[gram]: at for at, gram in enumerate(grams)}
    standing = [sorted(place[at] for at in some) for some in held]
    feature = np.array([at for some in standing for at in some], dtype=np.int64)
    entries = Entries(
        text=np.repeat(np.arange(len(texts)), [len(some) for some in standing]),
        feature=feature,
        count=np.ones(len(feature)),
        texts=len(texts),
        size=len(number),
    )
    return Grams(grams=tuple(grams), entries=entries, capital=capital, lower=lower)


def joined(gram: str) -> str:
    """Give the letters and digits of a search word: ``Tik Tok`` is ``tiktok``."""
    return "".join(sign for sign in gram.lower() if sign.isalnum())


class _Word(NamedTuple):
    """A word of a text.

    ``before`` is what stands between it and the word before: a blank, a hyphen, or nothing where
    no word stands right before it. ``capital`` and ``small`` say how it is written inside of a
    sentence.
    """

    lower: str
    before: str
    capital: bool
    small: bool


def _words(text: str) -> Iterator[_Word]:
    tokens = [text[start:end] for start, end in token_spans(text)] or tokenize(text)
    for at, token in enumerate(tokens):
        if not token.isalpha():
            continue
        last, one_before = (tokens[at - back] if at >= back else "." for back in (1, 2))
        between = (
            " " if last.isalpha() else "-" if last in _HYPHENS and one_before.isalpha() else ""
        )
        yield _Word(
            lower=token.lower(),
            before=between,
            capital=token[0].isupper() and not token.isupper() and last not in SENTENCE_ENDS,
            small=token[0].islower(),
        )


def _pairs(words: Collection[_Word] | Iterator[_Word]) -> Iterator[str]:
    last = ""
    for word in words:
        if word.before and last:
            yield f"{last}{word.before}{word.lower}"
        last = word.lower
