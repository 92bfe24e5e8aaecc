"""What the review pages show beside a text: words that matter, progress, agreement, codebook."""

from __future__ import annotations

import datetime as dt
import statistics
from bisect import bisect_left
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import compress, pairwise
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from classifier.domain.label import Decision, LabelRecord, State, written
from classifier.domain.queue import gets_second_review
from classifier.evaluation.agreement import Agreement, agreement
from classifier.io.store.connect import Store, reading
from classifier.io.store.reading import read_place
from classifier.io.store.search import search_texts
from classifier.rules.terms import TermMarker
from classifier.services.codebook import Block, blocks
from classifier.services.review import Place, ReviewQueue
from classifier.services.seen import Seen
from classifier.services.workspace import Workspace

ANSWERS: Final = (Decision.RELEVANT, Decision.NOT_RELEVANT, Decision.UNSURE)
_PAUSE: Final = 600.0
"""Seconds; a longer gap between two decisions was a pause, and says nothing of the pace."""
_RECENT: Final = 50
"""The pace is the median of so many last gaps: it follows the reader, not one long text."""
_BEGINNING: Final = 80


class Part(NamedTuple):
    """A stretch of a text, and whether it is marked."""

    text: str
    marked: bool


class Line(NamedTuple):
    """A text in a list: its cases and its beginning."""

    case: str
    beginning: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """How far a reviewer is.

    Parameters
    ----------
    today
        Their decisions of this day that stand.
    left
        What they still have to read.
    pace
        Seconds a text, the median of their last gaps; None before there are any.
    """

    today: int
    left: int
    pace: float | None

    @property
    def minutes_left(self) -> float | None:
        """The time left at this pace, in minutes; None where there is no pace yet."""
        return None if self.pace is None else self.pace * self.left / 60


@dataclass(frozen=True, slots=True, kw_only=True)
class Overview:
    """What an adjudicator sees of the whole: agreement, disputes, decisions by day and reviewer."""

    agreement: Agreement
    disputes: tuple[Line, ...]
    days: tuple[tuple[str, str, int], ...]


class Pages:
    """What is shown beside a text.

    Parameters
    ----------
    workspace
        The workspace under review.
    queue
        Its queue.
    store
        Its open store.
    """

    def __init__(self, workspace: Workspace, queue: ReviewQueue, store: Store) -> None:
        self._queue = queue
        self._store = store
        self._marker = TermMarker(workspace.topic)
        self._codebook = workspace.topic_folder / "codebook.md"

    def parts(self, place: Place) -> list[Part]:
        """Cut a text at its words that matter; a blind one is given whole."""
        spans = [] if place.blind else self._marker.spans(place.content)
        return cut(place.content, spans)

    def codebook(self) -> list[Block]:
        """Give the topic's codebook; empty where it has none."""
        path = self._codebook
        return blocks(path.read_text(encoding="utf-8")) if path.is_file() else []

    def search(self, words: str) -> list[Line]:
        """Find texts that hold all of the words."""
        found = search_texts(self._store, words.split()[:10], most=50)
        return [_line([case], content) for case, content in found]

    def overview(self) -> Overview:
        """Sum up the agreement of first and second readers, the disputes, and who did how much."""
        seen = self._queue.look()
        resolutions = seen.resolved
        disputed = [text for text, r in resolutions.items() if r.state is State.DISPUTED]
        days = Counter(
            (local_day(record), record.reviewer)
            for resolution in resolutions.values()
            for record in resolution.decisions
        )
        return Overview(
            agreement=agreement(_first_against_second(seen)),
            disputes=tuple(self._brief(text) for text in disputed),
            days=tuple((day, name, count) for (day, name), count in sorted(days.items())),
        )

    def _brief(self, text: str) -> Line:
        with reading(self._store) as transaction:
            content, rows = read_place(transaction, text)
        cases = sorted({row["case_id"] for row in rows if row["case_id"]})
        return _line(cases, content or "(erased)")


def _first_against_second(seen: Seen) -> NDArray[np.int64]:
    """Count the pairs of answers of the texts that were read twice by lot; see `agreement`.

    Others are read twice because of what the first reader said, and would shift the figures.
    """
    table = np.zeros((len(ANSWERS), len(ANSWERS)), dtype=np.int64)
    texts = list(seen.resolved)
    for text in compress(texts, gets_second_review(texts, salt=seen.salt)):
        read = [record for record in seen.resolved[text].decisions if not record.adjudication]
        if len(read) > 1:
            table[ANSWERS.index(read[0].decision), ANSWERS.index(read[1].decision)] += 1
    return table


def progress(seen: Seen, reviewer: str, *, adjudicator: bool, now: dt.datetime) -> Progress:
    """Say how far a reviewer is."""
    midnight = now.astimezone().replace(hour=0, minute=0, second=0, microsecond=0)
    times = [record.time for record in seen.standing(reviewer)]
    recent = [dt.datetime.fromisoformat(time) for time in times[-_RECENT - 1 :]]
    gaps = [(later - earlier).total_seconds() for earlier, later in pairwise(recent)]
    working = [gap for gap in gaps if gap < _PAUSE]
    day = [bisect_left(times, written(at)) for at in (midnight, midnight + dt.timedelta(days=1))]
    return Progress(
        today=day[1] - day[0],
        left=seen.waiting(reviewer, adjudicator=adjudicator),
        pace=statistics.median(working) if working else None,
    )


def cut(text: str, spans: Sequence[tuple[int, int]]) -> list[Part]:
    """Cut a text into marked and unmarked parts; spans are in order and do not overlap."""
    parts, at = [], 0
    for start, end in spans:
        parts += [Part(text[at:start], False), Part(text[start:end], True)]
        at = end
    return [part for part in (*parts, Part(text[at:], False)) if part.text]


def local_day(record: LabelRecord) -> str:
    """Give the day of a record where the program runs, ISO 8601."""
    return dt.datetime.fromisoformat(record.time).astimezone().date().isoformat()


def _line(cases: Sequence[str], content: str) -> Line:
    flat = " ".join(content.split())
    beginning = flat if len(flat) <= _BEGINNING else flat[: _BEGINNING - 1].rstrip() + "…"
    return Line(", ".join(cases), beginning)
