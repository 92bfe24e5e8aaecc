"""``models``: what is in the registry, and whether it is what was recorded."""

from __future__ import annotations

from typing import Annotated

import typer

from classifier.cli.options import DEFAULT_TOPIC, DEFAULT_WORKSPACE, TopicOption, WorkspaceOption

models = typer.Typer(no_args_is_help=True, help="The models: list them, show a card, verify.")


@models.command("list")
def list_models(
    topic: TopicOption = DEFAULT_TOPIC, workspace: WorkspaceOption = DEFAULT_WORKSPACE
) -> None:
    """List the recorded models; a star marks the one in use. Example: classifier models list."""
    from classifier.services.models import listed
    from classifier.services.workspace import open_workspace

    for version, in_use in listed(open_workspace(workspace, topic)):
        typer.echo(f"{'*' if in_use else ' '} {version}")


@models.command()
def show(
    version: Annotated[str, typer.Argument(help="As models list names it.")],
    topic: TopicOption = DEFAULT_TOPIC,
    workspace: WorkspaceOption = DEFAULT_WORKSPACE,
) -> None:
    """Show a model's card. Example: classifier models show VERSION."""
    from classifier.services.models import card_text
    from classifier.services.workspace import open_workspace

    typer.echo(card_text(open_workspace(workspace, topic), version))


@models.command()
def verify(
    topic: TopicOption = DEFAULT_TOPIC, workspace: WorkspaceOption = DEFAULT_WORKSPACE
) -> None:
    """Check every model against its recorded digests. Example: classifier models verify."""
    from classifier.services.models import verified
    from classifier.services.workspace import open_workspace

    for version in verified(open_workspace(workspace, topic)):
        typer.echo(f"{version}: as recorded")
