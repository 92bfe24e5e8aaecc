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
