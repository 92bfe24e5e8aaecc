"""The comparison in plain sentences, for someone who is no statistician."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from classifier.reports.compare_figures import ComparisonFigures, SideFigures
from classifier.reports.wording import count

CHANCE: Final[Mapping[str, str]] = MappingProxyType(
    {
        "model_better": (
            "The difference is larger than chance would give: the model does better than the"
            " keyword search."
        ),
        "keyword_better": (
            "The difference is larger than chance would give: the keyword search does better than"
            " the model."
        ),
        "not_shown": (
            "The difference between the two is not larger than chance would give: on other rows it"
            " could come out the other way."
        ),
        "unsettled": (
            "Whether the difference is larger than chance would give is not settled: of the two"
            " checks made for it, one says so and the other does not."
        ),
    }
)

FEW: Final = 50
"""Below so many relevant rows, a row more or less moves recall by over two points in a hundred."""


def sentences(figures: ComparisonFigures, *, topic_title: str) -> list[str]:
    """Give the verdict, one sentence after another.

    Parameters
    ----------
    figures
        What was measured.
    topic_title
        What people call the topic, in the middle of a sentence.
    """
    rows, relevant = count(figures.rows, "labelled row"), figures.relevant
    if not relevant:
        return [
            f"Of {rows}, none is about {topic_title}: nothing can be said of what is found.",
            f"The keyword search collected {_none_or(figures.keyword.collected)} all the same,"
            f" the model {_none_or(figures.model.collected)}.",
        ]
    return [
        f"Of {rows}, {relevant:,} {'is' if relevant == 1 else 'are'} about {topic_title}.",
        f"The keyword search {_did(figures.keyword)}.",
        f"The model alone {_did(figures.model)}.",
        CHANCE[figures.verdict],
        *_together(figures, relevant=relevant),
        *_few(relevant),
    ]


def _did(side: SideFigures) -> str:
    wrong = len(side.wrongly_collected)
    return (
        f"found {_none_or(side.found)}, missed {_none_or(len(side.missed))} and collected"
        f" {_none_or(wrong)} that {'are' if wrong > 1 else 'is'} not"
    )


def _together(figures: ComparisonFigures, *, relevant: int) -> list[str]:
    read = figures.together.sent_to_review
    if not read:
        return []
    found = figures.together.found
    return [
        f"With a reviewer reading the {count(read, 'row')} that the model is unsure of, or that"
        " it scores low although a search word stands in them,"
        f" {_none_or(found) if found < relevant else 'all'} of the {relevant:,} would be found."
    ]


def _few(relevant: int) -> list[str]:
    if relevant >= FEW:
        return []
    return [
        f"With only {count(relevant, 'relevant row')} to measure on, the figures are rough:"
        " the ranges below say how rough."
    ]


def _none_or(number: int) -> str:
    return f"{number:,}" if number else "none"
