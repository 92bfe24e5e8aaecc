"""What is done with one piece of an export, here or in another process: score it, settle it."""

from __future__ import annotations

import hashlib
import json
import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from itertools import islice
from typing import Final

import numpy as np
from numpy.typing import NDArray

from classifier.domain.route import DECISIONS, NOT_RELEVANT
from classifier.domain.scored import Scored
from classifier.io.outline import outline
from classifier.io.parts import Part, fields, parse
from classifier.io.pieces import RawPiece, arrow_bytes
from classifier.io.registry import StoredModel
from classifier.io.results import Form, Rendered, render, render_after
from classifier.io.source import Source, changed_meanwhile
from classifier.io.spool import Kept, pack, unpack
from classifier.io.tables import Aside
from classifier.io.uncut import records_in, texts_in
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
    kept
        What is known of its rows, packed.
    read
        What the reader read that it had not read before, by digest of the text.
    """

    number: int
    kept: bytes
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
    """Score the rows of a piece; what the reader reads is kept here only if it is remembered."""
    with _ONE_AT_A_TIME:
        part, memory = parse(source, piece), open_for(order).memory
        before = len(memory)
        scored = score_part(part, order=order)
        read = dict(islice(memory.items(), before, None))
        if not order.queue:
            memory.clear()
    kept = Kept(content=content_digest(piece), scored=scored, outline=outline(part))
    return Looked(number=piece.number, kept=pack(kept), read=read)


def score_part(part: Part, *, order: Order, progress: Progress | None = None) -> Scored:
    """Score rows that are parsed."""
    return open_for(order).score(part.texts, progress)


def settle_piece(
    job: tuple[RawPiece, bytes], *, order: Order, source: Source, placed: Placed, form: Form
) -> Settled:
    """Route the rows of a piece that was scored with a certain content, and write them.

    It is read again only where rows do not go out as they came, or there is more to do with it.

    Raises
    ------
    ExportError
        If it has another content by now.
    """
    piece, kept = job[0], unpack(job[1])
    if content_digest(piece) != kept.content:
        raise changed_meanwhile(source.path.name)
    with _ONE_AT_A_TIME:
        if form.as_it_came and not kept.outline.aside and not order.queue:
            return _settle_unread(piece, kept, order=order, source=source, placed=placed, form=form)
        part = parse(source, piece)
        return settle_part(part, kept.scored, order=order, source=source, placed=placed, form=form)


def _settle_unread(
    piece: RawPiece, kept: Kept, *, order: Order, source: Source, placed: Placed, form: Form
) -> Settled:
    """Route rows and write them as they came; of most of them nobody needs the text again."""
    records = records_in(source, piece, kept.outline.numbers)
    decided = settle(kept.scored, partial(texts_in, source, records), placed=placed)
    return Settled(
        rendered=render_after(
            form,
            records,
            _added(decided, open_for(order).name),
            like_formulas=kept.outline.like_formulas,
        ),
        aside=(),
        counts=_counts(decided, aside=0),
        rows=None,
    )


def settle_part(
    part: Part, scored: Scored, *, order: Order, source: Source, placed: Placed, form: Form
) -> Settled:
    """Route rows that were scored, and write them."""
    decided = settle(scored, lambda rows: [part.texts[row] for row in rows], placed=placed)
    return Settled(
        rendered=render(form, part, _added(decided, open_for(order).name)),
        aside=part.aside,
        counts=_counts(decided, aside=len(part.aside)),
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
        [";".join(words) for words in decided.scored.terms],
        decided.evidence,
        [";".join(names) for names in decided.scored.platforms],
        [model] * len(decided.decision),
    ]


def _counts(decided: Decided, *, aside: int) -> dict[str, int]:
    dropped = decided.decision == NOT_RELEVANT
    return {
        "rows": len(decided.decision),
        "rejected": aside,
        **{name: int((decided.decision == name).sum()) for name in reversed(DECISIONS)},
        "keyword_hits": int(decided.keyword_hit.sum()),
        "keyword_hits_not_relevant": int((decided.keyword_hit & dropped).sum()),
    }
