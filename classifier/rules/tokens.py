"""How a text is cut into tokens, for the term patterns and their reference."""

from __future__ import annotations

import re
from typing import Final

_TOKEN: Final = re.compile(r"[^\W_]+(?:'(?!s\b)[^\W_]+)*|'s\b|[^\s]")
SENTENCE_ENDS: Final = (".", "!", "?", ";")


def tokenize(text: str) -> list[str]:
    """Cut a text into lower-case words, possessive endings and single signs.

    Curly apostrophes count as straight ones: ``didn't`` is one token, ``Facebook's`` two.
    """
    return _TOKEN.findall(text.lower().replace("\u2019", "'"))


def token_spans(text: str) -> list[tuple[int, int]]:
    """Say where each token of `tokenize` stands in a text: first character, and the one after.

    Empty for the rare text whose lower case has another length, so that places would not match.
    """
    lower = text.lower().replace("\u2019", "'")
    return [found.span() for found in _TOKEN.finditer(lower)] if len(lower) == len(text) else []
