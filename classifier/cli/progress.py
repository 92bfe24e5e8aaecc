"""A progress bar on standard error, shown only once the work has taken two seconds."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Final

_SECONDS_BEFORE: Final = 2.0


@contextmanager
def scoring_bar(
    *, quiet: bool, label: str = "Scoring", counted: str = "rows"
) -> Iterator[Callable[[int, int], None] | None]:
    """Give a function that moves a bar on a terminal; None where there is none, or it is quiet.

    Parameters as for `delayed_bar`.
    """
    if quiet or not sys.stderr.isatty():
        yield None
        return
    with delayed_bar(label, counted) as progress:
        yield progress


@contextmanager
def delayed_bar(
    label: str, counted: str = "rows", clock: Callable[[], float] = time.monotonic
) -> Iterator[Callable[[int, int], None]]:
    """Give a function to be told how much is done, of how much.

    Parameters
    ----------
    label
        What is done.
    counted
        What the figures count; where it is nothing a person counts, a percentage is shown.
    clock
        Tells seconds.
    """
    # Imported here: the commands' help needs no progress bar.
    from rich.console import Console
    from rich.progress import (
        BarColumn,
        MofNCompleteColumn,
        Progress,
        TaskProgressColumn,
        TextColumn,
        TimeRemainingColumn,
    )

    bar = Progress(
        TextColumn(label),
        BarColumn(),
        *((MofNCompleteColumn(), TextColumn(counted)) if counted else (TaskProgressColumn(),)),
        TimeRemainingColumn(),
        console=Console(stderr=True),
        transient=True,
    )
    task = bar.add_task(label)
    started = clock()

    def tell(done: int, total: int) -> None:
        bar.update(task, completed=done, total=total)
        if clock() - started > _SECONDS_BEFORE:
            bar.start()

    try:
        yield tell
    finally:
        bar.stop()
