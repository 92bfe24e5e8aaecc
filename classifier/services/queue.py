"""The queue of a workspace: opening it, what a run adds to it, its counts and its chain's check."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Mapping
from typing import Any

import pandas as pd

from classifier.domain.allegation import TEXT, text_digest
from classifier.domain.errors import StoreError
from classifier.domain.label import written
from classifier.io.store.connect import Store, open_store
from classifier.io.store.exports import Brought, bring_in, record_run
from classifier.io.store.labels import verify_chain
from classifier.services.decide import Placed
from classifier.services.review import ReviewQueue
from classifier.services.run_rows import RunRows
from classifier.services.workspace import Workspace


def add_run(
    store: Store, rows: RunRows, *, name: str, placed: Placed, model: str, now: dt.datetime
) -> Brought:
    """Put an export's rows and what was decided about them into the store.

    Parameters
    ----------
    store
        The store.
    rows
        The rows.
    name
        The export's file.
    placed
        The prevalence and the review band that they were routed by.
    model
        What scored them.
    now
        The time.

    Raises
    ------
    StoreError
        If the store cannot go on; the results file is written by then.
    """
    try:
        return _add_run(store, rows, name=name, placed=placed, model=model, time=written(now))
    except StoreError as error:
        what = f"{error.what} The results of {name} are written, its rows not all queued."
        advice = f"{error.advice} Then classify it again with --overwrite."
        raise StoreError(what, advice=advice) from error


def _add_run(
    store: Store, rows: RunRows, *, name: str, placed: Placed, model: str, time: str
) -> Brought:
    brought = bring_in(
        store,
        pd.DataFrame(dict(rows.fields), dtype="str"),
        numbers=rows.numbers,
        name=name,
        time=time,
    )
    first: dict[str, Mapping[str, Any]] = {}
    for text, decided in zip(rows.fields[TEXT], rows.decided, strict=True):
        first.setdefault(text, decided)
    scored = [{"text": text_digest(text), **decided} for text, decided in first.items()]
    run = {
        "export": brought.export,
        "model": model,
        "time": time,
        "prevalence": placed.prevalence.value,
        "lower": placed.policy.lower,
        "upper": placed.policy.upper,
    }
    record_run(store, run=run, scored=scored)
    return brought


def queue_of(workspace: Workspace, store: Store | None = None) -> ReviewQueue:
    """Open the queue of a workspace, by its store where that is open already."""
    return ReviewQueue(
        store or store_of(workspace),
        clock=lambda: dt.datetime.now(tz=dt.UTC),
    )


def store_of(workspace: Workspace) -> Store:
    """Open a store that is there: a mistyped workspace must not look like an empty one."""
    return open_store(workspace.folder, workspace.database, make=False)


def stats(workspace: Workspace) -> tuple[Counter[str], str]:
    """Count the texts of the queue by state, and give the digest of the chain's head."""
    seen = queue_of(workspace).look()
    return seen.counts(), seen.head


def verify(workspace: Workspace, head: str | None) -> int:
    """Check the chain of labels; see `classifier.io.store.labels.verify_chain`."""
    return verify_chain(store_of(workspace), head)
