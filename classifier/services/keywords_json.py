"""What search words do, as the plain values of ``keywords --json``; see docs/keywords.md."""

from __future__ import annotations

import math
from dataclasses import asdict
from typing import Any, Final

from classifier.domain.estimate import Estimate
from classifier.domain.keywords import Improved, Keywords, Step, Tally, Variant, WordFound

SCHEMA: Final = 1


def keywords_json(found: Keywords) -> dict[str, Any]:
    """Give the result of ``keywords --json``; no text of an allegation is in it."""
    relevant = found.all_rows.right
    return {
        "schema": SCHEMA,
        "rows": _tally(found.all_rows),
        "rows_erased": found.erased,
        "words": [_word(one) for one in found.words],
        "together": _together(found.together, relevant),
        "variants": [_variant(one) for one in found.variants],
        "additions": [_step(one, relevant) for one in found.additions],
        "improved": _improved(found.improved, relevant),
        "left_out": {"rare": found.rare, "capitals": found.capitals},
    }


def _tally(tally: Tally) -> dict[str, Any]:
    return {"found": tally.rows} | asdict(tally)


def _together(tally: Tally, relevant: int) -> dict[str, Any]:
    return _tally(tally) | {"recall": tally.right / relevant if relevant else None}


def _word(one: WordFound) -> dict[str, Any]:
    places = [{"file": place.file, "row": place.number} for place in one.wrong]
    return {"word": one.word} | _tally(one.tally) | {"wrong_rows": places}


def _variant(one: Variant) -> dict[str, Any]:
    return {
        "of": one.of,
        "spelling": one.spelling,
        "kind": one.kind.name.lower(),
        "rows": one.rows,
        "missed": _tally(one.missed),
    }


def _step(one: Step, relevant: int) -> dict[str, Any]:
    return {
        "word": one.word,
        "gained": one.gained,
        "recall_gained": one.gained / relevant if relevant else None,
        "reads": one.reads,
    }


def _improved(one: Improved, relevant: int) -> dict[str, Any]:
    judged = one.judged
    return {
        "words": [step.word for step in one.steps],
        "steps": [_step(step, relevant) for step in one.steps],
        "together": _tally(one.tally)
        | {"recall": one.tally.right / relevant if relevant else None},
        "on_other_cases": judged
        and {
            "recall": _estimate(judged.recall),
            "precision": _estimate(judged.precision),
            "recall_by_people": judged.by_people and _estimate(judged.by_people),
            "reads": judged.reads,
        },
    }


def _estimate(estimate: Estimate) -> dict[str, float | None]:
    return {name: None if math.isnan(value) else value for name, value in asdict(estimate).items()}
