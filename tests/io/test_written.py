from __future__ import annotations

import csv
import io
import math
from collections.abc import Sequence
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from classifier.io.cells import as_text, number_texts
from classifier.io.tables import Layout
from classifier.io.written import csv_bytes, csv_part, spelling

CELLS = st.text(st.characters(exclude_categories=("Cs",)), max_size=6) | st.text(
    " ab,;|\t\"'\n\r=-5\0", max_size=6
)


def tables(width: int) -> st.SearchStrategy[list[tuple[str, ...]]]:
    """Return rows of so many cells."""
    return st.lists(st.tuples(*[CELLS] * width), max_size=6)


def by_the_library(rows: Sequence[Sequence[str]], delimiter: str, newline: str) -> str:
    """Return rows as the standard library writes them."""
    lines = []
    for row in rows:
        written = io.StringIO(newline="")
        csv.writer(written, delimiter=delimiter, lineterminator="\r\n").writerow(row)
        lines.append(written.getvalue().removesuffix("\r\n") + newline)
    return "".join(lines)


@given(
    rows=st.integers(1, 4).flatmap(tables),
    delimiter=st.sampled_from([",", ";", "\t", "|"]),
    newline=st.sampled_from(["\n", "\r\n"]),
)
@settings(max_examples=300, deadline=None)
def test_rows_are_written_as_the_standard_library_writes_them(
    rows: list[tuple[str, ...]], delimiter: str, newline: str
) -> None:
    """Quotes stand where it puts them, and line ends in cells stay as they are."""
    layout = Layout(format="CSV", encoding="utf-8", delimiter=delimiter, newline=newline)
    columns = [list(column) for column in zip(*rows, strict=True)] or [[]]
    part = csv_part(columns, spelling("out.csv", layout), defuse=False)
    assert part.content.decode() == by_the_library(rows, delimiter, newline)


@given(rows=tables(3), cuts=st.lists(st.integers(0, 6), max_size=3), defuse=st.booleans())
@settings(deadline=None)
def test_parts_are_the_table(rows: list[tuple[str, ...]], cuts: list[int], defuse: bool) -> None:
    """Wherever rows are parted, the bytes and the cells like formulas are those of all together."""
    spelled = spelling("out.csv", None)
    edges = [0, *sorted(min(cut, len(rows)) for cut in cuts), len(rows)]
    parts = [
        csv_part([[row[at] for row in rows[a:b]] for at in range(3)], spelled, defuse=defuse)
        for a, b in pairwise(edges)
    ]
    columns = [[row[at] for row in rows] for at in range(3)]
    head = "\ufeffa,b,c\r\n".encode()
    whole, warnings = csv_bytes("abc", columns, name="out.csv", layout=None, defuse=defuse)
    assert head + b"".join(part.content for part in parts) == whole
    assert bool(warnings) == (any(part.like_formulas for part in parts) and not defuse)


@given(st.lists(st.floats(), max_size=5))
def test_many_numbers_are_spelled_as_one_is(values: list[float]) -> None:
    """Whole ones without a point, missing ones blank, no zero with a sign."""
    assert number_texts(np.array(values)) == [as_text(value) for value in values]


@pytest.mark.parametrize("value", [math.nan, math.inf, 1e15, -0.0])
def test_odd_numbers_are_spelled_as_one_is(value: float) -> None:
    """Those that the fast way does not know."""
    assert number_texts(np.array([value, 0.5])) == [as_text(value), "0.5"]
