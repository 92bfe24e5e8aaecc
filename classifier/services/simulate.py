"""Simulate: the review loop replayed on labelled rows, with their labels as the reviewer."""

from __future__ import annotations

import json
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from classifier.domain.errors import ExportError
from classifier.evaluation.simulation import Replay, replay_figures
from classifier.io.folder import check_folder, write_folder
from classifier.model.active import ActiveLearner, GuidedLearner
from classifier.model.likeness import likeness, sketches
from classifier.reports.simulate_page import render_simulate
from classifier.rules.keyword import find_words
from classifier.services.compare_rows import unseen
from classifier.services.labelled import Labelled, read_labelled
from classifier.services.loop import Asking, Learner, priors, replay
from classifier.services.scorers import open_scorer
from classifier.services.scoring import Progress
from classifier.services.workspace import Workspace

PAGE: Final = "index.html"
FIGURES: Final = "simulation.json"
_FEWEST: Final = 2
"""Relevant rows that a cold start needs, and other rows too: one is known, one is to be found."""


class Start(StrEnum):
    """What the loop knows when it begins."""

    MODEL = "model"
    COLD = "cold"


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """How to read, replay and report.

    Parameters
    ----------
    start
        What the loop knows when it begins.
    asking
        How the rows to ask about are chosen.
    mapping, text_columns, sheet, label_column, leave_out_borderline
        As in `classifier.services.labelled.read_labelled`.
    report
        The folder to write the page and its figures into; None for no report.
    overwrite
        Whether files in that folder may be replaced.
    """

    start: Start = Start.MODEL
    asking: Asking = field(default_factory=Asking)
    mapping: Mapping[str, str] | None = None
    text_columns: tuple[str, ...] = ()
    sheet: str | None = None
    label_column: str | None = None
    leave_out_borderline: bool = False
    report: Path | None = None
    overwrite: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Simulated:
    """What the replay says, for programs and for people.

    Parameters
    ----------
    figures
        Of the reads, without the rows known beforehand.
    labelled
        The rows replayed, and what became of the others.
    known
        How many rows were known beforehand.
    seconds
        How long the replay took, from the texts to the last read, in seconds.
    page
        The page of the report, if one was written.
    """

    figures: Replay
    labelled: Labelled
    known: int
    seconds: float
    page: Path | None


def simulate(
    path: Path, *, workspace: Workspace, options: Options, progress: Progress | None = None
) -> Simulated:
    """Replay the review loop on the rows of a labelled file.

    Parameters
    ----------
    path
        The labelled file, in any format an export has.
    workspace
        Whose topic, model and saved mappings to use.
    options
        How to read, replay and report.
    progress
        Told how many relevant rows are found, of how many.

    Raises
    ------
    ClassifierError
        If the file cannot be read, has too few labels of a kind or none that the model has not
        learned from, the model is not to be trusted, or the report cannot be written.
    """
    if options.report is not None:
        check_folder(options.report, (PAGE, FIGURES), overwrite=options.overwrite)
    labelled = read_labelled(
        path,
        folder=workspace.folder,
        mapping=options.mapping,
        text_columns=options.text_columns,
        sheet=options.sheet,
        label_column=options.label_column,
        leave_out_borderline=options.leave_out_borderline,
    )
    if options.start is Start.MODEL:
        labelled = unseen(labelled, workspace, [workspace.version_in_use])
    known = _known(labelled, options)
    started = time.perf_counter()
    order = _replay(labelled, known, workspace=workspace, options=options, progress=progress)
    seconds = time.perf_counter() - started
    labels = np.zeros(len(labelled.texts) - len(known), dtype=np.int64)
    labels[: len(order)] = labelled.relevant[order]
    simulated = Simulated(
        figures=replay_figures(labels),
        labelled=labelled,
        known=len(known),
        seconds=seconds,
        page=options.report / PAGE if options.report is not None else None,
    )
    if options.report is not None:
        page = _page(simulated, options)
        figures = json.dumps(as_json(simulated), indent=2, ensure_ascii=False) + "\n"
        write_folder(options.report, {PAGE: page, FIGURES: figures})
    return simulated


def as_json(simulated: Simulated) -> dict[str, Any]:
    """Return the result for programs."""
    figures = simulated.figures
    return {
        "schema": 1,
        "rows": len(simulated.labelled.texts),
        "relevant": int(simulated.labelled.relevant.sum()),
        "loss": figures.loss,
        "wss_95": figures.wss_95,
        "average_time_to_discovery": figures.average_time_to_discovery,
        "reads_to_recall": {f"{share}": reads for share, reads in figures.reads_to_recall.items()},
        "recall_at_reads": [list(point) for point in figures.recall_at_reads],
        "seconds": round(simulated.seconds, 3),
    }


def _known(labelled: Labelled, options: Options) -> NDArray[np.int64]:
    """Give the rows known beforehand, and refuse a file in which nothing could be found."""
    cold = options.start is Start.COLD
    relevant = int(labelled.relevant.sum())
    fewest = _FEWEST if cold else 1
    if min(relevant, len(labelled.texts) - relevant) < fewest:
        what = (
            f"{labelled.source} has {relevant:,} relevant and"
            f" {len(labelled.texts) - relevant:,} other labelled rows."
        )
        advice = f"A replay needs {fewest} of each at the least: label more rows."
        raise ExportError(what, advice=advice)
    return priors(labelled.relevant, options.asking.seed) if cold else np.zeros(0, dtype=np.int64)


def _replay(
    labelled: Labelled,
    known: NDArray[np.int64],
    *,
    workspace: Workspace,
    options: Options,
    progress: Progress | None,
) -> NDArray[np.int64]:
    """Run the loop; give the rows in the order read."""
    alike = likeness(labelled.texts, headings=labelled.headings)
    learner: Learner = ActiveLearner(alike)
    if options.start is Start.MODEL:
        scorer = open_scorer(workspace)
        general, inputs = scorer.local_inputs(labelled.texts)
        log_odds = general + scorer.correction(inputs)
        learner = GuidedLearner(inputs, log_odds=log_odds, group=labelled.groups)
    terms = find_words(labelled.texts, workspace.topic.keywords)
    return replay(
        learner,
        labelled.relevant,
        known=known,
        keyword_hit=np.array([bool(words) for words in terms], dtype=np.bool_),
        sketch=sketches(alike.X),
        asking=options.asking,
        progress=progress,
    )


def _page(simulated: Simulated, options: Options) -> str:
    """Write the page of the report."""
    return render_simulate(
        simulated.figures,
        source_name=simulated.labelled.source,
        start=str(options.start),
        strategy=str(options.asking.strategy),
        seed=options.asking.seed,
        known=simulated.known,
        left_out=simulated.labelled.not_counted,
    )
