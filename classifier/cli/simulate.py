"""``simulate``: replays the review loop with the known labels as the reviewer."""

from __future__ import annotations

import textwrap
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final, Literal

import typer

from classifier.cli.compare import BorderlineOption, LabelColumnOption
from classifier.cli.options import (
    DEFAULT_TOPIC,
    DEFAULT_WORKSPACE,
    ROWS_SET_ASIDE,
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
    from classifier.services.simulate import Simulated

_WIDTH: Final = 88

LabelledArgument = Annotated[
    Path,
    typer.Argument(
        metavar="LABELLED",
        help="A file whose rows are all labelled: CSV, TSV, XLSX, XLS, ODS, Parquet or JSON "
        "lines. Example: training_data/social_media/sample_labelled.csv.",
    ),
]
StartOption = Annotated[
    Literal["model", "cold"],
    typer.Option(
        help="What the loop knows when it begins: the current model, or nothing but one relevant "
        "row and one other, drawn by the seed. Example: --start cold."
    ),
]
StrategyOption = Annotated[
    Literal["mixed", "relevant", "uncertain", "disagreement", "diverse", "random"],
    typer.Option(
        help="Which rows to ask about: the most relevant with a few diverse ones among them "
        "(mixed), the most relevant alone, the most uncertain, those on which keyword search and "
        "model disagree, those least like any that was read, or any. Example: --strategy random."
    ),
]
BatchOption = Annotated[
    int | None,
    typer.Option(
        min=1,
        help="Rows read before the loop learns from them. Default: one at first, then a sixteenth "
        "of what was read. Example: --batch 10.",
    ),
]
TextColumnsOption = Annotated[
    list[str] | None,
    typer.Option(
        "--text-column",
        help="The column of texts, if it has an unknown name. May be repeated: the columns are "
        "joined, headings first. Example: --text-column title --text-column abstract.",
    ),
]
ReportOption = Annotated[
    Path | None,
    typer.Option(
        metavar="DIR",
        help="Write a page to read (index.html) and its figures (simulation.json) into this "
        "folder, which is made. Example: --report results/simulate.",
    ),
]
SeedOption = Annotated[
    int,
    typer.Option(
        min=0, help="The same seed asks about the same rows in the same order. Example: --seed 7."
    ),
]


def simulate(
    labelled: LabelledArgument,
    start: StartOption = "model",
    strategy: StrategyOption = "mixed",
    batch: BatchOption = None,
    seed: SeedOption = 0,
    text_column: TextColumnsOption = None,
    label_column: LabelColumnOption = None,
    leave_out_borderline: BorderlineOption = False,
    mapping: MapOption = None,
    sheet: SheetOption = None,
    report: ReportOption = None,
    topic: TopicOption = DEFAULT_TOPIC,
    workspace: WorkspaceOption = DEFAULT_WORKSPACE,
    quiet: QuietOption = False,
    overwrite: OverwriteOption = False,
    json_file: JsonOption = None,
) -> None:
    """Replay the review of labelled rows, and say how soon the relevant ones were found.

    Example: classifier simulate labelled.csv --start cold. Ends with 3 if rows were set aside.
    """
    from classifier.domain.strategy import Strategy
    from classifier.services.loop import Asking
    from classifier.services.simulate import Options, Start, as_json, simulate
    from classifier.services.workspace import open_workspace

    options = Options(
        start=Start(start),
        asking=Asking(strategy=Strategy(strategy), batch=batch, seed=seed),
        mapping=parse_mapping(mapping),
        text_columns=tuple(text_column or ()),
        sheet=sheet,
        label_column=label_column,
        leave_out_borderline=leave_out_borderline,
        report=report,
        overwrite=overwrite,
    )
    target = json_target(json_file, overwrite=overwrite, taken=[labelled])
    opened = open_workspace(workspace, topic)
    with scoring_bar(quiet=quiet, label="Replaying", counted="relevant rows found") as progress:
        simulated = simulate(labelled, workspace=opened, options=options, progress=progress)
    if json_file is not None:
        print_json(as_json(simulated), target)
    if not quiet and json_file != "-":
        _print(simulated)
    warn_of_rows(simulated.labelled)
    if simulated.labelled.aside:
        raise typer.Exit(ROWS_SET_ASIDE)


def _print(simulated: Simulated) -> None:
    """Print how many reads each recall took, beside random order, and the figures of the field."""
    figures = simulated.figures
    known = f", {simulated.known} more known beforehand" if simulated.known else ""
    typer.echo(f"{figures.relevant:,} of {figures.reads:,} rows are relevant{known}.")
    typer.echo()
    heading = f"{'To find':<12}{'rows read':>12}{'in random order':>18}"
    typer.echo(typer.style(heading, bold=True))
    for share, reads in figures.reads_to_recall.items():
        typer.echo(f"{share:<12.0%}{reads:>12,}{share * figures.reads:>18,.0f}")
    typer.echo()
    note = (
        f"Loss {figures.loss:.4f} (0 is the perfect order, 0.5 a random one); work saved at"
        f" recall 95 %: {figures.wss_95:.1%}; average time to discovery:"
        f" {figures.average_time_to_discovery:,.0f} rows. Replayed in {simulated.seconds:.1f} s."
    )
    typer.echo(textwrap.fill(note, _WIDTH))
    if simulated.labelled.left_out:
        left_out = ", ".join(simulated.labelled.left_out)
        typer.echo(textwrap.fill(f"Not counted: {left_out}.", _WIDTH))
    if simulated.page:
        typer.echo(f"The whole replay, with its curve: {simulated.page}")
