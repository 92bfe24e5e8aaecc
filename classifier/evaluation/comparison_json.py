"""A comparison as the plain values that ``compare --json`` promises."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any, Final

from classifier.domain.estimate import Estimate
from classifier.evaluation.sides import Comparison, Side

SCHEMA: Final = 1


def to_json(comparison: Comparison, *, row_numbers: Sequence[int]) -> dict[str, Any]:
    """Give the result of ``compare --json``: plain values, null where a figure is undefined.

    Parameters
    ----------
    comparison
        As `compare` gives it.
    row_numbers
        What each row is called in its file, one a row: lists of rows are given in them.
    """
    paired = comparison.mcnemar
    return {
        "schema": SCHEMA,
        "rows": comparison.rows,
        "relevant": comparison.relevant,
        "keyword": _side_json(comparison.keyword),
        "model": _side_json(comparison.model),
        "together": _side_json(comparison.together),
        "mcnemar": {
            "keyword_only_right": paired.keyword_only_right,
            "model_only_right": paired.model_only_right,
            "p_value": paired.p_value,
        },
        "difference_f1": _estimate_json(comparison.difference_f1),
        "missed_by_keyword": [row_numbers[at] for at in comparison.missed_by_keyword],
        "wrongly_collected_by_keyword": [
            row_numbers[at] for at in comparison.wrongly_collected_by_keyword
        ],
    }


def _side_json(side: Side) -> dict[str, Any]:
    return {
        "precision": _estimate_json(side.precision),
        "recall": _estimate_json(side.recall),
        "f1": _estimate_json(side.f1),
        "average_precision": _number(side.average_precision),
        "brier": _number(side.brier),
        "calibration_error": _number(side.calibration_error),
        "threshold": _number(side.threshold),
        "sent_to_review": side.sent_to_review,
    }


def _estimate_json(estimate: Estimate) -> dict[str, float | None]:
    return {
        "value": _number(estimate.value),
        "low": _number(estimate.low),
        "high": _number(estimate.high),
    }


def _number(figure: float | None) -> float | None:
    """Give the figure, or None where it does not apply or is undefined: JSON has no NaN."""
    return None if figure is None or math.isnan(figure) else figure
