"""The registry's verbs: list, show, verify."""

from __future__ import annotations

from classifier.io.registry import current_version, load_model, versions
from classifier.reports.card import render_card
from classifier.services.workspace import Workspace


def listed(workspace: Workspace) -> list[tuple[str, bool]]:
    """Name the recorded models, and say of each whether it is in use."""
    in_use = current_version(workspace.models)
    return [(version, version == in_use) for version in versions(workspace.models)]


def card_text(workspace: Workspace, version: str) -> str:
    """Write the card of a model, whose digests are checked first."""
    return render_card(load_model(workspace.models, version).card)


def verified(workspace: Workspace) -> tuple[str, ...]:
    """Check every model's digests and name the models.

    Raises
    ------
    ModelError
        At the first that is not what was recorded.
    """
    for version in versions(workspace.models):
        load_model(workspace.models, version)
    return versions(workspace.models)
