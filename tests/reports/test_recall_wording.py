from __future__ import annotations

import math
from dataclasses import replace

import pytest

from classifier.domain.estimate import Estimate
from classifier.reports.recall_wording import RecallFigures, sentences

FIGURES = RecallFigures(
    day="2030-01-02",
    rows=5_000,
    drawn=400,
    left=0,
    doubtful=0,
    recall=Estimate(0.97, 0.9, 0.995),
    elusion=Estimate(0.0005, 0.0, 0.004),
    level=0.95,
    target=0.9,
    at_least=0.91,
    certified=True,
    further=None,
    remaining=4_100,
    since=0,
    twice=None,
    noticed=None,
)


def said(**changed: object) -> str:
    """Put figures into words, with plain spaces."""
    lines = sentences(replace(FIGURES, **changed), topic_title="dogs")
    return " ".join(lines).replace("\N{NO-BREAK SPACE}", " ")


def test_a_claim_that_is_made() -> None:
    """What was drawn, recall, elusion, the claim, and that reviewers are taken as right."""
    assert said() == (
        "Of 5,000 rows, 400 were drawn at random on 2030-01-02 and read without knowing how they"
        " were scored. Of the rows about dogs, 97 % are estimated to have been found (95 %"
        " interval: 90 % to over 99 %). Of the rows that were set apart as not relevant, under"
        " 0.1 % are estimated to be relevant after all (0 % to 0.4 %). It is certified at 95 %"
        " that at least 90 % were found. The figures take the reviewers as right: too few relevant"
        " rows were reviewed twice to allow for what a reviewer misses."
    )


@pytest.mark.parametrize(
    ("since", "words"),
    [(1, "1 row that was not drawn has"), (30, "30 rows that were not drawn have")],
)
def test_what_was_read_since_the_draw_counts_for_nothing(since: int, words: str) -> None:
    """The statement is of the search as it was drawn from, and says so."""
    assert f"of the search as it was on that day: {words} been read since" in said(since=since)


def test_a_claim_that_cannot_be_made_yet() -> None:
    """It says what can be, and what would do."""
    words = said(certified=False, at_least=0.85, further=120)
    assert (
        "That at least 90 % were found cannot be certified at 95 % yet (what can be: at least"
        " 85 %): about 120 more reads would do, or read the remaining 4,100 rows."
    ) in words
    done = said(certified=False, at_least=0.85, further=120, remaining=0, since=4_100)
    assert "every other row has been read since, and none remains to be estimated." in done
    assert "more reads would do" not in done
    hopeless = said(certified=False, at_least=0.5)
    assert "(what can be: at least 50 %): read the remaining 4,100 rows." in hopeless


@pytest.mark.parametrize(
    ("changed", "expected"),
    [
        ({"doubtful": 1}, "Taken as the worse case: 1 row not settled of those drawn."),
        ({"left": 3}, "Taken as the worse case: 3 rows still to be read of those drawn."),
        ({"left": 3, "certified": False}, "3 rows must still be read"),
        ({"twice": 40, "noticed": 36}, "of 40 relevant rows that were reviewed twice"),
        ({"recall": Estimate(math.nan, 0, 1)}, "None that was read is about dogs"),
    ],
)
def test_what_else_is_said(changed: dict[str, object], expected: str) -> None:
    """Open rows, reviewers who err, and nothing found."""
    assert expected in said(**changed)


def test_nothing_is_said_of_elusion_where_there_is_none() -> None:
    """No row was routed not relevant."""
    assert "set apart" not in said(elusion=Estimate(math.nan, math.nan, math.nan))
