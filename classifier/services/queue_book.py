"""The queue as a workbook, for reviewers without a browser: what goes out, and what comes back."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import takewhile
from pathlib import Path
from typing import Final

from classifier.domain.allegation import text_digest
from classifier.domain.errors import SettingError, StoreError
from classifier.domain.label import Decision, LabelRecord
from classifier.domain.queue import Why
from classifier.io.queue_book import LONGEST, Entry, cell_length, read_queue, write_queue
from classifier.io.store.connect import Store
from classifier.io.store.reading import read_text
from classifier.io.write import check_output
from classifier.services.queue import queue_of, store_of
from classifier.services.review import Place, ReviewQueue, decision_of
from classifier.services.seen import Seen
from classifier.services.workspace import Workspace

_LONGEST_NAME: Final = 80
_LONGEST_NOTE: Final = 2_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Imported:
    """What importing a workbook did.

    Parameters
    ----------
    recorded
        Decisions that went in.
    noted
        Those among them that stood already, and got a new note.
    known
        Lines whose decision was there already.
    open
        Lines without a decision.
    refused
        Row number and reason of each line that was not taken.
    """

    recorded: int
    noted: int
    known: int
    open: int
    refused: tuple[tuple[int, str], ...]


def export_queue(
    workspace: Workspace, path: Path, *, reviewer: str, overwrite: bool
) -> tuple[int, int]:
    """Write what a reviewer has to read as a workbook.

    Blind lines look like any other: the workbook says of no line why it is there.

    Returns
    -------
    written, too_long
        How many lines stand in it, and how many texts are too long for a cell.

    Raises
    ------
    OutputError
        If it cannot be written.
    """
    if path.suffix.casefold() != ".xlsx":
        message = f"{path.name} is no name for a workbook."
        raise SettingError(message, advice="End it in .xlsx.")
    check_output(path, overwrite=overwrite)
    queue = queue_of(workspace)
    places = queue.left(_reviewer(reviewer))
    fitting = [place for place in places if cell_length(place.content) <= LONGEST]
    seen = queue.look()
    write_queue(path, [_entry(seen, place) for place in fitting])
    return len(fitting), len(places) - len(fitting)


def import_queue(workspace: Workspace, path: Path, *, reviewer: str) -> Imported:
    """Take the decisions of a workbook; good lines go in, each other one is named.

    Raises
    ------
    ExportError
        If it is no queue workbook.
    StoreError
        If the store cannot go on; what was recorded before is in it.
    """
    name = _reviewer(reviewer)
    store = store_of(workspace)
    queue = queue_of(workspace, store)
    waiting = {place.text: place for place in queue.left(name)}
    tally: Counter[str] = Counter()
    refused: list[tuple[int, str]] = []
    for entry in read_queue(path):
        if not entry.decision.strip():
            tally["open"] += 1
            continue
        try:
            tally[_take(queue, store, entry, waiting, name)] += 1
        except SettingError as error:
            refused.append((entry.number, str(error)))
        except StoreError as error:
            done = tally["recorded"] + tally["noted"]
            what = f"{error.what} Decisions of {path.name} that were recorded before: {done:,}."
            advice = f"{error.advice} Then import it again: what is recorded is known."
            raise StoreError(what, advice=advice) from error
    return Imported(
        recorded=tally["recorded"] + tally["noted"],
        noted=tally["noted"],
        known=tally["known"],
        open=tally["open"],
        refused=tuple(refused),
    )


def _take(
    queue: ReviewQueue, store: Store, entry: Entry, waiting: dict[str, Place], reviewer: str
) -> str:
    """Record one line's decision, or say that it is known; a line that cannot be is refused.

    Nobody can decide between the look at what stands and the record. A refusal is no failed act.
    """
    decision = decision_of(entry.decision)
    if text_digest(entry.text) != entry.key:
        message = "the text was changed, or does not belong to the key."
        raise SettingError(message, advice="Decide it anew from a fresh queue export.")
    if read_text(store, entry.key) is None:
        message = "the key is not one of this workspace."
        raise SettingError(message, advice="Check --workspace.")
    note = entry.note.replace("\0", "").strip()[:_LONGEST_NOTE]
    with queue.act() as seen:
        if seen.decision(entry.key, reviewer) is decision:
            if not _is_new_note(note, seen.records[entry.key], decision, reviewer):
                return "known"
            last = next(r for r in reversed(seen.records[entry.key]) if r.reviewer == reviewer)
            why = Why(last.shown_because)
            place, done = queue.reopen(entry.key, why, reviewer=reviewer), "noted"
        else:
            fresh = seen.state(entry.key) == entry.state
            place, done = waiting.get(entry.key) if fresh else None, "recorded"
        if place is not None:
            queue.decide(place, decision, reviewer=reviewer, note=note)
            return done
        stands = entry.key in seen.probability
    if not stands:
        message = "no row has this text any more."
        raise SettingError(message, advice="Decide the newer one from a fresh queue export.")
    message = "somebody has decided this text since the workbook was written."
    raise SettingError(message, advice="See queue stats, or write a fresh workbook.")


def _is_new_note(
    note: str, records: Sequence[LabelRecord], decision: Decision, reviewer: str
) -> bool:
    """Say whether a note is none that the reviewer gave with the decision that stands.

    So a workbook imported once more takes no note back, nor does a note that was left out.
    """
    own = [record for record in reversed(records) if record.reviewer == reviewer]
    given = {record.note for record in takewhile(lambda one: one.decision is decision, own)}
    return bool(note) and note not in given


def _entry(seen: Seen, place: Place) -> Entry:
    cases: Sequence[str] = sorted({row["case_id"] for row in place.rows if row["case_id"]})
    return Entry(
        key=place.text, state=seen.state(place.text), case=", ".join(cases), text=place.content
    )


def _reviewer(name: str) -> str:
    """Give a reviewer's name as records have it, without blanks around it."""
    plain = name.strip()
    if not 0 < len(plain) <= _LONGEST_NAME or not plain.isprintable():
        message = f"--reviewer needs a name of 1 to {_LONGEST_NAME} printable characters."
        raise SettingError(message, advice="Example: --reviewer ana.")
    return plain
