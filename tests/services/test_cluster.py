from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from pathlib import Path

import pytest

pytest.importorskip("distributed", reason="the extra for clusters is not installed")

from distributed import Client, LocalCluster

from classifier.domain.errors import SettingError
from classifier.io.pieces import raw_pieces
from classifier.services import parallel, passes
from classifier.services.classify import Options, classify
from classifier.services.parallel import Crew
from classifier.services.workspace import Workspace

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


def test_nobody_answers(monkeypatch: pytest.MonkeyPatch) -> None:
    """An address without a scheduler is a clear error."""
    monkeypatch.setattr(parallel, "_PATIENCE", 0.1)
    crew = Crew(backend="dask", scheduler="tcp://127.0.0.1:9")
    with pytest.raises(SettingError, match="No Dask scheduler answers at"):
        list(crew.over(abs, [1]))
