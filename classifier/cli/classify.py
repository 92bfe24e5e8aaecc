"""``classify``: scores and routes every row of an export."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

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
from classifier.cli.output import json_target, print_json
from classifier.cli.progress import scoring_bar

if TYPE_CHECKING:
    from classifier.services.classify import Classified

TargetRecallOption = Annotated[
    float,
    typer.Option(
        help="The share of relevant rows that must be called relevant or be reviewed. "
        "Example: --target-recall 0.98."
    ),
]
PrevalenceOption = Annotated[
    float | None,
    typer.Option(
        help="The share of relevant rows in the export, where it is known. "
        "Default: estimated from the export. Example: --prevalence 0.01."
    ),
]


def classify(
    exports: Annotated[
        list[Path],
        typer.Argument(metavar="EXPORT...", help="CSV, TSV, XLSX, XLS, ODS, Parquet, JSON lines."),
    ],
    output: Annotated[
        Path | None,
        typer.Option(
            "--output",
            "-o",
            help="The results: .csv, .tsv, .xlsx or .parquet; a folder for several exports. "
            "Default: EXPORT.classified in this folder. Example: -o results.xlsx.",
        ),
    ] = None,
    mapping: MapOption = None,
    sheet: SheetOption = None,
    target_recall: TargetRecallOption = 0.95,
    prevalence: PrevalenceOption = None,
    defuse: Annotated[
        bool,
        typer.Option(
            "--defuse",
            help="Put an apostrophe before cells of a CSV that are formulas. Example: --defuse.",
        ),
    ] = False,
    screen_only: Annotated[
        bool,
        typer.Option(
            "--screen-only",
            help="Do without the reader: quicker, and worse at who did it. Example: --screen-only.",
        ),
    ] = False,
    no_queue: Annotated[
        bool,
        typer.Option(
            "--no-queue",
            help="Do not add the rows to the workspace's queue. Example: --no-queue.",
        ),
    ] = False,
    resume: Annotated[
        bool,
        typer.Option(
            "--resume",
            help="Go on with a run that was stopped: what it has scored is not scored again. "
            "Example: --resume.",
        ),
    ] = False,
    jobs: Annotated[
        int | None,
        typer.Option(
            min=1,
            help="How many processes score at once. Default: one for each core. Example: --jobs 1.",
        ),
    ] = None,
    backend: Annotated[
        str,
        typer.Option(
            metavar="{loky,dask}",
            help="Where they run: loky on this machine, dask on a cluster. Example: "
            "--backend dask --scheduler tls://10.0.0.5:8786.",
        ),
    ] = "loky",
    scheduler: Annotated[
        str,
        typer.Option(
            metavar="ADDRESS",
            help="The cluster's scheduler, for --backend dask; beyond this machine by tls:// "
            "alone. Example: --scheduler tcp://127.0.0.1:8786.",
        ),
    ] = "",
    topic: TopicOption = DEFAULT_TOPIC,
    workspace: WorkspaceOption = DEFAULT_WORKSPACE,
    database: DatabaseOption = None,
    quiet: QuietOption = False,
    overwrite: OverwriteOption = False,
    json_file: JsonOption = None,
) -> None:
    """Score and route every row of an export, and write it back with columns added.

    Example: classifier classify export.xlsx -o results.xlsx. Ends with 3 if rows were set aside.
    """
    from classifier.services.classify import Options, as_json, classify
    from classifier.services.decide import Aim
    from classifier.services.parallel import Crew, cores
    from classifier.services.workspace import open_workspace

    options = Options(
        aim=Aim(target_recall=target_recall, prevalence=prevalence),
        mapping=parse_mapping(mapping),
        sheet=sheet,
        overwrite=overwrite,
        defuse=defuse,
        queue=not no_queue,
        screen_only=screen_only,
        crew=Crew(jobs=jobs or cores(), backend=backend, scheduler=scheduler),
        resume=resume,
    )
    target = json_target(json_file, overwrite=overwrite, taken=[*exports, output])
    with scoring_bar(quiet=quiet, counted="") as progress:
        results = classify(
            exports,
            workspace=open_workspace(workspace, topic, database=database),
            output=output,
            options=options,
            progress=progress,
        )
    if json_file is not None:
        print_json(as_json(results), target)
    if not quiet and json_file != "-":
        _print(exports, results)
    for result in results:
        for warning in result.warnings:
            typer.echo(f"Note: {warning}.", err=True)
        if result.rejected_file:
            typer.echo(
                f"Rows of the export that could not be used: {result.counts['rejected']:,}. "
                f"See {result.rejected_file} for each and its reason.",
                err=True,
            )
    if any(result.rejected_file for result in results):
        raise typer.Exit(ROWS_SET_ASIDE)


def _print(exports: Sequence[Path], results: Sequence[Classified]) -> None:
    """Print a short table for each export: what was found, and the keyword search beside it."""
    for source, result in zip(exports, results, strict=True):
        counts, prevalence = result.counts, result.prevalence
        in_review_or_found = counts["keyword_hits"] - counts["keyword_hits_not_relevant"]
        lines = (
            ("Rows written", f"{counts['rows']:,}", ""),
            ("Set aside", f"{counts['rejected']:,}", "could not be used, and are not among them"),
            ("Relevant", f"{counts['relevant']:,}", "the model scores these high"),
            ("To review", f"{counts['review']:,}", "a person should read these"),
            ("Not relevant", f"{counts['not_relevant']:,}", ""),
            (
                "Keyword search",
                f"{counts['keyword_hits']:,}",
                f"would have found; relevant or to review of these: {in_review_or_found:,}",
            ),
        )
        typer.echo(typer.style(str(source), bold=True))
        for label, count, note in lines:
            typer.echo(f"  {label:<15}{count:>9}  {note}".rstrip())
        typer.echo(
            f"  About {prevalence.value:.2%} of rows are taken to be relevant ({prevalence.how})."
        )
        if (brought := result.brought) is not None:
            typer.echo(
                f"  In the workspace: {brought.new:,} new rows, {brought.changed:,} with a changed "
                f"text, {brought.known:,} known ({brought.amended:,} with other details)."
            )
        typer.echo(f"  Results: {result.output}  (model {result.model})")
