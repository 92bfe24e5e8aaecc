"""A table as the bytes of a CSV or TSV file, as the export came; cells like formulas are found."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from typing import Final

from classifier.domain.cells import defused, is_formula
from classifier.io.formats import TSV
from classifier.io.tables import Layout

_SPREADSHEET: Final = Layout(
    format="CSV", encoding="utf-8", bom=True, delimiter=",", newline="\r\n"
)
"""What a spreadsheet opens right with a double click."""


def csv_bytes(
    header: Sequence[str],
    columns: Sequence[Sequence[str]],
    *,
    name: str,
    layout: Layout | None,
    defuse: bool,
) -> tuple[bytes, tuple[str, ...]]:
    """Return a table as CSV or TSV, and warnings.

    Parameters
    ----------
    header, columns
        The names, and for each the cells.
    name
        The file's name: ``.tsv`` means tabs.
    layout
        The export's, to write alike; without it, or if it was no CSV: UTF-8 with BOM and commas.
    defuse
        Whether cells that begin like formulas get an apostrophe.
    """
    alike = layout if layout is not None and layout.delimiter else _SPREADSHEET
    like_formulas = sum(is_formula(cell) for column in (header, *columns) for cell in column)
    warnings = []
    if like_formulas and not defuse:
        warnings.append(
            f"{name}: {_begin(like_formulas)}, and a spreadsheet may run what it takes for one; "
            "--defuse puts an apostrophe before it"
        )
    if like_formulas and defuse:
        header = [defused(cell) for cell in header]
        columns = [[defused(cell) for cell in column] for column in columns]
    text = _text((header, *zip(*columns, strict=True)), _delimiter(name, alike), alike.newline)
    mark = "\ufeff" if alike.bom else ""
    try:
        content = (mark + text).encode(alike.encoding)
    except UnicodeEncodeError:
        content = ("\ufeff" + text).encode("utf-8", "replace")
        warnings.append(
            f"{name} is written as UTF-8: not every character fits {alike.encoding.upper()}, "
            "the encoding of the export"
        )
    return content, tuple(warnings)


def _text(rows: Iterable[Sequence[str]], delimiter: str, newline: str) -> str:
    """Return rows as CSV."""
    stream = io.StringIO(newline="")
    # The writer quotes the characters of its own line end only: give it both, then swap.
    ending = "\r\n"
    writer = csv.writer(stream, delimiter=delimiter, lineterminator=ending)
    lines = []
    for row in rows:
        writer.writerow(row)
        lines.append(stream.getvalue().removesuffix(ending) + newline)
        stream.seek(0)
        stream.truncate()
    return "".join(lines)


def _delimiter(name: str, layout: Layout) -> str:
    """Return the delimiter: a tab in .tsv, and the export's own in .csv unless it was TSV."""
    if name.casefold().endswith(".tsv"):
        return "\t"
    return "," if layout.format == TSV else layout.delimiter


def _begin(cells: int) -> str:
    return "1 cell begins like a formula" if cells == 1 else f"{cells:,} cells begin like formulas"
