"""Who and what is named: the reference that a cell gives, or that it gives none."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Final

from classifier.domain.outcome import plain

_POINTS: Final = re.compile(r"[.?*_\"'\[\]]+|\(s\)")
_GAPS: Final = re.compile(r"[-/,;:()\s]+")
_BRACKET: Final = re.compile(r"\([^()]*\)$")
_DIGIT: Final = re.compile(r"\d")
_BETWEEN: Final = re.compile(r"[;|\n&]+|\band\b", re.IGNORECASE)
"""What sets names apart in a cell; a comma does where each part has a number: *Smythe, John*."""


@dataclass(frozen=True, slots=True)
class Naming:
    """The words that name nobody and nothing; see ``facts/naming.toml``.

    Parameters
    ----------
    nothing
        What stands in a reference's place where there is none.
    anyone
        What says of an officer what, and not who.
    """

    nothing: frozenset[str]
    anyone: frozenset[str]
    _nothing: re.Pattern[str] = field(init=False, repr=False, compare=False)
    _anyone: re.Pattern[str] = field(init=False, repr=False, compare=False)
    _nobody: re.Pattern[str] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        """Make the patterns: any number of the words, and nothing else."""
        object.__setattr__(self, "_nothing", _only(self.nothing))
        object.__setattr__(self, "_anyone", _only(self.anyone))
        object.__setattr__(self, "_nobody", _only(self.nothing | self.anyone))

    def reference(self, cell: str) -> str:
        """Give what a case or an allegation goes by: trimmed, in lower case; blank for none."""
        words = plain(cell)
        return "" if self._nothing.fullmatch(_spaced(words)) else words

    def officer(self, cell: str) -> str:
        """Give what an officer is counted by: trimmed, in lower case; blank for nobody.

        A cell with a digit names somebody. What stands in brackets behind words for nobody is
        passed over: a description is no name.
        """
        words = plain(cell)
        if _DIGIT.search(words):
            return words
        before = _spaced(_BRACKET.sub("", words))
        is_nobody = self._nobody.fullmatch(_spaced(words)) or (
            self._nobody.fullmatch(before) and not self._anyone.fullmatch(before)
        )
        return "" if is_nobody else words

    def is_several(self, cell: str) -> bool:
        """Say whether an officer's cell seems to name more than one."""
        parts, listed = _BETWEEN.split(cell), cell.split(",")
        if all(map(_DIGIT.search, listed)):
            parts = max(parts, listed, key=len)
        return sum(bool(self.officer(part)) for part in parts) > 1


def _spaced(words: str) -> str:
    """Give words without points, one blank between them."""
    return _GAPS.sub(" ", _POINTS.sub("", words)).strip()


def _only(phrases: Iterable[str]) -> re.Pattern[str]:
    """Match any number of some phrases, one after the other, and nothing else."""
    each = "|".join(sorted(re.escape(_spaced(plain(phrase))) for phrase in phrases))
    return re.compile(rf"(?:(?:{each})(?: |$))*" if each else "")
