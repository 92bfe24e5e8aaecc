"""What this program has read of the store for the queue, and who should read what next."""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

from classifier.domain.label import LabelRecord, Resolution, State, resolve
from classifier.domain.queue import Why, gets_second_review, lot, order
from classifier.io.store.connect import Store
from classifier.io.store.labels import read_labels_after
from classifier.io.store.reading import last_run, read_scores

_SECOND_EVERY: Final = 5
"""One text in so many is a second review, while there are any."""


@dataclass(slots=True)
class Seen:
    """What this process has read of the store: brought up to date before each answer."""

    run: int = -1
    model: str = ""
    ordered: list[tuple[str, Why]] = field(default_factory=list)
    first: frozenset[str] = frozenset()
    second: set[str] = field(default_factory=set)
    probability: dict[str, float] = field(default_factory=dict)
    position: int = 0
    records: dict[str, list[LabelRecord]] = field(default_factory=dict)
    resolved: dict[str, Resolution] = field(default_factory=dict)
    given: Counter[str] = field(default_factory=Counter)
    salt: str = ""

    def look(self, store: Store, *, salt: str) -> None:
        """Read what is new: scores where there was another run, and labels since the last look."""
        self.salt = salt
        run = last_run(store)
        if run != self.run:
            scores = read_scores(store)
            digests = scores.candidates.text.tolist()
            chosen = gets_second_review(digests, salt=salt)
            self.ordered = order(scores.candidates, salt=salt)
            self.first = frozenset(text for text, _ in self.ordered)
            self.second = {d for d, yes in zip(digests, chosen, strict=True) if yes}
            shares = scores.candidates.probability.tolist()
            self.probability = dict(zip(digests, shares, strict=True))
            self.run, self.model = run, scores.model
        touched = set()
        for position, _, record in read_labels_after(store, self.position):
            self.records.setdefault(record.text, []).append(record)
            self.position = position
            self.given[record.reviewer] += 1
            touched.add(record.text)
        self.resolved.update({text: resolve(self.records[text]) for text in touched})

    def wanted(self, reviewer: str, *, adjudicator: bool = False) -> Iterator[tuple[str, Why]]:
        """Give what a reviewer should read, in order: disputes, then seconds among the rest."""
        if adjudicator:
            for text in self._disputes(reviewer):
                yield text, Why.DISPUTE
        second = deque(self._seconds(reviewer))
        number = self.given[reviewer]
        for text, why in self._unread():
            while second and self._is_for_second(number, reviewer):
                yield second.popleft(), Why.SECOND
                number += 1
            yield text, why
            number += 1
        for other in second:
            yield other, Why.SECOND

    def count(self, reviewer: str, *, adjudicator: bool = False) -> int:
        """Count what `wanted` gives, without putting it in order."""
        parts = (self._seconds(reviewer), self._disputes(reviewer) if adjudicator else ())
        read = sum(
            text in self.first and resolution.state is not State.UNREAD
            for text, resolution in self.resolved.items()
        )
        return len(self.ordered) - read + sum(1 for part in parts for _ in part)

    def _disputes(self, reviewer: str) -> Iterator[str]:
        for text, resolution in self.resolved.items():
            names = {record.reviewer for record in resolution.decisions}
            disputed = resolution.state is State.DISPUTED and reviewer not in names
            if disputed and text in self.probability:  # else it was purged
                yield text

    def _seconds(self, reviewer: str) -> Iterator[str]:
        for text, resolution in self.resolved.items():
            single = resolution.state is State.SINGLE and text in self.second
            if single and resolution.decisions[0].reviewer != reviewer:
                yield text

    def _unread(self) -> Iterator[tuple[str, Why]]:
        for text, why in self.ordered:
            known = self.resolved.get(text)
            if known is None or known.state is State.UNREAD:
                yield text, why

    def _is_for_second(self, number: int, reviewer: str) -> bool:
        """Say whether a reviewer's decision of that number is for a second review: one in five is.

        Which one of the five is drawn, so that a place tells nothing of why a text is there.
        """
        five, place = divmod(number, _SECOND_EVERY)
        drawn = lot([f"{reviewer} {five}"], f"slot {self.salt}")[0] * _SECOND_EVERY
        return place == int(drawn)
