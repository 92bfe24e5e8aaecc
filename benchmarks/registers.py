"""Which corpus files are registers: in their natural mix, in which little is relevant."""

from __future__ import annotations

_NATURAL = 0.2


def is_register(texts: int, relevant: int) -> bool:
    """Say whether a file of so many texts, so many of them relevant, is in its natural mix."""
    return relevant < _NATURAL * texts
