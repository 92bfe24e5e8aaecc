"""The comparison as a short table of plain words, for a terminal."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from classifier.domain.estimate import Estimate
from classifier.reports.compare_figures import ComparisonFigures, SideFigures
from classifier.reports.wording import decimal, decimal_range, percent, percent_range

TableLine = tuple[str, str, str, str]
"""What the line says, then the keyword search, the model alone, the two together."""

HEADING: Final[TableLine] = ("", "Keyword search", "Model alone", "Together")


def table_lines(figures: ComparisonFigures) -> list[TableLine]:
    """Give the table, its heading first; the interval of a figure stands below it."""
    sides = (figures.keyword, figures.model, figures.together)
    level = f"  {percent(figures.level)} interval"

    def line(label: str, cell: Callable[[SideFigures], str]) -> TableLine:
        keyword, model, together = (_plain(cell(side)) for side in sides)
        return _plain(label), keyword, model, together

    def share(label: str, of: Callable[[SideFigures], Estimate]) -> list[TableLine]:
        return [
            line(label, lambda side: percent(of(side).value)),
            line(level, lambda side: percent_range(of(side))),
        ]

    return [
        HEADING,
        line("Relevant rows found", lambda side: f"{side.found:,}"),
        line("Relevant rows missed", lambda side: f"{len(side.missed):,}"),
        line("Rows wrongly collected", lambda side: f"{len(side.wrongly_collected):,}"),
        line("Rows sent to a reviewer", _sent),
        *share("Recall", lambda side: side.recall),
        *share("Precision", lambda side: side.precision),
        line("F1", lambda side: decimal(side.f1.value)),
        line(level, lambda side: decimal_range(side.f1)),
    ]


def _sent(side: SideFigures) -> str:
    return "-" if side.sent_to_review is None else f"{side.sent_to_review:,}"


def _plain(words: str) -> str:
    """Write with plain spaces: a terminal neither needs nor always knows the other kind."""
    return words.replace("\N{NO-BREAK SPACE}", " ")
