"""From what is recorded to the rows that a reply counts: judged, dated, and what they ended in."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence

import pandas as pd

from classifier.domain.cells import writable
from classifier.domain.counting import Row
from classifier.domain.errors import SettingError
from classifier.domain.label import Resolution, State
from classifier.domain.naming import Naming
from classifier.domain.outcome import Outcomes, one_spelling, plain
from classifier.domain.route import NOT_RELEVANT, RELEVANT
from classifier.domain.scope import Basis, Judged
from classifier.io.dates import date_order, parse_dates
from classifier.io.naming import read_naming
from classifier.io.store.cases import CaseRow

_FIRST, _LAST = dt.date(1950, 1, 1), dt.date(2100, 12, 31)
"""The days of a reply: one outside of them is mistyped, and no date."""
_BY_ROUTE = {RELEVANT: Judged.RELEVANT, NOT_RELEVANT: Judged.NOT_RELEVANT}


def reply_rows(
    cases: Sequence[CaseRow],
    resolved: Mapping[str, Resolution],
    *,
    basis: Basis,
    outcomes: Outcomes,
) -> list[Row]:
    """Give each recorded row as a reply sees it, in the same order.

    People's decisions count where there are any; elsewhere the model's route does. A row that is
    in dispute, unsure, or routed to review and not read is undecided. A blank role is that of the
    officer's other rows, where these agree. Outcomes are judged by the regulations of the day on
    which the row was finalised, whatever its year is taken from.

    Raises
    ------
    SettingError
        If the column of dates that years are taken from can be read in two ways.
    """
    naming = read_naming()
    days = _days(cases, f"date_{basis}")
    regulated = days if basis is Basis.FINALISED else _finalised(cases)
    roles = _roles(cases, naming)
    ended = one_spelling(
        [
            outcomes.read(writable(case.fields["outcome"]), writable(case.fields["finding"]), day)
            for case, day in zip(cases, regulated, strict=True)
        ]
    )
    rows = []
    for case, day, end in zip(cases, days, ended, strict=True):
        judged, by_people = judge(case, resolved.get(case.text))
        fields = case.fields
        officer = naming.officer(fields["officer_id"])
        rows.append(
            Row(
                key=case.key,
                text=case.text,
                case=naming.reference(fields["case_id"]),
                allegation=naming.reference(fields["allegation_id"]),
                officer=officer,
                role=fields["officer_role"].strip() or roles.get(officer, ""),
                day=day,
                judged=judged,
                by_people=by_people,
                ended=end,
                presence=case.presence,
            )
        )
    return rows


def judge(case: CaseRow, resolution: Resolution | None) -> tuple[Judged, bool]:
    """Say what is known of a row, and whether people decided it."""
    if resolution is None or resolution.state is State.UNREAD:
        return _BY_ROUTE.get(case.route, Judged.UNDECIDED), False
    if resolution.relevant is None:
        return Judged.UNDECIDED, True
    return (Judged.RELEVANT if resolution.relevant else Judged.NOT_RELEVANT), True


def _roles(cases: Sequence[CaseRow], naming: Naming) -> dict[str, str]:
    """Give the role of each officer who has one and the same wherever it is recorded."""
    found: dict[str, dict[str, str]] = {}
    for case in cases:
        who = naming.officer(case.fields["officer_id"])
        if who and (role := case.fields["officer_role"].strip()):
            found.setdefault(who, {})[plain(role)] = role
    return {who: next(iter(of.values())) for who, of in found.items() if len(of) == 1}


def _finalised(cases: Sequence[CaseRow]) -> list[dt.date | None]:
    """Read when rows were finalised; where that can be read in two ways, of none."""
    try:
        return _days(cases, f"date_{Basis.FINALISED}")
    except SettingError:
        return [None] * len(cases)


def _days(cases: Sequence[CaseRow], field: str) -> list[dt.date | None]:
    """Read a column of dates, each export's by its own order.

    What an export repeats from earlier ones tells of its order, too.
    """
    days: list[dt.date | None] = [None] * len(cases)
    for export in sorted({case.said_by for case in cases}):
        shown = [
            place
            for place, case in enumerate(cases)
            if export in case.held_by and case.said_by <= export
        ]
        order = date_order([cases[place].fields[field] for place in shown], shown)
        if order.kind == "ambiguous":
            one, other = (cases[place] for place in order.rows)
            message = (
                f"{field} can be read in two ways: by row {one.number} of {one.file} the day "
                f"comes first, by row {other.number} of {other.file} the month."
            )
            raise SettingError(message, advice="Write the column in one way, and classify again.")
        at = [place for place in shown if cases[place].said_by == export]
        values = [cases[place].fields[field] for place in at]
        for place, day in zip(at, parse_dates(values, order), strict=True):
            is_day = not pd.isna(day) and _FIRST <= day.date() <= _LAST
            days[place] = day.date() if is_day else None
    return days
