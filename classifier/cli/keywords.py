"""``classifier keywords``: what the search words find, miss and wrongly collect."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from classifier.cli.options import (
    DEFAULT_TOPIC,
    DEFAULT_WORKSPACE,
    DatabaseOption,
    JsonOption,
    OverwriteOption,
    QuietOption,
    TopicOption,
    WorkspaceOption,
)
from classifier.cli.output import json_target, print_json
from classifier.cli.progress import scoring_bar


def keywords(
    words: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE",
            dir_okay=False,
            help="Search words, a text file with one a line. Default: the topic's. "
            "Example: --words words.txt.",
        ),
    ] = None,
    output: Annotated[
        Path | None,
        typer.Option(
            "-o",
            "--output",
            metavar="FILE",
            dir_okay=False,
            help="Write every row that a word wrongly collects, with its text, as CSV. "
            "Example: -o wrong.csv.",
        ),
    ] = None,
    save_words: Annotated[
        Path | None,
        typer.Option(
            "--save-words",
            metavar="FILE",
            dir_okay=False,
            help="Write the list made anew, one word a line. Example: --save-words words.txt.",
        ),
    ] = None,
    worth: Annotated[
        int,
        typer.Option(
            min=1,
            help="How many reads a relevant row is worth: more finds more, and collects more in "
            "vain. Example: --worth 20.",
        ),
    ] = 10,
    seed: Annotated[
        int,
        typer.Option(
            min=0,
            help="Decides which cases are left out where a list is judged. Example: --seed 7.",
        ),
    ] = 0,
    topic: TopicOption = DEFAULT_TOPIC,
    workspace: WorkspaceOption = DEFAULT_WORKSPACE,
    database: DatabaseOption = None,
    quiet: QuietOption = False,
    overwrite: OverwriteOption = False,
    json_file: JsonOption = None,
) -> None:
    """Say what each search word finds, misses and wrongly collects, and what would do better.

    From what is recorded in the workspace: people's decisions, and elsewhere the model's route.
    Nothing is scored again. Example: classifier keywords --words words.txt.
    """
    from classifier.services import keywords as service
    from classifier.services.keywords_json import keywords_json
    from classifier.services.workspace import open_workspace

    taken = [words, output, save_words]
    file = json_target(json_file, overwrite=overwrite, taken=taken)
    service.check_outputs(output, save_words, words=words, overwrite=overwrite)
    own = open_workspace(workspace, topic, database=database)
    chosen = service.read_words(words) if words else ()
    with scoring_bar(quiet=quiet, label="Trying lists", counted="lists") as progress:
        found = service.keywords(own, words=chosen, worth=worth, seed=seed, progress=progress)
    if output is not None:
        service.write_wrong(found, output)
    if save_words is not None:
        service.write_words(found, save_words)
    if json_file is not None:
        print_json(keywords_json(found), file)
    if not quiet and json_file != "-":
        for line in service.lines(found):
            typer.echo(line)
