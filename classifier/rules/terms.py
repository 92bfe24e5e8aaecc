"""What the term patterns say of a text: features for the model, platforms, and words to mark.

A text becomes a row of marks: the groups of the patterns found, in order ("officer post own
network"). Their ordered pairs and triples within a sentence tell "the officer posted" from "the
complainant posted" without knowing a single name of a site.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import accumulate, combinations, pairwise
from typing import Final, NamedTuple

import numpy as np

from classifier.domain.entries import Entries
from classifier.domain.topic import Topic
from classifier.rules.matcher import Match, PatternMatcher
from classifier.rules.tokens import SENTENCE_ENDS, token_spans, tokenize

_SENSE: Final = "sense"
_MASKED: Final = frozenset({"network", "video", "messaging", "dating", "generic"})
"""Groups that name a platform, or say "online": what is learned of one site holds for all."""
_HINTS: Final = _MASKED | {"place", "audience", "request"}
"""Groups that make a sentence worth reading."""
_TELLING: Final = _HINTS | {"post", "send", "view", "act"}
"""Groups whose words a reviewer should see: platforms, and what is done on them."""
_SEQUENCES: Final = 4096


@dataclass(frozen=True, slots=True)
class Marked:
    """What the term patterns say of texts.

    Parameters
    ----------
    terms
        The patterns found, and which kinds of words follow one another within a sentence.
    masked
        The texts with each platform replaced by its kind: "on network that", not "on Facebook".
    hinted
        Of the masked texts only the sentences that name a platform or hint at one.
    platforms
        The platforms that each text names, in the order of the topic, each once.
    """

    terms: Entries
    masked: tuple[str, ...]
    hinted: tuple[str, ...]
    platforms: tuple[tuple[str, ...], ...]


class TermMarker:
    """Finds a topic's term patterns in texts."""

    def __init__(self, topic: Topic) -> None:
        self._patterns = topic.patterns
        self._matcher = PatternMatcher(topic.patterns, topic.word_lists)

    def mark(self, texts: Sequence[str]) -> Marked:
        """Say what the patterns find in each text."""
        rows = [self._mark_one(tokenize(text)) for text in texts]
        feature = np.array([number for row in rows for number in row.features], dtype=np.int64)
        terms = Entries(
            text=np.repeat(np.arange(len(rows)), [len(row.features) for row in rows]),
            feature=feature,
            count=np.ones(len(feature)),
            texts=len(rows),
            size=len(self._patterns) + _SEQUENCES,
        )
        return Marked(
            terms=terms,
            masked=tuple(row.masked for row in rows),
            hinted=tuple(row.hinted for row in rows),
            platforms=tuple(row.platforms for row in rows),
        )

    def spans(self, text: str) -> list[tuple[int, int]]:
        """Say where the words that matter stand in a text: first character, and the one after."""
        places = token_spans(text)
        meant = self.meant(tokenize(text)) if places else []
        chosen = _longest_first([match for match in meant if self._group(match) in _TELLING])
        return [(places[match.start][0], places[match.end - 1][1]) for match in chosen]

    def _mark_one(self, tokens: list[str]) -> _Row:
        meant = self.meant(tokens)
        if not meant:
            return _Row(features=[], masked=" ".join(tokens), hinted="", platforms=())
        sentence = _sentence_numbers(tokens)
        groups = [self._group(match) for match in meant]
        hinting = {
            sentence[match.start]
            for match, group in zip(meant, groups, strict=True)
            if group in _HINTS
        }
        naming = [match for match, group in zip(meant, groups, strict=True) if group in _MASKED]
        words, numbers = list(tokens), list(sentence)
        for match in reversed(_longest_first(naming)):
            words[match.start : match.end] = [f"x{self._group(match)}"]
            numbers[match.start : match.end] = [sentence[match.start]]
        hinted = [word for word, number in zip(words, numbers, strict=True) if number in hinting]
        return _Row(
            features=self._features(meant, self._sentences(_longest_first(meant), sentence)),
            masked=" ".join(words),
            hinted=" ".join(hinted) if hinting else "",
            platforms=self._platforms(meant),
        )

    def meant(self, tokens: Sequence[str]) -> list[Match]:
        """Give the matches that stand, without those that a sense pattern covers."""
        matches = self._matcher.find(tokens)
        senses = [match for match in matches if self._group(match) == _SENSE]
        if not senses:
            return matches
        return [
            match
            for match in matches
            if self._group(match) != _SENSE
            and not any(s.start <= match.start and match.end <= s.end for s in senses)
        ]

    def _group(self, match: Match) -> str:
        return self._patterns[match.pattern].group

    def _platforms(self, meant: Sequence[Match]) -> tuple[str, ...]:
        found = sorted({match.pattern for match in meant})
        names = (self._patterns[number].platform for number in found)
        return tuple(dict.fromkeys(name for name in names if name))

    def _features(self, meant: Sequence[Match], sentences: Iterable[Sequence[str]]) -> list[int]:
        found = {match.pattern for match in meant}
        offset = len(self._patterns)
        for marks in sentences:
            found.update(offset + _bucket("then", *pair) for pair in combinations(marks, 2))
            found.update(offset + _bucket("next", *pair) for pair in pairwise(marks))
            triples = zip(marks, marks[1:], marks[2:], strict=False)
            found.update(offset + _bucket("next", *three) for three in triples)
        return sorted(found)

    def _sentences(self, chosen: Sequence[Match], sentence: Sequence[int]) -> Iterable[list[str]]:
        """Give each sentence's marks in order, neighbours that are equal told once."""
        sentences: dict[int, list[str]] = {}
        for match in chosen:
            marks = sentences.setdefault(sentence[match.start], [])
            if not marks or marks[-1] != self._group(match):
                marks.append(self._group(match))
        return sentences.values()


class _Row(NamedTuple):
    features: list[int]
    masked: str
    hinted: str
    platforms: tuple[str, ...]


def _sentence_numbers(tokens: Sequence[str]) -> list[int]:
    """Say which sentence each token is in; the sign that ends a sentence begins the next."""
    return list(accumulate(token in SENTENCE_ENDS for token in tokens))


@cache
def _bucket(*marks: str) -> int:
    return zlib.crc32(" ".join(marks).encode()) % _SEQUENCES


def _longest_first(matches: Sequence[Match]) -> list[Match]:
    """Choose matches that do not overlap, longer ones before shorter, in order of place."""
    if len(matches) == 1:
        return list(matches)
    taken: set[int] = set()
    chosen = []
    for match in sorted(matches, key=lambda m: (m.start - m.end, m.start, m.pattern)):
        if taken.isdisjoint(range(match.start, match.end)):
            taken.update(range(match.start, match.end))
            chosen.append(match)
    return sorted(chosen)
