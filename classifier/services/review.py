"""Review: the next text for a reviewer, their decision, and what all decisions come to."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass
from typing import Any, Final

from classifier.domain.errors import SettingError
from classifier.domain.label import Decision, LabelRecord, Resolution, State, written
from classifier.domain.queue import Why, is_blind
from classifier.io.store.connect import Store
from classifier.io.store.labels import append_labels, head_digest
from classifier.io.store.leases import free, lease_first
from classifier.io.store.reading import read_rows, read_salt, read_siblings, read_text
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
        self._salt = read_salt(store)
        self._seen = Seen()

    def next(
        self, reviewer: str, *, adjudicator: bool = False, skipped: Collection[str] = ()
    ) -> Place | None:
        """Open the next text for a reviewer; None when there is nothing left but skipped ones."""
        seen = self._look()
        position = seen.position
        wanted = seen.wanted(reviewer, adjudicator=adjudicator)
        place = self._open((one for one in wanted if one[0] not in skipped), reviewer)
        if place is None or self._look().position == position:
            return place
        # Somebody decided between the look and the lease: it may have been this text.
        if (place.text, place.why) in seen.wanted(reviewer, adjudicator=adjudicator):
            return place
        return self.next(reviewer, adjudicator=adjudicator, skipped=skipped)

    def reopen(self, text: str, why: Why, *, reviewer: str) -> Place | None:
        """Open a text that the reviewer had before; None if it is no longer theirs to decide."""
        seen = self._look()
        own = any(record.reviewer == reviewer for record in seen.records.get(text, ()))
        wanted = own or (text, why) in seen.wanted(reviewer, adjudicator=why is Why.DISPUTE)
        return self._open([(text, why)], reviewer) if wanted else None

    def _open(self, wanted: Iterable[tuple[str, Why]], reviewer: str) -> Place | None:
        """Lease the first text of some that nobody else has open, and give its place."""
        now = self._clock()
        why: dict[str, Why] = {}

        def noted() -> Iterator[tuple[str, bool]]:
            for digest, reason in wanted:  # no further than the first that is free
                why[digest] = reason
                yield digest, reason is Why.DISPUTE

        text = lease_first(
            self._store,
            noted(),
            reviewer=reviewer,
            now=written(now),
            until=written(now + LEASE),
        )
        return self._place(text, why[text]) if text else None

    def decide(
        self, place: Place, decision: Decision, *, reviewer: str, note: str = ""
    ) -> LabelRecord:
        """Record a decision; it is on the disk when this returns."""
        seen = self._look()
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
        head = append_labels(self._store, [record])
        free(self._store, reviewer)
        recorded = self._look().records[place.text]
        return next(record for record in recorded if record.digest == head)

    def undo(self, reviewer: str) -> Place | None:
        """Take back a reviewer's last standing decision, and give its text; None if none stands."""
        seen = self._look()
        standing = [
            record
            for resolution in seen.resolved.values()
            for record in resolution.decisions
            if record.reviewer == reviewer
        ]
        if not standing:
            return None
        last = max(standing, key=lambda record: record.time)
        place = self._place(last.text, Why(last.shown_because))
        if place is not None:
            self.decide(place, Decision.WITHDRAWN, reviewer=reviewer)
            self._open([(place.text, place.why)], reviewer)
        return place

    def counts(self) -> Counter[str]:
        """Count the texts of the queue by state, and what is left to read for the first time."""
        seen = self._look()
        states = Counter(str(resolution.state) for resolution in seen.resolved.values())
        read = {t for t, r in seen.resolved.items() if r.state is not State.UNREAD}
        states["left"] = sum(text not in read for text, _ in seen.ordered)
        return states

    def left(self, reviewer: str) -> list[Place]:
        """Give all that a reviewer has to read, in order, without leasing any of it."""
        seen = self._look()
        places = (self._place(text, why) for text, why in seen.wanted(reviewer))
        return [place for place in places if place is not None]

    def state(self, text: str) -> str:
        """Name what is decided of a text so far; it looks the same whether anything is or not."""
        records = self._look().records.get(text)
        last = records[-1].digest if records else ""
        return hashlib.sha256(f"{text} {last}".encode()).hexdigest()

    def standing(self, text: str, reviewer: str) -> Decision | None:
        """Give a reviewer's standing decision on a text; None where there is none."""
        resolution = self._look().resolved.get(text)
        decisions = resolution.decisions if resolution else ()
        own = [record.decision for record in decisions if record.reviewer == reviewer]
        return own[-1] if own else None

    def waiting(self, reviewer: str, *, adjudicator: bool = False) -> int:
        """Count what a reviewer has to read; each decision of theirs takes one off, of any kind."""
        return self._look().count(reviewer, adjudicator=adjudicator)

    def probability(self, text: str) -> float | None:
        """Give the probability of a text by the last run; None where it has none."""
        return self._look().probability.get(text)

    def records(self) -> list[LabelRecord]:
        """Give every record, withdrawn ones too, in order of time."""
        found = [record for records in self._look().records.values() for record in records]
        return sorted(found, key=lambda record: record.time)

    def resolutions(self) -> dict[str, Resolution]:
        """Give what the records of each text come to, by the text's digest."""
        return dict(self._look().resolved)

    def siblings(self, text: str) -> list[dict[str, Any]]:
        """Give the other allegations of the cases that a text stands in."""
        return read_siblings(self._store, text)

    def head(self) -> str:
        """Give the digest of the chain's head, to be noted and shown."""
        return head_digest(self._store)

    def _look(self) -> Seen:
        self._seen.look(self._store, salt=self._salt)
        return self._seen

    def _place(self, text: str, why: Why) -> Place | None:
        content = read_text(self._store, text)
        if content is None:
            return None
        decisions = self._seen.resolved[text].decisions if why is Why.DISPUTE else ()
        return Place(
            text=text,
            content=content,
            why=why,
            blind=is_blind(text, why, salt=self._salt),
            rows=tuple(read_rows(self._store, text)),
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
