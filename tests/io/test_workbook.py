from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest
import python_calamine
import xlsxwriter
from making import HEADER, ROWS, make_xls, make_xlsx

from classifier.domain.errors import ExportError
from classifier.io.export import read_export
from classifier.io.workbook import read_workbook

OLE = bytes.fromhex("d0cf11e0a1b11ae1")


def test_a_sheet_that_is_a_chart_is_passed_over(tmp_path: Path) -> None:
    """A chart on a sheet of its own is no table, and no damage either."""
    book = xlsxwriter.Workbook(str(tmp_path / "export.xlsx"))
    sheet = book.add_worksheet("Cases")
    for number, row in enumerate([HEADER, *ROWS]):
        sheet.write_row(number, 0, row)
    chart = book.add_chart({"type": "bar"})
    chart.add_series({"values": "=Cases!$A$2:$A$4"})
    book.add_chartsheet("Chart").set_chart(chart)
    book.close()
    assert len(read_export(tmp_path / "export.xlsx").frame) == len(ROWS)


def test_cells_read_as_a_person_sees_them(tmp_path: Path) -> None:
    """Whole numbers have no .0, dates are ISO, truth values are Excel's words."""
    header = ["Summary", "Number", "Serial", "Share", "Upheld", "Day", "Moment", "Hour"]
    day, hour = dt.date(2018, 1, 31), dt.time(9, 5)
    moment = dt.datetime.combine(day, hour)
    row = ["Late for duty.", 5, 43131, 0.25, True, day, moment, hour]
    frame = read_export(make_xlsx(tmp_path / "export.xlsx", {"Cases": [header, row]})).frame
    read = ["Late for duty.", "5", "43131", "0.25", "TRUE"]
    assert frame.iloc[0].tolist() == [*read, "2018-01-31", "2018-01-31 09:05:00", "09:05:00"]


def test_blank_columns_at_the_right_edge_are_none(tmp_path: Path) -> None:
    """A workbook has columns as far as they are used, and one without a name is kept if it is."""
    spaced = [["Summary", "Ref", "", " "], ["Late for duty.", "1", "note", " "]]
    export = read_export(make_xlsx(tmp_path / "export.xlsx", {"Cases": spaced}))
    assert list(export.frame.columns) == ["Summary", "Ref", "column C"]
    assert export.frame.iloc[0].tolist() == ["Late for duty.", "1", "note"]


@pytest.mark.parametrize(
    ("fault", "said"),
    [
        (python_calamine.PasswordError, "encrypted with a password"),
        (python_calamine.CalamineError, "damaged or truncated workbook"),
        (type("PanicException", (BaseException,), {}), "damaged or truncated workbook"),
    ],
)
def test_what_the_reader_raises_becomes_clear(
    monkeypatch: pytest.MonkeyPatch, fault: type[BaseException], said: str
) -> None:
    """The reader's own errors are translated, its panics, which are no Exceptions, included."""

    def load_workbook(_: object) -> None:
        raise fault

    monkeypatch.setattr("python_calamine.load_workbook", load_workbook)
    with pytest.raises(ExportError, match=said):
        read_workbook("export.xlsx", b"", "XLSX", None)


def test_an_interruption_is_not_taken_for_damage(monkeypatch: pytest.MonkeyPatch) -> None:
    """Ctrl-C while a workbook is read stays Ctrl-C."""

    def load_workbook(_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("python_calamine.load_workbook", load_workbook)
    with pytest.raises(KeyboardInterrupt):
        read_workbook("export.xlsx", b"", "XLSX", None)


def test_an_ole_file_of_a_few_bytes_is_damaged(tmp_path: Path) -> None:
    """An XLS cut off within its very header."""
    path = tmp_path / "export.xls"
    path.write_bytes(OLE + bytes(100))
    with pytest.raises(ExportError, match="damaged or truncated workbook"):
        read_export(path)


def test_a_long_xls_is_read_whole(tmp_path: Path) -> None:
    """An XLS of many sectors is not taken for one that was cut off."""
    rows = [(f"C{n}", f"Late for duty on day {n}, and the day after it.", "") for n in range(3000)]
    assert len(read_export(make_xls(tmp_path / "export.xls", [HEADER, *rows])).frame) == 3000
