"""When to stop reading: a control lot in the rows not yet read bounds what is still unfound.

Rows are read in an order that is fixed when the lot is drawn. Each unread row is in the lot with
the same chance, apart from the others. The lot is read at once and blind; then reading goes on in
order, past the rows of the lot too. At any moment let

- ``found`` be the relevant rows known,
- ``ahead`` those of them that stand in the lot further on in the order.

If recall is still below the target, more than a certain number are unfound, all of them further
on and outside of the lot; so of that number and ``ahead`` together at most ``ahead`` fell into the
lot. The rule stops once that would have been a rarity. It may be asked after every row: its chance
never rises as reading goes on, so only the last moment before the target is met can go wrong.
See docs/decisions/0017.
"""

from __future__ import annotations

import math
from typing import Final

import numpy as np

from classifier.evaluation.hypergeometric import binomial_at_most

WINDOW_SHARE: Final = 0.075
"""The lot is due once so many rows, as a share of all, have brought hardly anything."""

FEWEST_IN_WINDOW: Final = 50
_PART: Final = 4
"""Hardly anything is so manieth a part of the unfound rows that the target leaves room for; as many
relevant rows in the lot must not keep the rule from stopping."""

_EDGE: Final = 1e-9


def unfound_below(found: int, target: float) -> int:
    """Give the fewest unfound relevant rows with which recall is below the target."""
    return math.floor(found * (1 - target) / target + _EDGE) + 1


def chance_of_stopping_early(
    found: int, *, ahead: int, target: float, share: float, doubtful: int = 0
) -> float:
    """Give the chance of so few relevant rows in the lot, if the target were not yet met.

    Parameters
    ----------
    found
        Relevant rows known, those of the lot included.
    ahead
        Those of the lot that stand further on in the order than reading has come.
    target
        The recall to reach, in (0, 1).
    share
        The chance of each row to be in the lot, in (0, 1].
    doubtful
        Rows read that could be relevant and do not count as found.

    Returns
    -------
    float
        In [0, 1]. It may stop where this is at most the error that is allowed.
    """
    there = ahead + max(unfound_below(found, target) - doubtful, 0)
    return binomial_at_most(ahead, trials=there, chance=share)


def spare(found: int, *, target: float) -> int:
    """Say how many relevant rows in the lot must not keep the rule from stopping: 1 at least."""
    return max(1, unfound_below(found, target) // _PART)


def lot_share(found: int, *, target: float, tail: float) -> float:
    """Give the smallest share of rows to draw with which the rule can stop at once.

    Parameters
    ----------
    found
        Relevant rows known before the lot is drawn.
    target, tail
        The recall to reach, and the error allowed, both in (0, 1).

    Returns
    -------
    float
        In (0, 1]. With `spare` relevant rows in the lot, or fewer, the rule can stop.
    """
    from scipy.special import bdtri

    ahead = np.arange(spare(found, target=target) + 1)
    there = ahead + [unfound_below(found + number, target) for number in ahead.tolist()]
    return float(min(np.nextafter(bdtri(ahead, there, tail).max(), 1), 1.0))


def window(rows: int) -> int:
    """Give the rows over which is looked back, of so many in all."""
    return max(round(WINDOW_SHARE * rows), FEWEST_IN_WINDOW)


def is_due(recent: int, *, found: int, target: float) -> bool:
    """Say whether reading in order brings so little that the lot should be drawn.

    Parameters
    ----------
    recent
        Relevant rows among the last ones read, as many as `window` says.
    found
        Relevant rows known.
    target
        The recall to reach, in (0, 1).
    """
    return found > 0 and recent <= unfound_below(found, target) // _PART
