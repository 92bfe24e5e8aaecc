"""Makes files in every format an export may come in, from invented rows."""

from __future__ import annotations

import csv
import io
import json
import zipfile
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from types import MappingProxyType
from xml.sax.saxutils import escape

import pyarrow as pa
import pyarrow.parquet as pq
import xlsxwriter
import xlwt

from classifier.io.parts import parse
from classifier.io.pieces import raw_pieces
from classifier.io.results import Added, Results, open_results, plan_results, render
from classifier.io.source import open_source

Row = Sequence[str]

HEADER = ("Case Ref", "Allegation Summary", "Outcome")
ROWS = (
    ("C1", "Posted about a colleague on a public page while off duty.", "Written warning"),
    ("C2", "Late for duty on three dates and gave no reason for it.", ""),
    ("C3", "Kept a member of the public waiting at the front counter.", "No further action"),
)


def csv_content(rows: Sequence[Row], delimiter: str = ",", newline: str = "\r\n") -> str:
    """Return rows as CSV; every cell with a line break is quoted, whatever the line end."""
    stream = io.StringIO(newline="")
    quoting = csv.QUOTE_MINIMAL if newline == "\r\n" else csv.QUOTE_ALL
    writer = csv.writer(stream, delimiter=delimiter, lineterminator=newline, quoting=quoting)
    writer.writerows(rows)
    return stream.getvalue()


def make_csv(
    path: Path,
    rows: Sequence[Row] = (HEADER, *ROWS),
    *,
    encoding: str = "utf-8",
    delimiter: str = ",",
) -> Path:
    """Write rows as CSV."""
    path.write_bytes(csv_content(rows, delimiter).encode(encoding))
    return path


def make_xlsx(
    path: Path,
    sheets: Mapping[str, Sequence[Sequence[object]]],
    *,
    hidden: Sequence[str] = (),
    merged: Sequence[str] = (),
) -> Path:
    """Write sheets as XLSX; ``merged`` are ranges of the first sheet, titled by their place."""
    book = xlsxwriter.Workbook(str(path), {"default_date_format": "dd/mm/yyyy"})
    for name, rows in sheets.items():
        sheet = book.add_worksheet(name)
        for number, row in enumerate(rows):
            for column, value in enumerate(row):
                if isinstance(value, str):
                    sheet.write_string(number, column, value)
                else:
                    sheet.write(number, column, value)
        if name in hidden:
            sheet.hide()
    for cells in merged:
        book.worksheets()[0].merge_range(cells, f"Group {cells}")
    book.close()
    return path


def make_xls(path: Path, rows: Sequence[Row]) -> Path:
    """Write rows as XLS."""
    book = xlwt.Workbook()
    sheet = book.add_sheet("Cases")
    for number, row in enumerate(rows):
        for column, value in enumerate(row):
            sheet.write(number, column, value)
    book.save(str(path))
    return path


def make_ods(path: Path, rows: Sequence[Row], *, locked: bool = False) -> Path:
    """Write rows as the smallest ODS that there is."""
    cells = (
        "".join(
            '<table:table-cell office:value-type="string">'
            + "".join(f"<text:p>{escape(line)}</text:p>" for line in cell.split("\n"))
            + "</table:table-cell>"
            for cell in row
        )
        for row in rows
    )
    body = "".join(f"<table:table-row>{row}</table:table-row>" for row in cells)
    names = "urn:oasis:names:tc:opendocument:xmlns"
    content = (
        '<?xml version="1.0" encoding="UTF-8"?>'
        f'<office:document-content xmlns:office="{names}:office:1.0" '
        f'xmlns:table="{names}:table:1.0" xmlns:text="{names}:text:1.0" office:version="1.2">'
        f'<office:body><office:spreadsheet><table:table table:name="Cases">{body}</table:table>'
        "</office:spreadsheet></office:body></office:document-content>"
    )
    kind = "application/vnd.oasis.opendocument.spreadsheet"
    entry = "<manifest:encryption-data/>" if locked else ""
    manifest = (
        f'<manifest:manifest xmlns:manifest="{names}:manifest:1.0">'
        f'<manifest:file-entry manifest:full-path="/" manifest:media-type="{kind}">{entry}'
        "</manifest:file-entry></manifest:manifest>"
    )
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("mimetype", kind)
        archive.writestr("content.xml", content)
        archive.writestr("META-INF/manifest.xml", manifest)
    return path


def make_parquet(path: Path, rows: Sequence[Row]) -> Path:
    """Write rows as Parquet, the first holding the names."""
    columns = {name: [row[i] for row in rows[1:]] for i, name in enumerate(rows[0])}
    pq.write_table(pa.table(columns), path)
    return path


def make_jsonl(path: Path, rows: Sequence[Row]) -> Path:
    """Write rows as JSON lines, the first holding the names."""
    lines = (json.dumps(dict(zip(rows[0], row, strict=True))) for row in rows[1:])
    path.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
    return path


def rewrite(
    path: Path,
    output: Path,
    *,
    added: Mapping[str, Added] = MappingProxyType({}),
    size: int = 1 << 22,
    **options: bool,
) -> Results:
    """Write an export's usable rows as results, and those set aside beside them.

    Columns that are added hold as many values as the export has usable rows.
    """
    source = open_source(path)
    kinds = {
        name: float if len(values) and isinstance(values[0], float) else str
        for name, values in added.items()
    }
    form = plan_results(output, source, kinds, **options)
    done = 0
    with open_results(form) as results:
        for piece in raw_pieces(source, size):
            part = parse(source, piece)
            some = slice(done, done + len(part))
            results.add(render(form, part, [values[some] for values in added.values()]))
            results.set_aside(part.aside)
            done += len(part)
    return results


def _delimited(encoding: str, delimiter: str) -> Callable[[Path, Sequence[Row]], Path]:
    return lambda path, rows: make_csv(path, rows, encoding=encoding, delimiter=delimiter)


MAKERS: dict[str, tuple[str, Callable[[Path, Sequence[Row]], Path]]] = {
    "CSV, UTF-8": (".csv", _delimited("utf-8", ",")),
    "CSV, UTF-8 with BOM, semicolons": (".csv", _delimited("utf-8-sig", ";")),
    "CSV, UTF-16, tabs": (".csv", _delimited("utf-16", "\t")),
    "CSV, UTF-8, bars": (".csv", _delimited("utf-8", "|")),
    "TSV": (".tsv", _delimited("utf-8", "\t")),
    "XLSX": (".xlsx", lambda path, rows: make_xlsx(path, {"Cases": rows})),
    "XLS": (".xls", make_xls),
    "ODS": (".ods", make_ods),
    "Parquet": (".parquet", make_parquet),
    "JSON lines": (".jsonl", make_jsonl),
}
"""How each format is written: the ending, and a function of a path and rows."""
