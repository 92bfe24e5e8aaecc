"""Results for programs: to a file, written whole or not at all, or to standard output."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import typer


def json_target(json_file: str | None, *, overwrite: bool) -> Path | None:
    """Give the file that ``--json`` names, None for standard output or no such option.

    Raises
    ------
    OutputError
        If its folder is missing, or it exists and is not to be replaced.
    """
    from classifier.services.output import refuse_existing, refuse_missing_folder

    if json_file in (None, "-"):
        return None
    path = Path(str(json_file))
    refuse_missing_folder(path)
    refuse_existing(path, overwrite=overwrite)
    return path


def print_json(result: dict[str, Any], target: Path | None) -> None:
    """Write a result to its file, or to standard output."""
    from classifier.services.output import write_json

    if target is None:
        typer.echo(json.dumps(result, indent=2, ensure_ascii=False))
    else:
        write_json(result, target)
