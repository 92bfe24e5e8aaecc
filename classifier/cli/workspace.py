"""``workspace``: erasing its texts for good, and copying its store."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from classifier.cli.options import (
    DEFAULT_TOPIC,
    DEFAULT_WORKSPACE,
    DatabaseOption,
    OverwriteOption,
    QuietOption,
    TopicOption,
    WorkspaceOption,
)

workspace = typer.Typer(no_args_is_help=True, help="Look after a workspace: purge, backup.")


@workspace.command()
def purge(
    yes: Annotated[
        bool, typer.Option("--yes", help="Do not ask. Needed where nobody can answer.")
    ] = False,
    topic: TopicOption = DEFAULT_TOPIC,
    folder: WorkspaceOption = DEFAULT_WORKSPACE,
    database: DatabaseOption = None,
    quiet: QuietOption = False,
) -> None:
    """Erase all allegation text for good; decisions, counts and their chain stay.

    Example: classifier workspace purge --workspace request-0042.
    """
    from classifier.services.upkeep import purge
    from classifier.services.workspace import open_workspace

    opened = open_workspace(folder, topic, database=database)
    if not yes:
        typer.confirm(f"Erase all allegation text in the workspace {folder} for good?", abort=True)
    erased = purge(opened)
    if not quiet:
        typer.echo(
            f"Texts erased: {erased:,}, and every summary that a person wrote. "
            "Decisions, their notes and the chain are as they were."
        )


@workspace.command()
def backup(
    file: Annotated[Path, typer.Argument(help="The copy to write, .sqlite3.")],
    topic: TopicOption = DEFAULT_TOPIC,
    folder: WorkspaceOption = DEFAULT_WORKSPACE,
    quiet: QuietOption = False,
    overwrite: OverwriteOption = False,
) -> None:
    """Copy the store of a workspace, whole, even while reviewers use it.

    Example: classifier workspace backup monday.sqlite3. A PostgreSQL store has its own tools.
    """
    from classifier.services.upkeep import backup
    from classifier.services.workspace import open_workspace

    backup(open_workspace(folder, topic), file, overwrite=overwrite)
    if not quiet:
        typer.echo(f"The store of {folder} is copied to {file}.")
