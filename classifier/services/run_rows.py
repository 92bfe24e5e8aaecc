"""The rows of a run, as they go into the store: apart from it, since not every run has one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Self

from classifier.services.decide import Decided


@dataclass(frozen=True, slots=True, kw_only=True)
class RunRows:
    """Rows of an export with what was decided about them, as the store takes them.

    Parameters
    ----------
    numbers
        Each row's number in its file, shape (rows,).
    fields
        The mapped fields, as `classifier.io.export.Export.allegations` has them.
    decided
        For each row what the table of scores holds, but for the text.
    """

    numbers: Sequence[int]
    fields: Mapping[str, Sequence[str]]
    decided: Sequence[Mapping[str, Any]]

    @classmethod
    def of(
        cls, numbers: Sequence[int], fields: Mapping[str, Sequence[str]], decided: Decided
    ) -> Self:
        """Bring together rows and decisions."""
        columns = {
            "score": decided.scored.score.tolist(),
            "probability": decided.probability.tolist(),
            "route": decided.decision.tolist(),
            "reason": decided.reason.tolist(),
            "keyword_hit": decided.keyword_hit.tolist(),
            "platforms": [";".join(names) for names in decided.scored.platforms],
        }
        rows = [dict(zip(columns, row, strict=True)) for row in zip(*columns.values(), strict=True)]
        return cls(numbers=numbers, fields=fields, decided=rows)

    @classmethod
    def joined(cls, parts: Sequence[Self]) -> Self:
        """Join the rows of several pieces of one export, at least one, in their order."""
        return cls(
            numbers=[number for part in parts for number in part.numbers],
            fields={
                field: [cell for part in parts for cell in part.fields[field]]
                for field in parts[0].fields
            },
            decided=[row for part in parts for row in part.decided],
        )
