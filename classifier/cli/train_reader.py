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
    teacher: Annotated[
        Path,
        typer.Option(
            exists=True,
            file_okay=False,
            help="The folder of the teacher's pretrained encoder. "
            "Example: --teacher all-mpnet-base-v2.",
        ),
    ],
    work: Annotated[
        Path,
        typer.Option(
            help="Where finished parts are kept, so that a stopped training goes on. "
            "Example: --work build/reader."
        ),
    ] = Path("build/reader"),
    part: Annotated[
        list[int] | None,
        typer.Option(
            min=0,
            max=4,
            help="Train these parts and nothing else: the four folds from 0, and 4, which leaves "
            "no text out. Several commands can share the work. May repeat. "
            "Example: --part 0 --part 2.",
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

    Takes minutes on an accelerator, more than a day on two cores. Example: classifier train-reader
    --base all-MiniLM-L6-v2 --teacher all-mpnet-base-v2.
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
    from classifier.services.reader_parts import Bases, Recipe, read_parts
    from classifier.services.train_reader import train_reader as train

    def told(what: str) -> None:
        if not quiet:
            typer.echo(what, err=True)

    opened, recipe = open_workspace(workspace, topic), Recipe()
    bases = Bases(student=base, teacher=teacher)
    if part:
        read_parts(opened, bases, work, recipe=recipe, told=told, parts=part)
        return
    today = date.date() if date else dt.datetime.now(tz=dt.UTC).date()
    result = train(opened, bases, work, recipe=recipe, date=today, told=told)
    if not quiet:
        typer.echo(result.card_text)
        typer.echo(f"Reader {result.version} is in {result.folder}. Now: classifier train.")
