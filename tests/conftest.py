"""What all tests share: the shipped topic and model, and the program run as a person runs it."""

from __future__ import annotations

import datetime as dt
import shutil
import sys
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import pytest
from hypothesis import HealthCheck, settings

from classifier.domain.topic import Topic
from classifier.io.registry import load_model
from classifier.services import workspace as workspaces
from classifier.services.scoring import Scorer
from classifier.services.train import TrainResult, train_model
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


class Tiny(NamedTuple):
    """A small topic: its folder, a workspace for it, and what its training gave."""

    root: Path
    workspace: Workspace
    result: TrainResult

    @property
    def models(self) -> Path:
        """The folder of its models."""
        return self.root / "models" / "dogs"

    @property
    def model(self) -> Path:
        """The folder of its one model."""
        return self.models / self.result.version


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


TINY_TOML = """
title = "dogs"
question = "Is it about a dog?"
prior_prevalence = 0.05
target_precision = 0.6

[real_mix]
plain_negative = 0.8
keyword_negative = 0.2

[keywords]
words = ["Dog"]

[words]
dog = "dog hound puppy"

[[pattern]]
name = "dog"
group = "network"
platform = "dog"
lines = ["<dog>"]

[[pattern]]
name = "hot_dog"
group = "sense"
platform = ""
lines = ["hot dog"]

[[pattern]]
name = "act"
group = "act"
platform = ""
lines = ["kicked|hit", "shouted ...1 at"]
"""


def tiny_corpus(folder: Path) -> None:
    """Write three files of invented labelled texts about dogs and other matters."""
    folder.mkdir(parents=True)
    for voice in ("first", "second", "third"):
        lines = ["id,text,relevant,platform,kind,borderline"]
        for number, beast in enumerate(("dog", "hound", "puppy", "dog", "hound", "puppy")):
            act = ("kicked", "hit", "shouted at")[number % 3]
            lines += [
                f"{number}p,The {voice} officer {act} a {beast}. It ran off.,1,network,plain_positive,0",
                f"{number}n,The {voice} officer was {number} hours late. He slept.,0,none,plain_negative,0",
                f"{number}k,The {voice} officer ate a hot dog {number} times.,0,none,keyword_negative,0",
            ]
        (folder / f"{voice}.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")


@pytest.fixture(scope="session")
def tiny(tmp_path_factory: pytest.TempPathFactory) -> Tiny:
    """Give a small invented topic with a model trained on it, in folders of its own."""
    root = tmp_path_factory.mktemp("tiny")
    tiny_corpus(root / "training_data" / "dogs" / "corpus")
    (root / "training_data" / "dogs" / "topic.toml").write_text(TINY_TOML, encoding="utf-8")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(workspaces, "TRAINING_DATA", root / "training_data")
        patch.setattr(workspaces, "MODELS", root / "models")
        opened = open_workspace(root / "workspace", "dogs")
        result = train_model(opened, date=dt.date(2030, 1, 2))
    return Tiny(root, opened, result)


@pytest.fixture
def dogs(tiny: Tiny, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Tiny:
    """Give the small topic and its model as the program's own, in a copy that a test may spoil."""
    root = tmp_path / "own"
    shutil.copytree(tiny.root, root)
    monkeypatch.setattr(workspaces, "TRAINING_DATA", root / "training_data")
    monkeypatch.setattr(workspaces, "MODELS", root / "models")
    return Tiny(root, tiny.workspace, tiny.result)
