"""Term patterns compiled for speed: a token selects the lines that may begin at it.

`classifier.rules.reference` does the same with spaCy's Matcher; both must always agree.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Final, NamedTuple, TypeVar

from classifier.domain.topic import TermPattern
from classifier.rules.grammar import Element, parse_line
from classifier.rules.tokens import SENTENCE_ENDS

_Line = tuple[int, list[Element]]
"""A line's pattern, and its elements after the first."""
_Key = TypeVar("_Key")
_MOST_REMEMBERED: Final = 100_000


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
        self._pairs: dict[tuple[str, str], list[_Line]] = {}

    def find(self, tokens: Sequence[str]) -> list[Match]:
        """Find every match, ordered by start, end and pattern."""
        found = set()
        for start, known in enumerate(map(self._known.get, tokens)):
            lines = self._lines_at(tokens[start]) if known is None else known
            if not lines:
                continue
            following = tokens[start + 1] if start + 1 < len(tokens) else ""
            for pattern, rest in self._lines_before(tokens[start], lines, following):
                if not rest:
                    found.add(Match(start, start + 1, pattern))
                    continue
                for end in _ends(rest, tokens, 0, start + 1):
                    found.add(Match(start, end, pattern))
        return sorted(found)

    def _lines_at(self, token: str) -> list[_Line]:
        """Give the lines whose first element accepts a token, and remember the answer."""
        lines = list(self._by_word.get(token, ()))
        for size in self._prefix_sizes:
            lines += self._by_prefix.get(token[:size], ()) if size <= len(token) else ()
        _remember(self._known, token, lines)
        return lines

    def _lines_before(self, token: str, lines: Sequence[_Line], following: str) -> Sequence[_Line]:
        """Give those lines that the token after the first does not rule out, and remember it."""
        chosen = self._pairs.get((token, following))
        if chosen is None:
            chosen = [line for line in lines if _may_go_on(line[1], following)]
            _remember(self._pairs, (token, following), chosen)
        return chosen


def _remember(known: dict[_Key, list[_Line]], key: _Key, lines: list[_Line]) -> None:
    """Remember an answer; where there are too many, begin anew: memory must not grow with rows."""
    if len(known) >= _MOST_REMEMBERED:
        known.clear()
    known[key] = lines


def _may_go_on(rest: Sequence[Element], following: str) -> bool:
    """Say whether a line's elements after the first may match from a token on; "" is no token."""
    if not rest or rest[0].gap or rest[0].optional:
        return True
    return bool(following) and rest[0].accepts(following)


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
