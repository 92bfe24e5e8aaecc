"""What is done with one piece of an export, here or in another process: score it, settle it."""

from __future__ import annotations

import hashlib
import json
import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import Final

import numpy as np
from numpy.typing import NDArray

from classifier.domain.route import DECISIONS, NOT_RELEVANT
from classifier.domain.scored import Scored
from classifier.io.parts import Part, fields, parse
from classifier.io.pieces import RawPiece, arrow_bytes
from classifier.io.registry import StoredModel
from classifier.io.results import Form, Rendered, render
from classifier.io.source import Source, changed_meanwhile
from classifier.io.tables import Aside
from classifier.services.decide import Decided, Placed, settle
from classifier.services.readings import Remembered
from classifier.services.run_rows import RunRows
from classifier.services.scorers import open_scorer, recall_readings
from classifier.services.scoring import Progress, Scorer
from classifier.services.workspace import Workspace

_PLACES: Final = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Looked:
    """What came of a piece that was scored.

    Parameters
    ----------
    number
        The piece's.
    content
        The digest of what it holds.
    scored
        What the model says of its rows.
    read
        What the reader read that it had not read before, by digest of the text.
    """

    number: int
    content: str
    scored: Scored
    read: Mapping[str, Remembered]


@dataclass(frozen=True, slots=True, kw_only=True)
class Settled:
    """What came of a piece whose rows were routed.

    Parameters
    ----------
    rendered
        Its rows as they are written.
    aside
        The rows set aside.
    counts
        As in `classifier.services.classify.Classified`.
    rows
        What goes into the store; None where nothing does.
    """

    rendered: Rendered
    aside: Sequence[Aside]
    counts: Mapping[str, int]
    rows: RunRows | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """What a process has to know to work on the pieces of an export.

    Parameters
    ----------
    run
        Names the run among those of this process.
    workspace
        Whose topic and models to use.
    version
        The model.
    screen_only
        Whether to do without the reader.
    queue
        Whether the rows go into the store, and the reader remembers what it has read.
    threads
        How many passages the reader reads at once in a process; the same scorer does for any.
    """

    run: str
    workspace: Workspace
    version: str
    screen_only: bool
    queue: bool
    threads: int = field(default=1, compare=False)


_OPENED: Final[list[tuple[Order, Scorer]]] = []
"""The scorer that this process has open, at most one: pieces come by the hundred."""
_ONE_AT_A_TIME: Final = threading.Lock()
"""Threads of a Dask worker share the scorer, its reader's memory, and settings of libraries."""


def open_for(order: Order, model: StoredModel | None = None) -> Scorer:
    """Give the scorer for an order, opened once in each process."""
    if _OPENED and _OPENED[0][0] == order:
        return _OPENED[0][1]
    stored = model or order.workspace.load_model(order.version)
    memory = recall_readings(order.workspace, stored) if order.queue else {}
    scorer = open_scorer(
        order.workspace,
        stored,
        screen_only=order.screen_only,
        memory=memory,
        threads=order.threads,
    )
    _OPENED[:] = [(order, scorer)]
    return scorer


def ready() -> None:
    """Do nothing: what work on pieces takes is loaded along with this function."""


def score_piece(piece: RawPiece, *, order: Order, source: Source) -> Looked:
    """Score the rows of a piece."""
    with _ONE_AT_A_TIME:
        return score_part(parse(source, piece), order=order, content=content_digest(piece))


def score_part(
    part: Part, *, order: Order, content: str = "", progress: Progress | None = None
) -> Looked:
    """Score rows that are parsed; what the reader reads is kept here only if it is remembered."""
    scorer = open_for(order)
    before = len(scorer.memory)
    scored = scorer.score(part.texts, progress)
    read = dict(islice(scorer.memory.items(), before, None))
    if not order.queue:
        scorer.memory.clear()
    return Looked(number=part.number, content=content, scored=scored, read=read)


def settle_piece(
    job: tuple[RawPiece, str, Scored], *, order: Order, source: Source, placed: Placed, form: Form
) -> Settled:
    """Route the rows of a piece that was scored with a certain content, and write them.

    Raises
    ------
    ExportError
        If it has another content by now.
    """
    piece, content, scored = job
    if content_digest(piece) != content:
        raise changed_meanwhile(source.path.name)
    with _ONE_AT_A_TIME:
        part = parse(source, piece)
        return settle_part(part, scored, order=order, source=source, placed=placed, form=form)


def settle_part(
    part: Part, scored: Scored, *, order: Order, source: Source, placed: Placed, form: Form
) -> Settled:
    """Route rows that were scored, and write them."""
    decided = settle(part.texts, scored, placed=placed, topic=order.workspace.topic)
    return Settled(
        rendered=render(form, part, _added(decided, open_for(order).name)),
        aside=part.aside,
        counts=_counts(part, decided),
        rows=RunRows.of(part.numbers.tolist(), fields(source, part), decided)
        if order.queue
        else None,
    )


def content_digest(piece: RawPiece) -> str:
    """Name what a piece holds, by SHA-256."""
    held = piece.content
    if isinstance(held, list):
        held = json.dumps(held).encode()
    return hashlib.sha256(held if isinstance(held, bytes) else arrow_bytes(held)).hexdigest()


def _added(decided: Decided, model: str) -> list[Sequence[str] | NDArray[np.float64]]:
    """Make the columns to add, in the order of `classifier.domain.allegation.ADDED_COLUMNS`."""
    return [
        decided.probability.round(_PLACES),
        decided.scored.score.round(_PLACES),
        decided.decision.tolist(),
        decided.reason.tolist(),
        np.where(decided.keyword_hit, "true", "false").tolist(),
        [";".join(words) for words in decided.terms],
        decided.evidence,
        [";".join(names) for names in decided.scored.platforms],
        [model] * len(decided.terms),
    ]


def _counts(part: Part, decided: Decided) -> dict[str, int]:
    dropped = decided.decision == NOT_RELEVANT
    return {
        "rows": len(part.texts),
        "rejected": len(part.aside),
        **{name: int((decided.decision == name).sum()) for name in reversed(DECISIONS)},
        "keyword_hits": int(decided.keyword_hit.sum()),
        "keyword_hits_not_relevant": int((decided.keyword_hit & dropped).sum()),
    }
