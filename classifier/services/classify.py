"""Classify: every row of an export scored, routed, and written back with columns added."""

from __future__ import annotations

import datetime as dt
import time
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain, count
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pandas as pd

from classifier.domain.allegation import ADDED_COLUMNS, TEXT
from classifier.domain.route import DECISIONS, NOT_RELEVANT
from classifier.io.export import Export, read_export
from classifier.io.mapping import load_mapping
from classifier.io.write import rejected_path, write_results
from classifier.model.calibrate import Prevalence
from classifier.services.decide import Aim, Decided, decide
from classifier.services.output import name_outputs
from classifier.services.scorers import keep_readings, open_scorer, recall_readings
from classifier.services.scoring import Progress
from classifier.services.workspace import Workspace

if TYPE_CHECKING:
    from classifier.io.store.exports import Brought

SCHEMA: Final = 1
_PLACES: Final = 4


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
    """

    aim: Aim = field(default_factory=Aim)
    mapping: Mapping[str, str] | None = None
    sheet: str | None = None
    overwrite: bool = False
    defuse: bool = False
    queue: bool = True
    screen_only: bool = False


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
        Told how many rows are scored, of how many.

    Raises
    ------
    ClassifierError
        If an export cannot be read, an output not written, or the model not trusted. Exports
        before the one at fault have their results.
    """
    outputs = name_outputs(exports, output, overwrite=options.overwrite)
    model = workspace.load_model()
    memory = recall_readings(workspace, model) if options.queue else {}
    scorer = open_scorer(workspace, model, screen_only=options.screen_only, memory=memory)
    keep = None
    results = []
    for source, path in zip(exports, outputs, strict=True):
        started = clock()
        export = read_export(
            source,
            mapping=options.mapping,
            sheet=options.sheet,
            saved=lambda header: load_mapping(workspace.folder, header),
        )
        if options.queue and keep is None:
            keep = _keeper(workspace, scorer.name, now)
        texts = export.allegations[TEXT].tolist()
        decided = decide(texts, scorer=scorer, aim=options.aim, progress=progress)
        added, renamed = _added(export, decided, scorer.name)
        path.parent.mkdir(exist_ok=True)
        warnings = write_results(
            pd.concat([export.frame, added], axis=1),
            path,
            layout=export.layout,
            defuse=options.defuse,
            rejected=export.rejected,
        )
        results.append(
            Classified(
                output=path,
                rejected_file=rejected_path(path) if len(export.rejected) else None,
                counts=_counts(export, decided),
                brought=keep(export, decided) if keep else None,
                prevalence=decided.prevalence,
                seconds=clock() - started,
                model=scorer.name,
                warnings=(*export.warnings, *renamed, *warnings),
            )
        )
    if options.queue:
        keep_readings(workspace, model, memory)
    return results


def _keeper(
    workspace: Workspace, model: str, now: Callable[[], dt.datetime]
) -> Callable[[Export, Decided], Brought]:
    """Open the store, before the work, and give what puts a run into it."""
    from classifier.io.store.connect import open_store
    from classifier.services.queue import add_run

    store = open_store(workspace.folder, workspace.database)

    def keep(export: Export, decided: Decided) -> Brought:
        return add_run(store, export, decided, model=model, now=now())

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


def _added(export: Export, decided: Decided, version: str) -> tuple[pd.DataFrame, list[str]]:
    """Make the columns to add, and say which had to give way to columns of the export."""
    scored = decided.scored
    columns = (
        decided.probability.round(_PLACES),
        scored.score.round(_PLACES),
        decided.decision,
        decided.reason,
        np.where(decided.keyword_hit, "true", "false"),
        [";".join(words) for words in decided.terms],
        decided.evidence,
        [";".join(names) for names in scored.platforms],
        version,
    )
    names = [_free(name, export.frame.columns) for name in ADDED_COLUMNS]
    warnings = [
        f"the export has a column '{name}' of its own: ours is called '{ours}'"
        for name, ours in zip(ADDED_COLUMNS, names, strict=True)
        if name != ours
    ]
    table = dict(zip(names, columns, strict=True))
    return pd.DataFrame(table, index=export.frame.index), warnings


def _free(name: str, taken: Collection[str]) -> str:
    """Give a column's name, or one like it that the export has not got."""
    numbered = (f"classifier_{name}_{number}" for number in count(2))
    names = chain((name, f"classifier_{name}"), numbered)
    return next(free for free in names if free not in taken)


def _counts(export: Export, decided: Decided) -> dict[str, int]:
    dropped = decided.decision == NOT_RELEVANT
    return {
        "rows": len(export.frame),
        "rejected": len(export.rejected),
        **{name: int((decided.decision == name).sum()) for name in reversed(DECISIONS)},
        "keyword_hits": int(decided.keyword_hit.sum()),
        "keyword_hits_not_relevant": int((decided.keyword_hit & dropped).sum()),
    }
