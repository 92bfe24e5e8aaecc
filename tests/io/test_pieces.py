from __future__ import annotations

import csv
import io
import pickle
import tempfile
from collections.abc import Sequence
from itertools import chain
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from making import HEADER, MAKERS, ROWS, make_csv, make_jsonl, make_xlsx

from classifier.domain.errors import ExportError
from classifier.io import cut, opening, pieces
from classifier.io.parts import Part, fields, parse
from classifier.io.pieces import arrow_bytes, raw_pieces
from classifier.io.source import Source, open_source
from classifier.io.tables import Aside

CELLS = st.text("ab é£“,;|\t\"'\n\r", max_size=6) | st.sampled_from(
    ["", " ", "Total", "grand total: 5", "5", "It cost Â£5", "one\r\ntwo", 'a "quoted" word']
)
ENDS = st.sampled_from(["\n", "\r\n", "\r"])
ENCODINGS = st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "utf-16-be", "cp1252"])


@st.composite
def exports(draw: st.DrawFn) -> str:
    """Return CSV with titles, blank lines, ragged rows, totals, and any mixture of line ends."""
    titles = draw(st.lists(st.lists(CELLS, max_size=2), max_size=2))
    ragged = st.lists(CELLS, max_size=5) | st.tuples(CELLS, CELLS, CELLS)
    rows = [*titles, HEADER, ("C1", "Late.", ""), *draw(st.lists(ragged, max_size=6))]
    written = io.StringIO(newline="")
    for row in rows:
        csv.writer(written, lineterminator="\r\n").writerow(row)
        written.seek(written.tell() - 2)
        written.write(draw(ENDS))
        written.truncate()
    return written.getvalue()


def parts_of(opened: Source, size: int) -> list[Part]:
    """Read all pieces of a size."""
    found = list(raw_pieces(opened, size))
    assert [piece.number for piece in found] == list(range(len(found)))
    assert [piece.last for piece in found] == [False] * (len(found) - 1) + [True]
    shares = [piece.share for piece in found]
    assert shares == sorted(shares)
    return [parse(opened, piece) for piece in found]


def put_together(opened: Source, parts: Sequence[Part]) -> list[object]:
    """Return what parts hold, as if they were one."""
    mapped = [fields(opened, part) for part in parts]
    cells = zip(*(part.cells for part in parts), strict=True)
    return [
        [*chain.from_iterable(part.numbers.tolist() for part in parts)],
        [[*chain.from_iterable(column)] for column in cells],
        [*chain.from_iterable(part.texts for part in parts)],
        [*chain.from_iterable(part.repaired.tolist() for part in parts)],
        [(row.row, row.reason, list(row.cells)) for part in parts for row in part.aside],
        {field: [*chain.from_iterable(one[field] for one in mapped)] for field in opened.columns},
    ]


@given(text=exports(), encoding=ENCODINGS, size=st.integers(1, 80))
@settings(max_examples=150, deadline=None)
def test_wherever_an_export_is_cut_it_reads_the_same(text: str, encoding: str, size: int) -> None:
    """Pieces of any size hold the rows, numbers, texts and rows set aside of the whole."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "export.csv"
        path.write_bytes(text.encode(encoding))
        opened = open_source(path)
        (whole,) = parts_of(opened, 1 << 22)
        parts = parts_of(opened, size)
    assert put_together(opened, parts) == put_together(opened, [whole])


@pytest.mark.parametrize("form", MAKERS)
def test_every_format_comes_in_pieces(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, form: str
) -> None:
    """Whether bytes are counted or rows."""
    monkeypatch.setattr(pieces, "_ROWS", 1)
    ending, make = MAKERS[form]
    opened = open_source(make(tmp_path / f"export{ending}", [HEADER, *ROWS]))
    parts = parts_of(opened, 60)
    assert len(parts) >= len(ROWS)
    first = 1 if form in ("Parquet", "JSON lines") else 2
    numbers, columns, texts, *_ = put_together(opened, parts)
    assert numbers == list(range(first, first + len(ROWS)))
    assert columns == [list(column) for column in zip(*ROWS, strict=True)]
    assert texts == [row[1] for row in ROWS]


@pytest.mark.parametrize(
    ("rows", "row", "line"),
    [
        ('3,"one\r\ntwo"\r\n4,"open\r\n5,Late.\r\n', 5, 7),
        ('3,"one\r\ntwo"\r\n4,"Said "no" twice"\r\n5,Late.\r\n', 5, 6),
        ('3,Late.\r4,Late.\n5,"open', 6, 6),
    ],
)
@pytest.mark.parametrize("size", [5, 1 << 22])
def test_open_quotes_are_named_in_whatever_piece(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, rows: str, row: int, line: int, size: int
) -> None:
    """The row where the quote opened and the line where that shows, counted in the file."""
    monkeypatch.setattr(opening, "BEGINNING", 3)
    monkeypatch.setattr(opening, "_BLOCK", 10)
    path = tmp_path / "export.csv"
    path.write_bytes(f"Ref,Summary\r\n1,Late.\r\n2,Late.\r\n{rows}".encode())
    opened = open_source(path)
    with pytest.raises(ExportError, match=rf"row {row} .* \(it ends on line {line}\)"):
        parts_of(opened, size)


def test_a_source_travels_without_its_rows(tmp_path: Path) -> None:
    """A process that is sent a workbook's source reads what it is sent of the rows."""
    path = make_xlsx(tmp_path / "export.xlsx", {"Cases": [HEADER, *ROWS * 1000]})
    opened = open_source(path)
    (piece,) = raw_pieces(opened)
    sent = pickle.dumps(opened)
    assert len(sent) < 1000
    assert parse(pickle.loads(sent), piece).cells == parse(opened, piece).cells


def test_the_keys_of_json_lines_are_those_of_all_lines(tmp_path: Path) -> None:
    """A key of the last record is a column of every piece."""
    path = make_jsonl(tmp_path / "export.jsonl", [HEADER, *ROWS])
    with path.open("a", encoding="utf-8") as file:
        file.write('{"Late": 1.50, "Allegation Summary": "Lost a key."}\n')
    opened = open_source(path)
    assert opened.layout.names == (*HEADER, "Late")
    late = [cell for part in parts_of(opened, 30) for cell in part.cells[-1]]
    assert late == ["", "", "", "1.50"]


def test_parquet_keeps_its_types_in_every_piece(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Rows are set aside there too, with their cells as text."""
    monkeypatch.setattr(pieces, "_ROWS", 1)
    columns = {"Summary": ["Late.", " ", "Lost."], "n": pa.array([7, 8, None], pa.int32())}
    pq.write_table(pa.table(columns), tmp_path / "export.parquet")
    parts = parts_of(open_source(tmp_path / "export.parquet"), 1)
    batches = [part.batch for part in parts if part.batch is not None]
    assert pa.Table.from_batches(batches).to_pydict() == {
        "Summary": ["Late.", "Lost."],
        "n": [7, None],
    }
    assert parts[1].aside == (Aside(row=2, reason="no text", cells=[" ", "8"]),)


def test_a_file_is_told_by_its_beginning(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Of two columns for the text the one that is filled in the first rows is taken."""
    monkeypatch.setattr(opening, "BEGINNING", 3)
    rows = [("Description", "Summary"), ("", "Late."), ("", "Lost."), *[("Said so.", "Late.")] * 9]
    opened = open_source(make_csv(tmp_path / "export.csv", rows))
    assert opened.columns == {"text": "Summary"}
    assert sum(len(part) for part in parts_of(opened, 10)) == 11


@pytest.mark.parametrize(
    ("name", "rows", "said"),
    [
        (
            "export.csv",
            ['2,"open', *["3,Late."] * 90],
            r"row 4 is longer .* begins on line 5\. .*quote",
        ),
        (
            "export.jsonl",
            ["x" * 400],
            r"row 5 is longer .* begins on line 5\. Write one JSON object",
        ),
    ],
)
def test_a_record_without_an_end_is_given_up(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, rows: list[str], said: str
) -> None:
    """A quote that is never closed would take in the rest of the file, whatever its size."""
    monkeypatch.setattr(cut, "LONGEST", 100)
    monkeypatch.setattr(opening, "BEGINNING", 2)
    monkeypatch.setattr(opening, "_BLOCK", 10)
    head = (
        ["Ref,Summary", "1,Late.", '1,"one', 'two"']
        if ".csv" in name
        else ['{"summary": "Late."}'] * 4
    )
    path = tmp_path / name
    path.write_text("\n".join([*head, *rows, ""]), encoding="utf-8")
    with pytest.raises(ExportError, match=said):
        parts_of(open_source(path), 10)


def test_all_that_a_record_batch_holds_is_in_its_bytes(tmp_path: Path) -> None:
    """The words of a dictionary, too; and wherever it was sent, they are the same."""
    found = set()
    for word in ("dogs", "cats"):
        texts = pa.array([None, word, "late", None] * 5).dictionary_encode()
        numbers = pa.array([1, None, 3, None] * 5)
        pq.write_table(pa.table({"Text": texts, "No": numbers}), tmp_path / "some.parquet")
        (piece,) = raw_pieces(open_source(tmp_path / "some.parquet"))
        batch = piece.content
        assert isinstance(batch, pa.RecordBatch)
        held = arrow_bytes(batch).to_pybytes()
        assert arrow_bytes(pickle.loads(pickle.dumps(batch))).to_pybytes() == held
        found.add(held)
    assert len(found) == 2
