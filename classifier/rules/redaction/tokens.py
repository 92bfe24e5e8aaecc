"""How a text is cut into tokens for the redaction patterns, in time that grows with its length."""

from __future__ import annotations

import re
from typing import Final, NamedTuple

_TOKEN: Final = re.compile(r"[^\W_]+(?:['’-](?!s\b)[^\W_]+)*|['’]s\b|([^\w\s])\1*|\S")
_SHORT: Final = frozenset(
    """det supt ch insp sgt cons const mr mrs ms dr rev revd prof cllr st no nos ext asst dep temp
    flat sq rd ave messrs mx miss""".split()
)
"""Words that are often shortened with a full stop, which is then no token."""


class Token(NamedTuple):
    """A word or a sign, and where it stands: first character, and the one after."""

    word: str
    start: int
    end: int


def tokens_of(text: str) -> list[Token]:
    """Cut a text into words, possessive endings and signs.

    Words keep their hyphens and apostrophes: ``O'Neill``, ``Smith-Jones``. A full stop after a
    single letter or a word that is often shortened is left out: ``Det. Sgt. J. Pryce`` is four
    tokens, as it would be without them.
    """
    tokens: list[Token] = []
    for found in _TOKEN.finditer(text):
        if found[0] == "." and tokens and tokens[-1].end == found.start() and _is_short(tokens[-1]):
            continue
        tokens.append(Token(found[0], found.start(), found.end()))
    return tokens


def _is_short(token: Token) -> bool:
    return (len(token.word) == 1 and token.word.isupper()) or token.word.casefold() in _SHORT
