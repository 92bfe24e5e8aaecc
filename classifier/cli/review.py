"""``review``: the review pages in the browser, and the accounts of those who may see them."""

from __future__ import annotations

import getpass
from typing import Annotated, Literal

import typer

from classifier.cli.options import (
    DEFAULT_TOPIC,
    DEFAULT_WORKSPACE,
    DatabaseOption,
    QuietOption,
    TopicOption,
    WorkspaceOption,
)

review = typer.Typer(
    invoke_without_command=True,
    help="Decide the queue in the browser, one text at a time.",
)


@review.callback()
def serve_pages(
    context: typer.Context,
    host: Annotated[
        str,
        typer.Option(help="Where to serve. Other than this machine's own needs accounts."),
    ] = "127.0.0.1",
    port: Annotated[
        int, typer.Option(min=0, max=65535, help="The port; 0 takes any free one.")
    ] = 8765,
    reviewer: Annotated[
        str | None,
        typer.Option(help="Who decides at this machine. Default: your name on this system."),
    ] = None,
    topic: TopicOption = DEFAULT_TOPIC,
    workspace: WorkspaceOption = DEFAULT_WORKSPACE,
    database: DatabaseOption = None,
) -> None:
    """Serve the review pages; open the address that it prints. Stop with Ctrl-C.

    Example: classifier review --workspace request-0042 --port 8800.
    """
    if context.invoked_subcommand:
        return
    from classifier.services.workspace import open_workspace
    from classifier.web.serve import serve

    serve(
        open_workspace(workspace, topic, database=database),
        host=host,
        port=port,
        reviewer=reviewer or getpass.getuser(),
        say=_say,
    )


@review.command("add-reviewer")
def add_reviewer(
    name: Annotated[str, typer.Argument(help="The name to sign in with; in every record.")],
    role: Annotated[
        Literal["reviewer", "adjudicator"],
        typer.Option(help="An adjudicator also settles disputes. Example: --role reviewer."),
    ],
    topic: TopicOption = DEFAULT_TOPIC,
    workspace: WorkspaceOption = DEFAULT_WORKSPACE,
    database: DatabaseOption = None,
    quiet: QuietOption = False,
) -> None:
    """Add an account; asks for the password twice.

    Example: classifier review add-reviewer ana --role reviewer.
    """
    from classifier.services.people import Role, people_of
    from classifier.services.workspace import open_workspace

    people = people_of(open_workspace(workspace, topic, database=database))
    password = typer.prompt("Password", hide_input=True, confirmation_prompt=True)
    people.add(name, role=Role(role), password=password)
    if not quiet:
        typer.echo(f"{name} may sign in as {role}.")


def _say(address: str) -> None:
    typer.echo(f"Open this address in your browser:\n  {address}\nStop with Ctrl-C.")
