"""The same term patterns on spaCy's Matcher: the reference that the compiled matcher must equal."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

import spacy
from spacy.matcher import Matcher
from spacy.tokens import Doc

from classifier.domain.topic import TermPattern
from classifier.rules.grammar import Element, parse_line
from classifier.rules.matcher import Match, PatternMatcher
from classifier.rules.tokens import SENTENCE_ENDS, tokenize


class ReferenceMatcher:
    """A topic's patterns on spaCy's blank English vocabulary and our own tokens."""

    def __init__(self, patterns: Sequence[TermPattern], word_lists: Mapping[str, str]) -> None:
        self._vocab = spacy.blank("en").vocab
        self._matcher = Matcher(self._vocab)
        for number, pattern in enumerate(patterns):
            lines = [_as_spacy(parse_line(line, word_lists)) for line in pattern.lines]
            self._matcher.add(str(number), lines)

    def find(self, tokens: Sequence[str]) -> list[Match]:
        """Find every match, ordered by start, end and pattern."""
        if not len(self._matcher):  # of which spaCy warns
            return []
        document = Doc(self._vocab, words=list(tokens))
        names = self._vocab.strings
        return sorted({Match(s, e, int(names[key])) for key, s, e in self._matcher(document)})


def disagreements(
    texts: Sequence[str], patterns: Sequence[TermPattern], word_lists: Mapping[str, str]
) -> tuple[str, ...]:
    """Name the patterns that the compiled matcher finds elsewhere than spaCy does in some text."""
    compiled, reference = (
        PatternMatcher(patterns, word_lists),
        ReferenceMatcher(patterns, word_lists),
    )
    differing: set[int] = set()
    for text in texts:
        tokens = tokenize(text)
        only_one = set(compiled.find(tokens)) ^ set(reference.find(tokens))
        differing.update(match.pattern for match in only_one)
    return tuple(patterns[number].name for number in sorted(differing))


def _as_spacy(elements: Sequence[Element]) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = []
    for element in elements:
        if element.gap:
            gap = {"LOWER": {"NOT_IN": list(SENTENCE_ENDS)}, "OP": "?"}
            rows.extend([gap] * element.gap)
        else:
            row: dict[str, Any] = {"LOWER": {"REGEX": _regex(element)}}
            rows.append(row | {"OP": "?"} if element.optional else row)
    return rows


def _regex(element: Element) -> str:
    words = [re.escape(word) for word in sorted(element.words)]
    prefixes = [re.escape(prefix) + ".*" for prefix in element.prefixes]
    return rf"^(?:{'|'.join(words + prefixes)})$"
