"""Figures as a reader meets them: percentages, ranges, counts of things."""

from __future__ import annotations

import math

from classifier.domain.estimate import Estimate

UNDEFINED = "not defined"


def percent(share: float) -> str:
    """Write a share in per cent, with one place below 10 %.

    Only a true 0 or 1 is written as 0 % or 100 %: "100 % found" is a promise.
    """
    if math.isnan(share):
        return UNDEFINED
    if 0 < share < 0.001:
        return "under 0.1\N{NO-BREAK SPACE}%"
    if 0.99 < share < 1:
        return "over 99\N{NO-BREAK SPACE}%"
    places = 1 if 0 < share < 0.0995 else 0
    return f"{100 * share:.{places}f}\N{NO-BREAK SPACE}%"


def points(distance: float) -> str:
    """Write the distance between two shares: per cent of what would be asked otherwise."""
    return UNDEFINED if math.isnan(distance) else f"{100 * distance:.1f} percentage points"


def decimal(figure: float) -> str:
    """Write a figure with two places, minus sign and all."""
    if math.isnan(figure):
        return UNDEFINED
    return f"{figure:.2f}".replace("-0.00", "0.00").replace("-", "\N{MINUS SIGN}")


def percent_range(estimate: Estimate) -> str:
    """Write the interval of a share; empty where it is undefined."""
    if math.isnan(estimate.value):
        return ""
    return f"{percent(estimate.low)} to {percent(estimate.high)}"


def decimal_range(estimate: Estimate) -> str:
    """Write the interval of a figure; empty where it is undefined."""
    if math.isnan(estimate.value):
        return ""
    return f"{decimal(estimate.low)} to {decimal(estimate.high)}"


def p_value(chance: float) -> str:
    """Write a p-value with its sign of equality."""
    return "p < 0.001" if chance < 0.001 else f"p = {chance:.3f}"


def count(number: int, one: str, *, many: str = "") -> str:
    """Write a number with its noun: ``1 row``, ``1,204 rows``."""
    return f"{number:,} {one if number == 1 else many or one + 's'}"


def first_upper(words: str) -> str:
    """Begin a sentence with the words, leaving the names in them as they are."""
    return words[:1].upper() + words[1:]


def first_lower(words: str) -> str:
    """Carry on a sentence with the words."""
    return words[:1].lower() + words[1:]
