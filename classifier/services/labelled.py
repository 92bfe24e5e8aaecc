"""A labelled file as the rows that a measurement counts: texts, labels, cases, row numbers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

from classifier.domain.allegation import TEXT
from classifier.domain.errors import ExportError
from classifier.domain.split import groups
from classifier.io.cells import as_texts
from classifier.io.export import Export, read_export
from classifier.io.joined import join_texts
from classifier.io.labels import read_borderline, read_labels
from classifier.io.mapping import load_mapping

_CASE: Final = "case_id"


@dataclass(frozen=True, slots=True, kw_only=True)
class Labelled:
    """The rows of a labelled file that count, and what became of the others.

    Parameters
    ----------
    source
        The file's name.
    texts
        The allegation texts, one a row.
    headings
        What stands in the first of several text columns; None where there is one such column.
    relevant
        Whether each row is relevant by its label, shape (rows,).
    groups
        The number of each row's case, shape (rows,): see `classifier.domain.split.groups`.
    row_numbers
        What each row is called in the file.
    left_out
        Which usable rows do not count, and why; one phrase each.
    aside
        The numbers of the rows that could not be used, by reason.
    warnings
        What a person should know about how the file was read.
    """

    source: str
    texts: tuple[str, ...]
    headings: tuple[str, ...] | None
    relevant: NDArray[np.bool_]
    groups: NDArray[np.int64]
    row_numbers: tuple[int, ...]
    left_out: tuple[str, ...]
    aside: Mapping[str, tuple[int, ...]]
    warnings: tuple[str, ...]

    @property
    def not_counted(self) -> tuple[str, ...]:
        """Every kind of row that does not count, as phrases."""
        unusable = sum(len(rows) for rows in self.aside.values())
        more = (f"{_rows(unusable)} that could not be used",) if unusable else ()
        return (*self.left_out, *more)


def read_labelled(
    path: Path,
    *,
    folder: Path,
    mapping: Mapping[str, str] | None = None,
    text_columns: Sequence[str] = (),
    sheet: str | None = None,
    label_column: str | None = None,
    leave_out_borderline: bool = False,
) -> Labelled:
    """Read the rows of a file that have a text and a label.

    Parameters
    ----------
    path
        In any format an export has.
    folder
        The workspace's, for the mappings saved in it.
    mapping, sheet
        As in `classifier.io.export.read_export`.
    text_columns
        Columns to join to one text, in place of the one that is mapped.
    label_column
        As in `classifier.io.labels.read_labels`.
    leave_out_borderline
        Whether rows marked as borderline do not count.

    Raises
    ------
    ExportError
        If the file cannot be read, a label is not known, or no row counts.
    MappingError
        If its columns cannot be told apart.
    """
    first = dict(zip([TEXT], text_columns, strict=False))
    export = read_export(
        path,
        mapping={**(mapping or {}), **first},
        sheet=sheet,
        require_text=len(text_columns) < 2,
        saved=lambda header: load_mapping(folder, header),
    )
    joined = len(text_columns) > 1
    if joined:
        export = join_texts(export, text_columns)
    labels = read_labels(export, column=label_column)
    counted, left_out = labels.labelled, []
    if blank := int(np.sum(~counted)):
        left_out.append(f"{_rows(blank)} without a label in '{labels.column}'")
    if leave_out_borderline:
        borderline = read_borderline(export) & counted
        counted = counted & ~borderline
        left_out.append(f"{_rows(int(np.sum(borderline)))} marked as borderline")
    if not counted.any():
        raise _nothing_counts(path.name, left_out)
    texts = tuple(export.allegations[TEXT][counted].tolist())
    return Labelled(
        source=path.name,
        texts=texts,
        headings=tuple(_headings(export, counted)) if joined else None,
        relevant=labels.relevant[counted],
        groups=groups(texts, _cases(export, counted)),
        row_numbers=tuple(export.rows[counted].tolist()),
        left_out=tuple(left_out),
        aside={reason: tuple(rows) for reason, rows in export.aside.items()},
        warnings=export.warnings,
    )


def _nothing_counts(source: str, left_out: list[str]) -> ExportError:
    reasons = f" ({', '.join(left_out)})" if left_out else ""
    what = f"{source} has no row to compare on{reasons}."
    return ExportError(what, advice="Label some rows, or name another column with --label-column.")


def _rows(number: int) -> str:
    return f"{number:,} row{'' if number == 1 else 's'}"


def _headings(export: Export, counted: NDArray[np.bool_]) -> list[str]:
    """Return what stands in the column that the text is mapped to, the first of several."""
    return as_texts(export.frame[export.columns[TEXT]][counted])


def _cases(export: Export, counted: NDArray[np.bool_]) -> list[str] | None:
    """Return the case references, if a column is mapped to them."""
    if _CASE not in export.allegations:
        return None
    cases: list[str] = export.allegations[_CASE][counted].tolist()
    return cases
