"""``compare``: sets the model against the keyword search on labelled rows."""

from __future__ import annotations

import textwrap
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final

import typer

from classifier.cli.classify import PrevalenceOption, TargetRecallOption
from classifier.cli.options import (
    DEFAULT_TOPIC,
    DEFAULT_WORKSPACE,
    ROWS_SET_ASIDE,
    DatabaseOption,
    JsonOption,
    MapOption,
    OverwriteOption,
    QuietOption,
    SheetOption,
    TopicOption,
    WorkspaceOption,
    parse_mapping,
)
from classifier.cli.output import json_target, print_json, warn_of_rows
from classifier.cli.progress import scoring_bar

if TYPE_CHECKING:
    from classifier.services.compare import Compared

_WIDTH: Final = 88
_LABEL_WIDTH: Final = 25

LabelledArgument = Annotated[
    Path | None,
    typer.Argument(
        metavar="LABELLED",
        help="A file of allegations with a column of labels: CSV, TSV, XLSX, XLS, ODS, Parquet or "
        "JSON lines. Default: the workspace's resolved labels. "
        "Example: training_data/social_media/sample_labelled.csv.",
    ),
]
TextColumnOption = Annotated[
    str | None,
    typer.Option(
        help="The column of allegation texts, if it has an unknown name. "
        'Example: --text-column "What was alleged".'
    ),
]
LabelColumnOption = Annotated[
    str | None,
    typer.Option(
        help="The column of labels: 1/0, true/false, yes/no or relevant/not_relevant; blank for "
        "none. Default: relevant, label, label_included or resolved_label. "
        "Example: --label-column read_by_me."
    ),
]
BorderlineOption = Annotated[
    bool,
    typer.Option(
        "--leave-out-borderline",
        help="Do not count rows with 1 in a column called borderline. "
        "Example: compare labelled.csv --leave-out-borderline.",
    ),
]
ReportOption = Annotated[
    Path | None,
    typer.Option(
        metavar="DIR",
        help="Write a page to read (index.html) and its figures (comparison.json) into this "
        "folder, which is made. Example: --report results/compare.",
    ),
]
WithTextsOption = Annotated[
    bool,
    typer.Option(
        "--with-texts",
        help="Show on that page the texts of the rows that were got wrong; it must then be kept "
        "as the export is. Example: --report results/compare --with-texts.",
    ),
]
ModelOption = Annotated[
    str | None,
    typer.Option(
        metavar="VERSION",
        help="The model to compare, as models list names it. Default: the one in use. "
        "Example: --model screen-0123456789.",
    ),
]
AgainstOption = Annotated[
    str | None,
    typer.Option(
        metavar="VERSION",
        help="Another model to set it against. Rows that either learned from do not count. "
        "Example: --against screen-0123456789.",
    ),
]
SeedOption = Annotated[
    int,
    typer.Option(
        min=0, help="The same seed draws the same intervals from the same rows. Example: --seed 7."
    ),
]


def compare(
    labelled: LabelledArgument = None,
    text_column: TextColumnOption = None,
    label_column: LabelColumnOption = None,
    leave_out_borderline: BorderlineOption = False,
    mapping: MapOption = None,
    sheet: SheetOption = None,
    report: ReportOption = None,
    with_texts: WithTextsOption = False,
    model: ModelOption = None,
    against: AgainstOption = None,
    target_recall: TargetRecallOption = 0.95,
    prevalence: PrevalenceOption = None,
    seed: SeedOption = 0,
    topic: TopicOption = DEFAULT_TOPIC,
    workspace: WorkspaceOption = DEFAULT_WORKSPACE,
    database: DatabaseOption = None,
    quiet: QuietOption = False,
    overwrite: OverwriteOption = False,
    json_file: JsonOption = None,
) -> None:
    """Set the keyword search, the model and the two together against labelled rows.

    Example: classifier compare labelled.csv --report results. Ends with 3 if rows were set aside.
    """
    from classifier.services.compare import Options, as_json, compare_labelled
    from classifier.services.decide import Aim
    from classifier.services.workspace import open_workspace

    options = Options(
        aim=Aim(target_recall=target_recall, prevalence=prevalence),
        mapping=parse_mapping(mapping) | ({"text": text_column} if text_column else {}),
        sheet=sheet,
        label_column=label_column,
        leave_out_borderline=leave_out_borderline,
        model=model,
        against=against,
        seed=seed,
        report=report,
        with_texts=with_texts,
        overwrite=overwrite,
    )
    target = json_target(json_file, overwrite=overwrite, taken=[labelled])
    opened = open_workspace(workspace, topic, database=database)
    with scoring_bar(quiet=quiet) as progress:
        compared = compare_labelled(labelled, workspace=opened, options=options, progress=progress)
    if json_file is not None:
        print_json(as_json(compared), target)
    if not quiet and json_file != "-":
        _print(compared)
    warn_of_rows(compared.labelled)
    if compared.labelled.aside:
        raise typer.Exit(ROWS_SET_ASIDE)


def _print(compared: Compared) -> None:
    """Print the verdict first, then the table, then what they rest on."""
    for sentence in compared.verdict:
        typer.echo(textwrap.fill(sentence, _WIDTH))
    typer.echo()
    heading, *lines = compared.table
    typer.echo(typer.style(_line(heading), bold=True))
    for line in lines:
        typer.echo(_line(line))
    typer.echo()
    for note in (*_notes(compared), *_against(compared)):
        typer.echo(textwrap.fill(note, _WIDTH))


def _line(cells: tuple[str, ...]) -> str:
    """Lay out a line of the table."""
    label, *sides = cells
    return (f"{label:<{_LABEL_WIDTH}}" + "".join(f"{side:<18}" for side in sides)).rstrip()


def _notes(compared: Compared) -> list[str]:
    """Say how the table is to be read, and what the figures rest on."""
    prevalence = compared.prevalence
    notes = [
        "Recall: the share of relevant rows that is found. Precision: the share of collected rows "
        "that is relevant. Together: every row sent to a reviewer counts as collected.",
        f"About {prevalence.value:.2%} of rows are taken to be relevant ({prevalence.how}).",
        f"Model {compared.model}, threshold {compared.threshold:.2f} on its probability.",
    ]
    if compared.labelled.left_out:
        notes.append(f"Not counted: {', '.join(compared.labelled.left_out)}.")
    if compared.page:
        notes.append(f"The whole comparison, with pictures: {compared.page}")
    return notes


def _against(compared: Compared) -> list[str]:
    """Say how the model did against another one."""
    match = compared.against
    if match is None:
        return []
    difference = match.difference_f1
    return [
        f"Against the other model: {match.verdict}. Its F1 is {match.challenger.rates.f1.value:.2f}"
        f", the other's {match.champion.rates.f1.value:.2f}; difference {difference.value:.2f} "
        f"({difference.low:.2f} to {difference.high:.2f}). Decided rightly by it alone: "
        f"{match.paired.model_only_right}, by the other alone: {match.paired.keyword_only_right} "
        f"(p = {match.paired.p_value:.3f}).",
    ]
