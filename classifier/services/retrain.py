"""Retrain: the general model, corrected by the labels of a workspace, as a candidate to promote."""

from __future__ import annotations

import datetime as dt
import json
import platform
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from importlib.metadata import version as library_version
from math import isinf
from pathlib import Path
from typing import Any

import numpy as np

from classifier.domain.errors import SettingError
from classifier.domain.label import CHAIN_START
from classifier.io.learned import write_learned
from classifier.io.registry import CORRECTED, StoredModel, save_model
from classifier.model.adapt import Correction
from classifier.model.penalty import FOLDS, Local, choose_penalty, fit, fold_of
from classifier.reports.card import render_local_card
from classifier.services.learning import LIBRARIES, version_of
from classifier.services.lessons import Lessons, read_lessons
from classifier.services.models import promote
from classifier.services.retrain_json import rivalry_json
from classifier.services.rivals import Rivalry, set_against
from classifier.services.scorers import keep_readings, open_scorer, recall_readings
from classifier.services.scoring import CORRECTION, Progress
from classifier.services.workspace import Workspace


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """How to retrain.

    Parameters
    ----------
    files, label_column
        Labelled files beside the workspace's labels, and their column of labels.
    reason
        Why the candidate is to be promoted; None if it is not.
    who
        The name of the system's user, for the log of promotions.
    seed
        Of the folds and the intervals.
    """

    files: Sequence[Path] = ()
    label_column: str | None = None
    reason: str | None = None
    who: str = ""
    seed: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Retrained:
    """A candidate, and what it is worth.

    Parameters
    ----------
    version, parent, general
        Its name, that of the model in use, and that of the general model that it corrects.
    lessons
        What there was to learn from.
    penalty
        How strongly the general model holds, as chosen by cross-validation; infinite where the
        labels taught nothing that carries over.
    rivalry
        The candidate against the model in use.
    promoted
        Whether it was put into use.
    seconds
        How long it took.
    """

    version: str
    parent: str
    general: str
    lessons: Lessons
    penalty: float
    rivalry: Rivalry
    promoted: bool
    seconds: float

    @property
    def in_use_already(self) -> bool:
        """Whether it is the very model that it was set against."""
        return self.version == self.parent


def retrain(
    workspace: Workspace,
    *,
    options: Options,
    now: dt.datetime,
    clock: Callable[[], float] = time.perf_counter,
    progress: Progress | None = None,
) -> Retrained:
    """Make a candidate from the general model and the labels, and set it against the one in use.

    It is stored in the workspace; nothing is promoted without a reason, nor what is in use already.

    Parameters
    ----------
    workspace
        Whose labels, topic and models to use.
    options
        How.
    now
        For its card and the log.
    clock
        Tells seconds, for how long it took.
    progress
        Told how many texts are looked at, of how many.

    Raises
    ------
    SettingError
        If there are too few labels, and how many are needed.
    ClassifierError
        If a file cannot be read, a model not be trusted, or the candidate not be written.
    """
    started = clock()
    lessons = read_lessons(workspace, options.files, label_column=options.label_column)
    _check_enough(lessons)
    general = workspace.load_model(workspace.shipped_version)
    parent = workspace.load_model()
    memory = recall_readings(workspace, general)
    scorer = open_scorer(workspace, general, memory=memory)
    offset, X = scorer.local_inputs(lessons.texts, progress)
    keep_readings(workspace, general, memory)
    local = Local(X=X, y=lessons.relevant.astype(np.int64), offset=offset, group=lessons.group)
    taught = local.take(np.flatnonzero(~lessons.control))
    fold = fold_of(taught.y, taught.group, seed=options.seed)
    choice = choose_penalty(taught, fold)
    rivalry = set_against(
        parent,
        workspace=workspace,
        lessons=lessons,
        local=local,
        fold=fold,
        choice=choice,
        general=scorer,
        seed=options.seed,
        progress=progress,
    )
    arrays = _arrays(general, fit(taught, choice.penalty))
    labels = lessons.taught()
    version = version_of("local", arrays, json.dumps([lessons.head, labels]))
    card = {
        **_lineage(workspace, lessons, parent=parent, general=general),
        "version": version,
        "date": now.date().isoformat(),
        "penalty": None if isinf(choice.penalty) else choice.penalty,
        "features": len(arrays[f"{CORRECTION}.feature"]),
        "seed": options.seed,
        "compared": rivalry_json(rivalry),
    }
    write_learned(workspace.local_models, version, labels)  # first: a recorded one always knows
    save_model(
        workspace.local_models,
        version,
        arrays=arrays,
        card=card,
        card_text=render_local_card(card),
        model_format=CORRECTED,
    )
    reason = options.reason if version != parent.version else None
    if reason is not None:
        promote(workspace, version, reason=reason, who=options.who, now=now)
    return Retrained(
        version=version,
        parent=parent.version,
        general=general.version,
        lessons=lessons,
        penalty=choice.penalty,
        rivalry=rivalry,
        promoted=reason is not None,
        seconds=clock() - started,
    )


def _check_enough(lessons: Lessons) -> None:
    """Refuse labels that cannot be split into folds with both kinds in each."""
    cases = {
        kind: len(set(lessons.group[(lessons.relevant == kind) & ~lessons.control].tolist()))
        for kind in (True, False)
    }
    if min(cases.values()) < FOLDS:
        what = (
            f"There are too few labels to learn from: {cases[True]} cases with a relevant text and "
            f"{cases[False]} with one that is not; {FOLDS} of each are needed."
        )
        raise SettingError(what, advice="Review more rows, or add a labelled file with --labels.")


def _arrays(general: StoredModel, correction: Correction) -> dict[str, Any]:
    learned = correction.to_arrays()
    return {**general.arrays, **{f"{CORRECTION}.{name}": one for name, one in learned.items()}}


def _lineage(
    workspace: Workspace, lessons: Lessons, *, parent: StoredModel, general: StoredModel
) -> dict[str, Any]:
    """Say what the candidate came from: which models, and which labels."""
    taught = ~lessons.control
    return {
        "topic": workspace.topic.name,
        "question": workspace.topic.question,
        "parent": parent.version,
        "general": general.version,
        **({"reader": general.card["reader"]} if "reader" in general.card else {}),
        "labels": {
            "texts": int(taught.sum()),
            "relevant": int((lessons.relevant & taught).sum()),
            "cases": len(set(lessons.group[taught].tolist())),
            "control": int(lessons.control.sum()),
            "left_out": dict(lessons.left_out),
            "head": lessons.head if lessons.head != CHAIN_START else "",
            "files": [{"digest": one.digest, "rows": one.rows} for one in lessons.files],
        },
        "libraries": {name: library_version(name) for name in LIBRARIES},
        "python": platform.python_version(),
    }
