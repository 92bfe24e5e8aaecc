"""What a case ended in: the raw words of an export, and the canonical outcome that they name."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

_SEPARATORS: Final = re.compile(r"[;|\n]+")
_BLANKS: Final = re.compile(r"\s+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """A canonical outcome.

    Parameters
    ----------
    name
        As a reply writes it.
    severity
        To compare outcomes with: 0 for none, 100 for dismissal.
    adverse
        Whether it follows from something that was found against a person.
    start, end
        The first and the last day on which it could be given; None where the regulations known
        here set none.
    spellings
        Other words for it, in lower case.
    """

    name: str
    severity: int
    adverse: bool
    start: dt.date | None = None
    end: dt.date | None = None
    spellings: tuple[str, ...] = ()

    def given_on(self, day: dt.date) -> bool:
        """Say whether it could be given on a day."""
        return (self.start is None or self.start <= day) and (self.end is None or day <= self.end)


@dataclass(frozen=True, slots=True, kw_only=True)
class Ended:
    """What one row ended in, once.

    Parameters
    ----------
    name
        The canonical name, or the raw words where they name no known outcome.
    known
        Whether they do.
    severity, adverse
        Of the outcome; an unknown one counts as adverse, so that it is never dropped unseen.
    in_force
        Whether it could be given on the row's day; True where either is not known.
    """

    name: str
    known: bool
    severity: int
    adverse: bool
    in_force: bool = True


@dataclass(frozen=True, slots=True)
class Outcomes:
    """The outcomes that are known, in the order of a reply's table."""

    known: tuple[Outcome, ...]
    _by_words: Mapping[str, Outcome] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        """Find each outcome by its name and by each other spelling.

        Raises
        ------
        ValueError
            If two outcomes share a spelling.
        """
        pairs = [(plain(word), one) for one in self.known for word in (one.name, *one.spellings)]
        by_words = dict(pairs)
        if len(by_words) != len(pairs):
            words = [word for word, _ in pairs]
            twice = sorted({word for word in words if words.count(word) > 1})
            message = f"two outcomes have the spelling {twice[0]!r}"
            raise ValueError(message)
        object.__setattr__(self, "_by_words", by_words)

    def read(
        self, outcome: str, finding: str = "", day: dt.date | None = None
    ) -> tuple[Ended, ...]:
        """Read what a row ended in: its outcome, or its finding where that is blank.

        A cell may hold several, set apart by a semicolon, a bar or a line break; each counts once.

        Parameters
        ----------
        outcome, finding
            The cells as they stand in the export.
        day
            The row's own day, None where it has none.
        """
        raw = outcome if outcome.strip() else finding
        parts = [part for part in _SEPARATORS.split(raw) if part.strip()]
        ended = {one.name: one for one in (self._read(part, day) for part in parts)}
        return tuple(ended.values())

    def severity_of(self, words: str) -> int | None:
        """Give the severity of an outcome by any of its spellings; None where it is not known."""
        found = self._by_words.get(plain(words))
        return found.severity if found else None

    def place(self, name: str) -> int:
        """Give an outcome's place in a table, by its canonical name; unknown ones come last."""
        names = [one.name for one in self.known]
        return names.index(name) if name in names else len(names)

    def _read(self, part: str, day: dt.date | None) -> Ended:
        found = self._by_words.get(plain(part))
        if found is None:
            words = _BLANKS.sub(" ", part.strip())
            return Ended(name=words, known=False, severity=0, adverse=True)
        return Ended(
            name=found.name,
            known=True,
            severity=found.severity,
            adverse=found.adverse,
            in_force=day is None or found.given_on(day),
        )


def plain(words: str) -> str:
    """Give words as spellings are compared: trimmed, in lower case, blanks made one."""
    return _BLANKS.sub(" ", words.strip().strip(".").casefold())
