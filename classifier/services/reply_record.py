"""The record in a reply: what it was written from, and how well its models measured."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import TYPE_CHECKING

from classifier.domain.presence import Presence
from classifier.domain.ranges import ranges
from classifier.domain.suppression import NONE
from classifier.io.registry import load_card, versions
from classifier.reports.reply_card import GONE, card_lines
from classifier.services.scoring import SCREEN_ONLY
from classifier.services.workspace import Workspace

if TYPE_CHECKING:
    from classifier.services.reply_material import Asked, Recorded


def record_of(workspace: Workspace, found: Recorded, asked: Asked) -> dict[str, str]:
    """Say what the reply was written from.

    Raises
    ------
    ModelError
        If the card of a model that scored is not the file that was recorded.
    """
    plain = asked.policy.kind == NONE
    exports = {
        f"Export {at}": f"{rows:,} rows, brought in {_day(time)}, digest {digest}"
        for at, (_, digest, rows, time) in enumerate(found.exports, 1)
    }
    runs = {
        f"Run {at}": f"{_day(run.time)}, classifier {run.model}, review from {run.lower:.4g} to "
        f"{run.upper:.4g} on the score, {run.prevalence:.2%} taken to be relevant"
        for at, run in enumerate(found.runs, 1)
    }
    return {
        **exports,
        **runs,
        **(_numbers(found) if plain else {}),
        "Head of the chain of decisions": found.head,
        "Small counts": asked.policy.statement,
        **measured(workspace, (run.model for run in found.runs), plain=plain),
    }


def _day(time: str) -> str:
    """Write the day of a time on record as the reply writes days."""
    return f"{dt.datetime.fromisoformat(time):%d/%m/%Y}"


def measured(workspace: Workspace, models: Iterable[str], *, plain: bool) -> dict[str, str]:
    """Give the lines of the record for the models that scored, in order, each once.

    Parameters
    ----------
    models
        Their versions.
    plain
        Whether figures about texts of this workspace may stand in the reply.

    Raises
    ------
    ModelError
        If a card is not the file that was recorded.
    """
    lines: dict[str, str] = {}
    for version in dict.fromkeys(one.removesuffix(SCREEN_ONLY) for one in models):
        lines |= _lines(workspace, version, plain=plain)
    return lines


def _lines(workspace: Workspace, version: str, *, plain: bool) -> dict[str, str]:
    for folder in (workspace.models, workspace.local_models):
        if version in versions(folder):
            card, digest = load_card(folder, version)
            return card_lines(version, card, digest=digest, plain=plain)
    return {f"Classifier {version}": GONE}


def _numbers(found: Recorded) -> dict[str, str]:
    """Say what must not stand in a reply that hides numbers: how much, and which rows are gone."""
    absent = {
        "Replaced in a later export": Presence.REPLACED,
        "Not in a later export with their case": Presence.GONE,
    }
    lines = {title: _rows_with(presence, found) for title, presence in absent.items()}
    return {
        **{title: line for title, line in lines.items() if line},
        "Decisions on record": f"{found.labels:,}",
    }


def _rows_with(presence: Presence, found: Recorded) -> str:
    """Name the rows in that state: ``export 1, rows 2-5, 9; export 2, row 7``."""
    numbers: dict[int, list[int]] = {}
    for case in found.cases:
        if case.presence is presence:
            numbers.setdefault(case.export, []).append(case.number)
    return "; ".join(
        f"export {at}, {'row' if len(of) == 1 else 'rows'} {ranges(of)}"
        for at, (export, *_) in enumerate(found.exports, 1)
        if (of := numbers.get(export))
    )
