"""Which claim on recall the limit can buy: the queue read, and a control sample of the rest."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from classifier.domain.costing import Certified
from classifier.domain.limit import Cost
from classifier.evaluation.allocation import Frame, Lot
from classifier.evaluation.planning import POWER, plan
from classifier.evaluation.recall import Read, error_of_claim
from classifier.io.store.connect import Store, reading
from classifier.io.store.draws import ESTIMATE, count_draws
from classifier.services.frame import ELUSION_STRATA, Cut, cut_frame
from classifier.services.known import read_known

TARGETS: Final = (0.95, 0.9, 0.8, 0.7, 0.5)
"""Claims that are tried below the one that is asked for, until one fits."""

_SEED: Final = 0


def certified_within(
    store: Store,
    *,
    queue: int,
    unread: int,
    target: float,
    level: float,
    cost: Callable[[int], Cost],
) -> list[Certified]:
    """Give the claim that is asked for, then lower ones until one fits into the limit.

    Only the first, where the queue alone does not fit.

    Parameters
    ----------
    store
        The store of the workspace; no unread text of it was erased.
    queue
        Texts of the queue that are still to be read, the control sample aside.
    unread
        Texts that nobody has read: more are never read, since rows with one text are read once.
    target, level
        What is to be claimed, and with which chance it must be right.
    cost
        Gives what reads cost, and whether they are within what is left of the limit.

    Returns
    -------
    list[Certified]
        Empty where the queue leaves nothing to draw from.
    """
    with reading(store) as transaction:
        cut = cut_frame(transaction, read_known(transaction))
        error = error_of_claim(count_draws(transaction, ESTIMATE) + 1, level=level)
    frame = _once_read(cut)
    tried: list[Certified] = []
    for lower in (target, *(one for one in TARGETS if one < target)) if frame.unread else ():
        found = plan(frame, target=lower, tail=error, assumed=(1 + lower) / 2, seed=_SEED)
        both = cost(min(queue + found.reads, unread))
        tried.append(
            Certified(
                target=lower,
                queue=queue,
                control=found.reads,
                power=found.power,
                cost=both,
                fits=both.fits and found.power >= POWER,
            )
        )
        if tried[-1].fits or not cost(queue).fits:
            break  # no lower claim is needed, or none could fit: the queue alone does not
    return tried


def _once_read(cut: Cut) -> Frame:
    """Give the frame as it will be when all but the rows routed not relevant are read."""
    parts = [part for part in cut.parts if part.name not in ELUSION_STRATA]
    relevant = round(sum(part.expected for part in parts))
    others = sum(len(part.rows) for part in parts) - relevant
    return Frame(
        found=(),
        missed=[
            Lot(size=len(part.rows), expected=part.expected)
            for part in cut.parts
            if part.name in ELUSION_STRATA
        ],
        read=Read(
            relevant=cut.read.relevant + relevant,
            others=cut.read.others + others,
            doubtful=cut.read.doubtful,
        ),
    )
