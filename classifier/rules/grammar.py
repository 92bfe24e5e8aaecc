"""The pattern grammar: what a line of a term pattern may say, and what it means.

A line is a row of elements separated by blanks, each standing for one token:

``posted``          the word itself, in any case
``post|posts``      any of these
``post*``           any token that begins so
``account?``        the element may be missing
``...3``            a gap: up to three tokens, none of them ending a sentence
``<officer>``       a word list of the topic, as if its alternatives stood there
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from classifier.domain.errors import TopicError
from classifier.rules.tokens import tokenize

_GAP: Final = re.compile(r"\.\.\.([1-9])")
_LIST: Final = re.compile(r"<([a-z_]+)>")


@dataclass(frozen=True, slots=True)
class Element:
    """One place of a line: a token that must, or may, stand there.

    Parameters
    ----------
    words
        The tokens it accepts.
    prefixes
        What a token it accepts may begin with.
    optional
        Whether the place may be empty.
    gap
        The most tokens that a gap spans; 0 for what is no gap.
    """

    words: frozenset[str] = frozenset()
    prefixes: tuple[str, ...] = ()
    optional: bool = False
    gap: int = 0

    def accepts(self, token: str) -> bool:
        """Say whether a token may stand here."""
        return token in self.words or token.startswith(self.prefixes)


def parse_line(line: str, word_lists: Mapping[str, str]) -> tuple[Element, ...]:
    """Read one line of a pattern.

    Raises
    ------
    TopicError
        If a word list is unknown, a word is not one token, or the line begins or ends with what
        may be missing.
    """
    elements = tuple(_parse_element(part, word_lists) for part in line.lower().split())
    if not elements or any(e.optional or e.gap for e in (elements[0], elements[-1])):
        message = f"The pattern line {line!r} is empty, or begins or ends with an optional element."
        raise TopicError(message, advice="Begin and end it with a word that must be there.")
    return elements


def _parse_element(part: str, word_lists: Mapping[str, str]) -> Element:
    if gap := _GAP.fullmatch(part):
        return Element(gap=int(gap[1]))
    optional = part.endswith("?") and len(part) > 1
    named = part.removesuffix("?") if optional else part
    alternatives = _LIST.sub(lambda found: _look_up(found[1], word_lists), named).split("|")
    for word in alternatives:
        _check_token(word.removesuffix("*") or word)
    return Element(
        words=frozenset(a for a in alternatives if not a.endswith("*")),
        prefixes=tuple(sorted(a[:-1] for a in alternatives if a.endswith("*"))),
        optional=optional,
    )


def _check_token(word: str) -> None:
    """Refuse a word that no text's tokens could ever be."""
    if tokenize(word) != [word]:
        message = f"The pattern word {word!r} is not one token, so no text could match it."
        cut = " ".join(tokenize(word))
        raise TopicError(message, advice=f"Write its tokens as elements: {cut}.")


def _look_up(name: str, word_lists: Mapping[str, str]) -> str:
    if name not in word_lists:
        message = f"The word list <{name}> is not in the topic."
        raise TopicError(message, advice=f"Known lists: {', '.join(sorted(word_lists))}.")
    return "|".join(word_lists[name].lower().split())
