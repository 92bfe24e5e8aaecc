"""Term patterns compiled for speed: a token selects the lines that may begin at it.

`classifier.rules.reference` does the same with spaCy's Matcher; both must always agree.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import NamedTuple

from classifier.domain.topic import TermPattern
from classifier.rules.grammar import Element, parse_line
from classifier.rules.tokens import SENTENCE_ENDS

_Line = tuple[int, list[Element]]
"""A line's pattern, and its elements after the first."""


class Match(NamedTuple):
    """Where a pattern stands in a text: tokens ``start`` up to but not including ``end``."""

    start: int
    end: int
    pattern: int


class PatternMatcher:
    """The patterns of a topic, ready to be found in tokens."""

    def __init__(self, patterns: Sequence[TermPattern], word_lists: Mapping[str, str]) -> None:
        self._by_word: dict[str, list[_Line]] = {}
        self._by_prefix: dict[str, list[_Line]] = {}
        for number, pattern in enumerate(patterns):
            for line in pattern.lines:
                first, *rest = parse_line(line, word_lists)
                for word in first.words:
                    self._by_word.setdefault(word, []).append((number, rest))
                for prefix in first.prefixes:
                    self._by_prefix.setdefault(prefix, []).append((number, rest))
        self._prefix_sizes = sorted({len(prefix) for prefix in self._by_prefix})
        self._known: dict[str, list[_Line]] = {}

    def find(self, tokens: Sequence[str]) -> list[Match]:
        """Find every match, ordered by start, end and pattern."""
        found = {
            Match(start, end, pattern)
            for start, token in enumerate(tokens)
            for pattern, rest in self._lines_at(token)
            for end in _ends(rest, tokens, 0, start + 1)
        }
        return sorted(found)

    def _lines_at(self, token: str) -> list[_Line]:
        """Give the lines whose first element accepts a token, remembering the answer."""
        lines = self._known.get(token)
        if lines is None:
            lines = list(self._by_word.get(token, ()))
            for size in self._prefix_sizes:
                lines += self._by_prefix.get(token[:size], ()) if size <= len(token) else ()
            self._known[token] = lines
        return lines


def _ends(
    elements: Sequence[Element], tokens: Sequence[str], at: int, position: int
) -> Collection[int]:
    """Give every position at which the elements from ``at`` on may end."""
    if at == len(elements):
        return (position,)
    element = elements[at]
    if element.gap:
        return _gap_ends(elements, tokens, at, position)
    here = position < len(tokens) and element.accepts(tokens[position])
    ends = _ends(elements, tokens, at + 1, position + 1) if here else ()
    if element.optional:
        return {*ends, *_ends(elements, tokens, at + 1, position)}
    return ends


def _gap_ends(
    elements: Sequence[Element], tokens: Sequence[str], at: int, position: int
) -> Collection[int]:
    ends = {*_ends(elements, tokens, at + 1, position)}
    for last in range(position, min(position + elements[at].gap, len(tokens))):
        if tokens[last] in SENTENCE_ENDS:
            break
        ends.update(_ends(elements, tokens, at + 1, last + 1))
    return ends
