"""An estimate of cost as the plain values that ``plan --json`` promises; see docs/plan.md."""

from __future__ import annotations

import math
from typing import Any, Final

from classifier.domain.costing import Certified, Expected, Fitting, Narrower, Planned, Reading
from classifier.domain.limit import Cost, Section
from classifier.reports.plan import paragraphs

SCHEMA: Final = 1


def plan_json(planned: Planned) -> dict[str, Any]:
    """Give the result of ``plan --json``."""
    pace, limit = planned.pace, planned.limit
    return {
        "schema": SCHEMA,
        "rows": planned.rows,
        "texts": planned.texts,
        "rows_erased_unread": planned.erased,
        "minutes": {
            "value": planned.minutes,
            "how": planned.minutes_from,
            "timed": pace and pace.decisions,
            "mean": pace and pace.mean,
            "median": pace and pace.median,
        },
        "limit": {
            "hours": limit.hours,
            "rate": limit.rate,
            "pounds": limit.pounds,
            "reads": limit.reads(planned.minutes),
        },
        "spent": _cost(planned.spent),
        "reading": _reading(planned.reading),
        "expected": _expected(planned.expected, planned.asked.target),
        "level": planned.asked.level,
        "certified": [_certified(one) for one in planned.certified],
        "narrower": [_narrower(one) for one in planned.narrower],
        "due": planned.due and planned.due.day.isoformat(),
        "sections": [_section(one) for one in planned.sections],
        "statement": paragraphs(planned),
    }


def _cost(cost: Cost) -> dict[str, Any]:
    return {
        "reads": cost.reads,
        "hours": cost.hours,
        "pounds": cost.pounds,
        "within_limit": cost.fits,
    }


def _reading(reading: Reading) -> dict[str, Any]:
    return {
        "every_text": _cost(reading.every),
        "search_words": _cost(reading.words),
        "queue": _cost(reading.queue),
        "left_open": _cost(reading.uncertain),
        "to_confirm": _cost(reading.confirm),
        "control": _cost(reading.control),
    }


def _expected(expected: Expected, target: float) -> dict[str, Any]:
    within = expected.within_limit
    return {
        "relevant": expected.relevant,
        "affordable_reads": expected.affordable,
        "recall_within_limit": None if math.isnan(within) else within,
        "target": target,
        "reads_to_target": expected.to_target,
    }


def _certified(one: Certified) -> dict[str, Any]:
    return {
        "target": one.target,
        "queue_reads": one.queue,
        "control_reads": one.control,
        "power": one.power,
        "cost": _cost(one.cost),
        "fits": one.fits,
    }


def _narrower(one: Narrower) -> dict[str, Any]:
    return {
        "by": one.by,
        "parts": [
            {
                "name": part.name or None,
                "rows": part.rows,
                "unread": len(part.unread),
                "queue": len(part.queue),
            }
            for part in one.parts
        ],
        "in_full": _fitting(one.in_full),
        "by_queue": _fitting(one.by_queue),
    }


def _fitting(one: Fitting | None) -> dict[str, Any] | None:
    if one is None:
        return None
    return {"names": list(one.names), "rows": one.rows, "cost": _cost(one.cost)}


def _section(one: Section) -> dict[str, Any]:
    return {
        "number": one.number,
        "title": one.title,
        "test": one.test,
        "limits": one.limits,
        "harm": one.harm,
        "says": list(one.says),
        "rules": list(one.rules),
        "needs": list(one.needs),
    }
