"""``classifier plan``: what an answer costs, against the appropriate limit."""

from __future__ import annotations

import datetime as dt
import textwrap
from typing import TYPE_CHECKING, Annotated, Final

import typer

from classifier.cli.options import (
    DEFAULT_TOPIC,
    DEFAULT_WORKSPACE,
    DatabaseOption,
    JsonOption,
    OverwriteOption,
    QuietOption,
    ReceivedOption,
    TopicOption,
    WorkspaceOption,
)
from classifier.cli.output import json_target, print_json
from classifier.domain.scope import Basis, YearKind

if TYPE_CHECKING:
    from classifier.domain.costing import Planned

_WIDTH: Final = 88


def plan(
    minutes: Annotated[
        float | None,
        typer.Option(
            help="Minutes to read and decide a text. Default: the reviewers' own pace where 30 "
            "decisions can be timed, else 4. Example: --minutes 4."
        ),
    ] = None,
    limit_hours: Annotated[
        float | None,
        typer.Option(
            help="The appropriate limit in hours. Default: the one in force for a police force, "
            "18. Example: --limit-hours 24."
        ),
    ] = None,
    rate: Annotated[
        float | None,
        typer.Option(help="Pounds an hour. Default: the rate in force, 25. Example: --rate 25."),
    ] = None,
    target: Annotated[
        float,
        typer.Option(help="The share of relevant rows to be found. Example: --target 0.9."),
    ] = 0.95,
    level: Annotated[
        float,
        typer.Option(help="The chance, at least, that a claim on it is so. Example: --level 0.9."),
    ] = 0.95,
    basis: Annotated[
        Basis,
        typer.Option(
            "--year-basis",
            help="Which date of a row gives its year. Example: --year-basis recorded.",
        ),
    ] = Basis.FINALISED,
    year: Annotated[
        YearKind,
        typer.Option("--year", help="What a year is. Example: --year financial, from 1 April."),
    ] = YearKind.CALENDAR,
    received: ReceivedOption = None,
    topic: TopicOption = DEFAULT_TOPIC,
    workspace: WorkspaceOption = DEFAULT_WORKSPACE,
    database: DatabaseOption = None,
    quiet: QuietOption = False,
    overwrite: OverwriteOption = False,
    json_file: JsonOption = None,
) -> None:
    """Estimate what an answer costs, from what is recorded in the workspace.

    Texts to read, hours and pounds against the appropriate limit of section 12; what recall that
    buys; what narrower request would fit; and the estimate in words, ready for a letter.
    Example: classifier plan --minutes 4.
    """
    from classifier.domain.costing import Asked
    from classifier.services.plan import plan
    from classifier.services.plan_json import plan_json
    from classifier.services.workspace import open_workspace

    file = json_target(json_file, overwrite=overwrite)
    asked = Asked(
        today=dt.datetime.now().date(),  # noqa: DTZ005 (the day where the user is)
        minutes=minutes,
        hours=limit_hours,
        rate=rate,
        target=target,
        level=level,
        basis=basis,
        kind=year,
        received=received.date() if received else None,
    )
    planned = plan(open_workspace(workspace, topic, database=database), asked)
    if json_file is not None:
        print_json(plan_json(planned), file)
    if not quiet and json_file != "-":
        _say(planned)


def _say(planned: Planned) -> None:
    from classifier.services.plan import paragraphs, table_lines

    for what, *figures, fits in table_lines(planned):
        typer.echo(f"{what:<30}" + "".join(f"{one:>10}" for one in figures) + f"   {fits}")
    for paragraph in paragraphs(planned):
        typer.echo("\n" + textwrap.fill(paragraph, _WIDTH))
    typer.echo("\nWhat a notice has to say is yours to write. It may need:")
    for section in planned.sections:
        typer.echo(f"  Section {section.number}: {section.title}")
        for words in (*section.says, *section.rules):
            typer.echo(
                textwrap.fill(words, _WIDTH, initial_indent="    - ", subsequent_indent="      ")
            )
