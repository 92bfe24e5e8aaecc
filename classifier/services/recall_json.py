"""Plans, draws, estimates and looks for programs and people: JSON, and the sentences."""

from __future__ import annotations

import math
from dataclasses import asdict
from typing import Any

from classifier.domain.estimate import Estimate
from classifier.io.store.draws import Draw
from classifier.reports.recall_wording import RecallFigures, sentences
from classifier.services.estimate import Estimated
from classifier.services.recall import Planned
from classifier.services.stop import Before, Looked

SCHEMA = 1


def plan_json(planned: Planned) -> dict[str, Any]:
    """Give a plan as JSON has it."""
    drawn = (*planned.plan.found, *planned.plan.missed)
    return {
        "schema": SCHEMA,
        "target": planned.claim.target,
        "level": planned.claim.level,
        "assumed": planned.assumed,
        "error": planned.error,
        "rows": planned.cut.size,
        "unread": planned.cut.frame.unread,
        "reads": planned.plan.reads,
        "power": planned.plan.power,
        "strata": [
            {"name": part.name, "rows": len(part.rows), "expected": part.expected, "reads": reads}
            for part, reads in zip(planned.cut.parts, drawn, strict=True)
        ],
    }


def draw_json(draw: Draw) -> dict[str, Any]:
    """Give a draw as JSON has it."""
    return {
        "schema": SCHEMA,
        "draw": draw.id,
        "time": draw.time,
        "seed": draw.seed,
        "target": draw.target,
        "level": draw.level,
        "error": draw.error,
        "model": draw.model,
        "frame": {"digest": draw.frame, "rows": draw.size},
        "read": {
            "relevant": draw.read_relevant,
            "not_relevant": draw.read_others,
            "unsure": draw.read_unsure,
        },
        "drawn": sum(row.drawn for row in draw.rows),
        "strata": [
            {"name": one.name, "found": one.found, "rows": one.size, "drawn": one.drawn}
            for one in draw.strata
        ],
    }


def estimate_json(estimated: Estimated, *, topic_title: str) -> dict[str, Any]:
    """Give an estimate as JSON has it, with the sentences for the reply."""
    reviews = estimated.reviews
    return {
        **draw_json(estimated.draw),
        "left": estimated.left,
        "unsettled": estimated.doubtful,
        "relevant": estimated.relevant,
        "recall": _estimate(estimated.recall),
        "elusion": _estimate(estimated.elusion),
        "at_least": estimated.at_least,
        "certified": estimated.certified,
        "further_reads": estimated.further,
        "remaining": estimated.remaining,
        "reviewed_twice": reviews
        and {
            "relevant": reviews.relevant,
            "noticed": reviews.called,
            "false_alarms": reviews.false_alarms,
        },
        "sentences": estimate_sentences(estimated, topic_title=topic_title),
    }


def estimate_sentences(estimated: Estimated, *, topic_title: str) -> list[str]:
    """Put an estimate into the sentences of the reply."""
    draw, reviews = estimated.draw, estimated.reviews
    figures = RecallFigures(
        day=draw.time[:10],
        rows=draw.size,
        drawn=len(draw.rows),
        left=estimated.left,
        doubtful=estimated.doubtful,
        recall=estimated.recall,
        elusion=estimated.elusion,
        level=draw.level,
        target=draw.target,
        at_least=estimated.at_least,
        certified=estimated.certified,
        further=estimated.further,
        remaining=estimated.remaining,
        since=estimated.since,
        twice=reviews.relevant if reviews else None,
        noticed=reviews.called if reviews else None,
    )
    return sentences(figures, topic_title=topic_title)


def before_json(before: Before) -> dict[str, Any]:
    """Give how reading goes before the lot as JSON has it."""
    return {"schema": SCHEMA, **asdict(before)}


def look_json(looked: Looked) -> dict[str, Any]:
    """Give a look at the lot of the stopping rule as JSON has it."""
    look = looked.look
    return {
        **draw_json(looked.draw),
        "share": looked.share,
        "left": looked.left,
        "look": look.number,
        "found": look.found,
        "ahead": look.ahead,
        "passed": look.passed,
        "to_pass": len(looked.draw.rows),
        "chance": look.chance,
        "stop": look.stop,
    }


def _estimate(estimate: Estimate) -> dict[str, float | None]:
    value = None if math.isnan(estimate.value) else estimate.value
    if value is None and math.isnan(estimate.low):
        return {"value": None, "low": None, "high": None}
    return {"value": value, "low": estimate.low, "high": estimate.high}
