from __future__ import annotations

import hashlib
import json
import shutil
from dataclasses import dataclass
from pathlib import Path

import pytest

from classifier.domain.errors import ModelError
from classifier.reports.reply_card import GONE
from classifier.services import workspace as workspaces
from classifier.services.reply_record import measured
from classifier.services.workspace import Workspace


@dataclass(frozen=True, slots=True, kw_only=True)
class Registry:
    """A copy of the shipped registry that may be damaged."""

    workspace: Workspace
    version: str
    card: Path


@pytest.fixture
def registry(workspace: Workspace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Registry:
    """Give a copy of the shipped registry."""
    version = workspace.shipped_version
    shutil.copytree(workspace.models, tmp_path / "social_media")
    monkeypatch.setattr(workspaces, "MODELS", tmp_path)
    return Registry(
        workspace=workspace,
        version=version,
        card=tmp_path / "social_media" / version / "card.json",
    )


def test_the_figures_are_those_of_the_card(registry: Registry) -> None:
    """With the digest of its file; each model once, however many runs it made."""
    lines = measured(registry.workspace, [registry.version] * 3, plain=True)
    content = registry.card.read_bytes()
    card = json.loads(content)
    said = " ".join(lines.values())
    assert hashlib.sha256(content).hexdigest() in said
    assert f"average precision {card['out_of_fold']['average_precision']:.3f}" in said
    assert len(lines) == 2 + len(card["measured_elsewhere"])


def test_a_model_that_is_gone_is_said_to_be(registry: Registry) -> None:
    """The others keep their lines."""
    lines = measured(registry.workspace, ["screen-gone", registry.version], plain=True)
    assert lines["Classifier screen-gone"] == GONE
    assert f"Classifier {registry.version}" in lines


def test_a_card_that_was_changed_is_not_repeated(registry: Registry) -> None:
    """A figure of it could be anybody's."""
    registry.card.write_text(registry.card.read_text("utf-8").replace("0.9", "1.0"), "utf-8")
    with pytest.raises(ModelError, match="not the file that was recorded"):
        measured(registry.workspace, [registry.version], plain=True)
