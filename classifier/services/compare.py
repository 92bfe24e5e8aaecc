"""Compare: the keyword search, the model and the two together, on rows whose label is known."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Final

import numpy as np

from classifier.domain.route import REVIEW, at_or_above
from classifier.evaluation.champion import Match, match
from classifier.evaluation.comparison import compare
from classifier.evaluation.comparison_json import to_json
from classifier.evaluation.sides import Comparison
from classifier.io.folder import check_folder, write_folder
from classifier.model.calibrate import Prevalence
from classifier.reports.compare_page import render_compare
from classifier.reports.compare_table import TableLine, table_lines
from classifier.reports.verdict import sentences
from classifier.services.compare_rows import rows_of_file, rows_of_workspace
from classifier.services.decide import Aim, Decided, decide
from classifier.services.labelled import Labelled
from classifier.services.retrain_json import match_json
from classifier.services.scorers import open_scorer
from classifier.services.scoring import Progress, Scorer
from classifier.services.workspace import Workspace

PAGE: Final = "index.html"
FIGURES: Final = "comparison.json"
_TITLE: Final = "The model against the keyword search"


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """How to read, decide and report.

    Parameters
    ----------
    aim
        What is asked of the routing, as in ``classify``.
    mapping, sheet
        As in `classifier.io.export.read_export`.
    label_column
        As in `classifier.io.labels.read_labels`.
    leave_out_borderline
        Whether rows marked as borderline do not count.
    model
        The version to compare; None for the one in use.
    against
        Another version to set it against; None for the keyword search alone.
    seed
        Of the intervals, 0 or more.
    report
        The folder to write the page and its figures into; None for no report.
    with_texts
        Whether the page shows the texts of the rows that were got wrong.
    overwrite
        Whether files in that folder may be replaced.
    """

    aim: Aim = field(default_factory=Aim)
    mapping: Mapping[str, str] | None = None
    sheet: str | None = None
    label_column: str | None = None
    leave_out_borderline: bool = False
    model: str | None = None
    against: str | None = None
    seed: int = 0
    report: Path | None = None
    with_texts: bool = False
    overwrite: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Compared:
    """What the comparison says, for programs and for people.

    Parameters
    ----------
    comparison
        The figures.
    labelled
        The rows compared, and what became of the others.
    verdict
        What came out, in plain sentences.
    table
        The main figures as a table of words, its heading first.
    prevalence, threshold, model
        What the probabilities were worked out for, the one from which on the model collects a
        row, and the model's version.
    against
        The model as the challenger of another one, if one was named.
    page
        The page of the report, if one was written.
    """

    comparison: Comparison
    labelled: Labelled
    verdict: tuple[str, ...]
    table: tuple[TableLine, ...]
    prevalence: Prevalence
    threshold: float
    model: str
    against: Match | None
    page: Path | None


def compare_labelled(
    path: Path | None,
    *,
    workspace: Workspace,
    options: Options,
    progress: Progress | None = None,
) -> Compared:
    """Compare on the rows of a labelled file, and write the report if one is asked for.

    The rows that count are taken for an export of their own: they are scored and routed as
    ``classify`` would. The model alone collects a row whose score reaches the policy's upper
    threshold. That threshold lies on the score, which is free of prevalence; it is reported as
    the probability that a row with this score has at the prevalence in use.

    Parameters
    ----------
    path
        The labelled file, in any format an export has; None for the workspace's resolved labels.
    workspace
        Whose topic, models and saved mappings to use.
    options
        How to read, decide and report.
    progress
        Told how many rows are scored, of how many.

    Raises
    ------
    SettingError
        Without a file, where the workspace has no resolved labels; or if the models have learned
        from all of them.
    ClassifierError
        If the file cannot be read, has no labels, the model is not to be trusted, or the report
        cannot be written.
    """
    if options.report is not None:
        check_folder(options.report, (PAGE, FIGURES), overwrite=options.overwrite)
    scorer = open_scorer(workspace, workspace.load_model(options.model))
    other = (
        open_scorer(workspace, workspace.load_model(options.against)) if options.against else None
    )
    labelled, aim = _rows(path, workspace, options, scorers=[scorer, *([other] if other else ())])
    decided = decide(labelled.texts, scorer=scorer, aim=aim, progress=progress)
    comparison = _compare(labelled, decided, seed=options.seed)
    compared = Compared(
        comparison=comparison,
        labelled=labelled,
        verdict=tuple(sentences(comparison, topic_title=workspace.topic.title)),
        table=tuple(table_lines(comparison)),
        prevalence=decided.prevalence,
        threshold=_threshold(decided),
        model=scorer.version,
        against=_against(other, labelled, decided, aim, seed=options.seed) if other else None,
        page=options.report / PAGE if options.report is not None else None,
    )
    if options.report is not None:
        page = _page(compared, decided, workspace=workspace, with_texts=options.with_texts)
        figures = json.dumps(as_json(compared), indent=2, ensure_ascii=False) + "\n"
        write_folder(options.report, {PAGE: page, FIGURES: figures})
    return compared


def as_json(compared: Compared) -> dict[str, Any]:
    """Return the result for programs."""
    result = to_json(compared.comparison, row_numbers=compared.labelled.row_numbers)
    if compared.against is not None:
        result["against"] = match_json(compared.against)
    return result


def _rows(
    path: Path | None, workspace: Workspace, options: Options, *, scorers: Sequence[Scorer]
) -> tuple[Labelled, Aim]:
    """Read the rows that count, and what the routing is asked for on them."""
    versions = [scorer.version for scorer in scorers]
    if path is None:
        labelled, prevalence = rows_of_workspace(workspace, versions)
        return labelled, replace(options.aim, prevalence=options.aim.prevalence or prevalence)
    labelled = rows_of_file(
        path,
        workspace=workspace,
        mapping=options.mapping,
        sheet=options.sheet,
        label_column=options.label_column,
        leave_out_borderline=options.leave_out_borderline,
        versions=versions,
    )
    return labelled, options.aim


def _against(other: Scorer, labelled: Labelled, decided: Decided, aim: Aim, *, seed: int) -> Match:
    """Set the model against another one, each at its own threshold for the same prevalence.

    What passes its gate counts as each was calibrated, where the rows speak for an export.
    """
    scored, prevalence = other.score(labelled.texts), decided.prevalence
    if aim.prevalence is None:
        own = other.prevalence(scored.score, scored.candidate)
        prevalence = replace(prevalence, ratio=own.ratio)
    policy = other.policy(target_recall=aim.target_recall, prevalence=prevalence)
    return match(
        relevant=labelled.relevant,
        champion=scored.score,
        challenger=decided.scored.score,
        thresholds=(policy.upper, decided.policy.upper),
        groups=labelled.groups,
        seed=seed,
    )


def _compare(labelled: Labelled, decided: Decided, *, seed: int) -> Comparison:
    """Set the three against the labels; probabilities as they are, not rounded."""
    return compare(
        relevant=labelled.relevant,
        keyword=decided.keyword_hit,
        model=at_or_above(decided.scored.score, decided.policy.upper),
        review=decided.decision == REVIEW,
        probability=decided.probability,
        threshold=_threshold(decided),
        groups=labelled.groups,
        seed=seed,
    )


def _threshold(decided: Decided) -> float:
    """Give the upper threshold as a probability at the prevalence in use."""
    upper = np.array([decided.policy.upper])
    return float(decided.prevalence.probability(upper)[0])


def _page(compared: Compared, decided: Decided, *, workspace: Workspace, with_texts: bool) -> str:
    """Write the page of the report."""
    labelled = compared.labelled
    return render_compare(
        compared.comparison,
        title=_TITLE,
        source_name=labelled.source,
        topic_title=workspace.topic.title,
        model_version=compared.model,
        row_numbers=labelled.row_numbers,
        left_out=labelled.not_counted,
        keywords=workspace.topic.keywords.words,
        prevalence=decided.prevalence.value,
        texts=labelled.texts if with_texts else None,
        terms=[";".join(words) for words in decided.scored.terms],
    )
