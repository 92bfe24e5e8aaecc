"""The model in use against the candidate: both recipes fitted anew, so neither has seen the rows.

With enough relevant texts in the control sample it is what they are judged on, since texts from the
queue are a chosen lot; otherwise each fold of the queue's texts is scored by recipes fitted to the
others. Cases are never on both sides.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import inf
from typing import Final

import numpy as np
from numpy.typing import NDArray

from classifier.evaluation.champion import Match, match
from classifier.io.learned import read_learned
from classifier.io.registry import StoredModel
from classifier.model.calibrate import Prevalence
from classifier.model.combine import score_of
from classifier.model.penalty import Choice, Local, fit, out_of_fold
from classifier.services.lessons import Lessons
from classifier.services.scorers import open_scorer
from classifier.services.scoring import Progress, Scorer
from classifier.services.workspace import Workspace

CONTROL: Final = "control sample"
BY_FOLDS: Final = "folds by case"
_FEWEST_RELEVANT: Final = 10
"""So many relevant texts a control sample must hold to tell anything."""
_TARGET_RECALL: Final = 0.95


@dataclass(frozen=True, slots=True, kw_only=True)
class Rivalry:
    """What came out, on what, and which of the champion's texts are no longer there.

    Parameters
    ----------
    match
        The figures and the verdict.
    judged_on
        `CONTROL` or `BY_FOLDS`.
    forgotten
        How many texts the champion learned from that are gone: it is fitted without them here,
        and may do better than shown. None where it is not known what it learned from.
    prevalence
        At which their thresholds were placed.
    """

    match: Match
    judged_on: str
    forgotten: int | None
    prevalence: float


@dataclass(frozen=True, slots=True, kw_only=True)
class _Champion:
    """The recipe of the model in use; arrays have shape (texts,).

    Parameters
    ----------
    scorer
        The model itself.
    local
        The labelled texts as its general part sees them, with the labels that it learned.
    learned
        Which of them it learned from.
    penalty
        Its penalty; infinite for a model without a correction.
    fixed
        Its correction as it is, where what it learned from is not known; else None.
    forgotten
        As in `Rivalry`.
    """

    scorer: Scorer
    local: Local
    learned: NDArray[np.bool_]
    penalty: float
    fixed: NDArray[np.float64] | None
    forgotten: int | None


def set_against(
    stored: StoredModel,
    *,
    workspace: Workspace,
    lessons: Lessons,
    local: Local,
    fold: NDArray[np.int64],
    choice: Choice,
    general: Scorer,
    seed: int,
    progress: Progress | None = None,
) -> Rivalry:
    """Set the candidate's recipe against the model in use.

    Parameters
    ----------
    stored
        The model in use.
    workspace, lessons
        Where, and what there is to learn from.
    local
        All labelled texts as the candidate's general part sees them.
    fold, choice
        The folds of the texts that are learned from, and what was chosen on them.
    general
        The candidate's general part.
    seed
        Of the intervals.
    progress
        Told how many texts are scored, of how many, where the model in use needs its own look.
    """
    champion = _champion(stored, workspace, lessons, local, general, progress)
    prevalence = lessons.prevalence or workspace.topic.prior_prevalence
    at = Prevalence(prevalence, "of the last run, or the topic's prior")
    upper = [
        scorer.policy(target_recall=_TARGET_RECALL, prevalence=at).upper
        for scorer in (champion.scorer, general)
    ]
    by_control = lessons.control & ~champion.learned
    enough = int((by_control & lessons.relevant).sum()) >= _FEWEST_RELEVANT
    judged = by_control if enough else ~lessons.control
    scores = (
        _on_control(champion, local, lessons, choice.penalty)
        if enough
        else _by_folds(champion, local, lessons, fold, choice)
    )
    return Rivalry(
        match=match(
            relevant=lessons.relevant[judged],
            champion=scores[0][judged],
            challenger=scores[1][judged],
            thresholds=(upper[0], upper[1]),
            groups=local.group[judged],
            seed=seed,
        ),
        judged_on=CONTROL if enough else BY_FOLDS,
        forgotten=champion.forgotten,
        prevalence=prevalence,
    )


def _champion(
    stored: StoredModel,
    workspace: Workspace,
    lessons: Lessons,
    local: Local,
    general: Scorer,
    progress: Progress | None,
) -> _Champion:
    scorer = open_scorer(workspace, stored)
    corrected = stored.version != general.version and "general" in stored.card
    labels = read_learned(workspace.local_models, stored.version) if corrected else {}
    if stored.card.get("general", stored.version) != general.version:
        offset, X = scorer.local_inputs(lessons.texts, progress)
        local = Local(X=X, y=local.y, offset=offset, group=local.group)
    known = labels or {}
    learned = np.array([digest in known for digest in lessons.digests], dtype=np.bool_)
    told = zip(lessons.digests, lessons.relevant.tolist(), strict=True)
    y = np.array([known.get(digest, own) for digest, own in told], dtype=np.int64)
    return _Champion(
        scorer=scorer,
        local=Local(X=local.X, y=y, offset=local.offset, group=local.group),
        learned=learned,
        penalty=(stored.card.get("penalty") or inf) if corrected else inf,
        fixed=scorer.correction(local.X) if labels is None else None,
        forgotten=None if labels is None else len(known) - int(learned.sum()),
    )


def _by_folds(
    champion: _Champion,
    local: Local,
    lessons: Lessons,
    fold: NDArray[np.int64],
    choice: Choice,
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Score the texts that are learned from, each by recipes that have not seen its fold."""
    taught = np.flatnonzero(~lessons.control)
    first, second = champion.local.offset.copy(), local.offset.copy()
    second[taught] += choice.correction
    if champion.fixed is not None:
        first += champion.fixed
    else:
        first[taught] += out_of_fold(
            champion.local.take(taught),
            fold,
            learned=champion.learned[taught],
            penalty=champion.penalty,
        )
    return score_of(first), score_of(second)


def _on_control(
    champion: _Champion, local: Local, lessons: Lessons, penalty: float
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Score the control sample by recipes fitted to texts of other cases."""
    elsewhere = ~np.isin(local.group, local.group[lessons.control])
    second = fit(local.take(np.flatnonzero(elsewhere)), penalty).log_odds(local.X)
    first = champion.fixed
    if first is None:
        seen = champion.local.take(np.flatnonzero(elsewhere & champion.learned))
        first = fit(seen, champion.penalty).log_odds(champion.local.X)
    return score_of(champion.local.offset + first), score_of(local.offset + second)
