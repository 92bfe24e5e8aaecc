import dataclasses

import pytest

from classifier.evaluation.sides import Comparison, Verdict
from classifier.reports.mistakes import mistake_lists
from classifier.reports.verdict import sentences
from classifier.reports.wording import (
    count,
    decimal,
    p_value,
    percent,
    percent_range,
)


def test_the_verdict_counts_before_it_judges(comparison: Comparison) -> None:
    """It says what each found, missed and wrongly collected, and whether chance would do it."""
    assert sentences(comparison, topic_title="social media") == [
        "Of 10 labelled rows, 4 are about social media.",
        "The keyword search found 2, missed 2 and collected 2 that are not.",
        "The model alone found 2, missed 2 and collected 1 that is not.",
        "The difference between the two is not larger than chance would give: on other rows it"
        " could come out the other way.",
        "With a reviewer reading the 2 rows that the model is unsure of, or that it scores low"
        " although a search word stands in them, 3 of the 4 would be found.",
        "With only 4 relevant rows to measure on, the figures are rough: the ranges below say how"
        " rough.",
    ]


def test_the_verdict_is_quiet_where_there_is_nothing_to_say(comparison: Comparison) -> None:
    """Nobody reads anything, and there are rows enough: neither sentence is written."""
    together = dataclasses.replace(comparison.together, sent_to_review=0)
    figures = dataclasses.replace(comparison, relevant=400, together=together)
    assert len(sentences(figures, topic_title="social media")) == 4


@pytest.mark.parametrize(
    ("verdict", "words"),
    [
        ("model_better", "larger than chance would give: the model does better"),
        ("keyword_better", "larger than chance would give: the keyword search does better"),
        ("not_shown", "is not larger than chance"),
        ("unsettled", "is not settled"),
    ],
)
def test_each_verdict_has_its_sentence(
    comparison: Comparison, verdict: Verdict, words: str
) -> None:
    """Either side can come out better; and where two checks differ, the page says so."""
    figures = dataclasses.replace(comparison, verdict=verdict)
    assert words in " ".join(sentences(figures, topic_title="social media"))


def test_nothing_relevant_leaves_nothing_to_find(nothing_relevant: Comparison) -> None:
    """No relevant row: no side is praised or blamed for what it finds."""
    first, second = sentences(nothing_relevant, topic_title="social media")
    assert first.endswith("none is about social media: nothing can be said of what is found.")
    assert second == "The keyword search collected none all the same, the model none."


def test_each_mistake_says_what_the_other_side_did(comparison: Comparison) -> None:
    """The reason names the search words where known, and what became of the row."""
    terms = ["", "Twitter", "", "", "", "", "", "", "Social", "Social;Tik Tok"]
    lists = mistake_lists(comparison, row_numbers=range(10), texts=None, terms=terms)
    assert [[(each.row, each.reason) for each in one.mistakes] for one in lists] == [
        [
            (2, "No search word; the model found it"),
            (3, "No search word; the model missed it too"),
        ],
        [
            (8, "Found by Social; sent to a reviewer"),
            (9, "Found by Social, Tik Tok; the model collected it too"),
        ],
        [
            (1, "Below the threshold, but sent to a reviewer; found by Twitter"),
            (3, "Scored low; no search word"),
        ],
        [(9, "Scored high; found by Social, Tik Tok")],
    ]


@pytest.mark.parametrize(
    ("share", "written"),
    [
        (0.0, "0 %"),
        (0.0004, "under 0.1 %"),
        (0.0123, "1.2 %"),
        (0.0996, "10 %"),
        (0.583, "58 %"),
        (0.996, "over 99 %"),
        (1.0, "100 %"),
        (float("nan"), "not defined"),
    ],
)
def test_a_share_is_never_rounded_into_a_promise(share: float, written: str) -> None:
    """Only all is 100 %, and only none is 0 %."""
    assert percent(share).replace("\N{NO-BREAK SPACE}", " ") == written


def test_figures_are_written_for_reading(nothing_relevant: Comparison) -> None:
    """Thousands have their comma, a minus is a minus, a tiny p is not written as 0."""
    assert count(1, "row") == "1 row"
    assert count(1204, "row") == "1,204 rows"
    assert count(2, "case of it", many="cases of it") == "2 cases of it"
    assert decimal(-0.125) == "\N{MINUS SIGN}0.12"
    assert decimal(-0.001) == "0.00"
    assert p_value(0.0000001) == "p < 0.001"
    assert p_value(0.02) == "p = 0.020"
    assert percent_range(nothing_relevant.model.recall) == ""
