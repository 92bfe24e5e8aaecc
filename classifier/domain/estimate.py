"""A figure with its interval."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Estimate:
    """A figure, and the interval that it stands in at a stated level.

    Parameters
    ----------
    value
        The point estimate; NaN where it is undefined (no relevant row, say).
    low, high
        The ends of the interval, ``low <= value <= high``; NaN where undefined.
    """

    value: float
    low: float
    high: float
