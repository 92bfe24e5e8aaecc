"""Cells made readable: trimmed, composed, and mojibake repaired. Nothing is reworded."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from typing import Final

# Mojibake puts two strange characters side by side, or one before what was a hard space.
_DOUBTFUL: Final = re.compile(r"[^\x00-\x7f]{2}|[\x80-\x9f]|[\u00c2\u00c3\u00e2] ")
_EDGES: Final = "".join(map(chr, range(33))) + "\x7f\x85\u00a0\u2028\u2029\u200b\u2060\u3000\ufeff"


def clean_field(values: Sequence[str]) -> list[str]:
    """Return cells trimmed and in composed form (NFC)."""
    return [
        value.strip() if value.isascii() else unicodedata.normalize("NFC", value).strip()
        for value in _without_nul(values)
    ]


def clean_texts(values: Sequence[str]) -> tuple[list[str], list[bool]]:
    """Return allegation texts made readable, and which of them were mojibake.

    Line breaks are kept, all written as one line feed. Only text that could hold mojibake is
    looked at, so that a file in plain English costs next to nothing.
    """
    values = _without_nul(values)
    together = "".join(values)
    if "\r" in together:
        values = [value.replace("\r\n", "\n").replace("\r", "\n") for value in values]
    texts = [value.strip(_EDGES) for value in values]
    repaired = [False] * len(texts)
    foreign = [] if together.isascii() else texts
    for position in [at for at, text in enumerate(foreign) if not text.isascii()]:
        text = texts[position]
        fixed = _repair(text) if _DOUBTFUL.search(text) else text
        repaired[position] = fixed != text
        texts[position] = unicodedata.normalize("NFC", fixed).strip(_EDGES)
    return texts, repaired


def _without_nul(values: Sequence[str]) -> Sequence[str]:
    """Return cells without NUL characters: nobody sees them, and PostgreSQL holds none."""
    if "\0" in "".join(values):
        return [value.replace("\0", "") for value in values]
    return values


def _repair(text: str) -> str:
    """Return a text with its mojibake undone, if it has any."""
    from ftfy import fix_encoding
    from ftfy.badness import is_bad

    return fix_encoding(text) if is_bad(text) else text
