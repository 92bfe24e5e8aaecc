"""What of a text the reader is given: passages around the sentences that speak most."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from classifier.model.windows import Windows

LONGEST: Final = 600
"""Characters of a passage: about 130 word pieces, and who did it is seldom further away."""
LONGEST_PIECES: Final = 192
"""Word pieces of a passage: more are cut off."""
_MOST: Final = 3
"""Passages read of a text."""


@dataclass(frozen=True, slots=True)
class Passages:
    """The passages to be read.

    Parameters
    ----------
    texts
        All of them, shape (passages,).
    owner
        Which text each is from, shape (passages,), rising.
    """

    texts: tuple[str, ...]
    owner: NDArray[np.int64]

    def take(self, rows: NDArray[np.int64]) -> Passages:
        """Take those of some texts, rising, and number these anew."""
        kept = np.flatnonzero(np.isin(self.owner, rows))
        texts = tuple(self.texts[one] for one in kept.tolist())
        return Passages(texts, np.searchsorted(rows, self.owner[kept]))


def cut_to_fit(cut: Windows) -> Windows:
    """Cut sentences longer than a passage too: in a wall of text each piece speaks for itself."""
    alone = np.bincount(cut.owner, minlength=cut.wholes) == 1
    whole = [number for number in np.flatnonzero(alone) if len(cut.texts[number]) > LONGEST]
    owned = [*zip(cut.owner.tolist(), cut.texts, strict=True)][cut.wholes :]
    owned += [(number, cut.texts[number]) for number in whole]
    parts = sorted(
        ((owner, piece) for owner, one in owned for piece in pieces_of(one)), key=lambda one: one[0]
    )
    texts = (*cut.texts[: cut.wholes], *(piece for _, piece in parts))
    owner = [*range(cut.wholes), *(owner for owner, _ in parts)]
    return Windows(texts, np.array(owner, dtype=np.int64), cut.wholes)


def passages(cut: Windows, speaks: NDArray[np.float64]) -> Passages:
    """Choose the passages of each text: all of it where it is short, else up to three.

    Parameters
    ----------
    cut
        The texts and their sentences.
    speaks
        How much each of them speaks for the topic, shape (windows,).
    """
    parts = np.arange(cut.wholes, len(cut.texts))
    by_owner = np.split(parts, np.searchsorted(cut.owner[parts], np.arange(1, cut.wholes)))
    texts, owner = [], []
    for number in range(cut.wholes):
        whole = cut.texts[number]
        if len(whole) <= LONGEST:
            chosen = [whole]
        else:
            sentences = [cut.texts[part] for part in by_owner[number].tolist()] or [whole]
            spoken = speaks[by_owner[number]] if len(by_owner[number]) else np.zeros(1)
            chosen = _around_the_best(sentences, spoken)
        texts += chosen
        owner += [number] * len(chosen)
    return Passages(tuple(texts), np.array(owner, dtype=np.int64))


def _around_the_best(sentences: Sequence[str], speaks: NDArray[np.float64]) -> list[str]:
    """Grow a passage around the best sentence, then around the best that is not yet in one."""
    pieces = [
        (piece, said)
        for one, said in zip(sentences, speaks, strict=True)
        for piece in pieces_of(one)
    ]
    free = dict.fromkeys(sorted(range(len(pieces)), key=lambda at: (-pieces[at][1], at)))
    found: list[tuple[int, int]] = []
    while free and len(found) < _MOST:
        first, last = _grown([piece for piece, _ in pieces], next(iter(free)))
        found.append((first, last))
        for at in range(first, last + 1):
            free.pop(at, None)
    return [
        " ".join(piece for piece, _ in pieces[first : last + 1]) for first, last in sorted(found)
    ]


def _grown(pieces: Sequence[str], at: int) -> tuple[int, int]:
    """Take in neighbours, before and after by turns, while they fit; give the first and last."""
    first = last = at
    length = len(pieces[at])
    grew = True
    while grew:
        grew = False
        for step in (-1, 1):
            new = first - 1 if step < 0 else last + 1
            if 0 <= new < len(pieces) and length + 1 + len(pieces[new]) <= LONGEST:
                length += 1 + len(pieces[new])
                first, last, grew = min(first, new), max(last, new), True
    return first, last


def pieces_of(sentence: str) -> Iterator[str]:
    """Cut a sentence longer than a passage at a blank, or where there is none, in the word."""
    while len(sentence) > LONGEST:
        at = sentence.rfind(" ", 1, LONGEST + 1)
        at = at if at > 0 else LONGEST
        yield sentence[:at]
        sentence = sentence[at:].lstrip()
    if sentence:
        yield sentence
