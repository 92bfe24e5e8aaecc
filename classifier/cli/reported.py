"""What ``classifier report`` prints: the table, the files, and what is left to do."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import typer

if TYPE_CHECKING:
    from classifier.domain.limit import Due
    from classifier.services.report import Reported


def say(result: Reported, taken: int) -> None:
    """Print what came out, and how many summaries were taken in before."""
    if taken:
        typer.echo(f"Taken in: {taken} summaries." if taken > 1 else "Taken in: 1 summary.")
    answer = result.reply.answer
    columns = [*zip(answer.head, *answer.rows, strict=True)]
    widths = [max(map(len, cells)) for cells in zip(*columns, strict=True)]
    for cells in columns:
        padded = (f"{cell:<{width}}" for cell, width in zip(cells, widths, strict=True))
        typer.echo("  ".join(padded).rstrip())
    for path in result.files:
        typer.echo(f"Written: {path}")
    if result.due:
        typer.echo(_time(result.due, result))
    left = [*_left(result)]
    for one in left:
        typer.echo(f"Not ready: {one}")
    if not left:
        typer.echo("The release check found nothing.")


def _time(due: Due, result: Reported) -> str:
    """Say when an answer was due, and plainly if it comes late."""
    if result.late:
        return (
            f"LATE: an answer was due on {due.day:%d/%m/%Y} (section 10 of the Act), and the reply "
            f"is dated {result.reply.date}."
        )
    return f"Due by section 10 of the Act: {due.day:%d/%m/%Y}."


def _left(result: Reported) -> Iterator[str]:
    """Say what is left to do before the reply may leave."""
    waiting = sum(not one.edited for one in result.summaries)
    if waiting:
        yield (
            f"{waiting} of {len(result.summaries)} summaries wait for a person. Write them into "
            "summaries.csv, then give it with --summaries."
        )
    if result.to_complete:
        yield (
            f"{result.to_complete} of {result.places} places of the notice wait for your words. "
            "Write them into notice.csv, then give it with --notice."
        )
    for path in result.stale:
        yield f"{path} is of an earlier reply. Delete it, or write it again with its --format."
    for file in result.checked:
        for finding in file.findings:
            yield f"{file.name}, {finding.where}: {finding.what}. {finding.advice}"
