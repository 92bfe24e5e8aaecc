"""Which column is which field: the user's word first, then a saved mapping, then known names."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from itertools import islice
from typing import Final

from classifier.domain.allegation import FIELDS, TEXT
from classifier.domain.errors import MappingError
from classifier.io.aliases import field_of, sureness
from classifier.io.tables import Table

_PROSE_WORDS: Final = 5  # a category seldom has as many words on average, a summary always has
_PROSE_SAMPLE: Final = 200
_LIKE_A_CELL: Final = re.compile(r"[\d\s/.,:+-]*\d[\d\s/.,:+-]*")
_LONGEST_NAME: Final = 40
_LISTED: Final = 40


def check_fields(asked: Mapping[str, str]) -> None:
    """Refuse a field that the allegation table does not have, with those it has.

    Raises
    ------
    MappingError
        If a key is none of the fields.
    """
    for field in asked:
        if field not in FIELDS:
            what = f"--map: '{field}' is not a field."
            raise MappingError(what, advice=f"The fields are {', '.join(FIELDS)}.")


def text_columns(table: Table, asked: Mapping[str, str]) -> list[str]:
    """Return the columns that could hold the allegation text; one, if it can be told."""
    names = table.names
    if TEXT in asked:
        found = _spelled(asked[TEXT], names)
        return [found] if found is not None else []
    taken = {_spelled(column, names) for column in asked.values()}
    known = [name for name in names if field_of(name) == TEXT and name not in taken]
    if len(known) > 1:
        known = [name for name in known if _filled(table.cells(name), 1)] or known[:1]
    if len(known) > 1:
        return [name for name in known if _is_prose(table.cells(name))] or known
    return known


def filled_rows(table: Table, columns: Sequence[str]) -> int:
    """Return the rows in which the best filled of the columns is not blank."""
    return max((len(_filled(table.cells(name), table.rows)) for name in columns), default=0)


def find_columns(
    source: str, table: Table, asked: Mapping[str, str], *, require_text: bool
) -> tuple[dict[str, str], list[str]]:
    """Map fields to columns.

    Parameters
    ----------
    source
        The file's name, for messages.
    table
        The table.
    asked
        Field to column, as the user or a saved mapping says.
    require_text
        Whether a table without a text column is an error.

    Returns
    -------
    columns, warnings
        The mapping, in the order of the fields, and what had to be chosen on the way.

    Raises
    ------
    MappingError
        If there is no such column, no text column, or more than one.
    """
    names = table.names
    found = {field: asked_column(source, field, column, names) for field, column in asked.items()}
    texts = text_columns(table, asked)
    if require_text and len(texts) != 1:
        raise _no_one_text(source, texts, names)
    if len(texts) == 1:
        found[TEXT] = texts[0]
    warnings = []
    for field in FIELDS:
        if field == TEXT or field in asked:
            continue
        known = [n for n in names if field_of(n) == field and n not in found.values()]
        if known:
            found[field] = min(known, key=sureness)
        if len(known) > 1:
            others = ", ".join(f"'{name}'" for name in known if name != found[field])
            warnings.append(f"'{found[field]}' is read as {field}; it could also be {others}")
    return {field: found[field] for field in FIELDS if field in found}, warnings


def listing(names: Sequence[str]) -> str:
    """Return column names for a message, without anything that might be allegation text.

    Where a file has no header its first row is taken for one: a long name is not shown, and none
    is where one of them is a number or a date.
    """
    if any(_LIKE_A_CELL.fullmatch(name) for name in names):
        return "not shown, for they look like a row of cells: is the header missing?"
    shown = [
        f"'{' '.join(name.split())}'"
        if len(name) <= _LONGEST_NAME
        else f"(column {position}: a long text)"
        for position, name in enumerate(names[:_LISTED], start=1)
    ]
    more = len(names) - len(shown)
    return ", ".join(shown) + (f" and {more} more" if more > 0 else "")


def asked_column(source: str, field: str, column: str, names: Sequence[str]) -> str:
    """Return the column that the user means."""
    name = _spelled(column, names)
    if name is None:
        what = f"{source}: there is no column '{column}' to map {field} to."
        raise MappingError(what, advice=f"The columns are {listing(names)}.")
    return name


def _spelled(column: str, names: Sequence[str]) -> str | None:
    """Return a column's name as the table spells it: exactly, or but for its case."""
    if column in names:
        return column
    wanted = column.strip().casefold()
    return next((name for name in names if name.casefold() == wanted), None)


def _no_one_text(source: str, texts: Sequence[str], names: Sequence[str]) -> MappingError:
    """Say that there is no text column, or more than one, and how to say which it is."""
    if texts:
        listed = " and ".join(f"'{name}'" for name in texts)
        what = f"{source}: {len(texts)} columns could hold the allegation text: {listed}."
        options = " or ".join(f'--map text="{name}"' for name in texts)
        return MappingError(what, advice=f"Say which: {options}.")
    what = f"{source}: no column is known to hold the allegation text. Columns: {listing(names)}."
    advice = "Name it: --map text=COLUMN, with one of these columns in place of COLUMN."
    return MappingError(what, advice=advice)


def _filled(cells: Sequence[str], enough: int) -> list[str]:
    """Return the cells that are not blank, and stop looking when there are enough."""
    return list(islice((cell for cell in cells if cell.strip()), enough))


def _is_prose(cells: Sequence[str]) -> bool:
    """Say whether a column reads like sentences rather than like labels."""
    filled = _filled(cells, _PROSE_SAMPLE)
    words = sum(len(cell.split()) for cell in filled)
    return words >= _PROSE_WORDS * len(filled) > 0
