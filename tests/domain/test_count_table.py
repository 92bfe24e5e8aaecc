from __future__ import annotations

import numpy as np
import pytest

from classifier.domain.count_table import count_tables, read_count
from classifier.domain.release import Grid


def grid(text: str) -> Grid:
    """Make a table of lines with cells parted by bars."""
    lines = [line for line in text.strip().splitlines() if line.strip()]
    rows = tuple(tuple(cell.strip() for cell in line.split("|")) for line in lines)
    return Grid(where="T", rows=rows, first_row=3)


@pytest.mark.parametrize(
    ("text", "lower", "upper", "shown"),
    [
        ("12", 12, 12, (12,)),
        ("1,234", 1234, 1234, (1234,)),
        ("", 0, 0, ()),
        ("-", 0, 0, ()),
        ("*", 0, np.inf, ()),
        ("[c]", 0, np.inf, ()),
        ("<5", 0, 4, ()),
        ("Fewer than 5", 0, 4, ()),
        ("1x Written warning; 3x Reflective practice", 4, 4, (1, 3)),
        ("*x Written warning; 3x Final written warning", 3, np.inf, (3,)),
        ("3x Written warning; *x Final written warning", 3, np.inf, (3,)),
        ("*x Written warning", 0, np.inf, ()),
    ],
)
def test_counts_are_read(text: str, lower: float, upper: float, shown: tuple[int, ...]) -> None:
    """Numbers, hidden ones, and outcomes listed in one cell."""
    cell = read_count(text)
    assert cell is not None
    assert (cell.lower, cell.upper, cell.shown) == (lower, upper, shown)


@pytest.mark.parametrize("text", ["1.5", "about 3", "Written warning", "12%", "01/02/2030", "<1"])
def test_other_cells_are_no_counts(text: str) -> None:
    """Shares, dates and words."""
    assert read_count(text) is None


def test_years_across_are_a_heading() -> None:
    """They are no counts, and a last column named Total holds totals."""
    (table,) = count_tables(
        grid("Outcome | 2019 | 2020 | Total\nWarning | 1 | * | 9\nAll | 1 | 8 | 9")
    )
    assert len(table.cells) == 2
    assert (table.row_totals, table.column_totals) == (True, True)
    assert table.place(0, 1) == "T, row 4, column 3"
    assert table.hidden.tolist() == [[False, True, False], [False, False, False]]


def test_years_down_are_labels() -> None:
    """The first column is no count where it holds nothing but years."""
    (table,) = count_tables(grid("2019 | 4\n2020 | 5"))
    assert (len(table.cells), table.column) == (2, 2)


def test_a_corner_that_is_blank_is_a_heading() -> None:
    """As a reply has it: nothing above the labels."""
    (table,) = count_tables(grid(" | 2019 | 2020\nOfficers | 3 | 4"))
    assert [[cell.lower for cell in row] for row in table.cells] == [[3, 4]]


def test_counts_beside_words() -> None:
    """Labels of several columns, and lines of words that part two blocks."""
    blocks = list(
        count_tables(grid("Area | Kind | Count\nN | a | 1\nS | b | 2\nNote | | here\nE | c | 3"))
    )
    assert [(table.row, len(table.cells)) for table in blocks] == [(4, 2), (7, 1)]


def test_a_list_of_cases_has_no_counts() -> None:
    """Rows that end in words."""
    assert (
        list(count_tables(grid("Case | Age | Summary\nA1 | 4 | words\nA2 | 5 | more words"))) == []
    )
