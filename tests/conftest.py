"""What all tests share: the shipped topic and model, and the program run as a person runs it."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import pytest
from hypothesis import HealthCheck, settings

from classifier.domain.topic import Topic
from classifier.io.registry import load_model
from classifier.services.scoring import Scorer
from classifier.services.workspace import Workspace, open_workspace

settings.register_profile(
    "same_every_run",
    deadline=None,  # a shared machine is slow at times, and that is no fault
    derandomize=True,  # the same cases every run: a failure is never luck
    suppress_health_check=[HealthCheck.too_slow],  # the same
)
settings.load_profile("same_every_run")


class Ended(NamedTuple):
    """How a run of the program ended."""

    code: int
    out: str
    err: str


Program = Callable[..., Ended]
"""Runs the program with the words of a command line."""


@pytest.fixture(scope="session")
def workspace(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    """Give an empty workspace for the shipped topic."""
    return open_workspace(tmp_path_factory.mktemp("workspace"), "social_media")


@pytest.fixture(scope="session")
def topic(workspace: Workspace) -> Topic:
    """Give the shipped topic."""
    return workspace.topic


@pytest.fixture(scope="session")
def scorer(workspace: Workspace) -> Scorer:
    """Give the shipped model, loaded once."""
    return Scorer(workspace.topic, load_model(workspace.models))


@pytest.fixture
def program(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> Program:
    """Run the program in an empty folder, from the words of its command line to its exit code."""
    from classifier.cli.main import main

    monkeypatch.chdir(tmp_path)

    def run(*words: str | Path) -> Ended:
        monkeypatch.setattr(sys, "argv", ["classifier", *(str(word) for word in words)])
        capsys.readouterr()
        try:
            main()
        except SystemExit as ending:
            captured = capsys.readouterr()
            return Ended(int(ending.code or 0), captured.out, captured.err)
        raise AssertionError("the program did not end with an exit code")  # noqa: EM101

    return run
