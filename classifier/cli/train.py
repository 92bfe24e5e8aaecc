"""``train``: makes the model that the project ships from the topic's labelled text."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Annotated

import typer

from classifier.cli.options import (
    DEFAULT_TOPIC,
    DEFAULT_WORKSPACE,
    QuietOption,
    TopicOption,
    WorkspaceOption,
)


def train(
    date: Annotated[
        dt.datetime | None,
        typer.Option(
            formats=["%Y-%m-%d"],
            help="The day on the card. Default: today. Example: --date 2026-01-31.",
        ),
    ] = None,
    measured: Annotated[
        Path | None,
        typer.Option(
            help="Figures of make bench-quality to repeat on the card. "
            "Example: --measured benchmarks/results/transfer.json."
        ),
    ] = None,
    topic: TopicOption = DEFAULT_TOPIC,
    workspace: WorkspaceOption = DEFAULT_WORKSPACE,
    quiet: QuietOption = False,
) -> None:
    """Train the shipped model on the topic's labelled text, and make it the current one.

    The same text gives the same model, byte for byte. Example: classifier train.
    """
    from classifier.services.train import train_model
    from classifier.services.workspace import open_workspace

    today = dt.datetime.now(tz=dt.UTC).date()
    result = train_model(
        open_workspace(workspace, topic),
        date=date.date() if date else today,
        measured=measured,
    )
    if not quiet:
        typer.echo(result.card_text)
        typer.echo(f"Model {result.version} is in {result.folder} and is now the current one.")
