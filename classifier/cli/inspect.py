"""``inspect``: says how an export would be read, before anything is scored."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final

import typer

from classifier.cli.options import (
    DEFAULT_TOPIC,
    DEFAULT_WORKSPACE,
    ROWS_SET_ASIDE,
    JsonOption,
    MapOption,
    OverwriteOption,
    QuietOption,
    SheetOption,
    TopicOption,
    WorkspaceOption,
    parse_mapping,
)
from classifier.cli.output import json_target, print_json

if TYPE_CHECKING:
    from classifier.services.inspect import DateColumn, Inspection

_LISTED: Final = 5
_DELIMITERS: Final = {",": "comma", ";": "semicolon", "\t": "tab", "|": "vertical bar"}
_ORDERS: Final = {
    "day_first": "day first",
    "month_first": "month first",
    "iso": "year first (ISO)",
    "serial": "Excel serial numbers",
    "written": "months in words",
    "none": "no dates in it",
    "blank": "blank",
}


def inspect(
    export: Annotated[
        Path,
        typer.Argument(metavar="EXPORT", help="CSV, TSV, XLSX, XLS, ODS, Parquet or JSON lines."),
    ],
    mapping: MapOption = None,
    sheet: SheetOption = None,
    save_mapping: Annotated[
        bool,
        typer.Option(
            "--save-mapping",
            help="Keep the mapping in the workspace, for every export with the same header. "
            'Example: --map "text=Allegation details" --save-mapping.',
        ),
    ] = False,
    topic: TopicOption = DEFAULT_TOPIC,
    workspace: WorkspaceOption = DEFAULT_WORKSPACE,
    quiet: QuietOption = False,
    overwrite: OverwriteOption = False,
    json_file: JsonOption = None,
) -> None:
    """Say how an export would be read: format, header, columns, dates, rows, problems.

    Example: classifier inspect export.xlsx. Ends with 3 if rows would be set aside.
    """
    from classifier.services.inspect import as_json, inspect_export
    from classifier.services.workspace import open_workspace

    asked = parse_mapping(mapping)
    target = json_target(json_file, overwrite=overwrite, taken=[export])
    found = inspect_export(
        export,
        workspace=open_workspace(workspace, topic).folder,
        mapping=asked,
        sheet=sheet,
        keep_mapping=save_mapping,
    )
    if json_file is not None:
        print_json(as_json(found), target)
    if not quiet and json_file != "-":
        _print(found)
    for problem in found.problems:
        typer.echo(f"Note: {problem}.", err=True)
    if len(found.export.rejected):
        raise typer.Exit(ROWS_SET_ASIDE)


def _print(found: Inspection) -> None:
    """Print an inspection: labels on the left, bold on a terminal."""
    blocks = (list(_layout_lines(found)), list(_column_lines(found)), list(_row_lines(found)))
    width = max(len(label) for block in blocks for label, _ in block) + 2
    for block in blocks:
        for label, words in block:
            typer.echo(typer.style(f"{label:<{width}}", bold=True) + words)
        typer.echo()


def _layout_lines(found: Inspection) -> Iterator[tuple[str, str]]:
    """Say what the file is."""
    layout = found.export.layout
    yield "File", str(found.export.source)
    yield "Format", layout.format
    if layout.delimiter:
        bom = " with BOM" if layout.bom else ""
        yield "Encoding", layout.encoding + bom
        yield "Delimiter", _DELIMITERS[layout.delimiter]
    if layout.sheet:
        others = ", ".join(f"'{name}'" for name in layout.other_sheets)
        yield "Sheet", f"'{layout.sheet}'" + (f" (not read: {others})" if others else "")
    if layout.header_row:
        yield "Header", f"row {layout.header_row}"


def _column_lines(found: Inspection) -> Iterator[tuple[str, str]]:
    """Say which column is which field, with the dates in it."""
    for field, column in found.export.columns.items():
        dates = f"  {_range(found.dates[field])}" if field in found.dates else ""
        yield field, f"'{column}'{dates}"
    if found.saved is not None:
        yield "Saved", f"for this header, in {found.saved}"


def _range(column: DateColumn) -> str:
    """Say how a column writes its dates, and from when to when."""
    if column.order.kind == "ambiguous":
        day, month = column.order.rows
        return f"ambiguous: row {day} is day-first, row {month} month-first"
    order = _ORDERS[column.order.kind]
    if column.earliest is None or column.latest is None:
        return order
    return f"{order}, {column.earliest:%d/%m/%Y} to {column.latest:%d/%m/%Y}"


def _row_lines(found: Inspection) -> Iterator[tuple[str, str]]:
    """Say how many rows there are, and what would happen to the others."""
    yield "Rows", f"{len(found.export.frame):,}"
    yield "Set aside", f"{len(found.export.rejected):,}"
    for reason, rows in found.aside.items():
        yield "", f"{reason}: {_named(rows)}"
    texts = "text" if found.export.repaired == 1 else "texts"
    yield "Repaired", f"{found.export.repaired:,} {texts} in a wrong encoding"


def _named(rows: Sequence[int]) -> str:
    """Name rows by their numbers, the first few of many."""
    if len(rows) == 1:
        return f"row {rows[0]}"
    shown = [str(row) for row in rows[:_LISTED]]
    last = f"{len(rows) - _LISTED:,} more" if len(rows) > _LISTED else shown.pop()
    return f"rows {', '.join(shown)} and {last}"
