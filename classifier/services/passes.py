"""An export in pieces and in two passes: all rows are scored, then the band is placed, then routed.

An export of one piece is parsed once and never leaves this process. Of a longer one, what was said
of each piece is kept on the way, so that a run that was stopped can go on where it was.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Final

from classifier import __version__
from classifier.io.encoding import BLOCK
from classifier.io.parts import parse
from classifier.io.pieces import RawPiece, raw_pieces
from classifier.io.results import Form, open_results
from classifier.io.source import Source, changed_meanwhile
from classifier.io.spool import FOLDER, Spool
from classifier.services.decide import Aim, Placed, place
from classifier.services.parallel import Crew
from classifier.services.piecework import (
    Order,
    Settled,
    content_digest,
    open_for,
    score_part,
    score_piece,
    settle_part,
    settle_piece,
)
from classifier.services.run_rows import RunRows
from classifier.services.scoring import Progress

_FEW: Final = 0.3
"""An export whose first piece is more of it than this is done before other processes are up."""
_STEPS: Final = 1000
_FIRST_PASS: Final = 0.8
"""About how much of the work the first pass is."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Done:
    """What came of an export.

    Parameters
    ----------
    counts, rejected_file, warnings
        As in `classifier.services.classify.Classified`.
    placed
        The prevalence, and the review band.
    rows
        What goes into the store; None where nothing does.
    """

    counts: Mapping[str, int]
    rejected_file: Path | None
    warnings: tuple[str, ...]
    placed: Placed
    rows: RunRows | None


def classify_source(
    source: Source,
    form: Form,
    *,
    order: Order,
    aim: Aim,
    crew: Crew,
    resume: bool,
    progress: Progress | None,
) -> Done:
    """Score an export, route its rows, and write them.

    Parameters
    ----------
    source
        The export.
    form
        How the results are written, and where.
    order
        What to score with.
    aim
        What is asked of the routing.
    crew
        Who does the work.
    resume
        Whether to go on with what a run that was stopped left.
    progress
        Told how much is done, of how much.
    """
    first = next(raw_pieces(source))
    if first.last:
        return _at_once(source, form, first, order=order, aim=aim, progress=progress)
    few = first.share > _FEW
    return _Passes(
        source=source,
        order=order if few else replace(order, threads=1),
        crew=Crew() if few and not crew.scheduler else crew,
        spool=Spool(kept_in(source, order), resume=resume),
        resume=resume,
        progress=progress,
    ).run(form, aim)


def is_long(export: Path) -> bool:
    """Say whether an export may be long enough for other processes, before it is looked at."""
    return export.is_file() and export.stat().st_size * _FEW > BLOCK


def _at_once(
    source: Source,
    form: Form,
    piece: RawPiece,
    *,
    order: Order,
    aim: Aim,
    progress: Progress | None,
) -> Done:
    """Do all of an export that is one piece."""
    part = parse(source, piece)
    scored = score_part(part, order=order, progress=progress)
    placed = place(scored.score, scored.candidate, open_for(order), aim)
    settled = settle_part(part, scored, order=order, source=source, placed=placed, form=form)
    return _write([settled], form, placed)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Passes:
    """The two passes over an export of several pieces."""

    source: Source
    order: Order
    crew: Crew
    spool: Spool
    resume: bool
    progress: Progress | None

    def run(self, form: Form, aim: Aim) -> Done:
        """Score all pieces, place the band, and write them."""
        pieces = self._score()
        score, passed = self.spool.scores(pieces)
        placed = place(score, passed, open_for(self.order), aim)
        work = partial(settle_piece, order=self.order, source=self.source, placed=placed, form=form)
        with closing(self.crew.over(work, self._scored(pieces))) as settled:
            done = _write(settled, form, placed)
        self.spool.remove()
        return done

    def _score(self) -> int:
        """Score what is not scored yet, and say how many pieces there are."""
        shares: list[float] = []
        memory = open_for(self.order).memory
        work = partial(score_piece, order=self.order, source=self.source)
        with closing(self.crew.over(work, self._unscored(shares))) as done:
            for looked in done:
                self.spool.keep(looked.number, looked.kept)
                if self.order.queue:
                    memory.update(looked.read)
                self._tell(shares[looked.number] * _FIRST_PASS)
        return len(shares)

    def _unscored(self, shares: list[float]) -> Iterator[RawPiece]:
        """Give the pieces of which nothing is known, noting how far each reaches."""
        for piece in raw_pieces(self.source):
            shares.append(piece.share)
            if not (self.resume and self.spool.holds(piece.number, content_digest(piece))):
                yield piece

    def _scored(self, pieces: int) -> Iterator[tuple[RawPiece, bytes]]:
        """Give each piece with what was said of it; there must be as many as there were."""
        found = 0
        for found, piece in enumerate(raw_pieces(self.source), start=1):
            if found > pieces:
                break
            self._tell(_FIRST_PASS + piece.share * (1 - _FIRST_PASS))
            yield piece, self.spool.load(piece.number)
        if found != pieces:
            raise changed_meanwhile(self.source.path.name)

    def _tell(self, share: float) -> None:
        if self.progress:
            self.progress(round(share * _STEPS), _STEPS)


def _write(settled: Iterable[Settled], form: Form, placed: Placed) -> Done:
    """Write the rows of all pieces in their order, and count them."""
    counts: Counter[str] = Counter()
    rows: list[RunRows] = []
    with open_results(form) as results:
        for one in settled:
            results.add(one.rendered)
            results.set_aside(one.aside)
            counts.update(one.counts)
            if one.rows is not None:
                rows.append(one.rows)
    return Done(
        counts=dict(counts),
        rejected_file=results.rejected_file,
        warnings=results.warnings,
        placed=placed,
        rows=RunRows.joined(rows) if rows else None,
    )


def kept_in(source: Source, order: Order, *, program: str = __version__) -> Path:
    """Name the folder for what is said of an export: by all that it hangs on but the content."""
    read_as = (str(source.path.resolve()), source.layout, dict(source.columns), source.keys)
    scored_by = (program, order.workspace.topic, order.version, order.screen_only)
    name = hashlib.sha256(repr((read_as, scored_by)).encode()).hexdigest()[:16]
    return order.workspace.folder / FOLDER / name
