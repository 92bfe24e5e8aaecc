"""The line grammar of the redaction patterns: what a line may say, read into elements.

What a line may say stands at the top of ``lines.toml``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import product
from typing import Any, Final

from spacy.lang.lex_attrs import word_shape

_ELEMENT: Final = re.compile(
    r"(?P<seen>~?)(?P<name><[a-z_|]+>|\[[A-Za-z]+\]|[^\s<>\[\]{}]+?)(?P<often>\?|\{\d,\d\})?"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Accepted:
    """The tokens that an element accepts.

    Parameters
    ----------
    words
        Words in lower case, one of which it must be; None where any may be.
    parts
        Whether it is enough that one of the parts between hyphens is such a word.
    never
        Words in lower case that it must not be.
    shape, text
        What its shape (X a capital, x a small letter, d a digit) and its letters must match.
    """

    words: frozenset[str] | None = None
    parts: bool = False
    never: frozenset[str] = frozenset()
    shape: re.Pattern[str] | None = None
    text: re.Pattern[str] | None = None

    def __call__(self, token: str) -> bool:
        """Say whether a token is accepted."""
        lower = token.lower()
        return (
            (self.words is None or not self.words.isdisjoint(self._spoken(lower)))
            and lower not in self.never
            and (self.text is None or bool(self.text.search(token)))
            and (self.shape is None or bool(self.shape.search(word_shape(token))))
        )

    def _spoken(self, lower: str) -> list[str]:
        return [lower, *lower.split("-")] if self.parts else [lower]


@dataclass(frozen=True, slots=True, kw_only=True)
class Element:
    """One place of a line.

    Parameters
    ----------
    name
        As it is written, without how often.
    often
        How often, as spaCy's Matcher writes it: empty for once.
    seen
        Whether it must only stand there and is not proposed.
    """

    name: str
    often: str
    seen: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Grammar:
    """What the lines may name: lists of words, classes of tokens, and macros.

    Parameters
    ----------
    lists
        Name to words in lower case.
    classes
        Name to a table with ``shape`` or ``text`` (regular expressions), ``in`` and ``not``
        (names of lists).
    macros
        Name to the rows that it may stand for.
    """

    lists: Mapping[str, frozenset[str]]
    classes: Mapping[str, Mapping[str, Any]]
    macros: Mapping[str, list[str]]

    def lines(self, line: str) -> Iterator[tuple[Element, ...]]:
        """Read a line, once for each way to fill in its macros.

        Raises
        ------
        ValueError
            If an element is none; the message names it.
        KeyError
            If a macro is unknown.
        """
        for chosen in product(*(self._rows(word) for word in line.split())):
            yield tuple(_element(word) for word in " ".join(chosen).split())

    def accepted(self, name: str) -> Accepted:
        """Say which tokens the element of a name accepts.

        Raises
        ------
        KeyError
            If a list or class is unknown.
        """
        if name.startswith("["):
            table = self.classes[name[1:-1]]
            return Accepted(
                words=self._words(table["in"]) if "in" in table else None,
                parts=table.get("parts", False),
                never=self._words(table.get("not", [])),
                shape=re.compile(table["shape"]) if "shape" in table else None,
                text=re.compile(table["text"]) if "text" in table else None,
            )
        if name.startswith("<"):
            return Accepted(words=self._words(name[1:-1].split("|")))
        return Accepted(words=frozenset(name.split("|")))

    def _rows(self, word: str) -> list[str]:
        """Give what a word may stand for; a macro that is only seen has all its elements so."""
        seen, at, name = word.rpartition("@")
        if not at:
            return [word]
        return [" ".join(seen + part for part in row.split()) for row in self.macros[name]]

    def _words(self, names: list[str]) -> frozenset[str]:
        return frozenset[str]().union(*(self.lists[name] for name in names))


def _element(word: str) -> Element:
    found = _ELEMENT.fullmatch(word)
    if found is None:
        message = f"{word!r} is no element of a redaction pattern"
        raise ValueError(message)
    return Element(name=found["name"], often=found["often"] or "", seen=bool(found["seen"]))
