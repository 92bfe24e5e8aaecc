"""Lists of names, written as words with blanks between them."""

from __future__ import annotations


def words(*texts: str) -> frozenset[str]:
    """Give the words of one or more texts."""
    return frozenset(word for text in texts for word in text.split())
