"""What other ways of searching would have answered, and how they differ from this one."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Final

from classifier.domain.counting import Counted, Row, count, standing_of
from classifier.domain.outcome import plain
from classifier.domain.scope import LEFT_OUT, Judged, Scope
from classifier.io.store.cases import CaseRow
from classifier.reports.reply_parts import Difference
from classifier.reports.wording import first_upper

_SEPARATORS: Final = re.compile(r"[;,|\n]")


def other_searches(cases: Sequence[CaseRow], factor: str) -> dict[str, list[bool]]:
    """Say what other ways of searching find, row by row: the words, and the national factor.

    Parameters
    ----------
    cases
        The rows.
    factor
        What cases of the topic are marked with in that field; empty for none.
    """
    others = {"the search words": [case.keyword_hit for case in cases]}
    cells = (_SEPARATORS.split(case.fields["national_factor"]) for case in cases)
    marked = [bool(factor) and plain(factor) in map(plain, cell) for cell in cells]
    return others | ({"the national factor": marked} if any(marked) else {})


def counted_by(
    others: Mapping[str, Sequence[bool]], rows: Sequence[Row], scope: Scope
) -> dict[str, Counted]:
    """Count what each other way of searching would have given, by the same rules."""
    judged = {True: Judged.RELEVANT, False: Judged.NOT_RELEVANT}
    return {
        first_upper(name): count(
            [replace(row, judged=judged[yes]) for row, yes in zip(rows, found, strict=True)], scope
        )
        for name, found in others.items()
    }


def differences(
    others: Mapping[str, Sequence[bool]], rows: Sequence[Row], scope: Scope
) -> list[Difference]:
    """Say how each other way of searching differs from this one, in rows that are not left out."""
    found = []
    for name, hits in others.items():
        judged = Counter(
            (row.judged, hit)
            for row, hit in zip(rows, hits, strict=True)
            if standing_of(row, scope) not in LEFT_OUT
        )
        found.append(
            Difference(
                name=name,
                right=judged[Judged.RELEVANT, True],
                wrong=judged[Judged.NOT_RELEVANT, True],
                undecided=judged[Judged.UNDECIDED, True],
                missed=judged[Judged.RELEVANT, False],
            )
        )
    return found
