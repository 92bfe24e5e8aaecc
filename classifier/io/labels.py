"""The labels of a labelled file: which column holds them, and what its words mean."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

import numpy as np
from numpy.typing import NDArray

from classifier.domain.errors import ExportError, MappingError
from classifier.io.cells import as_texts
from classifier.io.columns import listing
from classifier.io.export import Export

LABEL_COLUMNS: Final = ("relevant", "label", "label_included", "resolved_label")
"""Names that a label column goes by, whatever their case."""

BORDERLINE: Final = "borderline"
"""The column that marks labels on which two careful readers could differ."""

VALUES: Final[Mapping[str, bool]] = MappingProxyType(
    {
        "1": True,
        "0": False,
        "true": True,
        "false": False,
        "yes": True,
        "no": False,
        "relevant": True,
        "not_relevant": False,
    }
)
"""What a label may say, whatever its case."""

_ALLOWED: Final = "1 or 0, true or false, yes or no, relevant or not_relevant"


@dataclass(frozen=True, slots=True, kw_only=True)
class Labels:
    """The labels of an export's rows.

    Parameters
    ----------
    column
        The column that they were read from.
    labelled
        Whether the row has a label, shape (rows,).
    relevant
        Whether it is relevant, shape (rows,); False where there is no label.
    """

    column: str
    labelled: NDArray[np.bool_]
    relevant: NDArray[np.bool_]


def read_labels(export: Export, *, column: str | None = None) -> Labels:
    """Read the labels of an export.

    Parameters
    ----------
    export
        The rows.
    column
        The column that holds the labels, as the user names it; without it the one that goes by
        one of `LABEL_COLUMNS`.

    Raises
    ------
    MappingError
        If there is no such column, or there are several.
    ExportError
        If a label is none of `VALUES`, with its row number.
    """
    labels, unknown = sort_labels(export, column=column)
    _refuse(export, labels.column, unknown)
    return labels


def sort_labels(export: Export, *, column: str | None = None) -> tuple[Labels, tuple[int, ...]]:
    """Read the labels of an export, and name the rows whose label is none of `VALUES`.

    Parameters as in `read_labels`.

    Raises
    ------
    MappingError
        If there is no such column, or there are several.
    """
    name = _find(export, (column,) if column is not None else LABEL_COLUMNS)
    labelled, relevant, unknown = _read(export, name)
    return Labels(column=name, labelled=labelled, relevant=relevant), unknown


def read_borderline(export: Export) -> NDArray[np.bool_]:
    """Say which rows are marked as borderline, shape (rows,); a blank cell is no mark.

    Raises
    ------
    MappingError
        If there is no column called `BORDERLINE`.
    ExportError
        If a mark is none of `VALUES`, with its row number.
    """
    name = _find(export, (BORDERLINE,))
    _, marked, unknown = _read(export, name)
    _refuse(export, name, unknown)
    return marked


def _find(export: Export, wanted: Sequence[str]) -> str:
    """Return the one column that goes by a wanted name."""
    names = list(export.frame.columns)
    exact = [name for name in names if name in wanted] if len(wanted) == 1 else []
    spelled = {name.strip().casefold() for name in wanted}
    found = exact or [name for name in names if name.casefold() in spelled]
    if len(found) == 1:
        return found[0]
    source = export.source.name
    if found:
        what = f"{source}: {len(found)} columns could hold the labels: {listing(found)}."
        raise MappingError(what, advice="Say which with --label-column.")
    sought = " or ".join(f"'{name}'" for name in wanted)
    what = f"{source}: there is no column {sought}. The columns are {listing(names)}."
    advice = "" if tuple(wanted) == (BORDERLINE,) else "Name the labels' with --label-column."
    raise MappingError(what, advice=advice)


def _read(
    export: Export, column: str
) -> tuple[NDArray[np.bool_], NDArray[np.bool_], tuple[int, ...]]:
    """Return which cells have a known value, which of them say yes, and the rows of the others."""
    cells = [cell.strip().casefold() for cell in as_texts(export.frame[column])]
    known = np.array([cell in VALUES for cell in cells], dtype=np.bool_)
    unknown = [
        int(row)
        for row, cell in zip(export.rows, cells, strict=True)
        if cell and cell not in VALUES
    ]
    yes = np.array([VALUES.get(cell, False) for cell in cells], dtype=np.bool_)
    return known, yes, tuple(unknown)


def _refuse(export: Export, column: str, unknown: Sequence[int]) -> None:
    """Refuse a column in which cells have no known value."""
    if unknown:
        more = f", as do {len(unknown) - 1:,} more" if len(unknown) > 1 else ""
        what = f"{export.source.name}: row {unknown[0]} has no known value in '{column}'{more}."
        raise ExportError(what, advice=f"Allowed are {_ALLOWED}, or nothing, in any case.")
