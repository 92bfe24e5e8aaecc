from __future__ import annotations

import tempfile
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from making import HEADER, MAKERS, make_csv, rewrite

from classifier.io.export import Export, read_export

# Not in any text: control characters (a file with many is a binary), half and unassigned ones.
LETTERS = st.characters(
    exclude_categories=("Cc", "Cs", "Cn", "Co"), include_characters="\n\t\"',;|=+-@"
)
CELLS = st.text(LETTERS, max_size=12) | st.sampled_from(
    [
        "",
        " ",
        "Total",
        "He said “don\u2019t” \u2013 £5",
        'a "quoted" word',
        "one\ntwo",
        "=1+1",
        "0012",
        "café",
    ]
)
RECORDS = ("Parquet", "JSON lines")
LATIN = st.text("abc £éü“”\u2019\u2013\n,;\"'", max_size=12)
ODS_CELLS = st.text("abcé£“”😀,;|<&>\"'\n=+", max_size=12)


def tables(cells: st.SearchStrategy[str]) -> st.SearchStrategy[list[tuple[str, ...]]]:
    """Return tables under `HEADER`, not all blank."""
    row = st.tuples(*[cells] * len(HEADER))
    return st.lists(row, min_size=1, max_size=6).filter(
        lambda rows: any(cell.strip() for row in rows for cell in row)
    )


def all_rows(export: Export) -> list[tuple[int, tuple[str, ...]]]:
    """Return the usable rows and those set aside, in the order of the file."""
    usable = zip(export.rows, export.frame.itertuples(index=False, name=None), strict=True)
    aside = export.rejected.drop(columns="reason").itertuples(index=False, name=None)
    found = [(int(number), cells) for number, cells in usable]
    return sorted(found + [(int(row[0]), tuple(row[1:])) for row in aside])


def expected(rows: list[tuple[str, ...]], first: int) -> list[tuple[int, tuple[str, ...]]]:
    """Return the rows that are not wholly blank, with their numbers."""
    return [(n, row) for n, row in enumerate(rows, first) if any(map(str.strip, row))]


@pytest.mark.parametrize("form", [form for form in MAKERS if form not in ("ODS", *RECORDS)])
@given(rows=tables(CELLS))
@settings(max_examples=25, deadline=None)
def test_any_table_comes_back_row_for_row(form: str, rows: list[tuple[str, ...]]) -> None:
    """Each row is in the table or set aside, with its number and its cells untouched."""
    ending, make = MAKERS[form]
    with tempfile.TemporaryDirectory() as folder:
        export = read_export(make(Path(folder) / f"export{ending}", [HEADER, *rows]))
    assert all_rows(export) == expected(rows, 2)
    assert export.columns == {"text": HEADER[1], "case_id": HEADER[0], "outcome": HEADER[2]}


@given(rows=tables(LATIN))
@settings(max_examples=25, deadline=None)
def test_any_windows_1252_table_comes_back(rows: list[tuple[str, ...]]) -> None:
    """Curly quotes, pounds and accents of Windows-1252 are read as what they are."""
    with tempfile.TemporaryDirectory() as folder:
        path = make_csv(Path(folder) / "export.csv", [HEADER, *rows], encoding="cp1252")
        export = read_export(path)
    assert all_rows(export) == expected(rows, 2)


@given(rows=tables(ODS_CELLS))
@settings(max_examples=25, deadline=None)
def test_any_ods_table_comes_back(rows: list[tuple[str, ...]]) -> None:
    """An ODS sheet is read cell for cell, line breaks in cells included."""
    rows = [tuple(cell.strip() for cell in row) for row in rows]
    with tempfile.TemporaryDirectory() as folder:
        export = read_export(MAKERS["ODS"][1](Path(folder) / "export.ods", [HEADER, *rows]))
    assert all_rows(export) == expected(rows, 2)


@pytest.mark.parametrize("form", RECORDS)
@given(rows=tables(CELLS))
@settings(max_examples=25, deadline=None)
def test_any_record_comes_back(form: str, rows: list[tuple[str, ...]]) -> None:
    """Records come back by number, blank ones set aside: they are records too."""
    ending, make = MAKERS[form]
    with tempfile.TemporaryDirectory() as folder:
        export = read_export(make(Path(folder) / f"export{ending}", [HEADER, *rows]))
    assert all_rows(export) == list(enumerate(rows, 1))


@pytest.mark.parametrize("form", ["CSV, UTF-8", "CSV, UTF-16, tabs", "TSV", "XLSX", "JSON lines"])
@pytest.mark.parametrize("ending", [".csv", ".tsv", ".xlsx", ".parquet"])
@given(rows=tables(CELLS))
@settings(max_examples=8, deadline=None)
def test_what_is_written_is_read_back(form: str, ending: str, rows: list[tuple[str, ...]]) -> None:
    """An export that is read, written in any format and read again has the same usable rows."""
    made, make = MAKERS[form]
    rows = [("C1", "Swore at a colleague in the yard.", ""), *rows]
    with tempfile.TemporaryDirectory() as folder:
        path = make(Path(folder) / f"export{made}", [HEADER, *rows])
        export, output = read_export(path), Path(folder) / f"results{ending}"
        rewrite(path, output)
        again = read_export(output)
    pd.testing.assert_frame_equal(export.frame, again.frame)
    assert not len(again.rejected)
