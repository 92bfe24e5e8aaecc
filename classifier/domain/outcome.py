"""What a case ended in: the raw words of an export, and the canonical outcome that they name."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Final

_SEPARATORS: Final = re.compile(r"[;|\n]+")
_BLANKS: Final = re.compile(r"\s+")
_DASHES: Final = re.compile(
    "[\N{HYPHEN}\N{NON-BREAKING HYPHEN}\N{EN DASH}\N{EM DASH}\N{MINUS SIGN}]"
)
_BRACKET: Final = re.compile(r"\([^()]*\)$")


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
        The first and the last day on which the regulations provide for it; None where those known
        here set none. Older matters end under older regulations, so that one outside of these days
        can be right.
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
        """Say whether the regulations of a day provide for it."""
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
        Whether the regulations of the row's day provide for it; True where either is not known.
    """

    name: str
    known: bool
    severity: int
    adverse: bool
    in_force: bool = True


@dataclass(frozen=True, slots=True)
class Outcomes:
    """The outcomes that are known, in the order of a reply's table.

    Parameters
    ----------
    known
        The outcomes.
    undecided
        What is written where there is no outcome yet, as `plain` gives it: read as blank.
    """

    known: tuple[Outcome, ...]
    undecided: frozenset[str] = frozenset()
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

        A cell may hold several, set apart by a semicolon, a bar or a line break, or by commas where
        each part is known; each counts once. What stands in brackets behind a known outcome, such
        as how long a warning lasts, is passed over.

        Parameters
        ----------
        outcome, finding
            The cells as they stand in the export.
        day
            The row's own day, None where it has none.
        """
        parts = self._parts(outcome) or self._parts(finding)
        ended = {one.name: one for one in (self._read(part, day) for part in parts)}
        return tuple(ended.values())

    def _parts(self, cell: str) -> list[str]:
        """Cut a cell into the outcomes it holds; none where it says that there is none yet."""
        parts: list[str] = []
        for part in _SEPARATORS.split(cell):
            listed = part.split(",")
            is_list = len(listed) > 1 and all(self._found(one) for one in listed)
            parts += listed if is_list else [part]
        return [part for part in parts if plain(part) and plain(part) not in self.undecided]

    def _found(self, part: str) -> Outcome | None:
        """Find an outcome by its words, or by those before a bracket."""
        words = plain(part)
        return self._by_words.get(words) or self._by_words.get(plain(_BRACKET.sub("", words)))

    def severity_of(self, words: str) -> int | None:
        """Give the severity of an outcome by any of its spellings; None where it is not known."""
        found = self._by_words.get(plain(words))
        return found.severity if found else None

    def place(self, name: str) -> int:
        """Give an outcome's place in a table, by its canonical name; unknown ones come last."""
        names = [one.name for one in self.known]
        return names.index(name) if name in names else len(names)

    def _read(self, part: str, day: dt.date | None) -> Ended:
        found = self._found(part)
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


def one_spelling(rows: Sequence[tuple[Ended, ...]]) -> list[tuple[Ended, ...]]:
    """Give unknown outcomes of some rows that are compared alike one spelling, the first by letter.

    Each stands once in a row, as known ones do.
    """
    names: dict[str, str] = {}
    for one in (one for row in rows for one in row if not one.known):
        words = plain(one.name)
        names[words] = min(one.name, names.get(words, one.name))
    alike = (
        (one if one.known else replace(one, name=names[plain(one.name)]) for one in row)
        for row in rows
    )
    return [tuple({one.name: one for one in row}.values()) for row in alike]


def plain(words: str) -> str:
    """Give words as they are compared: trimmed, in lower case, blanks and dashes of one kind."""
    dashed = _DASHES.sub("-", words.casefold())
    return _BLANKS.sub(" ", dashed).strip(" .")
