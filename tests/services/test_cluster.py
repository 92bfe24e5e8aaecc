from __future__ import annotations

import os
import signal
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

pytest.importorskip("distributed", reason="the extra for clusters is not installed")

from distributed import Client, KilledWorker, LocalCluster

from classifier.domain.errors import SettingError
from classifier.io.pieces import raw_pieces
from classifier.services import parallel, passes
from classifier.services.classify import Options, classify
from classifier.services.parallel import Crew
from classifier.services.workspace import Workspace

KILLED: Any = ("a piece", SimpleNamespace(address="tcp://127.0.0.1:1"), 3)
ROWS = 600
TEXTS = ("He posted a photo of the cell on Facebook.", "She was late.", "A prisoner fell.")


@pytest.fixture(scope="module")
def cluster() -> Iterator[LocalCluster]:
    """Start a cluster of two processes on this machine."""
    with LocalCluster(
        n_workers=2,
        threads_per_worker=1,
        host="127.0.0.1",
        dashboard_address=None,
        silence_logs=50,
    ) as started:
        yield started


def test_a_worker_that_dies_loses_nothing(
    cluster: LocalCluster,
    workspace: Workspace,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Killed half way, its pieces go to another: nothing lost, nothing twice, the same bytes."""
    monkeypatch.setattr(passes, "raw_pieces", partial(raw_pieces, size=1_000))
    export, own = tmp_path / "export.csv", replace(workspace, folder=tmp_path / "workspace")
    rows = [f"C{number},{TEXTS[number % 3]} Case {number}." for number in range(ROWS)]
    export.write_text("\n".join(["Case Ref,Allegation Summary", *rows]), encoding="utf-8")
    killed: list[int] = []

    def kill(done: int, total: int) -> None:
        if done > 0.3 * total and not killed:
            with Client(cluster, set_as_default=False) as client:
                killed.extend(client.run(os.getpid).values())
            os.kill(killed[0], signal.SIGKILL)

    found = []
    crews = (Crew(), Crew(backend="dask", scheduler=cluster.scheduler_address))
    for number, crew in enumerate(crews):
        output = tmp_path / f"{number}.csv"
        (result,) = classify(
            [export],
            workspace=own,
            output=output,
            options=Options(queue=False, crew=crew),
            progress=kill if crew.scheduler else None,
        )
        found.append((result.counts, output.read_bytes()))
    assert len(killed) == 2
    assert found[0] == found[1]
    assert found[0][0]["rows"] == ROWS


def test_whoever_would_get_allegations_unencrypted_gets_none(
    cluster: LocalCluster, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A scheduler on this machine may have workers on another."""
    workers = {"tcp://127.0.0.1:1": 1, "tcp://10.0.0.5:1": 1}
    monkeypatch.setattr(Client, "nthreads", lambda _: workers)
    crew = Crew(backend="dask", scheduler=cluster.scheduler_address)
    with pytest.raises(SettingError, match=r"10\.0\.0\.5.*unencrypted"):
        list(crew.over(abs, [1]))


def test_a_cluster_without_workers_is_a_clear_error(
    cluster: LocalCluster, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nobody waits for what never comes."""
    monkeypatch.setattr(Client, "nthreads", lambda _: {})
    crew = Crew(backend="dask", scheduler=cluster.scheduler_address)
    with pytest.raises(SettingError, match="no workers"):
        list(crew.over(abs, [1]))


def _missing(_: int) -> int:
    """Do what a worker does that has no such program."""
    raise ModuleNotFoundError(name="classifier")


def _gone(_: int) -> int:
    """Do what a scheduler tells that lost one worker after another."""
    raise KilledWorker(*KILLED)


@pytest.mark.parametrize("work", [_missing, _gone])
def test_workers_that_cannot_work_are_a_clear_error(
    cluster: LocalCluster, work: Callable[[int], int]
) -> None:
    """What is missing there, or that it runs out of memory again and again."""
    crew = Crew(backend="dask", scheduler=cluster.scheduler_address)
    with pytest.raises(SettingError, match=r"The cluster at .* cannot do the work"):
        list(crew.over(work, [1]))


def test_nobody_answers(monkeypatch: pytest.MonkeyPatch) -> None:
    """An address without a scheduler is a clear error."""
    monkeypatch.setattr(parallel, "_PATIENCE", 0.1)
    crew = Crew(backend="dask", scheduler="tcp://127.0.0.1:9")
    with pytest.raises(SettingError, match="No Dask scheduler answers at"):
        list(crew.over(abs, [1]))
