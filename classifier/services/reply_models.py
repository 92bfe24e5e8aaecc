"""How well the models measured that scored a reply's rows: read from the registry, not measured."""

from __future__ import annotations

from collections.abc import Iterable

from classifier.io.registry import load_card, versions
from classifier.reports.reply_card import GONE, card_lines
from classifier.services.workspace import Workspace


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
    for version in dict.fromkeys(models):
        lines |= _lines(workspace, version, plain=plain)
    return lines


def _lines(workspace: Workspace, version: str, *, plain: bool) -> dict[str, str]:
    for folder in (workspace.models, workspace.local_models):
        if version in versions(folder):
            card, digest = load_card(folder, version)
            return card_lines(version, card, digest=digest, plain=plain)
    return {f"Model {version}": GONE}
