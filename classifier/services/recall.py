"""Recall: how many control rows to read, drawing them, and what they say."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np

from classifier.domain.errors import SettingError
from classifier.domain.label import written
from classifier.evaluation.allocation import Frame, allocate
from classifier.evaluation.pairs import error_left
from classifier.evaluation.planning import Plan, plan
from classifier.evaluation.recall import error_of_claim
from classifier.io.store.connect import Store, Transaction, reading, writing
from classifier.io.store.draws import (
    ESTIMATE,
    Draw,
    DrawnRow,
    append_draw,
    count_draws,
    read_draw,
    read_last_run,
)
from classifier.services.frame import Cut, cut_frame
from classifier.services.known import Known, read_known

Clock = Callable[[], dt.datetime]


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """What is to be claimed.

    Parameters
    ----------
    target
        Recall is this at least, in (0, 1).
    level
        The claims from all samples of a workspace, taken together, are right with this chance,
        and so is that of the stopping rule, in (0, 1); so high a level that no error is left to
        spend is refused.
    """

    target: float
    level: float = 0.95

    def __post_init__(self) -> None:
        """Refuse shares that are none."""
        for name, value in (("target", self.target), ("level", self.level)):
            if not 0 < value < 1:
                message = f"--{name} is {value:g}."
                raise SettingError(message, advice="Give a share between 0 and 1, such as 0.95.")
        _refuse_no_error(error_of_claim(1, level=self.level), level=self.level)


@dataclass(frozen=True, slots=True, kw_only=True)
class Planned:
    """A plan for a control sample.

    Parameters
    ----------
    claim, assumed
        What is to be claimed, and the recall that is assumed to be true.
    error
        The error that the claim may spend: claims before it spent some.
    cut, plan
        The frame, and what to draw from it.
    """

    claim: Claim
    assumed: float
    error: float
    cut: Cut
    plan: Plan


def plan_recall(store: Store, claim: Claim, *, assumed: float | None, seed: int) -> Planned:
    """Say how many control rows carry a claim in most draws, if it is true.

    Parameters
    ----------
    store
        The store of the workspace.
    claim
        What is to be claimed.
    assumed
        The recall taken to be true; None for halfway between the target and 1.
    seed
        The same seed gives the same plan.

    Raises
    ------
    SettingError
        If everything was read, the draws before left no error to spend, or the recall assumed is
        none above the target.
    """
    with reading(store) as transaction:
        cut = cut_frame(transaction, read_known(transaction))
        _refuse_all_read(cut)
        error = _error(transaction, claim)
    true = (1 + claim.target) / 2 if assumed is None else assumed
    if not claim.target < true < 1:
        message = f"--assume is {true:g}, and the target is {claim.target:g}."
        raise SettingError(message, advice="Assume a recall between the target and 1.")
    found = plan(cut.frame, target=claim.target, tail=error, assumed=true, seed=seed)
    return Planned(claim=claim, assumed=true, error=error, cut=cut, plan=found)


def draw_control(
    store: Store, claim: Claim, *, seed: int, clock: Clock, reads: int | None = None
) -> Draw:
    """Draw a control sample, and record it with the frame that it was drawn from.

    Parameters
    ----------
    store, claim, seed
        As in `plan_recall`; the seed decides the rows, too.
    clock
        Tells the time, in UTC.
    reads
        How many rows to draw; None for as many as the plan says.

    Raises
    ------
    SettingError
        If rows of an earlier draw are still unread, everything was read, there are not as many
        rows to draw, or the draws before left no error to spend.
    """
    if reads is None:
        reads = plan_recall(store, claim, assumed=None, seed=seed).plan.reads
    with writing(store) as transaction:
        run, model = read_last_run(transaction)
        known = read_known(transaction)
        _refuse_unfinished(read_draw(transaction, ESTIMATE), known)
        cut = cut_frame(transaction, known)
        _refuse_all_read(cut)
        drawn = _to_draw(cut.frame, reads)
        draw = Draw(
            kind=ESTIMATE,
            time=written(clock()),
            seed=seed,
            target=claim.target,
            level=claim.level,
            error=_error(transaction, claim),
            run=run,
            model=model,
            label=known.head,
            frame=cut.digest,
            size=cut.size,
            read_relevant=cut.read.relevant,
            read_others=cut.read.others,
            read_unsure=cut.read.doubtful,
            before=cut.before,
            strata=cut.strata(drawn),
            rows=_drawn(cut, drawn, seed),
        )
        return replace(draw, id=append_draw(transaction, draw))


def _refuse_no_error(error: float, *, level: float) -> None:
    if error_left(error) <= 0:
        message = f"A claim at the level {level:g} may spend an error of {error:.1g}: too little."
        raise SettingError(message, advice="Give a lower --level, such as 0.95.")


def _error(transaction: Transaction, claim: Claim) -> float:
    """Give the error that the claim from the next sample may spend."""
    error = error_of_claim(count_draws(transaction, ESTIMATE) + 1, level=claim.level)
    _refuse_no_error(error, level=claim.level)
    return error


def _to_draw(frame: Frame, reads: int) -> tuple[int, ...]:
    strata = len(frame.found) + len(frame.missed)
    if not strata <= reads <= frame.unread:
        message = f"{reads:,} rows cannot be drawn: {frame.unread:,} are unread."
        raise SettingError(message, advice=f"Give --reads from {strata:,} to {frame.unread:,}.")
    found, missed = allocate(frame, reads)
    return (*found, *missed)


def _drawn(cut: Cut, drawn: Sequence[int], seed: int) -> tuple[DrawnRow, ...]:
    """Draw rows from each stratum without replacement; the seed and the frame decide which."""
    rng = np.random.default_rng([seed, int(cut.digest[:15], 16)])
    chosen = [
        (row, part.name, number / len(part.rows))
        for part, number in zip(cut.parts, drawn, strict=True)
        for row in (
            part.rows[at] for at in np.sort(rng.choice(len(part.rows), number, replace=False))
        )
    ]
    return tuple(
        DrawnRow(place=place, key=row.key, text=row.text, stratum=name, chance=chance, drawn=True)
        for place, (row, name, chance) in enumerate(chosen, start=1)
    )


def _refuse_all_read(cut: Cut) -> None:
    if not cut.frame.unread:
        message = f"All {cut.size:,} rows were read: there is nothing to draw from."
        raise SettingError(
            message, advice="No sample is needed: settle what is unsure or in dispute."
        )


def _refuse_unfinished(draw: Draw | None, known: Known) -> None:
    left = sum(known.is_unread(row.text) for row in draw.rows) if draw else 0
    if left:
        message = f"{left:,} rows of the control sample drawn before are still to be read."
        raise SettingError(message, advice="Read them, then see recall estimate.")
