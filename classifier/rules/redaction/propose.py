"""Proposals over a text: spaCy's matchers over its tokens, and expressions over its letters."""

from __future__ import annotations

import re
from bisect import bisect
from collections.abc import Iterable, Iterator, Sequence
from itertools import accumulate, groupby
from typing import Any, Final

import spacy
from spacy.matcher import Matcher, PhraseMatcher
from spacy.tokens import Doc
from spacy.vocab import Vocab

from classifier.domain.redaction import PLACEHOLDERS, Proposal, joined
from classifier.rules.redaction.checks import CHECKS
from classifier.rules.redaction.grammar import Element, Grammar
from classifier.rules.redaction.patterns import load_patterns
from classifier.rules.redaction.tokens import Token, tokens_of

_NONE: Final = "none"
_NAME: Final = "name"
_BY_WORDS: Final = (_NAME, "collar")
_OPENING: Final = "@+(_"
_REPLACED: Final = re.compile(
    rf"\[(?:(?:officer|person) [A-Z]+|(?:{'|'.join(map(re.escape, PLACEHOLDERS.values()))}) \d+)\]"
)
"""What was replaced already."""
_FLAGS: Final = 4
_LETTERS: Final = 3
"""A name that may stand again alone has as many letters at least."""


class Proposer:
    """The redaction patterns, ready to be used on texts.

    The same text gives the same proposals. They do not find everything: a person decides.
    """

    def __init__(self) -> None:
        self._patterns = load_patterns()
        self._vocab = spacy.blank("en").vocab
        self._matcher = Matcher(self._vocab, validate=False)  # it knows no keys but names
        self._seen: dict[str, tuple[bool, ...]] = {}
        rows = _Rows(self._vocab, self._patterns.grammar)
        for kind, lines in self._patterns.lines.items():
            for number, line in enumerate(lines):
                key = f"{kind or _NONE} {number}"
                self._matcher.add(key, [[rows.of(element) for element in line]])
                self._seen[key] = tuple(element.seen for element in line)

    def propose(self, text: str) -> list[Proposal]:
        """Propose what may identify somebody, in order of place; no two overlap."""
        text = _REPLACED.sub(lambda found: " " * len(found[0]), text)
        tokens = tokens_of(text)
        document = Doc(self._vocab, words=[token.word for token in tokens])
        found = [*self._by_tokens(tokens, document), *self.by_shape(text)]
        chosen = joined(_trimmed(one, text) for one in _without_covered(found))
        again = self._named_again(text, tokens, document, chosen)
        return joined([*chosen, *again])

    def _by_tokens(self, tokens: Sequence[Token], document: Doc) -> Iterator[Proposal]:
        names = self._vocab.strings
        matches: Any = self._matcher(document, with_alignments=True)  # spaCy's types know no places
        for key, start, _, places in matches:
            name = names[key]
            seen = self._seen[name]
            taken = [start + at for at, place in enumerate(places) if not seen[place]]
            if taken:
                first, last = tokens[taken[0]], tokens[taken[-1]]
                yield Proposal(first.start, last.end, name.split()[0])

    def by_shape(self, text: str) -> Iterator[Proposal]:
        """Propose by the regular expressions alone, overlaps and all."""
        for shape in self._patterns.shapes:
            for found in shape.regex.finditer(text):
                if CHECKS[shape.check](found):
                    yield Proposal(*found.span(shape.taken), shape.kind)

    def _named_again(
        self, text: str, tokens: Sequence[Token], document: Doc, chosen: Iterable[Proposal]
    ) -> Iterator[Proposal]:
        """Propose the words of names that were found wherever else they stand in the text."""
        spans = [one for one in chosen if one.kind == _NAME]
        names = {name for one in spans for name in self._names_in(one.of(text))}
        words = {form for name in names for form in self._forms(name)}
        if not words:
            return
        matcher = PhraseMatcher(self._vocab)
        matcher.add(_NAME, [Doc(self._vocab, words=[word]) for word in sorted(words)])
        places = sorted(start for _, start, _ in matcher(document))
        for first, last in _runs(places):
            yield Proposal(tokens[first].start, tokens[last].end, _NAME)

    def _names_in(self, name: str) -> Iterator[str]:
        """Give the words of a name by which somebody may be called again."""
        lists = self._patterns.lists
        no_name = lists["rank"] | lists["weak_rank"] | lists["title"] | lists["acting"]
        no_name |= lists["stop"] | lists["particle"] | lists["known"]
        for token in tokens_of(name):
            lower = token.word.casefold()
            named = token.word[0].isupper() or lower in lists["first"] - lists["thing"]
            if len(lower) < _LETTERS or not named or lower in no_name:
                continue
            if not (token.word.isupper() and lower in lists["ordinary"]):
                yield token.word

    def _forms(self, name: str) -> Iterator[str]:
        """Give a name as it may be written again: in small letters, too, if that is no word."""
        yield name
        small, lists = name.lower(), self._patterns.lists
        if small not in lists["word"] and small not in lists["thing"]:
            yield from (form for form in (small, f"{small}s") if form not in lists["word"])


class _Rows:
    """Elements as rows for the Matcher: flags of the vocabulary, which are worked out once a word.

    A vocabulary has few flags; the elements that come when there are no more are compared by
    their words.
    """

    def __init__(self, vocab: Vocab, grammar: Grammar) -> None:
        self._vocab = vocab
        self._grammar = grammar
        self._made: dict[str, dict[Any, Any]] = {}

    def of(self, element: Element) -> dict[Any, Any]:
        """Give the row of an element."""
        if element.name not in self._made:
            accepted = self._grammar.accepted(element.name)
            if accepted.never or accepted.shape or accepted.text or len(self._made) < _FLAGS:
                row: dict[Any, Any] = {self._vocab.add_flag(accepted): True}
            else:
                row = {"LOWER": {"IN": sorted(accepted.words or ())}}
            self._made[element.name] = row
        often = {"OP": element.often} if element.often else {}
        return self._made[element.name] | often


def _without_covered(found: Iterable[Proposal]) -> list[Proposal]:
    """Leave out names and officers' numbers that lie within what is not what it seems."""
    found = list(found)
    covers = sorted((one.start, one.end) for one in found if one.kind == _NONE)
    furthest = list(accumulate((end for _, end in covers), max))
    starts = [start for start, _ in covers]

    def covered(one: Proposal) -> bool:
        at = bisect(starts, one.start)
        return at > 0 and one.end <= furthest[at - 1]

    return [
        one for one in found if one.kind != _NONE and not (one.kind in _BY_WORDS and covered(one))
    ]


def _runs(places: Sequence[int]) -> Iterator[tuple[int, int]]:
    """Give the first and the last of each run of neighbours."""
    for _, run in groupby(enumerate(places), key=lambda pair: pair[1] - pair[0]):
        row = [place for _, place in run]
        yield row[0], row[-1]


def _trimmed(one: Proposal, text: str) -> Proposal:
    """Leave out the signs at the ends that belong to the sentence."""
    start, end = one.start, one.end
    while end > start and not (text[end - 1].isalnum() or text[end - 1] == "_"):
        end -= 1
    while start < end and not (text[start].isalnum() or text[start] in _OPENING):
        start += 1
    return Proposal(start, end, one.kind)
