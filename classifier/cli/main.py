"""The program: its commands, and the one place where our errors become a line and an exit code."""

from __future__ import annotations

import os
import signal
import sys
from typing import Annotated, Final

import typer

from classifier import __version__
from classifier.cli.check import check
from classifier.cli.classify import classify
from classifier.cli.compare import compare
from classifier.cli.inspect import inspect
from classifier.cli.keywords import keywords
from classifier.cli.models import models
from classifier.cli.plan import plan
from classifier.cli.queue import queue
from classifier.cli.recall import recall
from classifier.cli.report import report
from classifier.cli.retrain import retrain
from classifier.cli.review import review
from classifier.cli.simulate import simulate
from classifier.cli.train import train
from classifier.cli.train_reader import teach_reader, train_reader
from classifier.cli.workspace import workspace
from classifier.domain.errors import ClassifierError
from classifier.services.collecting import collect_seldom

app = typer.Typer(
    name="classifier",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    help="Find the allegations that a keyword search misses, and prove it.",
    epilog="Begin with: classifier inspect EXPORT, then: classifier classify EXPORT -o OUTPUT.",
)
for command in (
    inspect,
    classify,
    compare,
    simulate,
    train,
    train_reader,
    teach_reader,
    retrain,
    report,
    plan,
    keywords,
    check,
):
    app.command()(command)
app.add_typer(models, name="models")
app.add_typer(queue, name="queue")
app.add_typer(recall, name="recall")
app.add_typer(review, name="review")
app.add_typer(workspace, name="workspace")


_INTERRUPTED: Final = 130
"""The exit code after Ctrl-C."""


def _show_version(value: bool) -> None:
    if value:
        typer.echo(f"classifier {__version__}")
        raise typer.Exit


@app.callback()
def common(
    version: Annotated[
        bool, typer.Option("--version", callback=_show_version, is_eager=True, help="Show it.")
    ] = False,
) -> None:
    """Find the allegations that a keyword search misses, and prove it."""


def _end_in_order() -> None:
    """Take what asks the program to end as Ctrl-C: files half written are taken away."""
    for name in ("SIGTERM", "SIGHUP"):  # the second is POSIX's alone, and ignored under nohup
        asked = getattr(signal, name, None)
        if asked is not None and signal.getsignal(asked) is signal.SIG_DFL:
            signal.signal(asked, signal.default_int_handler)


def main() -> None:
    """Run the program: 0 done, 1 a mendable error, 2 wrong usage, 3 done with rows set aside.

    Stopped by Ctrl-C it ends with 130, and so where the system asks it to end.
    """
    _end_in_order()
    collect_seldom()
    # Matrices here are small: threads spent more on waiting than they saved.
    for library in ("OPENBLAS", "OMP", "MKL"):  # read when they are loaded, which is later
        os.environ.setdefault(f"{library}_NUM_THREADS", "1")
    try:
        app()
    except SystemExit as ending:
        if ending.code == _INTERRUPTED:
            typer.echo("classifier: stopped.", err=True)
        raise
    except ClassifierError as error:
        typer.echo(f"classifier: {error}", err=True)
        sys.exit(1)
    except Exception as error:
        if os.environ.get("CLASSIFIER_DEBUG"):
            raise
        # The text of a strange error could quote an allegation, so only its kind is shown.
        typer.echo(
            f"classifier: a fault of the program's own ({type(error).__name__}). "
            "Please report it; with CLASSIFIER_DEBUG=1 it shows where it happened.",
            err=True,
        )
        sys.exit(1)
