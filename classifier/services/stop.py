"""The stopping rule of a workspace: its lot, and the looks at it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from classifier.domain.errors import SettingError
from classifier.domain.label import written
from classifier.evaluation.stopping import (
    chance_of_stopping_early,
    is_due,
    lot_share,
    window,
)
from classifier.io.store.connect import Store, reading, writing
from classifier.io.store.draws import (
    STOP,
    Draw,
    DrawnRow,
    DrawnStratum,
    FrameRow,
    Look,
    append_draw,
    append_look,
    read_draw,
    read_frame,
    read_last_run,
    read_looks,
)
from classifier.services.frame import Cut, cut_frame
from classifier.services.known import Known, read_known
from classifier.services.recall import Claim, Clock

_LOT = "in order"


@dataclass(frozen=True, slots=True, kw_only=True)
class Looked:
    """What a look at the lot says.

    Parameters
    ----------
    draw
        The lot.
    look
        The look, as it is recorded.
    left
        Rows of the lot that nobody has read yet: they count as relevant.
    """

    draw: Draw
    look: Look
    left: int

    @property
    def share(self) -> float:
        """The chance with which each row came into the lot."""
        return self.draw.rows[0].chance if self.draw.rows else 1.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Before:
    """How reading goes before the lot is drawn.

    Parameters
    ----------
    read, found
        Texts that were decided, and those of them that are relevant.
    window, recent
        The texts looked back on, and how many of the last so many are relevant.
    due
        Whether reading brings so little that the lot should be drawn.
    share
        The chance of each unread row to be in the lot, if it were drawn now; 1 while nothing
        relevant was found.
    """

    read: int
    found: int
    window: int
    recent: int
    due: bool
    share: float


def before_the_lot(store: Store, claim: Claim) -> Before | None:
    """Say whether it is time to draw the lot; None where it was drawn."""
    with reading(store) as transaction:
        if read_draw(transaction, STOP) is not None:
            return None
        known = read_known(transaction)
        rows = len(read_frame(transaction))
    labels = known.in_order()
    found, back = labels.count(True), window(rows)
    recent = labels[-back:].count(True)
    enough = len(labels) >= back
    return Before(
        read=len(labels),
        found=found,
        window=back,
        recent=recent,
        due=enough and is_due(recent, found=found, target=claim.target),
        share=lot_share(found, target=claim.target, tail=1 - claim.level) if found else 1.0,
    )


def draw_lot(store: Store, claim: Claim, *, seed: int, clock: Clock) -> Draw:
    """Draw the lot of the stopping rule from the rows that nobody has read, and fix their order.

    Parameters
    ----------
    store
        The store of the workspace.
    claim
        The recall to reach, and the level.
    seed
        The same seed draws the same lot from the same rows.
    clock
        Tells the time, in UTC.

    Raises
    ------
    SettingError
        If nothing relevant was found yet, or a lot was drawn before: there is one for a workspace,
        and the whole error is its own.
    """
    with writing(store) as transaction:
        earlier = read_draw(transaction, STOP)
        if earlier is not None:
            message = f"The lot was drawn on {earlier.time[:10]}, and there is no other."
            raise SettingError(
                message, advice="Read on in its order; recall stop says when to stop."
            )
        known = read_known(transaction)
        cut = cut_frame(transaction, known)
        error = 1 - claim.level
        run, model = read_last_run(transaction)
        rows = _lot(cut, claim, error=error, seed=seed)
        stratum = DrawnStratum(
            name=_LOT,
            found=False,
            size=len(rows),
            drawn=sum(row.drawn for row in rows),
            expected=sum(part.expected for part in cut.parts),
        )
        draw = Draw(
            kind=STOP,
            time=written(clock()),
            seed=seed,
            target=claim.target,
            level=claim.level,
            error=error,
            run=run,
            model=model,
            label=known.head,
            frame=cut.digest,
            size=cut.size,
            read_relevant=cut.read.relevant,
            read_others=cut.read.others,
            read_unsure=cut.read.doubtful,
            before=cut.before,
            strata=(stratum,),
            rows=rows,
        )
        return replace(draw, id=append_draw(transaction, draw))


def look(store: Store, *, clock: Clock) -> Looked:
    """Look whether reading may stop, and record the look. It may be asked as often as one likes.

    Raises
    ------
    SettingError
        If no lot was drawn yet.
    """
    with writing(store) as transaction:
        draw = read_draw(transaction, STOP)
        if draw is None:
            message = "No lot was drawn for the stopping rule yet."
            raise SettingError(
                message, advice="Read until little is found, then recall stop --draw."
            )
        known = read_known(transaction)
        seen = _look(draw, known, number=len(read_looks(transaction, draw.id)) + 1, clock=clock)
        append_look(transaction, draw.id, seen)
    left = sum(row.drawn and known.is_unread(row.text) for row in draw.rows)
    return Looked(draw=draw, look=seen, left=left)


def _lot(cut: Cut, claim: Claim, *, error: float, seed: int) -> tuple[DrawnRow, ...]:
    """Put the unread rows in order, and toss for each whether it is in the lot."""
    if not cut.read.relevant:
        message = "Nothing relevant was found yet: the size of the lot cannot be told."
        raise SettingError(message, advice="Read the queue first.")
    unread: list[FrameRow] = [row for part in cut.parts for row in part.rows]
    ordered = sorted(unread, key=lambda row: (-row.probability, row.key))
    share = lot_share(cut.read.relevant, target=claim.target, tail=error)
    rng = np.random.default_rng([seed, int(cut.digest[:15], 16)])
    tossed = rng.random(len(ordered)) < share
    return tuple(
        DrawnRow(
            place=place, key=row.key, text=row.text, stratum=_LOT, chance=share, drawn=bool(drawn)
        )
        for place, (row, drawn) in enumerate(zip(ordered, tossed, strict=True), start=1)
    )


def _look(draw: Draw, known: Known, *, number: int, clock: Clock) -> Look:
    passed = _passed(draw.rows, known)
    behind = [known.label(row.text) for row in draw.rows[:passed]]
    ahead = [known.label(row.text) for row in draw.rows[passed:] if row.drawn]
    before = known.read_before(draw.before)
    sure = before.relevant + behind.count(True) + ahead.count(True)
    chance = 0.0
    if passed < len(draw.rows):
        chance = chance_of_stopping_early(
            sure,
            ahead=ahead.count(True) + ahead.count(None),
            target=draw.target,
            share=draw.rows[0].chance,
            doubtful=before.doubtful + behind.count(None),
        )
    return Look(
        number=number,
        time=written(clock()),
        label=known.head,
        found=sure,
        ahead=ahead.count(True) + ahead.count(None),
        passed=passed,
        chance=chance,
        stop=chance <= draw.error,
    )


def _passed(rows: Sequence[DrawnRow], known: Known) -> int:
    """Count the rows that reading in order has passed: all before the first that is due."""
    due = (at for at, row in enumerate(rows) if not row.drawn and known.is_unread(row.text))
    return next(due, len(rows))
