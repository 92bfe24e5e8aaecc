"""Classify: every row of an export scored, routed, and written back with columns added."""

from __future__ import annotations

import datetime as dt
import os
import time
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import chain, count
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from classifier.domain.allegation import ADDED_COLUMNS
from classifier.io.mapping import load_mapping
from classifier.io.results import plan_results
from classifier.io.source import Source, open_source
from classifier.model.calibrate import Prevalence
from classifier.services.decide import Aim, Placed
from classifier.services.output import name_outputs
from classifier.services.parallel import Crew
from classifier.services.passes import classify_source, is_long
from classifier.services.piecework import Order, open_for, ready
from classifier.services.run_rows import RunRows
from classifier.services.scorers import keep_readings
from classifier.services.scoring import Progress
from classifier.services.workspace import Workspace

if TYPE_CHECKING:
    from classifier.io.store.exports import Brought

SCHEMA: Final = 1
_TYPES: Final = {"probability": float, "score": float}
"""The added columns that are no strings."""
_RUNS: Final = count()

Keep = Callable[[RunRows, str, Placed], "Brought"]
"""Puts the rows of an export, the name of its file and how they were routed into the store."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """How to read, route and write.

    Parameters
    ----------
    aim
        What is asked of the routing.
    mapping, sheet
        As in `classifier.io.export.read_export`.
    overwrite
        Whether outputs may be replaced.
    defuse
        Whether formula-like cells of a CSV get an apostrophe.
    queue
        Whether the rows go into the workspace's store, for the review queue.
    screen_only
        Whether to do without the reader.
    crew
        Who does the work.
    resume
        Whether to go on with what a run that was stopped left in the workspace.
    """

    aim: Aim = field(default_factory=Aim)
    mapping: Mapping[str, str] | None = None
    sheet: str | None = None
    overwrite: bool = False
    defuse: bool = False
    queue: bool = True
    screen_only: bool = False
    crew: Crew = field(default_factory=Crew)
    resume: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Classified:
    """What became of one export.

    Parameters
    ----------
    output, rejected_file
        The results, and the rows set aside (None if there are none).
    counts
        ``rows``, ``rejected``, each decision, ``keyword_hits`` and ``keyword_hits_not_relevant``.
    brought
        What bringing the rows into the workspace's store did; None if they were not to go there.
    prevalence
        The one that probabilities are given at, and where it comes from.
    seconds
        How long it took.
    model
        The model's version.
    warnings
        What the user should know.
    """

    output: Path
    rejected_file: Path | None
    counts: Mapping[str, int]
    brought: Brought | None
    prevalence: Prevalence
    seconds: float
    model: str
    warnings: tuple[str, ...]


def classify(
    exports: Sequence[Path],
    *,
    workspace: Workspace,
    output: Path | None,
    options: Options,
    clock: Callable[[], float] = time.perf_counter,
    now: Callable[[], dt.datetime] = lambda: dt.datetime.now(tz=dt.UTC),
    progress: Progress | None = None,
) -> list[Classified]:
    """Classify exports, each into a file of its own.

    Parameters
    ----------
    exports
        The files.
    workspace
        Whose topic, model and saved mappings to use.
    output
        The results file; a folder where there are several exports. Without it, each result
        stands in the current folder under the export's name with ``.classified`` added.
    options
        How to read, route and write.
    clock
        Tells seconds, for how long it took.
    now
        Tells the time, for the record of the run.
    progress
        Told how much of an export is done, of how much.

    Raises
    ------
    ClassifierError
        If an export cannot be read, an output not written, or the model not trusted. Exports
        before the one at fault have their results.
    """
    outputs = name_outputs(exports, output, overwrite=options.overwrite)
    if any(map(is_long, exports)):
        options.crew.start(ready)
    model = workspace.load_model()
    order = Order(
        run=f"{os.getpid()}-{next(_RUNS)}",
        # Wherever the work is done: other processes need no store, and may have another folder.
        workspace=replace(workspace, folder=workspace.folder.absolute(), database=None),
        version=model.version,
        screen_only=options.screen_only,
        queue=options.queue,
        threads=options.crew.jobs,
    )
    scorer = open_for(order, model)
    keep: Keep | None = None
    results = []
    for path, written in zip(exports, outputs, strict=True):
        started = clock()
        source = open_source(
            path,
            mapping=options.mapping,
            sheet=options.sheet,
            saved=lambda header: load_mapping(workspace.folder, header),
        )
        if options.queue and keep is None:
            keep = _keeper(workspace, scorer.name, now)
        names, renamed = _added_names(source)
        written.parent.mkdir(exist_ok=True)
        done = classify_source(
            source,
            plan_results(written, source, names, defuse=options.defuse),
            order=order,
            aim=options.aim,
            crew=options.crew,
            resume=options.resume,
            progress=progress,
        )
        results.append(
            Classified(
                output=written,
                rejected_file=done.rejected_file,
                counts=done.counts,
                brought=keep(done.rows, path.name, done.placed) if keep and done.rows else None,
                prevalence=done.placed.prevalence,
                seconds=clock() - started,
                model=scorer.name,
                warnings=(*source.warnings, *renamed, *done.warnings),
            )
        )
    if options.queue:
        keep_readings(workspace, model, scorer.memory)
    return results


def _keeper(workspace: Workspace, model: str, now: Callable[[], dt.datetime]) -> Keep:
    """Open the store, before the work, and give what puts a run into it."""
    from classifier.io.store.connect import open_store
    from classifier.services.queue import add_run

    store = open_store(workspace.folder, workspace.database)

    def keep(rows: RunRows, name: str, placed: Placed) -> Brought:
        return add_run(store, rows, name=name, placed=placed, model=model, now=now())

    return keep


def as_json(results: Sequence[Classified]) -> dict[str, Any]:
    """Return the result for programs: one export's, or the sums with each under ``exports``."""
    each = [_json(result) for result in results]
    if len(each) == 1:
        return {"schema": SCHEMA, **each[0]}
    rows = [result.counts["rows"] for result in results]
    values = [result.prevalence.value for result in results]
    mean = np.average(values, weights=rows if sum(rows) else None)
    return {
        "schema": SCHEMA,
        **{name: sum(one[name] for one in each) for name in results[0].counts},
        "prevalence": {"value": float(mean), "how": "the mean over the exports, by their rows"},
        "seconds": sum(one["seconds"] for one in each),
        "model": results[0].model,
        "exports": each,
    }


def _json(result: Classified) -> dict[str, Any]:
    return {
        **result.counts,
        "prevalence": {"value": result.prevalence.value, "how": result.prevalence.how},
        "seconds": round(result.seconds, 3),
        "model": result.model,
        "output": str(result.output),
        "rejected_file": str(result.rejected_file) if result.rejected_file else None,
    }


def _free(name: str, taken: Collection[str]) -> str:
    """Give a column's name, or one like it that the export has not got."""
    numbered = (f"classifier_{name}_{number}" for number in count(2))
    names = chain((name, f"classifier_{name}"), numbered)
    return next(free for free in names if free not in taken)


def _added_names(source: Source) -> tuple[dict[str, type], list[str]]:
    """Name the columns to add, with their types, and say which had to give way to the export's."""
    taken = source.layout.names
    ours = {name: _free(name, taken) for name in ADDED_COLUMNS}
    warnings = [
        f"the export has a column '{name}' of its own: ours is called '{our}'"
        for name, our in ours.items()
        if name != our
    ]
    return {our: _TYPES.get(name, str) for name, our in ours.items()}, warnings
