"""A brake on guessing: after some wrong answers the next must wait, twice as long each time."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Final, NamedTuple

FREE_TRIES: Final = 5
"""Wrong answers for one name that cost nothing: people mistype."""
FREE_TRIES_OF_ADDRESS: Final = 50
"""The same for one address: a whole team may be behind it."""
FORGOTTEN: Final = dt.timedelta(hours=8)
"""After so long without a wrong answer the earlier ones are forgotten: a night."""
_FIRST_WAIT: Final = dt.timedelta(seconds=2)
_LONGEST_WAIT: Final = dt.timedelta(hours=1)
_MOST_KEYS: Final = 10_000
"""Names and addresses remembered at most; beyond it those with fewest wrong answers go."""

Clock = Callable[[], dt.datetime]


class _Wrong(NamedTuple):
    """How many wrong answers there were, and when the last one was."""

    tries: int
    last: dt.datetime


class Throttle:
    """Counts wrong answers by name and by address, in memory.

    A try counts as wrong from when it is begun until it is known to be right, so that many guesses
    at once get no more tries than one by one.

    Parameters
    ----------
    clock
        Tells the time, in UTC.
    """

    def __init__(self, *, clock: Clock) -> None:
        self._clock = clock
        self._wrong: dict[str, _Wrong] = {}

    def begin(self, name: str, address: str) -> dt.timedelta:
        """Begin a try, or say how long it must wait from now; zero if it is begun."""
        now = self._clock()
        keys = {_by_name(name): FREE_TRIES, _by_address(address): FREE_TRIES_OF_ADDRESS}
        wait = max(self._wait(key, free, now) for key, free in keys.items())
        if wait > dt.timedelta(0):
            return wait
        for key in keys:
            self._wrong[key] = _Wrong(self._count(key, now) + 1, now)
        if len(self._wrong) > _MOST_KEYS:
            kept = sorted(self._wrong.items(), key=lambda entry: entry[1])[_MOST_KEYS // 2 :]
            self._wrong = dict(kept)
        return dt.timedelta(0)

    def right(self, name: str, address: str) -> None:
        """Take back a try that was right: the name starts anew, the address is as it was before.

        The address does not start anew: whoever has one account would guess at others for ever.
        """
        self._wrong.pop(_by_name(name), None)
        known = self._wrong.pop(_by_address(address), None)
        if known and known.tries > 1:
            self._wrong[_by_address(address)] = known._replace(tries=known.tries - 1)

    def _count(self, key: str, now: dt.datetime) -> int:
        """Count the wrong answers that are not forgotten."""
        known = self._wrong.get(key)
        return known.tries if known and now - known.last < FORGOTTEN else 0

    def _wait(self, key: str, free: int, now: dt.datetime) -> dt.timedelta:
        """Say how long a key must still wait; negative if it could have tried before."""
        over = self._count(key, now) - free
        if over < 0:
            return dt.timedelta(0)
        wait: dt.timedelta = min(_FIRST_WAIT * 2 ** min(over, 20), _LONGEST_WAIT)
        return self._wrong[key].last + wait - now


def _by_name(name: str) -> str:
    return f"name {name.casefold()}"


def _by_address(address: str) -> str:
    return f"address {address}"
