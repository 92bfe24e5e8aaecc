from __future__ import annotations

import hashlib
import json
import shutil
from dataclasses import dataclass, replace
from importlib.resources import files
from pathlib import Path

import pytest

from classifier import __version__
from classifier.domain.errors import ModelError
from classifier.domain.topic import KeywordRule
from classifier.reports.reply_card import GONE, WITHOUT_READER
from classifier.services import workspace as workspaces
from classifier.services.reply_record import measured, written_with
from classifier.services.scoring import SCREEN_ONLY
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


def test_a_run_without_its_reader_has_no_figures_of_one_with_it(registry: Registry) -> None:
    """The card was measured with the reader; the run with it keeps its own lines."""
    alone = f"{registry.version}{SCREEN_ONLY}"
    lines = measured(registry.workspace, [alone], plain=True)
    assert list(lines) == [f"Classifier {alone}"]
    digest = hashlib.sha256(registry.card.read_bytes()).hexdigest()
    (said,) = lines.values()
    assert digest in said
    assert said.endswith(WITHOUT_READER)
    assert "average precision" not in said
    both = measured(registry.workspace, [alone, registry.version], plain=True)
    assert f"Classifier {registry.version}, on its own corpus, held out" in both


def test_the_record_names_what_a_reply_rests_on(workspace: Workspace) -> None:
    """The program, and by digest the topic's words and each data file: another gives another."""
    topic = workspace.topic
    lines = written_with(topic)
    assert lines["Written with"] == f"classifier {__version__}"
    content = (files("classifier.io") / "facts" / "outcomes.toml").read_bytes()
    assert hashlib.sha256(content).hexdigest() in lines["Data file outcomes.toml"]
    assert len(lines) == 6
    changed = [
        replace(topic, question="Is it about pigeons?"),
        replace(topic, national_factor="Pigeons"),
        replace(topic, keywords=KeywordRule(words=("Pigeon",))),
        replace(topic, patterns=topic.patterns[1:]),
    ]
    said = [written_with(one)["Question, search words and patterns"] for one in (topic, *changed)]
    assert len({*said}) == 5


def test_a_card_that_was_changed_is_not_repeated(registry: Registry) -> None:
    """A figure of it could be anybody's."""
    registry.card.write_text(registry.card.read_text("utf-8").replace("0.9", "1.0"), "utf-8")
    with pytest.raises(ModelError, match="not the file that was recorded"):
        measured(registry.workspace, [registry.version], plain=True)
