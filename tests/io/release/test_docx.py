from __future__ import annotations

import io
from collections.abc import Callable

import pytest
from docx.document import Document
from docx.enum.text import WD_COLOR_INDEX
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from docx.shared import Cm, Pt, RGBColor
from docx.text.run import Run
from leaving import TEXT, Change, document, pixel, spoilt, swapped

from classifier.domain.release import Reading
from classifier.io.release.reader import read_leaving

BODY = "word/document.xml"
SETTINGS = "word/settings.xml"
STYLES = "word/styles.xml"
LINKS = "word/_rels/document.xml.rels"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
WHITE = RGBColor(255, 255, 255)

Write = Callable[[Document], None]


def read(content: bytes) -> Reading:
    """Read a document as one that is to leave."""
    return read_leaving("reply.docx", content)


def found(content: bytes) -> list[str]:
    """Give what is found in a document."""
    return [finding.what for finding in read(content).findings]


def a_run(change: Callable[[Run], object]) -> Write:
    """Write a run and change its look."""
    return lambda made: change(made.add_paragraph().add_run("pale"))


def with_look(xml: str) -> Write:
    """Write a run whose look is given as XML."""
    return a_run(lambda run: run._r.insert(0, parse_xml(f"<w:rPr {nsdecls('w')}>{xml}</w:rPr>")))


def with_style(xml: str) -> Write:
    """Write a paragraph in a style whose look is given as XML."""

    def write(made: Document) -> None:
        style = made.styles.add_style("Own", 1)
        style.element.append(parse_xml(f"<w:rPr {nsdecls('w')}>{xml}</w:rPr>"))
        made.add_paragraph("pale", style=style)

    return write


def shaded_cell(made: Document) -> None:
    """Write black text into a black cell."""
    cell = made.tables[0].cell(1, 0)
    shading = f'<w:shd {nsdecls("w")} w:val="clear" w:fill="000000"/>'
    cell._tc.get_or_add_tcPr().append(parse_xml(shading))


def exact_lines(made: Document) -> None:
    """Write a paragraph whose lines have no height."""
    made.add_paragraph("x").paragraph_format.line_spacing = Pt(0.7)


def low_row(made: Document) -> None:
    """Give a table's row no height."""
    row = made.tables[0].rows[1]
    row.height = Pt(0.5)
    row.height_rule = 2


def table_style(made: Document) -> None:
    """Use a table style that writes white on nothing."""
    style = made.styles.add_style("Pale", 3)
    style.element.append(parse_xml(f'<w:rPr {nsdecls("w")}><w:color w:val="FFFFFF"/></w:rPr>'))
    made.tables[0].style = style


def first_header(made: Document) -> None:
    """Write a header for first pages, which this document does not tell apart."""
    made.sections[0].first_page_header.paragraphs[0].text = "psst"


WRITTEN: dict[str, tuple[Write, str]] = {
    "hidden text": (a_run(lambda run: setattr(run.font, "hidden", True)), "hidden text"),
    "hidden on the web": (with_look("<w:webHidden/>"), "hidden text"),
    "hidden by style": (with_style("<w:vanish/>"), "hidden text"),
    "white": (a_run(lambda run: setattr(run.font.color, "rgb", WHITE)), "colour of its ground"),
    "white by theme": (
        with_look('<w:color w:val="000000" w:themeColor="background1"/>'),
        "colour of its ground",
    ),
    "white by style": (with_style('<w:color w:val="FFFFFF"/>'), "colour of its ground"),
    "black on black": (
        a_run(lambda run: setattr(run.font, "highlight_color", WD_COLOR_INDEX.BLACK)),
        "colour of its ground",
    ),
    "black on black cell": (shaded_cell, "colour of its ground"),
    "white by table style": (table_style, "colour of its ground"),
    "small": (a_run(lambda run: setattr(run.font, "size", Pt(1))), "smaller than 4 points"),
    "small by style": (with_style('<w:sz w:val="2"/>'), "smaller than 4 points"),
    "squeezed": (with_look('<w:w w:val="1"/>'), "squeezed"),
    "tight": (with_look('<w:spacing w:val="-400"/>'), "squeezed"),
    "letters as symbols": (with_look('<w:rFonts w:ascii="Wingdings"/>'), "a font of symbols"),
    "raised": (with_look('<w:position w:val="3000"/>'), "a text outside the page"),
    "lines of no height": (exact_lines, "lines of no height"),
    "low row": (low_row, "a row of no height"),
    "outside the page": (
        lambda made: setattr(made.add_paragraph("x").paragraph_format, "left_indent", Cm(30)),
        "outside the page",
    ),
    "picture": (lambda made: made.add_picture(pixel()), "a picture"),
    "comment": (
        lambda made: made.add_comment(made.paragraphs[0].runs, "psst", "A"),
        "a comment",
    ),
    "author": (lambda made: setattr(made.core_properties, "author", "A"), "the author's name"),
    "saved by": (
        lambda made: setattr(made.core_properties, "last_modified_by", "A"),
        "who saved it last",
    ),
    "subject": (lambda made: setattr(made.core_properties, "subject", "A"), "a subject"),
    "first header": (first_header, "no page shows"),
}


def body(xml: str) -> dict[str, Change]:
    """Put XML before the document's first paragraph."""
    return {BODY: swapped("<w:body>", f"<w:body>{xml}")}


def paragraph(xml: str) -> dict[str, Change]:
    """Put a paragraph that holds XML before the document's first."""
    return body(f"<w:p>{xml}</w:p>")


RUN = "<w:r><w:t>psst</w:t></w:r>"
WHO = 'w:id="7" w:author="A" w:date="2030-01-01T00:00:00Z"'
PATCHED: dict[str, tuple[dict[str, Change], str]] = {
    "inserted": (paragraph(f"<w:ins {WHO}>{RUN}</w:ins>"), "a tracked change"),
    "deleted": (
        paragraph(f"<w:del {WHO}><w:r><w:delText>psst</w:delText></w:r></w:del>"),
        "a tracked change",
    ),
    "moved": (paragraph(f"<w:moveFrom {WHO}>{RUN}</w:moveFrom>"), "a tracked change"),
    "look changed": (
        paragraph(f"<w:r><w:rPr><w:rPrChange {WHO}><w:rPr/></w:rPrChange></w:rPr></w:r>"),
        "a tracked change",
    ),
    "comment mark": (paragraph('<w:commentRangeStart w:id="1"/>'), "a comment"),
    "content control": (
        body(f"<w:sdt><w:sdtContent><w:p>{RUN}</w:p></w:sdtContent></w:sdt>"),
        "a content control",
    ),
    "custom XML around text": (
        paragraph(f'<w:customXml w:element="x">{RUN}</w:customXml>'),
        "custom XML",
    ),
    "other file": (body('<w:altChunk r:id="r1"/>'), "another file within"),
    "object": (paragraph("<w:r><w:object/></w:r>"), "an embedded object"),
    "field": (
        paragraph('<w:fldSimple w:instr="INCLUDETEXT x"/>'),
        "a field",
    ),
    "field in runs": (
        paragraph("<w:r><w:instrText>DOCPROPERTY x</w:instrText></w:r>"),
        "a field",
    ),
    "narrow column": ({BODY: swapped('<w:gridCol w:w="', '<w:gridCol w:w="1" w:x="')}, "no width"),
    "table aside": (
        body('<w:tbl><w:tblPr><w:tblInd w:w="90000"/></w:tblPr></w:tbl>'),
        "outside the page",
    ),
    "frame": (paragraph("<w:pPr><w:framePr/></w:pPr>"), "a frame"),
    "choice": (
        paragraph(
            '<mc:AlternateContent xmlns:mc="http://schemas.openxmlformats.org/'
            'markup-compatibility/2006"/>'
        ),
        "a choice",
    ),
    "long attribute": (
        paragraph(f'<w:bookmarkStart w:id="1" w:name="{"x" * 300}"/>'),
        "an attribute that could hold text",
    ),
    "tip": (paragraph(f'<w:hyperlink w:anchor="a" w:tooltip="psst">{RUN}</w:hyperlink>'), "a tip"),
    "loose text": (body("psst"), "text where no program shows it"),
    "comment in XML": (body("<!-- psst -->"), "in the XML"),
    "comments": ({"word/comments.xml": b"<x/>"}, "comments"),
    "people": ({"word/people.xml": b"<x/>"}, "comments"),
    "macros": ({"word/vbaProject.bin": b"x"}, "macros"),
    "embedded": ({"word/embeddings/a.bin": b"x"}, "an embedded object"),
    "picture part": ({"word/media/image1.png": b"x"}, "a picture"),
    "custom XML": ({"customXml/item1.xml": b"<x/>"}, "custom XML"),
    "own property": ({"docProps/custom.xml": b"<x/>"}, "of its own making"),
    "building blocks": ({"word/glossary/document.xml": b"<x/>"}, "building blocks"),
    "unknown part": ({"word/anything.xml": b"<x/>"}, "a part that is not known"),
    "spare header": ({"word/header9.xml": b"<x/>"}, "nothing in the file leads to"),
    "spare note": (
        {
            "word/footnotes.xml": (
                f'<w:footnotes {nsdecls("w")}><w:footnote w:id="7"><w:p>{RUN}</w:p></w:footnote>'
                "</w:footnotes>"
            ).encode()
        },
        "a note that no page shows",
    ),
    "tracks changes": (
        {SETTINGS: swapped("<w:zoom", "<w:trackRevisions/><w:zoom")},
        "tracks every change",
    ),
    "protected": (
        {SETTINGS: swapped("<w:zoom", "<w:documentProtection/><w:zoom")},
        "a protected document",
    ),
    "variables": (
        {SETTINGS: swapped("<w:zoom", '<w:docVars><w:docVar w:name="a"/></w:docVars><w:zoom')},
        "variables",
    ),
    "mail merge": ({SETTINGS: swapped("<w:zoom", "<w:mailMerge/><w:zoom")}, "mail merge"),
    "colours swapped": (
        {SETTINGS: swapped('w:t1="dark1"', 'w:t1="light1"')},
        "colours that are swapped",
    ),
    "template elsewhere": (
        {
            LINKS: swapped(
                "</Relationships>",
                f'<Relationship Id="r9" Type="{OFFICE}/attachedTemplate" Target="file:///x" '
                'TargetMode="External"/></Relationships>',
            )
        },
        "a link to an outside",
    ),
    "words in a numbering": (
        {"word/numbering.xml": swapped('w:lvlText w:val="', 'w:lvlText w:val="quarrelled on duty')},
        "a numbering that holds words",
    ),
}


@pytest.mark.parametrize("name", WRITTEN)
def test_what_word_can_hide_is_found(name: str) -> None:
    """Each way in which a document holds more than it shows, as its makers write it."""
    write, what = WRITTEN[name]
    assert any(what in each for each in found(document(write))), found(document(write))


@pytest.mark.parametrize("name", PATCHED)
def test_what_a_part_can_hide_is_found(name: str) -> None:
    """Each part, link, element or attribute that a plain document does not have."""
    parts, what = PATCHED[name]
    content = spoilt(document(), parts)
    assert any(what in each for each in found(content)), found(content)


def every_plain_thing(made: Document) -> None:
    """Write what a reply needs: shaded headings, numbered lists, page numbers, a second section."""
    cell = made.tables[0].cell(0, 0)
    shading = f'<w:shd {nsdecls("w")} w:val="clear" w:color="auto" w:fill="223344"/>'
    cell._tc.get_or_add_tcPr().append(parse_xml(shading))
    cell.paragraphs[0].runs[0].font.color.rgb = WHITE
    made.add_paragraph("first", style="List Number")
    made.add_paragraph("said", style="Intense Quote")
    made.add_paragraph("grey").runs[0].font.color.rgb = RGBColor(0x6B, 0x72, 0x80)
    made.add_table(2, 2, style="Medium Shading 1 Accent 1").cell(0, 0).text = "Year"
    made.tables[0].cell(1, 0).merge(made.tables[0].cell(1, 1))
    made.add_page_break()
    made.add_section()
    page = f'<w:fldSimple {nsdecls("w")} w:instr=" PAGE "/>'
    made.sections[0].footer.paragraphs[0]._p.append(parse_xml(page))
    made.core_properties.title = "Reply"


@pytest.mark.parametrize("write", [None, every_plain_thing], ids=["bare", "full"])
def test_a_clean_document_passes(write: Write | None) -> None:
    """Whatever a plain reply needs is no finding, whichever program packs it."""
    assert found(spoilt(document(write), {})) == []
    reading = read(document(write))
    assert reading.findings == ()
    assert TEXT in {passage.text for passage in reading.passages}


def test_tables_come_as_rows() -> None:
    """With the place of each table."""
    (grid,) = read(document()).grids
    assert (grid.where, grid.rows[1]) == ("document, table 1", ("Written warning", "12", "12"))


def test_the_empty_template_is_no_clean_document() -> None:
    """What python-docx's own template carries is found: a thumbnail, custom XML, its name."""
    import docx

    content = io.BytesIO()
    docx.Document().save(content)
    what = found(content.getvalue())
    assert "a picture of an earlier first page" in what
    assert "the author's name" in what
