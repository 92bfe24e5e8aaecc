"""``classifier report``: write the reply to the request."""

from __future__ import annotations

import datetime as dt
import getpass
from pathlib import Path
from typing import Annotated, Final

import typer

from classifier.cli.options import (
    DAY,
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
from classifier.cli.reported import say
from classifier.domain.counting import Unit
from classifier.domain.scope import Basis, Gone, Scope, YearKind

_FORMATS: Final = ("html", "docx", "xlsx", "csv")


def report(
    output: Annotated[
        Path,
        typer.Option(
            "-o",
            "--output",
            metavar="DIR",
            file_okay=False,
            help="The folder for the reply. Example: -o reply-0042.",
        ),
    ] = Path("reply"),
    start: Annotated[
        dt.datetime | None,
        typer.Option(
            "--from", formats=DAY, help="The first day of the period. Example: --from 2018-01-01."
        ),
    ] = None,
    end: Annotated[
        dt.datetime | None,
        typer.Option(
            "--to", formats=DAY, help="The last day of the period. Example: --to 31/12/2020."
        ),
    ] = None,
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
    unit: Annotated[
        Unit, typer.Option("--count", help="What the answer counts. Example: --count cases.")
    ] = Unit.OFFICERS,
    role: Annotated[
        list[str] | None,
        typer.Option(
            "--role",
            help="Count this role only. May be repeated. Default: every role. "
            'Example: --role "Police Officer".',
        ),
    ] = None,
    every_outcome: Annotated[
        bool,
        typer.Option(
            "--every-outcome",
            help="Count rows in which nothing was found against anybody, too. "
            "Example: --every-outcome.",
        ),
    ] = False,
    gone: Annotated[
        Gone,
        typer.Option(
            "--gone",
            help="What to do with rows of an earlier export that a later one with their case "
            "lacks. Example: --gone drop.",
        ),
    ] = Gone.COUNT,
    summaries_from: Annotated[
        str,
        typer.Option(
            "--summaries-from",
            metavar="OUTCOME",
            help="Sum up the cases with this outcome or a graver one. "
            'Example: --summaries-from "Final written warning".',
        ),
    ] = "Written warning",
    summaries: Annotated[
        Path | None,
        typer.Option(
            "--summaries",
            metavar="FILE",
            dir_okay=False,
            help="Take in the sentences that you wrote into summaries.csv. "
            "Example: --summaries reply/summaries.csv.",
        ),
    ] = None,
    request: Annotated[
        Path | None,
        typer.Option(
            "--request",
            metavar="FILE",
            dir_okay=False,
            help="The request's words, a text file with a paragraph each, to be quoted. "
            "Example: --request request.txt.",
        ),
    ] = None,
    reference: Annotated[
        str,
        typer.Option("--reference", help="The request's reference. Example: --reference 221/21."),
    ] = "",
    formats: Annotated[
        list[str] | None,
        typer.Option(
            "--format",
            help="html, docx, xlsx or csv. May be repeated. Default: all four. "
            "Example: --format docx.",
        ),
    ] = None,
    suppress: Annotated[
        str,
        typer.Option(
            "--suppress",
            metavar="POLICY",
            help="What to do with small counts: none, below:N or round:N. A policy needs a "
            "--reason. Example: --suppress below:5.",
        ),
    ] = "none",
    reason: Annotated[
        str,
        typer.Option(
            "--reason",
            help="Why small counts are suppressed; it stands in the reply. "
            'Example: --reason "Section 40(2): an officer could be identified."',
        ),
    ] = "",
    section: Annotated[
        list[int] | None,
        typer.Option(
            "--section",
            metavar="NUMBER",
            help="A section of the Freedom of Information Act 2000 that the reply relies on: it "
            "lists what the notice has to hold, for you to word (--notice). May be repeated. "
            "Example: --section 40 --section 31.",
        ),
    ] = None,
    notice: Annotated[
        Path | None,
        typer.Option(
            "--notice",
            metavar="FILE",
            dir_okay=False,
            help="Your words for the sections, as you wrote them into notice.csv. "
            "Example: --notice reply/notice.csv.",
        ),
    ] = None,
    received: ReceivedOption = None,
    date: Annotated[
        dt.datetime | None,
        typer.Option(
            "--date",
            formats=DAY,
            help="The reply's day. Default: today. Example: --date 2021-03-01.",
        ),
    ] = None,
    topic: TopicOption = DEFAULT_TOPIC,
    workspace: WorkspaceOption = DEFAULT_WORKSPACE,
    database: DatabaseOption = None,
    quiet: QuietOption = False,
    overwrite: OverwriteOption = False,
    json_file: JsonOption = None,
) -> None:
    """Write the reply: how many, by year and outcome, from what is recorded in the workspace.

    Decisions count where people made them, the model's route elsewhere; the reply says how many of
    each. Nothing is scored again.
    """
    from classifier.domain.suppression import parse_policy
    from classifier.services import report as service
    from classifier.services.reply_material import Asked
    from classifier.services.reply_notice import Notice, read_words
    from classifier.services.report_json import report_json
    from classifier.services.workspace import open_workspace

    if start and end and end < start:
        message = "The period ends before it begins."
        raise typer.BadParameter(message, param_hint="--to")
    if unknown := [one for one in formats or () if one not in _FORMATS]:
        message = f"{unknown[0]!r} is none of {', '.join(_FORMATS)}."
        raise typer.BadParameter(message, param_hint="--format")
    policy = parse_policy(suppress)
    if policy.number and not reason.strip():
        message = "A policy needs a --reason."
        raise typer.BadParameter(message, param_hint="--suppress")
    own = open_workspace(workspace, topic, database=database)
    target = json_target(json_file, overwrite=overwrite)
    taken = (
        service.take_summaries(
            own, summaries, editor=getpass.getuser(), now=dt.datetime.now(tz=dt.UTC)
        )
        if summaries
        else 0
    )
    asked = Asked(
        scope=Scope(
            start=start.date() if start else None,
            end=end.date() if end else None,
            basis=basis,
            kind=year,
            roles=tuple(role or ()),
            adverse_only=not every_outcome,
            gone=gone,
        ),
        unit=unit,
        summaries_from=summaries_from,
        reference=" ".join(reference.split()),
        request=service.read_request(request) if request else (),
        date=(date or dt.datetime.now()).date(),  # noqa: DTZ005 (the day where the user is)
        policy=policy,
        policy_reason=" ".join(reason.split()),
    )
    result = service.report(
        own,
        asked,
        folder=output,
        formats=formats or _FORMATS,
        notice=Notice(
            sections=tuple(section or ()),
            words=read_words(notice) if notice else {},
            received=received.date() if received else None,
        ),
        overwrite=overwrite,
    )
    if json_file is not None:
        print_json(report_json(result), target)
    if not quiet and json_file != "-":
        say(result, taken)
