"""``check``: whether a file may leave, with one line for each reason why not."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from classifier.cli.options import JsonOption, OverwriteOption, QuietOption
from classifier.cli.output import json_target, print_json
from classifier.cli.progress import scoring_bar


def check(
    files: Annotated[
        list[Path], typer.Argument(metavar="FILE...", help="XLSX, DOCX, HTML, CSV, TSV or TXT.")
    ],
    suppress: Annotated[
        str,
        typer.Option(
            "--suppress",
            metavar="POLICY",
            help="What was to be done with small counts: none, below:N or round:N. "
            "Example: --suppress below:5.",
        ),
    ] = "none",
    allow: Annotated[
        list[str] | None,
        typer.Option(
            "--allow",
            metavar="WORDS",
            help="Words that may leave although they look like a name, number or address. "
            'May be repeated. Example: --allow "221/21".',
        ),
    ] = None,
    quiet: QuietOption = False,
    overwrite: OverwriteOption = False,
    json_file: JsonOption = None,
) -> None:
    """Check files that are to leave: hidden things, names, small counts; a line a finding.

    Example: classifier check reply.xlsx reply.docx. Ends with 1 if anything was found.
    """
    from classifier.domain.suppression import parse_policy
    from classifier.services.check import as_json, check_files

    target = json_target(json_file, overwrite=overwrite, taken=files)
    policy = parse_policy(suppress)
    with scoring_bar(quiet=quiet, label="Checking", counted="texts") as progress:
        checked = check_files(files, policy, allowed=allow or (), progress=progress)
    for file in checked:
        for finding in file.findings if json_file != "-" else ():
            typer.echo(f"{file.name}: {finding.where}: {finding.what}. {finding.advice}")
        if not (file.findings or quiet or json_file == "-"):
            typer.echo(f"{file.name}: nothing found that must not leave.")
    if json_file is not None:
        print_json(as_json(checked), target)
    if any(file.findings for file in checked):
        raise typer.Exit(1)
