"""``queue``: the review queue without a browser."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from classifier.cli.options import (
    DEFAULT_TOPIC,
    DEFAULT_WORKSPACE,
    ROWS_SET_ASIDE,
    DatabaseOption,
    OverwriteOption,
    QuietOption,
    TopicOption,
    WorkspaceOption,
)

queue = typer.Typer(
    no_args_is_help=True,
    help="The review queue without a browser: counts, a workbook's round trip, the chain's check.",
)
ReviewerOption = Annotated[
    str,
    typer.Option("--reviewer", help="Who decides; in every record. Example: --reviewer ana."),
]


@queue.command()
def stats(
    topic: TopicOption = DEFAULT_TOPIC,
    workspace: WorkspaceOption = DEFAULT_WORKSPACE,
    database: DatabaseOption = None,
) -> None:
    """Count the texts by what is decided about them. Example: classifier queue stats."""
    from classifier.services.queue import stats
    from classifier.services.workspace import open_workspace

    counts, head = stats(open_workspace(workspace, topic, database=database))
    lines = (
        ("Left to read", "left", "for the first time"),
        ("Single read", "single", "decided by one reviewer"),
        ("Agreed", "agreed", "by two or more"),
        ("Disputed", "disputed", "for an adjudicator"),
        ("Adjudicated", "adjudicated", ""),
    )
    for label, state, note in lines:
        typer.echo(f"  {label:<14}{counts[state]:>8,}  {note}".rstrip())
    typer.echo(f"  Head of the chain of decisions: {head}")


@queue.command("export")
def export_workbook(
    file: Annotated[Path, typer.Argument(help="The workbook to write, .xlsx.")],
    reviewer: ReviewerOption,
    topic: TopicOption = DEFAULT_TOPIC,
    workspace: WorkspaceOption = DEFAULT_WORKSPACE,
    database: DatabaseOption = None,
    quiet: QuietOption = False,
    overwrite: OverwriteOption = False,
) -> None:
    """Write what a reviewer has to read as a workbook with a drop-down for each decision.

    Example: classifier queue export mine.xlsx --reviewer ana.
    """
    from classifier.services.queue_book import export_queue
    from classifier.services.workspace import open_workspace

    opened = open_workspace(workspace, topic, database=database)
    written, too_long = export_queue(opened, file, reviewer=reviewer, overwrite=overwrite)
    if not quiet:
        typer.echo(f"Texts to read in {file}: {written:,}.")
    if not written:
        typer.echo(f"Note: nothing is left to read for {reviewer}: {file} is empty.", err=True)
    if too_long:
        typer.echo(f"Note: texts too long for a workbook, left out: {too_long:,}.", err=True)


@queue.command("import")
def import_workbook(
    file: Annotated[Path, typer.Argument(help="A workbook that queue export wrote.")],
    reviewer: ReviewerOption,
    topic: TopicOption = DEFAULT_TOPIC,
    workspace: WorkspaceOption = DEFAULT_WORKSPACE,
    database: DatabaseOption = None,
    quiet: QuietOption = False,
) -> None:
    """Take the decisions of a workbook; importing it twice changes nothing.

    Example: classifier queue import mine.xlsx --reviewer ana. Ends with 3 if lines were refused.
    """
    from classifier.services.queue_book import import_queue
    from classifier.services.workspace import open_workspace

    opened = open_workspace(workspace, topic, database=database)
    done = import_queue(opened, file, reviewer=reviewer)
    if not quiet:
        note = f"  {done.noted:,} as a new note beside what stood" if done.noted else ""
        typer.echo(f"  {'Recorded':<14}{done.recorded:>8,}{note}")
        typer.echo(f"  {'Known already':<14}{done.known:>8,}")
        typer.echo(f"  {'Open':<14}{done.open:>8,}")
    for number, reason in done.refused:
        typer.echo(f"{file.name}, row {number} was refused: {reason}", err=True)
    if done.refused:
        raise typer.Exit(ROWS_SET_ASIDE)


@queue.command()
def verify(
    head: Annotated[
        str | None,
        typer.Option(help="A digest noted earlier, which must still stand in the chain."),
    ] = None,
    topic: TopicOption = DEFAULT_TOPIC,
    workspace: WorkspaceOption = DEFAULT_WORKSPACE,
    database: DatabaseOption = None,
    quiet: QuietOption = False,
) -> None:
    """Check that no decision was changed or removed. Example: classifier queue verify."""
    from classifier.services.queue import verify
    from classifier.services.workspace import open_workspace

    records = verify(open_workspace(workspace, topic, database=database), head)
    if not quiet:
        typer.echo(f"The chain is whole. Records: {records:,}.")
