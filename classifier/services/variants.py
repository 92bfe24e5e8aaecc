"""Spellings that the search words miss: of the words themselves, and of the topic's platforms."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Final

import numpy as np
from numpy.typing import NDArray

from classifier.domain.keywords import Kind, Tally, Variant
from classifier.domain.topic import Topic
from classifier.io.corpus import read_corpus
from classifier.rules.grams import Grams, joined
from classifier.rules.matcher import PatternMatcher
from classifier.rules.spellings import MOST_SLIPS, distance, is_misspelt, is_slip, platform_names
from classifier.rules.terms import TermMarker
from classifier.rules.tokens import tokenize
from classifier.services.workspace import Workspace

_IN_CORPUS: Final = 2
"""A word that stands in so many of the topic's own texts, and names no platform, is a real one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Target:
    """What a variant is one of: how it is called, and its pattern; None for a mere search word."""

    label: str
    pattern: int | None
    searched: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Spelling:
    """A variant before its rows are counted: which gram, of what, and how it differs."""

    gram: int
    of: str
    kind: Kind
    pattern: int | None


class Speller:
    """Finds the variants of search words and platforms among the words of texts.

    Parameters
    ----------
    workspace
        Its topic names the platforms; the topic's texts say which words are real.
    words
        The search words.
    """

    def __init__(self, workspace: Workspace, words: Sequence[str]) -> None:
        self._topic = workspace.topic
        self._matcher = PatternMatcher(self._topic.patterns, self._topic.word_lists)
        self._names = platform_names(self._topic)
        self._targets = _targets(words, self._topic, self._names)
        self._real = self._real_words(workspace)

    @property
    def letters(self) -> frozenset[str]:
        """The letters of everything that variants are sought of."""
        return frozenset(self._targets)

    def find(self, grams: Grams) -> list[Spelling]:
        """Name the variants among words and pairs."""
        found = []
        for number, gram in enumerate(grams.grams):
            told = self._tell(gram, grams)
            if told is not None:
                letters, kind = told
                target = self._targets[letters]
                by_pattern = target.pattern if target.pattern in self._patterns(gram) else None
                found.append(Spelling(gram=number, of=target.label, kind=kind, pattern=by_pattern))
        return found

    def _tell(self, gram: str, grams: Grams) -> tuple[str, Kind] | None:
        """Say of which target a gram is a variant, and of what kind."""
        letters = joined(gram)
        target = self._targets.get(letters)
        if target is not None:
            sure = target.pattern is None or target.pattern in self._patterns(gram)
            split = not gram.isalpha()
            if split and not sure and all(half in self._real for half in tokenize(gram)):
                return None
            return letters, Kind.SPLIT if target.searched else Kind.NAME
        return self._tell_word(gram, grams) if gram.isalpha() else None

    def _tell_word(self, word: str, grams: Grams) -> tuple[str, Kind] | None:
        patterns = self._patterns(word)
        for name, number in self._names.items():
            if number in patterns:
                near = word[:1] == name[:1] and distance(word, name) <= MOST_SLIPS
                return name, Kind.MISSPELT if near else Kind.OTHER
        for letters, target in self._targets.items():
            if target.pattern is None:
                slipped = word not in self._real and is_slip(word, letters)
            else:
                slipped = is_misspelt(
                    word,
                    letters,
                    capital=grams.capital_share(word),
                    usual=grams.capital_share(letters),
                    known=self._real,
                )
            if slipped:
                return letters, Kind.MISSPELT
        return None

    def _patterns(self, gram: str) -> set[int]:
        return {match.pattern for match in self._matcher.find(tokenize(gram))}

    def _real_words(self, workspace: Workspace) -> frozenset[str]:
        texts = read_corpus(workspace.topic_folder / "corpus").texts
        counts = Counter(word for text in texts for word in set(tokenize(text)))
        named = set(self._names.values())
        return frozenset(
            word
            for word, number in counts.items()
            if number >= _IN_CORPUS and named.isdisjoint(self._patterns(word))
        )


def count_variants(
    spellings: Sequence[Spelling],
    grams: Grams,
    texts: Sequence[str],
    *,
    words: Sequence[str],
    topic: Topic,
    text: NDArray[np.int64],
    covered: NDArray[np.bool_],
    tally: Callable[[NDArray[np.bool_]], Tally],
) -> list[Variant]:
    """Count the rows of each variant, and those that the search words miss.

    Parameters
    ----------
    spellings, grams, texts
        The variants, the words that they are among, and the texts that these stand in.
    words
        The search words.
    topic
        Its patterns say where a word that has other meanings names a platform.
    text, covered
        The text of each row, and whether a search word finds the row; shape (rows,).
    tally
        Counts rows.
    """
    marker = TermMarker(topic)

    @cache
    def meant(at: int) -> list[tuple[int, str]]:
        tokens = tokenize(texts[at])
        matches = marker.meant(tokens)
        return [(one.pattern, joined("".join(tokens[one.start : one.end]))) for one in matches]

    def where(one: Spelling) -> Iterator[int]:
        held = grams.entries.text[grams.entries.feature == one.gram].tolist()
        letters = joined(grams.grams[one.gram])
        for at in held:
            if one.pattern is None or any(
                number == one.pattern and letters in said for number, said in meant(at)
            ):
                yield at

    lower = [word.lower() for word in words]
    variants = []
    for one in spellings:
        if any(word in grams.grams[one.gram] for word in lower):
            continue  # the search finds it: "facebook" in "Facebooked"
        rows = np.isin(text, list(where(one)))
        missed = tally(rows & ~covered)
        if missed.rows:
            variants.append(
                Variant(
                    of=one.of,
                    spelling=grams.grams[one.gram],
                    kind=one.kind,
                    rows=int(rows.sum()),
                    missed=missed,
                )
            )
    return sorted(variants, key=lambda one: (-one.missed.rows, one.spelling))


def _targets(words: Sequence[str], topic: Topic, names: dict[str, int]) -> dict[str, _Target]:
    searched = {joined(word): word for word in words if joined(word)}
    targets = {
        letters: _Target(
            label=searched.get(letters, topic.patterns[number].platform),
            pattern=number,
            searched=letters in searched,
        )
        for letters, number in names.items()
    }
    others = {
        letters: _Target(label=word, pattern=None, searched=True)
        for letters, word in searched.items()
        if letters not in targets
    }
    return targets | others
