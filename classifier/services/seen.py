"""What this program has read of the store for the queue, and who should read what next."""

from __future__ import annotations

import hashlib
from collections import Counter, deque
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from typing import Final

from classifier.domain.label import (
    CHAIN_START,
    Decision,
    LabelRecord,
    Resolution,
    State,
    resolve,
)
from classifier.domain.queue import Why, gets_second_review, lot, order
from classifier.io.store.connect import Transaction
from classifier.io.store.draws import count_draws, drawn_texts, onward_texts
from classifier.io.store.labels import read_labels_after
from classifier.io.store.reading import last_run, read_scores
from classifier.services.spread import diverse_texts

_SECOND_EVERY: Final = 5
"""One text in so many is a second review, while there are any."""


@dataclass(slots=True)
class Seen:
    """What this process has read of the store: brought up to date before each answer.

    What a request asks for is kept as records come, so that no request has to go through all of
    them: each reviewer's standing decisions, the texts for second review, and the disputes.
    """

    salt: str
    run: int = -1
    model: str = ""
    ordered: list[tuple[str, Why]] = field(default_factory=list)
    probability: dict[str, float] = field(default_factory=dict)
    records: dict[str, list[LabelRecord]] = field(default_factory=dict)
    resolved: dict[str, Resolution] = field(default_factory=dict)
    head: str = CHAIN_START
    _position: int = 0
    _draws: int = 0
    _drawn: frozenset[str] = frozenset()
    _first: dict[str, int] = field(default_factory=dict)
    _begin: int = 0
    _second: frozenset[str] = frozenset()
    _read: set[str] = field(default_factory=set)
    _single: dict[str, str] = field(default_factory=dict)
    _disputed: dict[str, frozenset[str]] = field(default_factory=dict)
    _given: Counter[str] = field(default_factory=Counter)
    _standing: dict[str, dict[str, LabelRecord]] = field(default_factory=dict)

    def look(self, connection: Transaction) -> None:
        """Read what is new: scores where there was another run, and labels since the last look."""
        run, draws = last_run(connection), count_draws(connection)
        if (run, draws) != (self.run, self._draws):
            scores = read_scores(connection)
            digests = scores.candidates.text.tolist()
            chosen = gets_second_review(digests, salt=self.salt)
            self._drawn = drawn_texts(connection)
            self.ordered = order(
                scores.candidates,
                salt=self.salt,
                drawn=self._drawn if draws else None,
                onward=onward_texts(connection),
                spread=diverse_texts(connection, scores.candidates),
            )
            self._first = {text: at for at, (text, _) in enumerate(self.ordered)}
            self._begin = 0
            self._second = frozenset(d for d, yes in zip(digests, chosen, strict=True) if yes)
            shares = scores.candidates.probability.tolist()
            self.probability = dict(zip(digests, shares, strict=True))
            self.run, self.model, self._draws = run, scores.model, draws
            for text in self.resolved:
                self._place(text)
        for _, _, record in read_labels_after(connection, self._position):
            self.take(record)

    def take(self, record: LabelRecord) -> None:
        """Take in the record that follows the last one in the chain."""
        self._position, self.head = self._position + 1, record.digest
        self._given[record.reviewer] += 1
        self.records.setdefault(record.text, []).append(record)
        self.resolved[record.text] = resolve(self.records[record.text])
        standing = self._standing.setdefault(record.reviewer, {})
        standing.pop(record.text, None)  # the latest comes last
        if record.decision is not Decision.WITHDRAWN:
            standing[record.text] = record
        self._place(record.text)

    def standing(self, reviewer: str) -> Collection[LabelRecord]:
        """Give a reviewer's decisions that stand, in order of time."""
        return self._standing.get(reviewer, {}).values()

    def decision(self, text: str, reviewer: str) -> Decision | None:
        """Give a reviewer's standing decision on a text; None where there is none."""
        record = self._standing.get(reviewer, {}).get(text)
        return record.decision if record else None

    def state(self, text: str) -> str:
        """Name what is decided of a text so far; it looks the same whether anything is or not."""
        records = self.records.get(text)
        last = records[-1].digest if records else ""
        return hashlib.sha256(f"{text} {last}".encode()).hexdigest()

    def counts(self) -> Counter[str]:
        """Count the texts of the queue by state, and what is left to read for the first time."""
        states = Counter(str(resolution.state) for resolution in self.resolved.values())
        states["left"] = self._unread()
        return states

    def chain(self) -> list[LabelRecord]:
        """Give every record, withdrawn ones too, in order of time."""
        found = [record for records in self.records.values() for record in records]
        return sorted(found, key=lambda record: record.time)

    def wanted(self, reviewer: str, *, adjudicator: bool = False) -> Iterator[tuple[str, Why]]:
        """Give what a reviewer should read, in order: disputes, then seconds among the rest."""
        if adjudicator:
            for text in self._disputes(reviewer):
                yield text, Why.DISPUTE
        second = deque(self._seconds(reviewer))
        number = self._given[reviewer]
        while self._begin < len(self.ordered) and self.ordered[self._begin][0] in self._read:
            self._begin += 1  # no request has to pass again over what was read in order
        for at in range(self._begin, len(self.ordered)):
            text, why = self.ordered[at]
            if text in self._read:
                continue
            while second and self._is_for_second(number, reviewer):
                yield second.popleft(), Why.SECOND
                number += 1
            yield text, why
            number += 1
        for other in second:
            yield other, Why.SECOND

    def waiting(self, reviewer: str, *, adjudicator: bool = False) -> int:
        """Count what `wanted` gives; each decision of the reviewer takes one off, of any kind."""
        disputes = self._disputes(reviewer) if adjudicator else []
        return self._unread() + len(self._seconds(reviewer)) + len(disputes)

    def _unread(self) -> int:
        """Count the texts of the queue that nobody has read yet."""
        return len(self.ordered) - len(self._read)

    def _place(self, text: str) -> None:
        """Note where a text stands now: read, waiting for a second reader, in dispute, or none."""
        resolution = self.resolved[text]
        for places in (self._single, self._disputed):
            places.pop(text, None)
        self._read.discard(text)
        self._begin = min(self._begin, self._first.get(text, self._begin))
        names = frozenset(record.reviewer for record in resolution.decisions)
        if text in self._first and resolution.state is not State.UNREAD:
            self._read.add(text)
        confirm = text in self._drawn and resolution.relevant is True
        if (text in self._second or confirm) and resolution.state is State.SINGLE:
            (self._single[text],) = names
        if resolution.state is State.DISPUTED and text in self.probability:  # else it was purged
            self._disputed[text] = names

    def _disputes(self, reviewer: str) -> list[str]:
        return [text for text, names in self._disputed.items() if reviewer not in names]

    def _seconds(self, reviewer: str) -> list[str]:
        return [text for text, name in self._single.items() if name != reviewer]

    def _is_for_second(self, number: int, reviewer: str) -> bool:
        """Say whether a reviewer's decision of that number is for a second review: one in five is.

        Which one of the five is drawn, so that a place tells nothing of why a text is there.
        """
        five, place = divmod(number, _SECOND_EVERY)
        drawn = lot([f"{reviewer} {five}"], f"slot {self.salt}")[0] * _SECOND_EVERY
        return place == int(drawn)
