"""What all tests share: the shipped topic and model, and the program run as a person runs it."""

from __future__ import annotations

import datetime as dt
import os
import shutil
import sys
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from pathlib import Path
from typing import Final, NamedTuple, Protocol

import pandas as pd
import pytest
from argon2 import PasswordHasher
from hypothesis import HealthCheck, settings
from sqlalchemy import create_engine
from sqlalchemy.engine import make_url
from sqlalchemy.pool import NullPool

from classifier.domain.allegation import text_digest
from classifier.domain.topic import Topic
from classifier.io.store import connect
from classifier.io.store.connect import Store, open_store
from classifier.io.store.exports import bring_in, record_run
from classifier.io.store.tables import metadata
from classifier.services import people
from classifier.services import workspace as workspaces
from classifier.services.scorers import open_scorer
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


_UNWAITING: Final = "PRAGMA synchronous = OFF"
_QUICK: Final = partial(PasswordHasher, time_cost=1, memory_cost=8, parallelism=1)


@pytest.fixture(autouse=True, scope="session")
def unwaiting() -> Iterator[pytest.MonkeyPatch]:
    """Wait for no disk, and not for what makes guessing passwords slow.

    What a loss of power would leave, no test can see. What is left when the program is killed is
    the same: the system keeps what was written. A program of its own that a test starts does wait.
    """
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(os, "fsync", lambda _: None)
        patch.setattr(connect, "_PRAGMAS", (*connect._PRAGMAS, _UNWAITING))
        patch.setattr(people, "PasswordHasher", _QUICK)
        yield patch


@pytest.fixture
def waiting(unwaiting: pytest.MonkeyPatch) -> Iterator[None]:
    """Open stores and hash passwords as the program does."""
    unwaiting.setattr(connect, "_PRAGMAS", connect._PRAGMAS[:-1])
    unwaiting.setattr(people, "PasswordHasher", PasswordHasher)
    yield
    unwaiting.setattr(connect, "_PRAGMAS", (*connect._PRAGMAS, _UNWAITING))
    unwaiting.setattr(people, "PasswordHasher", _QUICK)


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
    return open_scorer(workspace)


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


class Clock:
    """A clock that a test sets: it stands still until it is moved on."""

    def __init__(self) -> None:
        self.now = dt.datetime(2030, 1, 2, 9, tzinfo=dt.UTC)

    def __call__(self) -> dt.datetime:
        """Tell the time."""
        return self.now

    def pass_by(self, **time: float) -> None:
        """Move it on."""
        self.now += dt.timedelta(**time)


@pytest.fixture
def clock() -> Clock:
    """Give a clock that a test sets."""
    return Clock()


@pytest.fixture(params=["sqlite", "postgresql"])
def database(request: pytest.FixtureRequest) -> Iterator[str | None]:
    """Give the address of each kind of store: None for SQLite, and an empty PostgreSQL database."""
    if request.param == "sqlite":
        yield None
        return
    url = os.environ.get("TEST_DATABASE")
    if not url:
        pytest.skip("TEST_DATABASE names no PostgreSQL server")
    _empty(url)  # what a test leaves there, the next one drops
    yield url


@pytest.fixture
def store(database: str | None, tmp_path: Path) -> Iterator[Store]:
    """Give an empty store, of each kind."""
    opened = open_store(tmp_path / "workspace", database)
    yield opened
    opened.dispose()


def _empty(url: str) -> None:
    """Drop the tables of a database."""
    engine = create_engine(make_url(url).set(drivername="postgresql+pg8000"), poolclass=NullPool)
    metadata.drop_all(engine)
    engine.dispose()


class Fill(Protocol):
    """Brings invented texts into a store as one export, with scores; gives their digests."""

    def __call__(
        self,
        store: Store,
        texts: Sequence[str],
        *,
        route: str = "review",
        probability: float | Sequence[float] = 0.5,
        cases: Sequence[str] = (),
    ) -> list[str]:
        """Bring texts in, one a row; a probability for all, or one for each distinct text."""
        ...


@pytest.fixture(scope="session")
def fill() -> Fill:
    """Give what brings invented texts into a store, scored and routed as asked."""

    def bring(
        store: Store,
        texts: Sequence[str],
        *,
        route: str = "review",
        probability: float | Sequence[float] = 0.5,
        cases: Sequence[str] = (),
    ) -> list[str]:
        columns = {"text": list(texts), **({"case_id": list(cases)} if cases else {})}
        table = pd.DataFrame(columns, dtype="str")
        time = "2030-01-01T09:00:00.000000+00:00"
        numbers = range(2, len(texts) + 2)
        brought = bring_in(store, table, numbers=list(numbers), name="export.csv", time=time)
        digests = [text_digest(text) for text in dict.fromkeys(texts)]
        each = [probability] * len(digests) if isinstance(probability, float) else probability
        scored = [
            {
                "text": digest,
                "score": share,
                "probability": share,
                "route": route,
                "reason": "the model is uncertain",
                "keyword_hit": False,
                "platforms": "",
            }
            for digest, share in zip(digests, each, strict=True)
        ]
        run = {
            "export": brought.export,
            "model": "m1",
            "time": time,
            "prevalence": 0.01,
            "lower": 0.2,
            "upper": 0.8,
        }
        record_run(store, run=run, scored=scored)
        return digests

    return bring
