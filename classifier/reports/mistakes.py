"""The rows that either side gets wrong, each with a short reason."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

from classifier.reports.compare_figures import ComparisonFigures
from classifier.reports.wording import first_lower

CAP: Final = 50
"""Rows shown of each list: a page is for reading, the JSON result has them all."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Mistake:
    """One row: its number in its file, why it is here, and its text where the caller gave it."""

    row: int
    reason: str
    text: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class MistakeList:
    """One kind of mistake.

    Parameters
    ----------
    title
        Whose mistakes, of which kind.
    mistakes
        The first `CAP` of them.
    total, more
        How many there are, and how many of them are not shown.
    """

    title: str
    mistakes: tuple[Mistake, ...]
    total: int
    more: int


def mistake_lists(
    figures: ComparisonFigures,
    *,
    row_numbers: Sequence[int],
    texts: Sequence[str] | None,
    terms: Sequence[str] | None,
) -> list[MistakeList]:
    """List what the keyword search and the model missed and wrongly collected.

    Parameters
    ----------
    figures
        What was measured.
    row_numbers
        What each row is called in its file, one a row.
    texts
        The allegation texts, one a row, or None to show none.
    terms
        The search words found in each row, one string a row, or None where not known.
    """
    reasons = _Reasons(figures, terms=terms)

    def listed(title: str, positions: Sequence[int], reason: Callable[[int], str]) -> MistakeList:
        mistakes = tuple(
            Mistake(row=row_numbers[at], reason=reason(at), text=texts[at] if texts else None)
            for at in positions[:CAP]
        )
        total = len(positions)
        return MistakeList(title=title, mistakes=mistakes, total=total, more=max(0, total - CAP))

    keyword, model = figures.keyword, figures.model
    return [
        listed("Missed by the keyword search", keyword.missed, reasons.keyword_missed),
        listed(
            "Wrongly collected by the keyword search",
            keyword.wrongly_collected,
            reasons.keyword_wrong,
        ),
        listed("Missed by the model alone", model.missed, reasons.model_missed),
        listed(
            "Wrongly collected by the model alone", model.wrongly_collected, reasons.model_wrong
        ),
    ]


class _Reasons:
    """Says in a few words what each side did with a row that one of them got wrong."""

    def __init__(self, figures: ComparisonFigures, *, terms: Sequence[str] | None) -> None:
        self._terms = terms
        self._keyword_missed = frozenset(figures.keyword.missed)
        self._keyword_wrong = frozenset(figures.keyword.wrongly_collected)
        self._model_missed = frozenset(figures.model.missed)
        self._model_wrong = frozenset(figures.model.wrongly_collected)
        self._together_missed = frozenset(figures.together.missed)
        self._together_wrong = frozenset(figures.together.wrongly_collected)

    def keyword_missed(self, at: int) -> str:
        if at not in self._model_missed:
            return "No search word; the model found it"
        if at not in self._together_missed:
            return "No search word; sent to a reviewer"
        return "No search word; the model missed it too"

    def keyword_wrong(self, at: int) -> str:
        found = self._found_by(at)
        if at in self._model_wrong:
            return f"{found}; the model collected it too"
        if at in self._together_wrong:
            return f"{found}; sent to a reviewer"
        return f"{found}; the model left it out"

    def model_missed(self, at: int) -> str:
        words = "No search word" if at in self._keyword_missed else self._found_by(at)
        if at in self._together_missed:
            return f"Scored low; {first_lower(words)}"
        return f"Below the threshold, but sent to a reviewer; {first_lower(words)}"

    def model_wrong(self, at: int) -> str:
        words = self._found_by(at) if at in self._keyword_wrong else "No search word"
        return f"Scored high; {first_lower(words)}"

    def _found_by(self, at: int) -> str:
        terms = self._terms[at].replace(";", ", ") if self._terms else ""
        return f"Found by {terms}" if terms else "Holds a search word"
