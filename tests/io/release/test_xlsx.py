from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from leaving import TEXT, Change, pixel, spoilt, swapped, workbook
from xlsxwriter import Workbook
from xlsxwriter.worksheet import Worksheet

from classifier.domain.release import Reading
from classifier.io.release.reader import read_leaving
from classifier.io.sheet import open_sheet

SHEET = "xl/worksheets/sheet1.xml"
BOOK = "xl/workbook.xml"
CORE = "docProps/core.xml"
APP = "docProps/app.xml"
STRINGS = "xl/sharedStrings.xml"
LINKS = "xl/_rels/workbook.xml.rels"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"

Write = Callable[[Workbook, Worksheet], None]


def read(content: bytes) -> Reading:
    """Read a workbook as one that is to leave."""
    return read_leaving("reply.xlsx", content)


def found(content: bytes) -> list[str]:
    """Give what is found in a workbook."""
    return [finding.what for finding in read(content).findings]


def looking(**look: object) -> Write:
    """Write a cell that looks so."""
    return lambda book, sheet: sheet.write(4, 0, "pale", book.add_format(look))


def with_numbers(code: str, value: float) -> Write:
    """Write a number in a format."""
    return lambda book, sheet: sheet.write(4, 0, value, book.add_format({"num_format": code}))


def hidden_sheet(book: Workbook, _: Worksheet) -> None:
    """Add a sheet and hide it."""
    book.add_worksheet("Officers").hide()


def very_hidden_sheet(book: Workbook, _: Worksheet) -> None:
    """Add a sheet and hide it from Excel's menus."""
    book.add_worksheet("Officers").very_hidden()


def filtered(_: Workbook, sheet: Worksheet) -> None:
    """Set a filter that leaves a row out."""
    sheet.autofilter(0, 0, 2, 1)
    sheet.filter_column(0, "x == pale")


def pale_run(book: Workbook, sheet: Worksheet) -> None:
    """Write a text of which one word is white."""
    sheet.write_rich_string(4, 0, "seen ", book.add_format({"font_color": "#FFFFFF"}), "unseen")


def under_merged(_: Workbook, sheet: Worksheet) -> None:
    """Write into a merged cell's second half."""
    sheet.merge_range(4, 0, 4, 1, "top")
    sheet.write_string(4, 1, "under")


def totals_formula(_: Workbook, sheet: Worksheet) -> None:
    """Add a table with a formula in its totals."""
    columns = [{"header": "A"}, {"header": "B", "total_function": "sum"}]
    sheet.add_table(5, 0, 8, 1, {"columns": columns, "total_row": True})


def picture(_: Workbook, sheet: Worksheet) -> None:
    """Put a picture on the sheet."""
    sheet.insert_image(4, 0, "a.png", {"image_data": pixel()})


def chart(book: Workbook, sheet: Worksheet) -> None:
    """Put a chart on the sheet."""
    made = book.add_chart({"type": "column"})
    made.add_series({"values": "=Reply!$B$2:$B$3"})
    sheet.insert_chart(4, 0, made)


WRITTEN: dict[str, tuple[Write, str]] = {
    "hidden sheet": (hidden_sheet, "a hidden sheet"),
    "very hidden sheet": (very_hidden_sheet, "Excel's menus do not show"),
    "hidden row": (lambda _, sheet: sheet.set_row(2, None, None, {"hidden": True}), "a hidden row"),
    "row without height": (lambda _, sheet: sheet.set_row(2, 0.5), "a row of no height"),
    "hidden by default": (lambda _, sheet: sheet.set_default_row(hide_unused_rows=True), "hidden"),
    "hidden column": (
        lambda _, sheet: sheet.set_column(1, 1, None, None, {"hidden": True}),
        "a hidden column",
    ),
    "column without width": (lambda _, sheet: sheet.set_column(1, 1, 0.1), "of no width"),
    "filter": (filtered, "a filter that is set"),
    "note": (lambda _, sheet: sheet.write_comment("A1", "psst"), "comments"),
    "defined name": (lambda book, _: book.define_name("Who", "=Reply!$A$1"), "a defined name"),
    "constant name": (lambda book, _: book.define_name("Who", '="text"'), "a defined name"),
    "formula": (lambda _, sheet: sheet.write_formula(4, 0, "=1+1", None, 2), "a formula"),
    "array formula": (lambda _, sheet: sheet.write_array_formula("A5", "{=1+1}"), "a formula"),
    "totals formula": (totals_formula, "a formula"),
    "link": (lambda _, sheet: sheet.write_url(4, 0, "https://example.org"), "outside"),
    "link within": (lambda _, sheet: sheet.write_url(4, 0, "internal:Reply!A1"), "a link"),
    "list": (
        lambda _, sheet: sheet.data_validation("A5", {"validate": "list", "source": ["x", "y"]}),
        "a list or message",
    ),
    "conditional formatting": (
        lambda book, sheet: sheet.conditional_format(
            "A1:B3", {"type": "no_blanks", "format": book.add_format({"font_color": "#FFFFFF"})}
        ),
        "conditional formatting",
    ),
    "white on white": (looking(font_color="#FFFFFF"), "colour of its ground"),
    "nearly white": (looking(font_color="#F4F4F4"), "colour of its ground"),
    "black on black": (looking(bg_color="#000000"), "colour of its ground"),
    "same on same": (looking(bg_color="#AA3300", font_color="#AA3300"), "colour of its ground"),
    "small letters": (looking(font_size=1), "smaller than 4 points"),
    "white word": (pale_run, "colour of its ground"),
    "letters as symbols": (looking(font_name="Wingdings"), "a font of symbols"),
    "shrunk": (looking(shrink=True), "shrinks its text"),
    "indented away": (looking(indent=200), "out of sight"),
    "pushed down": (lambda _, sheet: sheet.write(4, 0, "x" + "\n" * 150 + "y"), "pushed out"),
    "format of nothing": (with_numbers(";;;", 4), "a number format"),
    "format of a word": (with_numbers('"none"', 4), "a number format"),
    "format of text": (looking(num_format="0;-0;0;"), "a number format"),
    "hides zeros": (lambda _, sheet: sheet.hide_zero(), "hides zeros"),
    "cell under merged": (under_merged, "under a merged one"),
    "far row": (lambda _, sheet: sheet.write(90_000, 0, "far"), "far away"),
    "far column": (lambda _, sheet: sheet.write(2, 9_000, "far"), "far away"),
    "picture": (picture, "a picture"),
    "chart": (chart, "chart"),
    "background": (
        lambda _, sheet: sheet.set_background(pixel()),
        "behind the cells",
    ),
    "author": (lambda book, _: book.set_properties({"author": "A"}), "the author's name"),
    "company": (lambda book, _: book.set_properties({"company": "A"}), "firm or force"),
    "manager": (lambda book, _: book.set_properties({"manager": "A"}), "a manager's name"),
    "keywords": (lambda book, _: book.set_properties({"keywords": "A"}), "keywords"),
    "comments": (lambda book, _: book.set_properties({"comments": "A"}), "comments in its"),
    "own property": (lambda book, _: book.set_custom_property("a", "b"), "of its own making"),
    "protected sheet": (lambda _, sheet: sheet.protect(), "a protected sheet"),
    "sparkline": (
        lambda _, sheet: sheet.add_sparkline("A5", {"range": "Reply!B2:B3"}),
        "extension",
    ),
    "checkbox": (lambda _, sheet: sheet.insert_checkbox(5, 0, True), "not known"),
    "button": (lambda _, sheet: sheet.insert_button("A5"), "comments or form controls"),
    "text box": (lambda _, sheet: sheet.insert_textbox("A5", "x"), "a picture, drawing or chart"),
}

THREADED = b"<ThreadedComments xmlns='x'/>"
PATCHED: dict[str, tuple[dict[str, Change], str]] = {
    "pivot cache": ({"xl/pivotCache/pivotCacheRecords1.xml": b"<x/>"}, "a pivot table"),
    "pivot table": ({"xl/pivotTables/pivotTable1.xml": b"<x/>"}, "a pivot table"),
    "pivot in the workbook": (
        {BOOK: swapped("</sheets>", "</sheets><pivotCaches/>")},
        "a pivot table's cache",
    ),
    "threaded comment": ({"xl/threadedComments/threadedComment1.xml": THREADED}, "comments"),
    "person": ({"xl/persons/person.xml": b"<x/>"}, "comments"),
    "external link": ({"xl/externalLinks/externalLink1.xml": b"<x/>"}, "another workbook"),
    "external in the workbook": (
        {BOOK: swapped("</sheets>", "</sheets><externalReferences/>")},
        "a link to another workbook",
    ),
    "macros": ({"xl/vbaProject.bin": b"x"}, "macros"),
    "object": ({"xl/embeddings/oleObject1.bin": b"x"}, "an embedded object"),
    "connection": ({"xl/connections.xml": b"<x/>"}, "a connection"),
    "query": ({"xl/queryTables/queryTable1.xml": b"<x/>"}, "a connection"),
    "printer": ({"xl/printerSettings/printerSettings1.bin": b"x"}, "printer settings"),
    "custom XML": ({"customXml/item1.xml": b"<x/>"}, "custom XML"),
    "change log": ({"xl/revisions/revisionLog1.xml": b"<x/>"}, "a log of changes"),
    "slicer": ({"xl/slicerCaches/slicerCache1.xml": b"<x/>"}, "a slicer"),
    "thumbnail": ({"docProps/thumbnail.jpeg": b"x"}, "an earlier first page"),
    "unknown part": ({"xl/anything.bin": b"x"}, "not known"),
    "spare sheet": ({"xl/worksheets/sheet9.xml": b"<worksheet/>"}, "does not list"),
    "spare part": ({"xl/tables/table9.xml": b"<table/>"}, "nothing in the file leads to"),
    "spare text": ({STRINGS: swapped("</sst>", "<si><t>old</t></si></sst>")}, "no cell shows"),
    "reading aid": (
        {STRINGS: swapped("</si>", '<rPh sb="0" eb="1"><t>x</t></rPh></si>')},
        "a reading aid",
    ),
    "last saved by": (
        {CORE: swapped("<cp:lastModifiedBy>", "<cp:lastModifiedBy>A")},
        "who saved it last",
    ),
    "unknown property": (
        {CORE: swapped("</cp:coreProperties>", "<cp:odd>A</cp:odd></cp:coreProperties>")},
        "a property that is not known",
    ),
    "old title": ({APP: swapped(">Reply<", ">Officers<")}, "that is not shown"),
    "base of links": (
        {APP: swapped("</Properties>", "<HyperlinkBase>x</HyperlinkBase></Properties>")},
        "links start from",
    ),
    "saved path": (
        {
            BOOK: swapped(
                "<sheets>",
                '<x:absPath xmlns:x="http://schemas.microsoft.com/office/spreadsheetml/2010/11/ac"'
                ' url="x"/><sheets>',
            )
        },
        "the folder that it was saved in",
    ),
    "reserved by": (
        {BOOK: swapped("<bookViews>", '<fileSharing userName="x"/><bookViews>')},
        "who may write it",
    ),
    "hidden window": (
        {BOOK: swapped("<workbookView", '<workbookView visibility="hidden"')},
        "a window that is hidden",
    ),
    "hidden tabs": (
        {BOOK: swapped("<workbookView", '<workbookView showSheetTabs="0"')},
        "hides its tabs",
    ),
    "frozen away": (
        {
            SHEET: swapped(
                '<sheetView tabSelected="1" workbookViewId="0"/>',
                '<sheetView topLeftCell="A3" workbookViewId="0"><pane ySplit="1" state="frozen"/>'
                "</sheetView>",
            )
        },
        "cannot be reached",
    ),
    "two values": ({SHEET: swapped("</v>", "</v><is><t>psst</t></is>")}, "two values"),
    "own table style": (
        {
            "xl/styles.xml": lambda part: re.sub(
                rb"<tableStyles[^>]*/>",
                b'<tableStyles><tableStyle name="x"><tableStyleElement/></tableStyle>'
                b"</tableStyles>",
                part,
            )
        },
        "a table style of its own",
    ),
    "long attribute": (
        {BOOK: swapped("<calcPr ", f'<calcPr odd="{"x" * 300}" ')},
        "an attribute that could hold text",
    ),
    "unknown state": ({BOOK: swapped("<sheet ", '<sheet state="odd" ')}, "a state that is not"),
    "comment in XML": ({SHEET: swapped("<sheetData>", "<!-- psst --><sheetData>")}, "in the XML"),
    "instruction in XML": ({SHEET: swapped("<sheetData>", "<?psst x?><sheetData>")}, "in the XML"),
    "loose text": ({SHEET: swapped("<sheetData>", "<sheetData>psst")}, "no program shows"),
    "odd element": ({SHEET: swapped("<sheetData>", "<odd/><sheetData>")}, "an element that is not"),
    "odd attribute": ({SHEET: swapped("<row ", '<row odd="x" ')}, "an attribute that is not"),
    "other view": (
        {SHEET: swapped("<pageMargins", "<customSheetViews/><pageMargins")},
        "another view",
    ),
    "scenarios": ({SHEET: swapped("<pageMargins", "<scenarios/><pageMargins")}, "scenarios"),
    "unseen in a theme": (
        {"xl/theme/theme1.xml": swapped("</a:themeElements>", "</a:themeElements>psst")},
        "a theme",
    ),
    "link outside": (
        {
            LINKS: swapped(
                "</Relationships>",
                f'<Relationship Id="r9" Type="{OFFICE}/odd" Target="file:///x" '
                'TargetMode="External"/></Relationships>',
            )
        },
        "a link to an outside",
    ),
    "styles as a sheet": (
        {LINKS: swapped('Target="worksheets/sheet1.xml"', 'Target="styles.xml"')},
        "cannot be checked",
    ),
    "pale by theme": (
        {
            "xl/styles.xml": swapped('<color theme="1"/>', '<color theme="0" tint="-0.05"/>'),
        },
        "colour of its ground",
    ),
    "pale by number": (
        {"xl/styles.xml": swapped('<color theme="1"/>', '<color indexed="65"/>')},
        "colour of its ground",
    ),
    "pale by the theme's own white": (
        {"xl/theme/theme1.xml": swapped('lastClr="000000"', 'lastClr="FFFFFE"')},
        "colour of its ground",
    ),
}


@pytest.mark.parametrize("name", WRITTEN)
def test_what_excel_can_hide_is_found(name: str) -> None:
    """Each way in which a workbook holds more than it shows, as its makers write it."""
    write, what = WRITTEN[name]
    assert any(what in each for each in found(workbook(write))), found(workbook(write))


@pytest.mark.parametrize("name", PATCHED)
def test_what_a_part_can_hide_is_found(name: str) -> None:
    """Each part, link, element or attribute that a plain workbook does not have."""
    parts, what = PATCHED[name]
    content = spoilt(workbook(), parts)
    assert any(what in each for each in found(content)), found(content)


def every_plain_thing(book: Workbook, sheet: Worksheet) -> None:
    """Write what a reply needs: widths, filters, merged headings, two sheets, a table."""
    sheet.set_column(0, 0, 40)
    sheet.autofilter(0, 0, 2, 1)
    sheet.freeze_panes(1, 0)
    sheet.repeat_rows(0)
    sheet.print_area(0, 0, 9, 2)
    sheet.merge_range(5, 0, 5, 1, "merged")
    sheet.write_rich_string(7, 0, "plain ", book.add_format({"bold": True}), "bold")
    sheet.write(8, 0, "grey", book.add_format({"font_color": "#6B7280", "border": 1}))
    sheet.write(9, 0, "pale on dark", book.add_format({"font_color": "#FFF", "bg_color": "#333"}))
    sheet.write(10, 0, 0.5, book.add_format({"num_format": '0.0" %";[Red]-0.0'}))
    sheet.set_landscape()
    sheet.set_footer("&CPage &P of &N")
    second = book.add_worksheet("O'Hara & Co")
    second.add_table(0, 0, 2, 1, {"columns": [{"header": "A"}, {"header": "B"}]})
    second.repeat_rows(0)


@pytest.mark.parametrize("write", [None, every_plain_thing], ids=["bare", "full"])
def test_a_clean_workbook_passes(write: Write | None) -> None:
    """Whatever a plain reply needs is no finding, whichever program packs it."""
    assert found(spoilt(workbook(write), {})) == []
    reading = read(workbook(write))
    assert reading.findings == ()
    assert TEXT in {passage.text for passage in reading.passages}


def test_what_the_program_writes_passes(tmp_path: Path) -> None:
    """The workbook that scored rows are written to holds nothing unseen."""
    path = tmp_path / "a.xlsx"
    with open_sheet(path, ["Text", "decision"], name="a") as sheet:
        sheet.add([["a", "=b"], ["review", ""]], 2)
    assert found(path.read_bytes()) == []


def test_cells_come_with_their_places() -> None:
    """As a person reads them, in blocks that blank rows part."""
    reading = read(workbook(lambda _, sheet: sheet.write(9, 2, "last")))
    assert [(grid.first_row, grid.rows[0]) for grid in reading.grids] == [
        (1, ("Outcome", "Officers")),
        (10, ("", "", "last")),
    ]
    assert reading.passages[-1].where == "Reply!C10"


def test_the_place_is_named_and_not_the_text() -> None:
    """Where and what, never what stands there."""
    (finding,) = read(workbook(looking(font_color="#FFFFFF"))).findings
    assert finding.where == "Reply!A5"
    assert "pale" not in finding.what + finding.advice
