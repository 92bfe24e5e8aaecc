"""Small counts in a table, and how it is shown so that no total gives one away.

A table with totals is a set of equations, one a line. What a reader can work out about a hidden
cell is decided by moves that keep every line's sum: a cell is safe when some such move changes it.
In a table of rows and columns these moves are the cycles of a network whose nodes are the lines and
whose edges are the cells (Cox 1980, "Suppression methodology and statistical disclosure control",
JASA 75, 377-385; Castro 2012, "Recent advances in optimization techniques for statistical tabular
data protection", EJOR 216, 257-269), so that a search for a path is exact, and no solver is needed.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from classifier.domain.errors import SettingError
from classifier.domain.moves import Moves

Counts = NDArray[np.int64]

NONE: Final = "none"
BELOW: Final = "below"
ROUND: Final = "round"
HIDDEN: Final = "*"
"""How a hidden count is shown."""

_POLICY: Final = re.compile(rf"(?:{NONE}|(?P<kind>{BELOW}|{ROUND}):(?P<number>[1-9][0-9]{{0,3}}))")
_LEAST: Final = 2
_TELLING: Final = (3, 4)
"""What nothing is rounded to: 0 is then 0 or 1, and of officers with an outcome it is 1."""
_WITHOUT_LIMIT: Final = np.iinfo(np.int64).max


@dataclass(frozen=True, slots=True, kw_only=True)
class SuppressionPolicy:
    """How small counts are treated: shown (``none``), hidden (``below:5``) or ``round:5``.

    Parameters
    ----------
    kind
        `NONE`, `BELOW` or `ROUND`.
    number
        Counts from 1 to one less are hidden, or every count is rounded to a multiple of it; 0 for
        `NONE`. Zero is no small count: it is shown.
    """

    kind: str = NONE
    number: int = 0

    def is_small(self, count: int) -> bool:
        """Say whether a count, as a file shows it, breaks the policy."""
        if self.kind == BELOW:
            return 0 < count < self.number
        return self.kind == ROUND and count % self.number != 0

    @property
    def statement(self) -> str:
        """What the policy does, as a reply says it."""
        if self.kind == BELOW:
            return (
                f"Counts from 1 to {self.number - 1} are shown as {HIDDEN}, and so are as many "
                "others as it takes that none can be worked out from the totals."
            )
        if self.kind == ROUND:
            return (
                f"Every count and every total is rounded to the nearest {self.number} on its own, "
                "so that rounded counts need not add up to their total; one that could still be "
                f"worked out is shown as {HIDDEN}."
            )
        return "Every count is shown as it is."


@dataclass(frozen=True, slots=True, kw_only=True)
class ProtectedCounts:
    """A table as it may be shown.

    Parameters
    ----------
    shown
        The figures, shape (rows, columns); 0 where they are hidden.
    hidden
        Which are hidden, of the same shape.
    """

    shown: Counts
    hidden: NDArray[np.bool_]


def parse_policy(word: str) -> SuppressionPolicy:
    """Read a policy from a word such as ``none``, ``below:5`` or ``round:5``.

    Raises
    ------
    SettingError
        If it is none; the known ones are named.
    """
    found = _POLICY.fullmatch(word.strip().casefold())
    number = int(found["number"] or _LEAST) if found else 0
    if found is None or number < _LEAST or (found["kind"] == ROUND and number in _TELLING):
        what = f"'{word}' is no suppression policy."
        advice = "Known are none, below:N with N from 2 on, and round:N with N 2, or from 5 on."
        raise SettingError(what, advice=advice)
    return SuppressionPolicy(kind=found["kind"] or NONE, number=int(found["number"] or 0))


def protect(
    counts: Counts, policy: SuppressionPolicy, *, row_totals: bool, column_totals: bool
) -> ProtectedCounts:
    """Hide or round the counts of a table, so that none that is hidden can be worked out.

    After the small counts the cheapest others are hidden, those that stand for the fewest people.
    A reader is taken to know the policy: that what is hidden is at least 1, or how far a rounded
    count can be off. A total may count an officer once whom its parts count more often: a line that
    does not add up to it tells the reader something of a part that is hidden alone, which is then
    hidden with another, and nothing certain of other counts.

    Parameters
    ----------
    counts
        Shape (rows, columns), none negative, totals included.
    policy
        What to do with small counts.
    row_totals, column_totals
        Whether the last column holds the totals of the rows, the last row those of the columns.

    Raises
    ------
    ValueError
        If a count is negative: the caller counts.
    """
    if np.any(counts < 0):
        message = "a count cannot be negative"
        raise ValueError(message)
    figures, hidden = _as_stated(counts, policy)
    before = ~hidden
    while policy.kind != NONE and not np.array_equal(before, hidden):
        before = hidden
        lower, upper = _known(counts, figures, hidden, policy)
        hides = hidden if policy.kind == BELOW else np.zeros_like(hidden)
        at_stake = hidden if policy.kind == BELOW else np.ones_like(hidden)
        moves = Moves(
            counts, lower, upper, hides, row_totals=row_totals, column_totals=column_totals
        )
        hidden = hidden | moves.free(at_stake, lowest=1 if policy.kind == BELOW else 0)
    return ProtectedCounts(shown=np.where(hidden, 0, figures), hidden=hidden)


def _as_stated(counts: Counts, policy: SuppressionPolicy) -> tuple[Counts, NDArray[np.bool_]]:
    """Give the figures as the policy alone shows them, and which it hides."""
    if policy.kind == ROUND:
        rounded = (counts + policy.number // 2) // policy.number * policy.number
        return rounded, np.zeros(counts.shape, dtype=np.bool_)
    small = (counts > 0) & (counts < policy.number)
    return counts, small


def _known(
    counts: Counts, figures: Counts, hidden: NDArray[np.bool_], policy: SuppressionPolicy
) -> tuple[Counts, Counts]:
    """Give the least and the most that each count can be, for one who sees it alone."""
    if policy.kind == ROUND:
        least = np.maximum(figures - policy.number // 2, 0)
        return least, figures + (policy.number - 1) // 2
    return np.where(hidden, 1, counts), np.where(hidden, _WITHOUT_LIMIT, counts)
