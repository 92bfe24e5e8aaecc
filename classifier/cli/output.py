"""Results for programs: to a file, written whole or not at all, or to standard output."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import typer

if TYPE_CHECKING:
    from classifier.services.labelled import Labelled

_LISTED: Final = 20


def json_target(
    json_file: str | None, *, overwrite: bool, taken: Iterable[Path | None] = ()
) -> Path | None:
    """Give the file that ``--json`` names, None for standard output or no such option.

    Raises
    ------
    OutputError
        If it exists and is not to be replaced, or cannot be written, or is one of the files
        ``taken``, which the command reads or writes otherwise.
    """
    from classifier.services.output import check_json

    if json_file in (None, "-"):
        return None
    path = Path(str(json_file))
    check_json(path, overwrite=overwrite, taken=[other for other in taken if other is not None])
    return path


def print_json(result: dict[str, Any], target: Path | None) -> None:
    """Write a result to its file, or to standard output."""
    from classifier.services.output import write_json

    if target is None:
        typer.echo(json.dumps(result, indent=2, ensure_ascii=False))
    else:
        write_json(result, target)


def warn_of_rows(labelled: Labelled) -> None:
    """Say on stderr how a labelled file was read, and which rows of it were set aside."""
    for warning in labelled.warnings:
        typer.echo(f"Note: {warning}.", err=True)
    for reason, rows in labelled.aside.items():
        listed = ", ".join(str(row) for row in rows[:_LISTED])
        more = f" and {len(rows) - _LISTED:,} more" if len(rows) > _LISTED else ""
        named = "row" if len(rows) == 1 else "rows"
        typer.echo(f"{len(rows):,} {named} set aside, {reason}: {named} {listed}{more}.", err=True)
