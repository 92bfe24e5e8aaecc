"""Retraining's result for programs; see ``docs/retrain.md``."""

from __future__ import annotations

import math
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from classifier.domain.estimate import Estimate
from classifier.evaluation.champion import Judged, Match

if TYPE_CHECKING:
    from classifier.services.retrain import Retrained
    from classifier.services.rivals import Rivalry

SCHEMA = 1


def as_json(retrained: Retrained) -> dict[str, Any]:
    """Return the result for programs."""
    lessons = retrained.lessons
    taught = ~lessons.control
    return {
        "schema": SCHEMA,
        "version": retrained.version,
        "parent": retrained.parent,
        "general": retrained.general,
        "labels": {
            "texts": int(taught.sum()),
            "relevant": int((lessons.relevant & taught).sum()),
            "control": int(lessons.control.sum()),
            "left_out": dict(lessons.left_out),
            "head": lessons.head,
            "files": [asdict(one) for one in lessons.files],
            "aside": [asdict(one) for one in lessons.aside],
        },
        "penalty": None if math.isinf(retrained.penalty) else retrained.penalty,
        **rivalry_json(retrained.rivalry),
        "promoted": retrained.promoted,
        "seconds": round(retrained.seconds, 3),
    }


def rivalry_json(rivalry: Rivalry) -> dict[str, Any]:
    """Return what came out of the comparison, for programs and for the card."""
    return {
        "judged_on": rivalry.judged_on,
        "prevalence": rivalry.prevalence,
        **match_json(rivalry.match),
        "forgotten": rivalry.forgotten,
    }


def match_json(match: Match) -> dict[str, Any]:
    """Return what came out between two models, for programs."""
    return {
        "rows": match.rows,
        "relevant": match.relevant,
        "cases": match.cases,
        "champion": _side(match.champion),
        "challenger": _side(match.challenger),
        "difference_f1": _estimate(match.difference_f1),
        "paired": {
            "champion_only_right": match.paired.keyword_only_right,
            "challenger_only_right": match.paired.model_only_right,
            "p_value": match.paired.p_value,
            "test": match.paired.test,
        },
        "margin": match.margin,
        "verdict": str(match.verdict),
    }


def _side(judged: Judged) -> dict[str, Any]:
    return {
        "collected": judged.collected,
        "found": judged.found,
        "precision": _estimate(judged.rates.precision),
        "recall": _estimate(judged.rates.recall),
        "f1": _estimate(judged.rates.f1),
        "average_precision": _number(judged.average_precision),
    }


def _estimate(estimate: Estimate) -> dict[str, float | None]:
    return {name: _number(value) for name, value in asdict(estimate).items()}


def _number(value: float) -> float | None:
    return None if math.isnan(value) else value
