"""What a control sample says: recall and elusion, and whether the claim is made."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from classifier.domain.errors import SettingError
from classifier.domain.estimate import Estimate
from classifier.evaluation.planning import further_reads
from classifier.evaluation.recall import Samples, at_least, elusion, error_of_claim, recall
from classifier.evaluation.reviewer_error import RIGHT, Reading, SecondReviews, reading_of
from classifier.evaluation.strata import Stratum
from classifier.io.store.connect import Store, reading
from classifier.io.store.draws import ESTIMATE, Draw, DrawnStratum, FrameRow, read_draw, read_frame
from classifier.services.frame import ELUSION_STRATA
from classifier.services.known import Known, read_known
from classifier.services.recall import Claim


@dataclass(frozen=True, slots=True, kw_only=True)
class Estimated:
    """What a control sample says.

    Parameters
    ----------
    draw
        The sample.
    left, doubtful
        Rows of it that nobody has read, and those decided neither way: both count as the worse
        case.
    relevant
        Rows of it that are relevant.
    recall, elusion
        With their intervals at the level.
    at_least
        What recall is at least, with the error that this claim may spend.
    further
        The more reads that would carry the claim, about; None where none would, or none is needed.
    remaining, since
        Rows of the frame that were not drawn: those that nobody has read, and those read since.
    reviews
        The rows reviewed twice by lot that the reviewer's error was taken from; None where there
        are too few, and the figures take the reviewers as right.
    """

    draw: Draw
    left: int
    doubtful: int
    relevant: int
    recall: Estimate
    elusion: Estimate
    at_least: float
    further: int | None
    remaining: int
    since: int
    reviews: SecondReviews | None

    @property
    def certified(self) -> bool:
        """Whether the claim is made."""
        return self.at_least >= self.draw.target


def estimate_recall(
    store: Store, *, target: float | None = None, level: float | None = None
) -> Estimated:
    """Estimate recall and elusion from the latest control sample.

    Parameters
    ----------
    store
        The store of the workspace.
    target, level
        The claim; None for what the sample was drawn for.

    Raises
    ------
    SettingError
        If nothing was drawn yet, or the claim is none.
    """
    with reading(store) as transaction:
        draw = read_draw(transaction, ESTIMATE)
        known = read_known(transaction)
        rows = read_frame(transaction)
    if draw is None:
        message = "No control sample was drawn yet."
        raise SettingError(message, advice="See recall plan, then recall draw.")
    claim = Claim(
        target=draw.target if target is None else target,
        level=draw.level if level is None else level,
    )
    spent = draw.error * (1 - claim.level) / (1 - draw.level)
    draw = replace(draw, target=claim.target, level=claim.level, error=spent)
    reviews = known.second_reviews()
    read = reading_of(reviews, level=draw.level)
    samples = _samples(draw, known, read)
    following = error_of_claim(2, level=draw.level) / error_of_claim(1, level=draw.level)
    further = None
    bound = _at_least(samples, reviews, error=draw.error)
    if bound < draw.target:
        error = draw.error * following
        further = further_reads(
            samples,
            target=draw.target,
            error=error,
            reading=reading_of(reviews, level=1 - error) or RIGHT,
        )
    eluded = [one for one in draw.strata if one.name in ELUSION_STRATA]
    low = Samples(found=[], missed=_strata(draw, eluded, known, read))
    texts = [row.text for row in draw.rows]
    remaining, since = _beside(draw, known, rows)
    return Estimated(
        draw=draw,
        left=sum(known.is_unread(text) for text in texts),
        doubtful=sum(
            not known.is_unread(text) and _label(known, read, text) is None for text in texts
        ),
        relevant=sum(_label(known, read, text) is True for text in texts),
        recall=recall(samples, level=draw.level, reading=read or RIGHT),
        elusion=elusion(low, level=draw.level, reading=read or RIGHT),
        at_least=bound,
        further=further,
        remaining=remaining,
        since=since,
        reviews=reviews if read else None,
    )


def _beside(draw: Draw, known: Known, rows: Sequence[FrameRow]) -> tuple[int, int]:
    """Count the rows that were not drawn: those that nobody has read, and those read since.

    Never more than were in the frame: rows can have come in since the draw.
    """
    size = sum(stratum.size - stratum.drawn for stratum in draw.strata)
    drawn, before = {row.key for row in draw.rows}, {one.text for one in draw.before}
    others = [row for row in rows if row.key not in drawn and row.text not in before]
    unread = sum(known.is_unread(row.text) for row in others)
    since = min(len(others) - unread, size)
    return min(unread, size - since), since


def _at_least(samples: Samples, reviews: SecondReviews, *, error: float) -> float:
    read = reading_of(reviews, level=1 - error)
    return at_least(samples, error=error, reading=read or RIGHT)


def _samples(draw: Draw, known: Known, read: Reading | None) -> Samples:
    """Count the relevant rows of a sample in each stratum."""
    parts = {
        found: _strata(draw, [one for one in draw.strata if one.found is found], known, read)
        for found in (True, False)
    }
    return Samples(
        found=parts[True],
        missed=parts[False],
        read=known.read_before(draw.before),
    )


def _strata(
    draw: Draw, strata: Sequence[DrawnStratum], known: Known, read: Reading | None
) -> list[Stratum]:
    """Count the relevant rows in some strata; what is not settled counts as the worse case."""
    return [
        Stratum(
            size=one.size,
            drawn=one.drawn,
            relevant=sum(
                _worse(_label(known, read, row.text), found=one.found)
                for row in draw.rows
                if row.stratum == one.name
            ),
        )
        for one in strata
    ]


def _label(known: Known, read: Reading | None, text: str) -> bool | None:
    return known.label(text) if read is None else known.confirmed(text)


def _worse(label: bool | None, *, found: bool) -> bool:
    """Take a row that is not settled as relevant where it would be missed, and only there."""
    return not found if label is None else label
