"""What a control sample says, in the sentences that go into the reply."""

from __future__ import annotations

from dataclasses import dataclass

from classifier.domain.estimate import Estimate
from classifier.reports.wording import count, percent, percent_range


@dataclass(frozen=True, slots=True, kw_only=True)
class RecallFigures:
    """The figures of a control sample; see `classifier.services.estimate.Estimated`.

    Parameters
    ----------
    day
        The day of the draw.
    rows, drawn, left, doubtful
        Rows of the frame, rows drawn, and those of them not read yet or decided neither way.
    recall, elusion
        With their intervals.
    level, target, at_least, certified
        The claim, what recall is at least, and whether the claim is made.
    further, remaining, since
        More reads that would do, if any would; rows that were not drawn and that nobody has read,
        or that were read since the draw.
    twice, noticed
        Relevant rows that were reviewed twice by lot, and how many of them the first reviewer
        noticed; None where the reviewers are taken as right.
    """

    day: str
    rows: int
    drawn: int
    left: int
    doubtful: int
    recall: Estimate
    elusion: Estimate
    level: float
    target: float
    at_least: float
    certified: bool
    further: int | None
    remaining: int
    since: int
    twice: int | None
    noticed: int | None


def sentences(figures: RecallFigures, *, topic_title: str) -> list[str]:
    """Give the statement, one sentence after another.

    Parameters
    ----------
    figures
        What was found.
    topic_title
        What people call the topic, in the middle of a sentence.
    """
    drawn = (
        f"Of {count(figures.rows, 'row')}, {figures.drawn:,} were drawn at random on {figures.day}"
    )
    if figures.left and not figures.certified:
        return [
            f"{drawn}, to be read without knowing how they were scored.",
            f"Of those drawn, {count(figures.left, 'row')} must still be read: until then each is"
            " taken as the worse case, and the figures are not for a reply.",
        ]
    return [
        f"{drawn} and read without knowing how they were scored.",
        *_recall(figures, topic_title),
        *_elusion(figures),
        _claim(figures),
        *_open(figures),
        *_since(figures),
        _reviewers(figures),
    ]


def _recall(figures: RecallFigures, topic_title: str) -> list[str]:
    level, recall = percent(figures.level), figures.recall
    if recall.value != recall.value:  # NaN: nothing relevant was seen
        return [f"None that was read is about {topic_title}, so nothing can be said of recall."]
    return [
        f"Of the rows about {topic_title}, {percent(recall.value)} are estimated to have been"
        f" found ({level} interval: {percent_range(recall)})."
    ]


def _elusion(figures: RecallFigures) -> list[str]:
    if figures.elusion.value != figures.elusion.value:
        return []
    return [
        f"Of the rows that were set apart as not relevant, {percent(figures.elusion.value)} are"
        f" estimated to be relevant after all ({percent_range(figures.elusion)})."
    ]


def _claim(figures: RecallFigures) -> str:
    level, target = percent(figures.level), percent(figures.target)
    if figures.certified:
        return f"It is certified at {level} that at least {target} were found."
    start = (
        f"That at least {target} were found cannot be certified at {level} yet"
        f" (what can be: at least {percent(figures.at_least)}):"
    )
    if not figures.remaining:
        return f"{start} every other row has been read since, and none remains to be estimated."
    rest = f"read the remaining {count(figures.remaining, 'row')}"
    if figures.further is None:
        return f"{start} {rest}."
    return f"{start} about {count(figures.further, 'more read')} would do, or {rest}."


def _open(figures: RecallFigures) -> list[str]:
    open_rows = [
        *([f"{count(figures.left, 'row')} still to be read"] if figures.left else []),
        *([f"{count(figures.doubtful, 'row')} not settled"] if figures.doubtful else []),
    ]
    if not open_rows:
        return []
    return [f"Taken as the worse case: {' and '.join(open_rows)} of those drawn."]


def _since(figures: RecallFigures) -> list[str]:
    if not figures.since:
        return []
    were = "was" if figures.since == 1 else "were"
    return [
        f"All this is of the search as it was on that day: {count(figures.since, 'row')} that"
        f" {were} not drawn {'has' if figures.since == 1 else 'have'} been read since, and nothing"
        " that was found there counts as found."
    ]


def _reviewers(figures: RecallFigures) -> str:
    if figures.twice is None:
        return (
            "The figures take the reviewers as right: too few relevant rows were reviewed twice"
            " to allow for what a reviewer misses."
        )
    return (
        f"They allow for what a reviewer misses: of {count(figures.twice, 'relevant row')} that"
        f" were reviewed twice by lot, the first reviewer noticed {figures.noticed:,}."
    )
