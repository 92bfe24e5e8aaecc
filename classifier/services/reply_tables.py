"""The tables of a reply, with small counts treated as the chosen policy has it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

import numpy as np

from classifier.domain.counting import Counted, Unit
from classifier.domain.outcome import Outcomes
from classifier.domain.reply import Table
from classifier.domain.scope import Standing
from classifier.domain.suppression import HIDDEN, ROUND, SuppressionPolicy, protect
from classifier.reports.wording import first_upper

NOTHING: Final = "\N{EN DASH}"
"""What stands where there is nothing to list."""
NO_DATE: Final = "No date"

_REFERENCE: Final[Mapping[Unit, str]] = {
    Unit.OFFICERS: "a named officer",
    Unit.CASES: "a case reference",
}
"""What rows without it cannot be counted by; an allegation is counted by its text, if need be."""


def answer_table(
    counted: Counted, unit: Unit, outcomes: Outcomes, policy: SuppressionPolicy
) -> Table:
    """Make the table that answers the request: years across, the count, and the outcomes.

    Outcomes and counts are protected together: where each officer has one outcome, the count is
    the total of the outcomes, and would give a hidden one away.
    """
    heads, numbers, given = list(counted.years), [], []
    for year in counted.years:
        numbers.append(counted.counts[unit].by_year[year])
        given.append(counted.outcomes[unit][year])
    if counted.standings[Standing.APART]:
        heads.append(NO_DATE)
        numbers.append(counted.apart[unit])
        given.append(counted.apart_outcomes[unit])
    names = sorted({n for one in given for n in one}, key=lambda name: (outcomes.place(name), name))
    counts = [[one.get(name, 0) for one in given] for name in names]
    *shown, totals = _shown([*counts, numbers], policy)
    rounded = policy.kind == ROUND  # a rounded 0 is listed: left out, it would be a true one
    listed = [
        "; ".join(
            f"{row[at]}x {name}"
            for name, row, true in zip(names, shown, counts, strict=True)
            if rounded or true[at]
        )
        for at in range(len(heads))
    ]
    return Table(
        title="",
        head=("", *heads),
        rows=(
            (f"No of {unit.capitalize()}", *totals),
            ("Outcomes", *(words or NOTHING for words in listed)),
        ),
    )


def units_table(counted: Counted) -> Table:
    """Make the table of the three counts, each reconciled with its own years."""
    rows: list[tuple[str, ...]] = []
    for unit, one in counted.counts.items():
        years = (one.by_year[year] for year in counted.years)
        numbers = (*years, -one.again, one.total, counted.apart[unit])
        rows.append((unit.capitalize(), *map(_signed, numbers)))
        if any(one.without.values()):
            without = (str(one.without[year]) for year in counted.years)
            rows.append((f"Rows without {_REFERENCE[unit]}", *without, *[NOTHING] * 3))
    return Table(
        title="The three counts. The years, less those counted in an earlier year already, give "
        "the total.",
        head=(
            "",
            *counted.years,
            "Counted already",
            "Total, each once",
            f"Apart: {NO_DATE.lower()}",
        ),
        rows=tuple(rows),
    )


def unattributed(counted: Counted, outcomes: Outcomes) -> list[str]:
    """List by year the outcomes of rows in which no officer is named: ``2019: 1x Dismissal``."""
    lines = []
    for year, given in {**counted.unattributed, NO_DATE: counted.apart_unattributed}.items():
        names = sorted(given, key=lambda name: (outcomes.place(name), name))
        if names:
            lines.append(f"{year}: {'; '.join(f'{given[name]}x {name}' for name in names)}")
    return lines


def standings_table(counted: Counted) -> Table:
    """Make the table of where every row stands; the rows add up to all."""
    numbers = [*((str(one), counted.standings[one]) for one in Standing)]
    numbers.append(("all rows", sum(number for _, number in numbers)))
    return Table(
        title="Where each row of the export stands.",
        head=("", "Rows"),
        rows=tuple((first_upper(name), f"{number:,}") for name, number in numbers),
    )


def comparison_table(sides: Mapping[str, Counted], unit: Unit, years: Sequence[str]) -> Table:
    """Make the table of what each way of searching would have answered."""
    counts = {name: counted.counts[unit] for name, counted in sides.items()}
    return Table(
        title=f"{unit.capitalize()} by each way of searching, counted alike.",
        head=("", *years, "Total, each once", f"Apart: {NO_DATE.lower()}"),
        rows=tuple(
            (
                name,
                *(str(one.by_year.get(year, 0)) for year in years),
                str(one.total),
                str(sides[name].apart[unit]),
            )
            for name, one in counts.items()
        ),
    )


def _signed(number: int) -> str:
    """Write a number with a real minus sign."""
    return str(number).replace("-", "\N{MINUS SIGN}")


def _shown(counts: Sequence[Sequence[int]], policy: SuppressionPolicy) -> list[list[str]]:
    """Write counts as the policy shows them; the last row may be the total of those before."""
    table = np.array(counts, dtype=np.int64)
    safe = protect(table, policy, row_totals=False, column_totals=len(counts) > 1)
    return [
        [HIDDEN if hidden else str(figure) for figure, hidden in zip(row, mask, strict=True)]
        for row, mask in zip(safe.shown.tolist(), safe.hidden.tolist(), strict=True)
    ]
