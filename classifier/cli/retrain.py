"""``retrain``: learns from the reviewers, and sets the candidate against the model in use."""

from __future__ import annotations

import datetime as dt
import getpass
import math
import textwrap
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final

import typer

from classifier.cli.options import (
    DEFAULT_TOPIC,
    DEFAULT_WORKSPACE,
    ROWS_SET_ASIDE,
    DatabaseOption,
    JsonOption,
    OverwriteOption,
    QuietOption,
    TopicOption,
    WorkspaceOption,
)
from classifier.cli.output import json_target, print_json
from classifier.cli.progress import scoring_bar

if TYPE_CHECKING:
    from classifier.domain.estimate import Estimate
    from classifier.services.retrain import Retrained

_WIDTH: Final = 88
_VERDICTS: Final = {
    "better": "The candidate does better: test and interval both say so.",
    "no worse": "The candidate does no worse, within {margin} of F1; better cannot be shown.",
    "worse": "The candidate does worse: test and interval both say so.",
    "cannot tell": "Which of the two does better cannot be told from these labels: review more.",
}

LabelsOption = Annotated[
    list[Path] | None,
    typer.Option(
        "--labels",
        metavar="FILE...",
        help="Labelled files to learn from besides the workspace's labels: CSV, TSV, XLSX, XLS, "
        "ODS, Parquet or JSON lines. May be repeated. Example: --labels 2023.csv 2024.xlsx.",
    ),
]
MoreArgument = Annotated[list[Path] | None, typer.Argument(hidden=True)]
LabelColumnOption = Annotated[
    str | None,
    typer.Option(
        help="The column of labels in those files: 1/0, true/false, yes/no or "
        "relevant/not_relevant; blank for none. Default: relevant, label, label_included or "
        "resolved_label. Example: --label-column read_by_me."
    ),
]
PromoteOption = Annotated[
    bool,
    typer.Option(
        "--promote",
        help="Put the candidate into use in this workspace; needs --reason. "
        'Example: --promote --reason "better on 300 reviewed rows".',
    ),
]
ReasonOption = Annotated[
    str | None,
    typer.Option(
        help="Why it is promoted; it stands in the log. Example: --reason 'no worse, and local'."
    ),
]
SeedOption = Annotated[
    int, typer.Option(min=0, help="The same seed deals the same folds. Example: --seed 7.")
]


def retrain(
    more: MoreArgument = None,
    labels: LabelsOption = None,
    label_column: LabelColumnOption = None,
    promote: PromoteOption = False,
    reason: ReasonOption = None,
    seed: SeedOption = 0,
    topic: TopicOption = DEFAULT_TOPIC,
    workspace: WorkspaceOption = DEFAULT_WORKSPACE,
    database: DatabaseOption = None,
    quiet: QuietOption = False,
    overwrite: OverwriteOption = False,
    json_file: JsonOption = None,
) -> None:
    """Learn from reviewed labels, and set the candidate against the model in use.

    The candidate is kept in the workspace and used once it is promoted. Ends with 3 if rows of a
    labelled file were set aside. Example: classifier retrain --labels reviewed.csv.
    """
    from classifier.services.retrain import Options, retrain
    from classifier.services.retrain_json import as_json
    from classifier.services.workspace import open_workspace

    _check_words(labels, more, reason, promote=promote)
    files = [*(labels or ()), *(more or ())]
    target = json_target(json_file, overwrite=overwrite, taken=files)
    options = Options(
        files=files,
        label_column=label_column,
        reason=reason if promote else None,
        who=getpass.getuser(),
        seed=seed,
    )
    opened = open_workspace(workspace, topic, database=database)
    now = dt.datetime.now(tz=dt.UTC)
    with scoring_bar(quiet=quiet) as progress:
        retrained = retrain(opened, options=options, now=now, progress=progress)
    if json_file is not None:
        print_json(as_json(retrained), target)
    if not quiet and json_file != "-":
        for line in _lines(retrained):
            typer.echo(line)
    for one in retrained.lessons.aside:
        typer.echo(f"{one.file}: row {one.row} set aside: {one.reason}.", err=True)
    if retrained.lessons.aside:
        raise typer.Exit(ROWS_SET_ASIDE)


def _check_words(
    labels: list[Path] | None, more: list[Path] | None, reason: str | None, *, promote: bool
) -> None:
    """Refuse wrong usage: a file without --labels, a promotion without a reason, and reversed."""
    if more and not labels:
        message = f"{more[0]} stands alone: name labelled files after --labels."
        raise typer.BadParameter(message, param_hint="--labels")
    if promote and not (reason and reason.strip()):
        message = 'a promotion needs one. Example: --promote --reason "better on 300 rows".'
        raise typer.BadParameter(message, param_hint="--reason")
    if reason is not None and not promote:
        message = "it is for a promotion: add --promote."
        raise typer.BadParameter(message, param_hint="--reason")


def _lines(retrained: Retrained) -> Iterator[str]:
    """Say what was learned from, how the two compare, and what may be done next."""
    lessons, rivalry = retrained.lessons, retrained.rivalry
    taught = ~lessons.control
    relevant = int((lessons.relevant & taught).sum())
    yield from _filled(
        f"Learned from {int(taught.sum()):,} labelled texts, {relevant:,} of them relevant, on top "
        f"of {retrained.general}."
    )
    if lessons.left_out:
        left_out = ", ".join(f"{count:,} {reason}" for reason, count in lessons.left_out.items())
        yield from _filled(f"Left out: {left_out}.")
    if math.isinf(retrained.penalty):
        yield from _filled("They taught nothing that carries over: the general model stands.")
    yield ""
    yield f"{'':<21}{'precision':<22}{'recall':<22}{'F1':<22}"
    sides = (
        (f"in use: {retrained.parent}", rivalry.match.champion),
        (f"candidate: {retrained.version}", rivalry.match.challenger),
    )
    for name, side in sides:
        yield name
        rates = (side.rates.precision, side.rates.recall, side.rates.f1)
        yield f"{'':<21}" + "".join(f"{_figure(rate):<22}" for rate in rates).rstrip()
    yield ""
    yield from _filled(_VERDICTS[str(rivalry.match.verdict)].format(margin=rivalry.match.margin))
    yield from _notes(retrained)


def _notes(retrained: Retrained) -> Iterator[str]:
    """Say what the comparison rests on, and what may be done next."""
    rivalry, match = retrained.rivalry, retrained.rivalry.match
    yield from _filled(
        f"Difference of F1: {_figure(match.difference_f1)}. Decided rightly by the candidate alone:"
        f" {match.paired.model_only_right}, by the model in use alone: "
        f"{match.paired.keyword_only_right} (p = {match.paired.p_value:.3f}, {match.paired.test})."
    )
    yield from _filled(
        f"Judged on {match.rows:,} texts, {match.relevant:,} relevant ({rivalry.judged_on}); "
        "neither recipe had seen them."
    )
    if rivalry.forgotten:
        yield from _filled(
            f"{rivalry.forgotten:,} texts that the model in use learned from are gone: it was "
            "fitted without them here, and may do better than shown."
        )
    if rivalry.forgotten is None:
        yield from _filled(
            "What the model in use learned from is not known: it may have seen them."
        )
    if retrained.in_use_already:
        yield "It is in use already: the same labels made the model in use."
    elif retrained.promoted:
        yield f"In use now: {retrained.version}. Take it back with: classifier models rollback."
    elif not math.isinf(retrained.penalty):
        yield "Put it into use with:"
        yield f"  classifier models promote {retrained.version} --reason REASON"


def _filled(sentence: str) -> list[str]:
    return textwrap.wrap(sentence, _WIDTH)


def _figure(estimate: Estimate) -> str:
    """Write a figure with its interval."""
    if math.isnan(estimate.value):
        return "undefined"
    return f"{estimate.value:.2f} ({estimate.low:.2f} to {estimate.high:.2f})"
