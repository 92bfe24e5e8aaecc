"""Cells made readable: trimmed, composed, and mojibake repaired. Nothing is reworded."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from typing import Final

_EDGES: Final = " \t\r\n\f\v\u00a0\u200b\u2060\ufeff\0"


def clean_field(values: Sequence[str]) -> list[str]:
    """Return cells trimmed and in composed form (NFC)."""
    return [
        value.strip() if value.isascii() else unicodedata.normalize("NFC", value).strip()
        for value in values
    ]


def clean_texts(values: Sequence[str]) -> tuple[list[str], list[bool]]:
    """Return allegation texts made readable, and which of them were mojibake.

    Line breaks are kept, all written as one line feed. Only the text that can hold
    mojibake is looked at, so that a file in plain ASCII costs next to nothing.
    """
    texts = [value.replace("\r\n", "\n").replace("\r", "\n").strip(_EDGES) for value in values]
    repaired = [False] * len(texts)
    doubtful = [position for position, text in enumerate(texts) if not text.isascii()]
    if doubtful:
        from ftfy import fix_encoding
        from ftfy.badness import is_bad

        for position in doubtful:
            text = texts[position]
            fixed = fix_encoding(text) if is_bad(text) else text
            repaired[position] = fixed != text
            texts[position] = unicodedata.normalize("NFC", fixed).strip(_EDGES)
    return [text.strip() for text in texts], repaired
