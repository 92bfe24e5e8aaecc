"""``recall``: how much was found, with a guarantee; and when reading may stop."""

from __future__ import annotations

import datetime as dt
import textwrap
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Final

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

if TYPE_CHECKING:
    from classifier.services.recall import Planned
    from classifier.services.stop import Before, Looked

_WIDTH: Final = 88
recall = typer.Typer(
    no_args_is_help=True,
    help="Say how much was found, with a guarantee: plan a control sample, draw it, estimate.",
)
TargetOption = Annotated[
    float,
    typer.Option(help="The share of relevant rows to be found at least. Example: --target 0.9."),
]
LevelOption = Annotated[
    float,
    typer.Option(help="The chance, at least, that what is claimed is so. Example: --level 0.9."),
]
SeedOption = Annotated[
    int,
    typer.Option(min=0, help="The same seed draws the same from the same rows. Example: --seed 7."),
]


@recall.command()
def plan(
    target: TargetOption = 0.95,
    level: LevelOption = 0.95,
    assume: Annotated[
        float | None,
        typer.Option(
            help="The recall taken to be true. Default: halfway from the target to 1. "
            "Example: --assume 0.99."
        ),
    ] = None,
    seed: SeedOption = 0,
    topic: TopicOption = DEFAULT_TOPIC,
    workspace: WorkspaceOption = DEFAULT_WORKSPACE,
    database: DatabaseOption = None,
    quiet: QuietOption = False,
    overwrite: OverwriteOption = False,
    json_file: JsonOption = None,
) -> None:
    """Say how many rows must be read for a claim. Example: classifier recall plan --target 0.9."""
    from classifier.services.queue import store_of
    from classifier.services.recall import Claim, plan_recall
    from classifier.services.recall_json import plan_json
    from classifier.services.workspace import open_workspace

    file = json_target(json_file, overwrite=overwrite)
    store = store_of(open_workspace(workspace, topic, database=database))
    claim = Claim(target=target, level=level)
    planned = plan_recall(store, claim, assumed=assume, seed=seed)
    _report(_plan_lines(planned), plan_json(planned), json_file, file, quiet=quiet)


@recall.command()
def draw(
    target: TargetOption = 0.95,
    level: LevelOption = 0.95,
    reads: Annotated[
        int | None,
        typer.Option(
            min=1, help="Rows to draw. Default: as many as the plan says. Example: --reads 400."
        ),
    ] = None,
    seed: SeedOption = 0,
    topic: TopicOption = DEFAULT_TOPIC,
    workspace: WorkspaceOption = DEFAULT_WORKSPACE,
    database: DatabaseOption = None,
    quiet: QuietOption = False,
    overwrite: OverwriteOption = False,
    json_file: JsonOption = None,
) -> None:
    """Draw a control sample; its rows come up in the review queue, blind, among the rest.

    Example: classifier recall draw --target 0.9.
    """
    from classifier.services.queue import store_of
    from classifier.services.recall import Claim, draw_control
    from classifier.services.recall_json import draw_json
    from classifier.services.workspace import open_workspace

    file = json_target(json_file, overwrite=overwrite)
    store = store_of(open_workspace(workspace, topic, database=database))
    claim = Claim(target=target, level=level)
    drawn = draw_control(store, claim, seed=seed, clock=_now, reads=reads)
    lines = [
        f"Drawn: {len(drawn.rows):,} of {drawn.size:,} rows. They are in the review queue now.",
        f"Frame: {drawn.frame}",
    ]
    _report(lines, draw_json(drawn), json_file, file, quiet=quiet)


@recall.command()
def estimate(
    target: Annotated[
        float | None,
        typer.Option(
            help="The claim, if another than the sample was drawn for. Example: --target 0.9."
        ),
    ] = None,
    level: Annotated[
        float | None,
        typer.Option(
            help="Its level, if another than the sample was drawn for. Example: --level 0.9."
        ),
    ] = None,
    topic: TopicOption = DEFAULT_TOPIC,
    workspace: WorkspaceOption = DEFAULT_WORKSPACE,
    database: DatabaseOption = None,
    quiet: QuietOption = False,
    overwrite: OverwriteOption = False,
    json_file: JsonOption = None,
) -> None:
    """Estimate recall and elusion from the sample, in sentences for the reply.

    Example: classifier recall estimate --json -.
    """
    from classifier.services.estimate import estimate_recall
    from classifier.services.queue import store_of
    from classifier.services.recall_json import estimate_json
    from classifier.services.workspace import open_workspace

    file = json_target(json_file, overwrite=overwrite)
    opened = open_workspace(workspace, topic, database=database)
    estimated = estimate_recall(store_of(opened), target=target, level=level)
    result = estimate_json(estimated, topic_title=opened.topic.title)
    _report(result["sentences"], result, json_file, file, quiet=quiet)


@recall.command()
def stop(
    draw_lot: Annotated[
        bool,
        typer.Option(
            "--draw", help="Draw the lot that the rule looks at. Example: recall stop --draw."
        ),
    ] = False,
    target: TargetOption = 0.95,
    level: LevelOption = 0.95,
    seed: SeedOption = 0,
    topic: TopicOption = DEFAULT_TOPIC,
    workspace: WorkspaceOption = DEFAULT_WORKSPACE,
    database: DatabaseOption = None,
    quiet: QuietOption = False,
    overwrite: OverwriteOption = False,
    json_file: JsonOption = None,
) -> None:
    """Say whether reading may stop; ask as often as you like, each look is logged.

    Read until little is found, draw the lot once, read it, and go on reading in order until this
    says so. --target and --level are set with --draw. Example: classifier recall stop --draw.
    """
    from classifier.services.queue import store_of
    from classifier.services.recall import Claim
    from classifier.services.recall_json import before_json, look_json
    from classifier.services.stop import before_the_lot, look
    from classifier.services.stop import draw_lot as toss
    from classifier.services.workspace import open_workspace

    file = json_target(json_file, overwrite=overwrite)
    store = store_of(open_workspace(workspace, topic, database=database))
    claim = Claim(target=target, level=level)
    if draw_lot:
        toss(store, claim, seed=seed, clock=_now)
    elif before := before_the_lot(store, claim):
        _report(_before_lines(before), before_json(before), json_file, file, quiet=quiet)
        return
    looked = look(store, clock=_now)
    _report(_look_lines(looked), look_json(looked), json_file, file, quiet=quiet)


def _now() -> dt.datetime:
    return dt.datetime.now(tz=dt.UTC)


def _plan_lines(planned: Planned) -> list[str]:
    drawn = (*planned.plan.found, *planned.plan.missed)
    lines = [
        f"Read {planned.plan.reads:,} of {planned.cut.frame.unread:,} unread rows: then, if recall "
        f"is truly {planned.assumed:.1%}, that it is at least {planned.claim.target:.0%} will be "
        f"certified with a chance of about {planned.plan.power:.0%}.",
    ]
    for part, reads in zip(planned.cut.parts, drawn, strict=True):
        lines.append(f"  {part.name:<8}{reads:>8,} of {len(part.rows):>8,} rows")
        if part.name == "review":
            lines.insert(
                1,
                f"Read the queue first: its {len(part.rows):,} rows to review count as missed "
                "until then.",
            )
    return lines


def _before_lines(before: Before) -> list[str]:
    verdict = (
        "It is time to draw the lot: recall stop --draw."
        if before.due
        else "Read on: it is too early to draw the lot."
    )
    return [
        f"{verdict} Of {before.read:,} texts read {before.found:,} are relevant, of the last "
        f"{before.window:,} of them {before.recent:,}. Drawn now, the lot would hold "
        f"{before.share:.0%} of the unread rows."
    ]


def _look_lines(looked: Looked) -> list[str]:
    draw, look = looked.draw, looked.look
    lot = sum(row.drawn for row in draw.rows)
    verdict = "You may stop." if look.stop else "Read on, in the order of the queue."
    return [
        f"{verdict} Look {look.number}: if fewer than {draw.target:.0%} were found, so few left in "
        f"the lot would have a chance of {look.chance:.1%} at most; {draw.error:.1%} is allowed.",
        f"Found {look.found:,}; passed {look.passed:,} of {len(draw.rows):,} rows in order; in the "
        f"lot of {lot:,} rows {looked.left:,} are to be read, and {look.ahead:,} ahead count as "
        "relevant.",
    ]


def _report(
    lines: list[str],
    result: dict[str, Any],
    json_file: str | None,
    file: Path | None,
    *,
    quiet: bool,
) -> None:
    """Print the lines for people, and the result for programs where it is asked for."""
    if json_file is not None:
        print_json(result, file)
    if quiet or json_file == "-":
        return
    for line in lines:
        plain = line.replace("\N{NO-BREAK SPACE}", " ")
        typer.echo(plain if plain.startswith("  ") else textwrap.fill(plain, _WIDTH))
