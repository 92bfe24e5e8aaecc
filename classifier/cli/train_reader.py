"""``train-reader``, ``teach-reader``: make the shipped reader. Need the extra ``reader``."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final

import typer

from classifier.cli.options import (
    DEFAULT_TOPIC,
    DEFAULT_WORKSPACE,
    QuietOption,
    TopicOption,
    WorkspaceOption,
)

if TYPE_CHECKING:
    from classifier.services.reader_store import ReaderResult

BaseOption = Annotated[
    Path,
    typer.Option(
        "--base",
        exists=True,
        file_okay=False,
        help="The folder of the pretrained encoder. Example: --base all-MiniLM-L6-v2.",
    ),
]
WorkOption = Annotated[
    Path,
    typer.Option(
        "--work",
        help="Where finished parts are kept, so that a stopped training goes on. "
        "Example: --work build/reader.",
    ),
]
DateOption = Annotated[
    dt.datetime | None,
    typer.Option(
        "--date",
        formats=["%Y-%m-%d"],
        help="The day on the card. Default: today. Example: --date 2026-01-31.",
    ),
]
DEFAULT_WORK: Final = Path("build/reader")


def train_reader(
    base: BaseOption,
    teacher: Annotated[
        Path,
        typer.Option(
            exists=True,
            file_okay=False,
            help="The folder of the teacher's pretrained encoder. "
            "Example: --teacher all-mpnet-base-v2.",
        ),
    ],
    work: WorkOption = DEFAULT_WORK,
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
    date: DateOption = None,
    topic: TopicOption = DEFAULT_TOPIC,
    workspace: WorkspaceOption = DEFAULT_WORKSPACE,
    quiet: QuietOption = False,
) -> None:
    """Fine-tune the reader on the topic's labelled text; classifier train then takes it up.

    Takes minutes on an accelerator, more than a day on two cores. Example: classifier train-reader
    --base all-MiniLM-L6-v2 --teacher all-mpnet-base-v2.
    """
    from classifier.services.workspace import open_workspace

    _require("make train-reader")
    from classifier.services.reader_bases import Bases
    from classifier.services.train_reader import Recipe, read_parts
    from classifier.services.train_reader import train_reader as train

    say = _aloud(quiet)
    opened, recipe = open_workspace(workspace, topic), Recipe()
    bases = Bases(student=base, teacher=teacher)
    if part:
        read_parts(opened, bases, work, recipe=recipe, say=say, parts=part)
        return
    today = _day(date)
    result = train(opened, bases, work, recipe=recipe, date=today, say=say)
    _tell(result, quiet)


def teach_reader(
    base: BaseOption,
    new: Annotated[
        list[str],
        typer.Option(
            help="A corpus file that the reader has not seen, without .csv. May repeat; name "
            "every one. Example: --new our_lines --new our_letters."
        ),
    ],
    work: WorkOption = DEFAULT_WORK,
    date: DateOption = None,
    topic: TopicOption = DEFAULT_TOPIC,
    workspace: WorkspaceOption = DEFAULT_WORKSPACE,
    quiet: QuietOption = False,
) -> None:
    """Let the reader that is there learn new corpus files; classifier train then takes it up.

    Needs no teacher and no accelerator: half an hour on two cores for some thousand lines.
    Example: classifier teach-reader --base all-MiniLM-L6-v2 --new our_lines.
    """
    from classifier.services.workspace import open_workspace

    _require("make teach-reader")
    from classifier.services.teach_reader import teach_reader as teach

    result = teach(
        open_workspace(workspace, topic),
        base,
        work,
        new=new,
        date=_day(date),
        say=_aloud(quiet),
    )
    _tell(result, quiet)


def _require(command: str) -> None:
    from classifier.services.installed import require

    require(
        "onnx",
        "torch",
        "transformers",
        so_that="The reader cannot be trained",
        advice=f"Use an environment of its own: {command}.",
    )


def _day(date: dt.datetime | None) -> dt.date:
    return date.date() if date else dt.datetime.now(tz=dt.UTC).date()


def _aloud(quiet: bool) -> Callable[[str], None]:
    def say(what: str) -> None:
        if not quiet:
            typer.echo(what, err=True)

    return say


def _tell(result: ReaderResult, quiet: bool) -> None:
    if not quiet:
        typer.echo(result.card_text)
        typer.echo(f"Reader {result.version} is in {result.folder}. Now: classifier train.")
