"""``train-reader``: fine-tunes the reader that the project ships. Needs the extra ``reader``."""

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


def train_reader(
    base: Annotated[
        Path,
        typer.Option(
            exists=True,
            file_okay=False,
            help="The folder of the pretrained encoder. Example: --base all-MiniLM-L6-v2.",
        ),
    ],
    work: Annotated[
        Path,
        typer.Option(
            help="Where finished folds are kept, so that a stopped training goes on. "
            "Example: --work build/reader."
        ),
    ] = Path("build/reader"),
    fold: Annotated[
        list[int] | None,
        typer.Option(
            help="Train these folds and nothing else, counted from 0: several commands can share "
            "the work. May repeat. Example: --fold 0 --fold 2."
        ),
    ] = None,
    date: Annotated[
        dt.datetime | None,
        typer.Option(
            formats=["%Y-%m-%d"],
            help="The day on the card. Default: today. Example: --date 2026-01-31.",
        ),
    ] = None,
    topic: TopicOption = DEFAULT_TOPIC,
    workspace: WorkspaceOption = DEFAULT_WORKSPACE,
    quiet: QuietOption = False,
) -> None:
    """Fine-tune the reader on the topic's labelled text; classifier train then takes it up.

    Takes about an hour and a half on two cores. Example: classifier train-reader --base
    all-MiniLM-L6-v2.
    """
    from classifier.services.installed import require
    from classifier.services.workspace import open_workspace

    require(
        "onnx",
        "torch",
        "transformers",
        so_that="The reader cannot be trained",
        advice="Use an environment of its own: make train-reader.",
    )
    from classifier.services import train_reader as trainer

    def told(what: str) -> None:
        if not quiet:
            typer.echo(what, err=True)

    opened, schedule = open_workspace(workspace, topic), trainer.Schedule()
    if fold:
        trainer.read_folds(opened, base, work, schedule=schedule, told=told, folds=fold)
        return
    today = date.date() if date else dt.datetime.now(tz=dt.UTC).date()
    result = trainer.train_reader(opened, base, work, schedule=schedule, date=today, told=told)
    if not quiet:
        typer.echo(result.card_text)
        typer.echo(f"Reader {result.version} is in {result.folder}. Now: classifier train.")
