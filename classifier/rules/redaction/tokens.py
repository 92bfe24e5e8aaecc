"""How a text is cut into tokens for the redaction patterns, in time that grows with its length."""

from __future__ import annotations

import re
from typing import Final, NamedTuple

_TOKEN: Final = re.compile(r"[^\W_]+(?:['\u2019-](?!s\b)[^\W_]+)*|['\u2019]s\b|([^\w\s])\1*|\S")
_SHORT: Final = re.compile(
    r"(?i)det|supt|ch|insp|sgt|cons?|const|cst|col|capt|cpl|pte|fr|"
    r"m(?:r|rs|s|x)|miss|messrs|dr|revd?|prof|cllr|st|nos?|"
    r"ext|asst|dep|temp|flat|apt|hse|sq|rd|ave|est|wm|chas|geo|jas|thos|(?-i:[A-Z])"
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
        if found[0] == "." and tokens and _is_short(tokens[-1], found.start()):
            continue
        tokens.append(Token(found[0], found.start(), found.end()))
    return tokens


def _is_short(token: Token, stop: int) -> bool:
    """Say whether a full stop at a place belongs to the token before it."""
    return token.end == stop and _SHORT.fullmatch(token.word) is not None
