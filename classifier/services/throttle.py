"""A brake on guessing: after some wrong answers the next must wait, twice as long each time."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Final

FREE_TRIES: Final = 5
"""Wrong answers that cost nothing: people mistype."""
_FIRST_WAIT: Final = dt.timedelta(seconds=2)
_LONGEST_WAIT: Final = dt.timedelta(hours=1)
_MOST_KEYS: Final = 10_000
"""Names remembered at most; beyond it those that wait least are forgotten."""

Clock = Callable[[], dt.datetime]


class Throttle:
    """Counts wrong answers by key (a name, an address), in memory.

    Parameters
    ----------
    clock
        Tells the time, in UTC.
    """

    def __init__(self, *, clock: Clock) -> None:
        self._clock = clock
        self._wrong: dict[str, tuple[int, dt.datetime]] = {}

    def wait(self, *keys: str) -> dt.timedelta:
        """Say how long any of the keys must wait from now; zero if it need not."""
        now = self._clock()
        until = [self._wrong[key][1] for key in keys if key in self._wrong]
        return max([end - now for end in until if end > now], default=dt.timedelta(0))

    def wrong(self, *keys: str) -> None:
        """Count a wrong answer for each key."""
        now = self._clock()
        for key in keys:
            count = self._wrong.get(key, (0, now))[0] + 1
            over = count - FREE_TRIES
            wait = min(_FIRST_WAIT * 2 ** min(over, 20), _LONGEST_WAIT) if over >= 0 else None
            self._wrong[key] = (count, now + wait if wait else now)
        if len(self._wrong) > _MOST_KEYS:
            kept = sorted(self._wrong.items(), key=lambda entry: entry[1])[_MOST_KEYS // 2 :]
            self._wrong = dict(kept)

    def right(self, *keys: str) -> None:
        """Forget the wrong answers of each key."""
        for key in keys:
            self._wrong.pop(key, None)
