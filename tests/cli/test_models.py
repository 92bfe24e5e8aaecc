from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from services.test_models import store

from classifier.io.registry import CARD_TEXT, WEIGHTS
from classifier.services.workspace import Workspace

if TYPE_CHECKING:
    from pathlib import Path

    from conftest import Program, Tiny

DOGS = ("--topic", "dogs")


@pytest.fixture
def local(dogs: Tiny, tmp_path: Path) -> Workspace:
    """Give the workspace that the program uses, with a local model in it."""
    workspace = Workspace(folder=tmp_path / "workspace", topic=dogs.workspace.topic)
    store(workspace, "local-1")
    return workspace


def test_versions_are_listed_with_a_star(dogs: Tiny, local: Workspace, program: Program) -> None:
    """One line each, a star before the one in use; as JSON with the log of promotions."""
    shipped = dogs.result.version
    assert program("models", "list", *DOGS) == (0, f"* {shipped}\n  local-1\n", "")
    assert program("models", "list", *DOGS, "-q") == (0, "", "")
    program("models", "promote", "local-1", "--reason", "better", *DOGS)
    assert program("models", "list", *DOGS).out == f"  {shipped}\n* local-1\n"
    found = json.loads(program("models", "list", *DOGS, "--json", "-").out)
    assert found["schema"] == 1
    assert found["models"] == [
        {"version": shipped, "in_use": False, "local": False},
        {"version": "local-1", "in_use": True, "local": True},
    ]
    assert [one["reason"] for one in found["promotions"]] == ["better"]


def test_the_card_is_shown(dogs: Tiny, program: Program) -> None:
    """The stored card, for people; for programs, too."""
    ended = program("models", "show", dogs.result.version, *DOGS)
    assert ended.code == 0
    stored = (dogs.model / CARD_TEXT).read_text(encoding="utf-8")
    assert ended.out.rstrip("\n") == stored.rstrip("\n")
    found = json.loads(program("models", "show", dogs.result.version, *DOGS, "--json", "-").out)
    assert (found["schema"], found["version"]) == (1, dogs.result.version)


def test_every_model_is_verified(dogs: Tiny, program: Program) -> None:
    """One line a model that is as recorded; the first that is not is an error."""
    words = ["models", "verify", *DOGS]
    assert program(*words) == (0, f"{dogs.result.version}: as recorded\n", "")
    assert json.loads(program(*words, "--json", "-").out)["verified"] == [dogs.result.version]
    (dogs.model / WEIGHTS).write_bytes(b"")
    ended = program(*words)
    assert (ended.code, ended.out) == (1, "")
    assert WEIGHTS in ended.err
    assert ended.err.count("\n") == 1


def test_a_promotion_and_its_way_back(dogs: Tiny, local: Workspace, program: Program) -> None:
    """Both say what is in use now; taking back nothing ends with 1."""
    ended = program("models", "promote", "local-1", "--reason", "better", *DOGS)
    assert ended == (0, "In use now: local-1; before: shipped.\n", "")
    ended = program("models", "rollback", *DOGS, "--json", "-")
    found = json.loads(ended.out)
    assert (found["before"], found["after"], found["back"]) == ("local-1", "shipped", True)
    ended = program("models", "rollback", *DOGS)
    assert (ended.code, ended.out) == (1, "")
    assert "no promotion to take back" in ended.err


def test_a_promotion_without_a_reason_is_wrong_usage(local: Workspace, program: Program) -> None:
    """Exit 2, and nothing is promoted."""
    assert program("models", "promote", "local-1", *DOGS).code == 2
    assert program("models", "list", *DOGS).out.endswith("  local-1\n")


def test_an_unknown_version_lists_the_known(dogs: Tiny, program: Program) -> None:
    """Exit 1, and the versions there are."""
    for verb in (["show", "screen-0"], ["promote", "screen-0", "--reason", "why"]):
        ended = program("models", *verb, *DOGS)
        assert ended.code == 1
        assert f"Recorded versions: {dogs.result.version}." in ended.err


def test_the_shipped_models_are_as_recorded(program: Program) -> None:
    """What the project ships passes its own check, readers too, and one model is in use."""
    ended = program("models", "verify")
    assert (ended.code, ended.err) == (0, "")
    listed = program("models", "list").out.splitlines()
    checked = [line for line in ended.out.splitlines() if not line.startswith("reader-")]
    assert len(listed) == len(checked) < len(ended.out.splitlines())
    assert sum(line.startswith("* ") for line in listed) == 1
