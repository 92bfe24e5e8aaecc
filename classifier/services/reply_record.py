"""The record in a reply: what it was written from, and how well its models measured."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Iterable
from typing import TYPE_CHECKING, Final

from classifier import __version__
from classifier.domain.presence import Presence
from classifier.domain.ranges import ranges
from classifier.domain.suppression import NONE
from classifier.domain.topic import Topic
from classifier.io.packaged import facts_digest
from classifier.io.registry import load_card, versions
from classifier.reports.reply_card import GONE, WITHOUT_READER, card_lines, card_of
from classifier.services.scoring import SCREEN_ONLY
from classifier.services.workspace import Workspace

if TYPE_CHECKING:
    from classifier.services.reply_material import Asked, Recorded

_FACTS: Final = ("outcomes.toml", "naming.toml", "sections.toml", "holidays.toml")
"""The data files that a reply rests on."""


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
        **written_with(workspace.topic),
        **measured(workspace, (run.model for run in found.runs), plain=plain),
    }


def written_with(topic: Topic) -> dict[str, str]:
    """Name what a reply rests on beside the workspace, as it is on the day of the reply."""
    patterns = [[one.name, one.group, one.platform, *one.lines] for one in topic.patterns]
    words = [topic.title, topic.question, topic.national_factor, *topic.keywords.words]
    content = json.dumps([words, sorted(topic.word_lists.items()), patterns])
    digest = hashlib.sha256(content.encode()).hexdigest()
    return {
        "Written with": f"classifier {__version__}",
        "Question, search words and patterns": f"as they are today, digest {digest}; in which "
        "rows the words stand is as the last run over each found it",
        **{f"Data file {name}": f"digest {facts_digest(name)}" for name in _FACTS},
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
    for name in dict.fromkeys(models):
        lines |= _lines(workspace, name, plain=plain)
    return lines


def _lines(workspace: Workspace, name: str, *, plain: bool) -> dict[str, str]:
    version = name.removesuffix(SCREEN_ONLY)
    for folder in (workspace.models, workspace.local_models):
        if version in versions(folder):
            card, digest = load_card(folder, version)
            if name != version:
                return {f"Classifier {name}": f"{card_of(card, digest)}. {WITHOUT_READER}"}
            return card_lines(version, card, digest=digest, plain=plain)
    return {f"Classifier {name}": GONE}


def _numbers(found: Recorded) -> dict[str, str]:
    """Say how much there was, and which rows are absent: nothing for a reply that hides numbers."""
    lines = {
        "Replaced in a later export": _rows_with(Presence.REPLACED, found),
        "Not in a later export with their case": _rows_with(Presence.GONE, found),
        "Text changed by another export": _named(
            (place for case in found.cases for place in case.other_texts), found
        ),
    }
    return {
        **{title: line for title, line in lines.items() if line},
        "Decisions on record": f"{found.labels:,}",
    }


def _rows_with(presence: Presence, found: Recorded) -> str:
    places = ((one.export, one.number) for one in found.cases if one.presence is presence)
    return _named(places, found)


def _named(places: Iterable[tuple[int, int]], found: Recorded) -> str:
    """Name rows by the numbers of export and row: ``export 1, rows 2-5, 9; export 2, row 7``."""
    numbers: dict[int, list[int]] = {}
    for export, number in places:
        numbers.setdefault(export, []).append(number)
    return "; ".join(
        f"export {at}, {'row' if len(of) == 1 else 'rows'} {ranges(of)}"
        for at, (export, *_) in enumerate(found.exports, 1)
        if (of := numbers.get(export))
    )
