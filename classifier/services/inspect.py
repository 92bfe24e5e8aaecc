"""Inspect: how an export would be read, so that a person can check it before anything is scored."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from classifier.io.dates import DateOrder, parse_dates
from classifier.io.export import Export, read_export
from classifier.io.mapping import load_mapping, save_mapping

SCHEMA = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class DateColumn:
    """A date field: how it is written, and its earliest and latest day where they can be told."""

    order: DateOrder
    earliest: dt.date | None
    latest: dt.date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Inspection:
    """What `inspect_export` found.

    Parameters
    ----------
    export
        The export as it would be read.
    dates
        Each mapped date field.
    aside
        The numbers of the rows set aside, by reason.
    problems
        What a person should know or mend, one sentence each.
    saved
        The file that the mapping was saved in, if it was.
    """

    export: Export
    dates: dict[str, DateColumn]
    aside: dict[str, list[int]]
    problems: tuple[str, ...]
    saved: Path | None


def inspect_export(
    path: Path,
    *,
    workspace: Path,
    mapping: Mapping[str, str] | None = None,
    sheet: str | None = None,
    keep_mapping: bool = False,
) -> Inspection:
    """Read an export as ``classify`` would, and report on it; nothing is scored.

    Parameters
    ----------
    path
        The export.
    workspace
        Where mappings are kept; read if it exists, written only to keep one.
    mapping, sheet
        As in `classifier.io.export.read_export`.
    keep_mapping
        Whether to use this mapping from now on for exports with the same header.

    Raises
    ------
    ExportError, MappingError
        If the export cannot be read.
    OutputError
        If the mapping cannot be saved.
    """
    export = read_export(
        path,
        mapping=mapping,
        sheet=sheet,
        saved=lambda header: load_mapping(workspace, header),
    )
    dates = {field: _date_column(export, field) for field in export.dates}
    saved = None
    if keep_mapping:
        saved = save_mapping(workspace, export.layout.header, export.columns)
    return Inspection(
        export=export,
        dates=dates,
        aside=export.aside,
        problems=(*export.warnings, *_date_problems(export)),
        saved=saved,
    )


def as_json(inspection: Inspection) -> dict[str, object]:
    """Return an inspection for programs: no cell of the export, only its layout and counts."""
    export, layout = inspection.export, inspection.export.layout
    return {
        "schema": SCHEMA,
        "file": str(export.source),
        "format": layout.format,
        "encoding": layout.encoding or None,
        "bom": layout.bom,
        "delimiter": layout.delimiter or None,
        "sheet": layout.sheet or None,
        "other_sheets": list(layout.other_sheets),
        "hidden_sheets": list(layout.hidden_sheets),
        "header_row": layout.header_row or None,
        "title_rows": layout.title_rows,
        "columns": export.columns,
        "unmapped": [name for name in layout.names if name not in export.columns.values()],
        "dates": {field: _date_json(column) for field, column in inspection.dates.items()},
        "rows": len(export.frame),
        "rejected": len(export.rejected),
        "rejected_rows": inspection.aside,
        "repaired": export.repaired,
        "problems": list(inspection.problems),
        "mapping_saved": str(inspection.saved) if inspection.saved else None,
    }


def _date_column(export: Export, field: str) -> DateColumn:
    """Return a date field's order and range."""
    order = export.dates[field]
    if order.kind == "ambiguous" or not order.dated:
        return DateColumn(order=order, earliest=None, latest=None)
    dates = parse_dates(export.allegations[field].tolist(), order)
    return DateColumn(order=order, earliest=dates.min().date(), latest=dates.max().date())


def _date_json(column: DateColumn) -> dict[str, object]:
    """Return a date field for programs."""
    return {
        "order": column.order.kind,
        "ambiguous_rows": list(column.order.rows),
        "earliest": column.earliest.isoformat() if column.earliest else None,
        "latest": column.latest.isoformat() if column.latest else None,
        "dated": column.order.dated,
        "unread": column.order.unread,
    }


def _date_problems(export: Export) -> list[str]:
    """Return what is wrong with date columns; it matters to ``report``, not to ``classify``."""
    problems = []
    for field, order in export.dates.items():
        column = export.columns[field]
        if order.kind == "ambiguous":
            day, month = order.rows
            problems.append(
                f"the dates in '{column}' contradict each other: row {day} can only be "
                f"day-first, row {month} only month-first; commands that need dates will refuse it"
            )
        if order.unread:
            are = "cell is no date" if order.unread == 1 else "cells are no dates"
            problems.append(f"in '{column}' {order.unread:,} {are}")
    return problems
