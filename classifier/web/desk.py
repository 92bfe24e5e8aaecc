"""Each signed-in browser's desk: the text that is open on it, those before, and its settings."""

from __future__ import annotations

import datetime as dt
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, fields, replace
from typing import Final

from classifier.domain.label import Decision
from classifier.domain.queue import Why
from classifier.services.people import Person, Role
from classifier.services.review import Place, ReviewQueue
from classifier.services.seen import Seen

_MOST_DESKS: Final = 1_000
_LONGEST_NOTE: Final = 2_000

Clock = Callable[[], dt.datetime]


@dataclass(slots=True)
class Desk:
    """What one browser has before it.

    Parameters
    ----------
    place
        The open text; None where there is nothing to read.
    trail
        Texts that were open before it, the latest last, each with why.
    ahead
        Texts that were gone back from, the nearest last.
    skipped
        Texts passed over without a decision.
    keys
        Whether single keys act.
    veiled
        Whether each text is hidden until asked for.
    """

    place: Place | None = None
    trail: list[tuple[str, Why]] = field(default_factory=list)
    ahead: list[tuple[str, Why]] = field(default_factory=list)
    skipped: set[str] = field(default_factory=set)
    keys: bool = True
    veiled: bool = False

    def copy(self) -> Desk:
        """Give a desk with the same texts and settings, that changes by itself."""
        return replace(self, trail=[*self.trail], ahead=[*self.ahead], skipped={*self.skipped})

    def become(self, other: Desk) -> None:
        """Take over the texts and settings of another."""
        for each in fields(other):
            setattr(self, each.name, getattr(other, each.name))


class Desks:
    """All desks over one queue.

    What opens, decides or moves a text belongs in an `act`: one goes on at a time, as the queue
    remembers what it has read.

    Parameters
    ----------
    queue
        The queue of the workspace.
    """

    def __init__(self, queue: ReviewQueue) -> None:
        self.queue = queue
        self.lock = threading.RLock()
        self._desks: dict[str, Desk] = {}

    def of(self, session: str) -> Desk:
        """Give the desk of a session, by its digest."""
        with self.lock:
            if session not in self._desks and len(self._desks) >= _MOST_DESKS:
                self._desks.pop(next(iter(self._desks)))
            return self._desks.setdefault(session, Desk())

    def clear(self, session: str) -> None:
        """Forget the desk of a session."""
        with self.lock:
            self._desks.pop(session, None)

    @contextmanager
    def act(self, desk: Desk) -> Iterator[Seen]:
        """Act on a desk: all that is done in the block is on the disk at its end, or none of it."""
        with self.lock:
            before = desk.copy()
            try:
                with self.queue.act() as seen:
                    yield seen
            except BaseException:
                desk.become(before)
                raise

    def open(self, desk: Desk, person: Person) -> Place | None:
        """Give the open text, or open the next one; skipped ones come again at the end."""
        if desk.place is None:
            desk.place = self._next(desk, person)
        if desk.place is None and desk.skipped:
            desk.skipped.clear()
            desk.place = self._next(desk, person)
        return desk.place

    def decide(
        self, desk: Desk, person: Person, *, text: str, decision: Decision, note: str
    ) -> bool:
        """Record a decision and clear the desk; False if that text is not the open one."""
        place = desk.place
        if place is None or place.text != text:
            return False
        short = note.strip()[:_LONGEST_NOTE]
        self.queue.decide(place, decision, reviewer=person.name, note=short)
        self._leave(desk, place)
        return True

    def forward(self, desk: Desk, person: Person) -> None:
        """Go on without deciding: to where one went back from, else to a new text."""
        with self.queue.act() as seen:
            place = self.open(desk, person)
            if place is None:
                return
            if seen.decision(place.text, person.name) is None:
                desk.skipped.add(place.text)
            self._leave(desk, place)
            desk.place = self._again(desk.ahead, person)

    def back(self, desk: Desk, person: Person) -> bool:
        """Go back to the text before; False if there is none."""
        here = desk.place
        before = self._again(desk.trail, person)
        if before is None:
            return False
        if here is not None:
            desk.ahead.append((here.text, here.why))
        desk.place = before
        return True

    def undo(self, desk: Desk, person: Person) -> bool:
        """Take back the last decision and open its text; False if there was none."""
        undone = self.queue.undo(person.name)
        if undone is None:
            return False
        here = desk.place
        if here is not None and here.text != undone.text:
            desk.ahead.append((here.text, here.why))
        desk.trail = [one for one in desk.trail if one[0] != undone.text]
        desk.ahead = [one for one in desk.ahead if one[0] != undone.text]
        desk.place = self.queue.reopen(undone.text, undone.why, reviewer=person.name)
        return True

    def _next(self, desk: Desk, person: Person) -> Place | None:
        judge = person.role is Role.ADJUDICATOR
        again = self._again(desk.ahead, person)
        return again or self.queue.next(person.name, adjudicator=judge, skipped=desk.skipped)

    def _again(self, places: list[tuple[str, Why]], person: Person) -> Place | None:
        """Open the last of some places that can still be opened; it and those after are taken."""
        while places:
            text, why = places.pop()
            place = self.queue.reopen(text, why, reviewer=person.name)
            if place is not None:
                return place
        return None

    @staticmethod
    def _leave(desk: Desk, place: Place) -> None:
        desk.trail = [one for one in desk.trail if one[0] != place.text]
        desk.trail.append((place.text, place.why))
        desk.place = None
