"""Review: the next text for a reviewer, their decision, and what all decisions come to."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Collection, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Final

from classifier.domain.errors import SettingError
from classifier.domain.label import Decision, LabelRecord, written
from classifier.domain.queue import Why, is_blind
from classifier.io.store.connect import Store, Transaction, reading, writing
from classifier.io.store.labels import append_labels
from classifier.io.store.leases import free, lease_first
from classifier.io.store.reading import read_place, read_salt, read_siblings
from classifier.services.seen import Seen

LEASE: Final = dt.timedelta(minutes=10)
"""How long a text that was opened and left is kept from others."""

Clock = Callable[[], dt.datetime]


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A text in front of a reviewer.

    Parameters
    ----------
    text
        Its digest.
    content
        The text.
    why
        Why it is in the queue. Of a blind one it must not be shown.
    blind
        Whether reason, marks and route are kept from the reviewer.
    rows
        The rows that have this text.
    decisions
        What others decided, with notes; empty but for an adjudication.
    """

    text: str
    content: str
    why: Why
    blind: bool
    rows: tuple[dict[str, Any], ...]
    decisions: tuple[LabelRecord, ...] = ()


class ReviewQueue:
    """The queue of a workspace, computed from its scores and labels.

    Parameters
    ----------
    store
        Where its scores and labels are.
    clock
        Tells the time, in UTC.
    """

    def __init__(self, store: Store, *, clock: Clock) -> None:
        self._store = store
        self._clock = clock
        self._seen = Seen(salt=read_salt(store))
        self._transaction: Transaction | None = None

    def look(self) -> Seen:
        """Read what was done since, and give all that is known; it goes on with the next act."""
        with reading(self._store) as transaction:
            self._seen.look(transaction)
        return self._seen

    @contextmanager
    def act(self) -> Iterator[Seen]:
        """Begin an act: all that is done in the block is on the disk at its end, or none of it.

        Nobody else acts in between. An act within an act is a part of it.
        """
        if self._transaction is not None:
            yield self._seen
            return
        try:
            with writing(self._store) as self._transaction:
                self._seen.look(self._transaction)
                yield self._seen
        except BaseException:
            self._seen = Seen(salt=self._seen.salt)  # it may know of what is not on the disk
            raise
        finally:
            self._transaction = None

    def next(
        self, reviewer: str, *, adjudicator: bool = False, skipped: Collection[str] = ()
    ) -> Place | None:
        """Open the next text for a reviewer; None when there is nothing left but skipped ones."""
        with self.act() as seen:
            wanted = seen.wanted(reviewer, adjudicator=adjudicator)
            return self._open((one for one in wanted if one[0] not in skipped), reviewer)

    def reopen(self, text: str, why: Why, *, reviewer: str) -> Place | None:
        """Open a text that the reviewer had before; None if it is no longer theirs to decide."""
        with self.act() as seen:
            own = any(record.reviewer == reviewer for record in seen.records.get(text, ()))
            if not own and (text, why) not in seen.wanted(reviewer, adjudicator=why is Why.DISPUTE):
                return None
            return self._open([(text, why)], reviewer)

    def _open(self, wanted: Iterable[tuple[str, Why]], reviewer: str) -> Place | None:
        """Lease the first text of some that nobody else has open, and give its place."""
        now = self._clock()
        why: dict[str, Why] = {}

        def noted() -> Iterator[tuple[str, bool]]:
            for digest, reason in wanted:  # no further than the first that is free
                why[digest] = reason
                yield digest, reason is Why.DISPUTE

        text = lease_first(
            self._now(),
            noted(),
            reviewer=reviewer,
            now=written(now),
            until=written(now + LEASE),
        )
        return self._place(self._now(), text, why[text]) if text else None

    def decide(
        self, place: Place, decision: Decision, *, reviewer: str, note: str = ""
    ) -> LabelRecord:
        """Record a decision; it is on the disk when this, or the act around it, ends."""
        with self.act() as seen:
            earlier = [r for r in seen.records.get(place.text, ()) if r.reviewer == reviewer]
            record = LabelRecord(
                text=place.text,
                reviewer=reviewer,
                time=written(self._clock()),
                decision=decision,
                blind=place.blind,
                adjudication=place.why is Why.DISPUTE,
                shown_because=str(place.why),
                model=seen.model,
                note=note,
                replaces=earlier[-1].digest if earlier else "",
            )
            (recorded,) = append_labels(self._now(), [record])
            free(self._now(), reviewer)
            seen.take(recorded)
        return recorded

    def undo(self, reviewer: str) -> Place | None:
        """Take back a reviewer's last standing decision, and open its text; None if none stands."""
        with self.act() as seen:
            standing = seen.standing(reviewer)
            if not standing:
                return None
            *_, last = standing
            why = Why(last.shown_because)
            place = self._place(self._now(), last.text, why)
            if place is not None:
                self.decide(place, Decision.WITHDRAWN, reviewer=reviewer)
                self._open([(last.text, why)], reviewer)
            return place

    def left(self, reviewer: str) -> list[Place]:
        """Give all that a reviewer has to read, in order, without leasing any of it."""
        with reading(self._store) as transaction:
            self._seen.look(transaction)
            wanted = self._seen.wanted(reviewer)
            places = [self._place(transaction, text, why) for text, why in wanted]
        return [place for place in places if place is not None]

    def siblings(self, text: str) -> list[dict[str, Any]]:
        """Give the other allegations of the cases that a text stands in."""
        return read_siblings(self._store, text)

    def _now(self) -> Transaction:
        """Give the transaction of the act that goes on."""
        if self._transaction is None:
            message = "outside of an act"
            raise RuntimeError(message)
        return self._transaction

    def _place(self, transaction: Transaction, text: str, why: Why) -> Place | None:
        content, rows = read_place(transaction, text)
        if content is None:
            return None
        decisions = self._seen.resolved[text].decisions if why is Why.DISPUTE else ()
        return Place(
            text=text,
            content=content,
            why=why,
            blind=is_blind(text, why, salt=self._seen.salt),
            rows=tuple(rows),
            decisions=decisions,
        )


def decision_of(word: str) -> Decision:
    """Read a decision as a person may write it.

    Raises
    ------
    SettingError
        If it is none of relevant, not relevant and unsure.
    """
    plain = word.strip().casefold().replace(" ", "_").replace("-", "_")
    if plain in (Decision.RELEVANT, Decision.NOT_RELEVANT, Decision.UNSURE):
        return Decision(plain)
    message = "What stands for the decision is none."  # not quoted: it could be allegation text
    raise SettingError(message, advice="Write relevant, not relevant or unsure.")
