from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from functools import partial
from pathlib import Path

import pytest

from classifier.domain.scored import Scored
from classifier.io.pieces import raw_pieces
from classifier.io.source import open_source
from classifier.io.spool import unpack
from classifier.services.piecework import Order, score_piece
from classifier.services.scoring import Scorer
from classifier.services.workspace import Workspace


def test_threads_take_turns(
    workspace: Workspace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Dask may run several in a worker: they share the reader's memory, which each empties."""
    export = tmp_path / "export.csv"
    rows = [f"C{number},She was late {number} times." for number in range(100)]
    export.write_text("\n".join(["Case Ref,Allegation Summary", *rows]), encoding="utf-8")
    source = open_source(export)
    order = Order(
        run="threads",
        workspace=replace(workspace, folder=tmp_path / "workspace"),
        version=workspace.version_in_use,
        screen_only=False,
        queue=False,
    )
    both, score = threading.Barrier(2), Scorer.score

    def meet(self: Scorer, texts: list[str], progress: object = None) -> Scored:
        with pytest.raises(threading.BrokenBarrierError):
            both.wait(timeout=0.1)
        return score(self, texts, progress)  # type: ignore[arg-type]

    monkeypatch.setattr(Scorer, "score", meet)
    work = partial(score_piece, order=order, source=source)
    with ThreadPoolExecutor(2) as pool:
        scored = list(pool.map(work, raw_pieces(source, size=1500)))
    assert sum(len(unpack(one.kept).scored.score) for one in scored) == 100
