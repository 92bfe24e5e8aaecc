"""A reply's figures for programs."""

from __future__ import annotations

from typing import Any

from classifier.services.report import Reported


def report_json(result: Reported) -> dict[str, Any]:
    """Give the reply's figures for programs; see docs/report.md."""
    counted = result.counted
    return {
        "schema": 1,
        "years": list(counted.years),
        "counts": {
            str(unit): {
                "by_year": dict(one.by_year),
                "counted_already": one.again,
                "total": one.total,
                "rows_without_reference": dict(one.without),
                "outcomes": {year: dict(of) for year, of in counted.outcomes[unit].items()},
                "without_date": counted.apart[unit],
                "outcomes_without_date": dict(counted.apart_outcomes[unit]),
            }
            for unit, one in counted.counts.items()
        },
        "outcomes_without_officer": {year: dict(of) for year, of in counted.unattributed.items()},
        "outcomes_without_officer_or_date": dict(counted.apart_unattributed),
        "rows": {one.name.lower(): number for one, number in counted.standings.items()},
        "sections": list(result.relied),
        "places_to_complete": result.to_complete,
        "due": result.due and result.due.day.isoformat(),
        "late": result.late,
        "summaries_to_confirm": sum(not one.edited for one in result.summaries),
        "files": [str(path) for path in result.files],
        "stale": [str(path) for path in result.stale],
        "findings": [
            {"file": file.name, "where": one.where, "what": one.what}
            for file in result.checked
            for one in file.findings
        ],
        "record": dict(result.record),
    }
