"""Which rows belong together: rows of one case never stand on both sides of a split."""

from __future__ import annotations

from collections.abc import Collection, Sequence

import numpy as np
from numpy.typing import NDArray


def groups(texts: Sequence[str], case_ids: Sequence[str] | None = None) -> NDArray[np.int64]:
    """Give each row the number of the group that a split must keep whole.

    Parameters
    ----------
    texts
        The allegation texts, one a row.
    case_ids
        The case references, one a row, where the export has them; a blank one counts as none.

    Returns
    -------
    NDArray[np.int64]
        Shape (rows,): equal numbers for rows of one case; where there is no case reference,
        equal texts (trimmed, without case) are one group.
    """
    cases = case_ids if case_ids is not None else [""] * len(texts)
    keys = [
        ("case", case.strip().casefold()) if case.strip() else ("text", text.strip().casefold())
        for text, case in zip(texts, cases, strict=True)
    ]
    numbers: dict[tuple[str, str], int] = {}
    return np.array([numbers.setdefault(key, len(numbers)) for key in keys], dtype=np.int64)


def case_groups(cases: Sequence[Collection[str]]) -> NDArray[np.int64]:
    """Give each text the number of the group that a split must keep whole, shape (texts,).

    Texts that share a case are in one group, and so are those that a chain of such texts joins;
    a text without a case is alone.

    Parameters
    ----------
    cases
        For each distinct text the references of all cases that it stands in.
    """
    parent = list(range(len(cases)))

    def root(number: int) -> int:
        while parent[number] != number:
            parent[number] = parent[parent[number]]
            number = parent[number]
        return number

    first: dict[str, int] = {}
    for number, references in enumerate(cases):
        for case in references:
            other = first.setdefault(case.strip().casefold(), number)
            parent[root(number)] = root(other)
    roots = [root(number) for number in range(len(cases))]
    return np.unique(roots, return_inverse=True)[1].astype(np.int64)
