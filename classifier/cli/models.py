"""``models``: what is in the registry, whether it is what was recorded, and which is in use."""

from __future__ import annotations

import datetime as dt
import getpass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from classifier.cli.options import (
    DEFAULT_TOPIC,
    DEFAULT_WORKSPACE,
    JsonOption,
    OverwriteOption,
    QuietOption,
    TopicOption,
    WorkspaceOption,
)
from classifier.cli.output import json_target, print_json

if TYPE_CHECKING:
    from classifier.services.models import Promotion

models = typer.Typer(
    no_args_is_help=True,
    help="The models: list them, show a card, verify, put one into use, take that back.",
)
VersionArgument = Annotated[str, typer.Argument(help="As models list names it.")]
ReasonOption = Annotated[
    str,
    typer.Option(
        "--reason",
        help="Why; it stands in the log of promotions. "
        'Example: --reason "better on 300 reviewed rows".',
    ),
]


@models.command("list")
def list_models(
    topic: TopicOption = DEFAULT_TOPIC,
    workspace: WorkspaceOption = DEFAULT_WORKSPACE,
    quiet: QuietOption = False,
    overwrite: OverwriteOption = False,
    json_file: JsonOption = None,
) -> None:
    """List the recorded models; a star marks the one in use. Example: classifier models list.

    Shipped models first, then those of the workspace. With --json the log of promotions as well.
    """
    from classifier.services.models import as_json, listed
    from classifier.services.workspace import open_workspace

    opened = open_workspace(workspace, topic)
    target = json_target(json_file, overwrite=overwrite)
    if json_file is not None:
        print_json(as_json(opened), target)
    if not quiet and json_file != "-":
        for one in listed(opened):
            typer.echo(f"{'*' if one.in_use else ' '} {one.version}")


@models.command()
def show(
    version: VersionArgument,
    topic: TopicOption = DEFAULT_TOPIC,
    workspace: WorkspaceOption = DEFAULT_WORKSPACE,
    overwrite: OverwriteOption = False,
    json_file: JsonOption = None,
) -> None:
    """Show a model's card. Example: classifier models show VERSION."""
    from classifier.services.models import card, card_text
    from classifier.services.workspace import open_workspace

    opened = open_workspace(workspace, topic)
    target = json_target(json_file, overwrite=overwrite)
    if json_file is not None:
        print_json({"schema": 1, **card(opened, version)}, target)
    if json_file != "-":
        typer.echo(card_text(opened, version))


@models.command()
def verify(
    topic: TopicOption = DEFAULT_TOPIC,
    workspace: WorkspaceOption = DEFAULT_WORKSPACE,
    quiet: QuietOption = False,
    overwrite: OverwriteOption = False,
    json_file: JsonOption = None,
) -> None:
    """Check every model against its recorded digests. Example: classifier models verify."""
    from classifier.services.models import verified
    from classifier.services.workspace import open_workspace

    target = json_target(json_file, overwrite=overwrite)
    names = verified(open_workspace(workspace, topic))
    if json_file is not None:
        print_json({"schema": 1, "verified": list(names)}, target)
    if not quiet and json_file != "-":
        for version in names:
            typer.echo(f"{version}: as recorded")


@models.command()
def promote(
    version: VersionArgument,
    reason: ReasonOption,
    topic: TopicOption = DEFAULT_TOPIC,
    workspace: WorkspaceOption = DEFAULT_WORKSPACE,
    quiet: QuietOption = False,
    overwrite: OverwriteOption = False,
    json_file: JsonOption = None,
) -> None:
    """Put a model into use in this workspace, and log who did it, when and why.

    Example: classifier models promote VERSION --reason "better on 300 reviewed rows".
    """
    from classifier.services.models import promote
    from classifier.services.workspace import open_workspace

    target = json_target(json_file, overwrite=overwrite)
    done = promote(
        open_workspace(workspace, topic),
        version,
        reason=reason,
        who=getpass.getuser(),
        now=dt.datetime.now(tz=dt.UTC),
    )
    _report(done, json_file, target=target, quiet=quiet)


@models.command()
def rollback(
    reason: ReasonOption = "taken back",
    topic: TopicOption = DEFAULT_TOPIC,
    workspace: WorkspaceOption = DEFAULT_WORKSPACE,
    quiet: QuietOption = False,
    overwrite: OverwriteOption = False,
    json_file: JsonOption = None,
) -> None:
    """Take the last promotion back; once more, the one before it.

    Example: classifier models rollback --reason "wrong labels".
    """
    from classifier.services.models import roll_back
    from classifier.services.workspace import open_workspace

    target = json_target(json_file, overwrite=overwrite)
    done = roll_back(
        open_workspace(workspace, topic),
        reason=reason,
        who=getpass.getuser(),
        now=dt.datetime.now(tz=dt.UTC),
    )
    _report(done, json_file, target=target, quiet=quiet)


def _report(done: Promotion, json_file: str | None, *, target: Path | None, quiet: bool) -> None:
    """Say what a promotion did."""
    from classifier.services.models import promotion_json

    if json_file is not None:
        print_json(promotion_json(done), target)
    if not quiet and json_file != "-":
        typer.echo(f"In use now: {done.after}; before: {done.before}.")
