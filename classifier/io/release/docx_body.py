"""The text of a document, a header or notes: what a person sees of it, and what not."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final
from xml.etree import ElementTree as ET

from classifier.domain.release import Finding, Grid, Passage, Reading
from classifier.io.release.docx_looks import Look, Looks, size_trouble
from classifier.io.release.docx_words import BODY_ELEMENTS, PLAIN_FIELDS, UNWANTED_ELEMENTS
from classifier.io.release.links import is_loose, printable
from classifier.io.release.markup import attributes, short

_TEXTS: Final = frozenset({"t", "instrText"})
_SPACES: Final[Mapping[str, str]] = {"tab": "\t", "br": "\n", "cr": "\n", "noBreakHyphen": "-"}
_REMOVE: Final = "Remove it under File, Info, Inspect Document, or make the document afresh."
_LOOK: Final = "Show it plainly, or delete it."


class BodyReader:
    """Reads one part that holds text."""

    def __init__(self, place: str, looks: Looks) -> None:
        self._place, self._looks = place, looks
        self._findings: dict[Finding, None] = {}
        self._passages: list[Passage] = []
        self._grids: list[Grid] = []
        self._paragraphs = self._tables = 0

    def read(self, root: ET.Element) -> Reading:
        """Read a part from its root on."""
        for element in root.iter():
            self._look_at(element)
        self._walk(root, cell=None)
        return Reading(
            findings=tuple(self._findings),
            passages=tuple(self._passages),
            grids=tuple(self._grids),
        )

    def _found(self, what: str, advice: str, place: str = "") -> None:
        where = f"{self._place}, {place}" if place else self._place
        self._findings[Finding(where=where, what=what, advice=advice)] = None

    def _look_at(self, element: ET.Element) -> None:
        """Look at an element by itself: whether it is known, and holds what it should."""
        name, words = short(element.tag), attributes(element)
        if name not in BODY_ELEMENTS:
            unknown = f"an element that is not known ({printable(name)}), which could hold anything"
            self._found(UNWANTED_ELEMENTS.get(name, unknown), _REMOVE)
        elif name in ("tblCaption", "tblDescription"):
            text = words.get("val", "")
            self._passages.append(Passage(where=f"{self._place}, a table's title", text=text))
        elif is_loose(words):
            self._found(f"an attribute that could hold text ({name})", _REMOVE)
        loose = (element.text or "").strip() if name not in _TEXTS else ""
        if loose or (element.tail or "").strip():
            self._found("text where no program shows it", _REMOVE)
        self._look_at_size(name, words)

    def _look_at_size(self, name: str, words: dict[str, str]) -> None:
        """Look for what stands outside the page, or has no height, and for strange fields."""
        trouble = size_trouble(name, words)
        if trouble:
            self._found(trouble, _LOOK)
        if name == "hyperlink" and words.keys() & {"tooltip", "docLocation", "tgtFrame"}:
            self._found("a link with a tip or place that does not show", _REMOVE)
        elif name == "fldSimple":
            self._look_at_field(words.get("instr", ""))

    def _look_at_field(self, instruction: str) -> None:
        if instruction.split() and instruction.split()[0].upper() not in PLAIN_FIELDS:
            self._found("a field, which can lead to other files or hide text", _REMOVE)

    def _walk(self, element: ET.Element, *, cell: Look) -> None:
        """Go through paragraphs and tables in their order."""
        for child in element:
            name = short(child.tag)
            if name == "p":
                self._read_paragraph(child, cell, f"paragraph {self._paragraphs + 1}")
                self._paragraphs += 1
            elif name == "tbl":
                self._read_table(child)
            else:
                self._walk(child, cell=cell)

    def _read_paragraph(self, paragraph: ET.Element, cell: Look, place: str) -> str:
        """Read a paragraph, run by run, and return its text."""
        shape = _child(paragraph, "pPr")
        pieces, instructions = [], []
        for run in paragraph.iter():
            if short(run.tag) != "r":
                continue
            text = "".join(map(_text_of, run))
            pieces.append(text)
            instructions += [part.text or "" for part in run if short(part.tag) == "instrText"]
            if text.strip():
                for what in self._looks.troubles(_child(run, "rPr"), shape, cell):
                    self._found(what, _LOOK, place)
        self._look_at_field("".join(instructions))
        text = "".join(pieces)
        if text.strip():
            self._passages.append(Passage(where=f"{self._place}, {place}", text=text))
        return text

    def _read_table(self, table: ET.Element) -> None:
        self._tables += 1
        place = f"table {self._tables}"
        style = _child(_child(table, "tblPr"), "tblStyle")
        for what in self._looks.table_troubles(
            attributes(style).get("val", "") if style is not None else ""
        ):
            self._found(what, _LOOK, place)
        rows = []
        for number_of_row, row in enumerate(_all(table, "tr"), start=1):
            cells: list[str] = []
            for cell in _all(row, "tc"):
                spot = f"{place}, row {number_of_row}, cell {len(cells) + 1}"
                cells += [self._read_cell(cell, spot), *[""] * (_span(cell) - 1)]
            rows.append(tuple(cells))
        self._grids.append(Grid(where=f"{self._place}, {place}", rows=tuple(rows)))

    def _read_cell(self, cell: ET.Element, place: str) -> str:
        look = _child(cell, "tcPr")
        texts = []
        for child in cell:
            if short(child.tag) == "p":
                texts.append(self._read_paragraph(child, look, place))
            else:
                before = len(self._passages)
                self._walk(_only(child), cell=look)
                texts += [passage.text for passage in self._passages[before:]]
        return "\n".join(texts)


def _only(child: ET.Element) -> ET.Element:
    """Wrap an element, so that it is walked itself and not its children alone."""
    wrap = ET.Element("wrap")
    wrap.append(child)
    return wrap


def _all(element: ET.Element, name: str) -> list[ET.Element]:
    """Give the children of that name, also those within what wraps them."""
    found = []
    for child in element:
        if short(child.tag) == name:
            found.append(child)
        elif short(child.tag) not in ("tbl", "p"):
            found += _all(child, name)
    return found


def _child(element: Look, name: str) -> Look:
    for child in element if element is not None else ():
        if short(child.tag) == name:
            return child
    return None


def _text_of(part: ET.Element) -> str:
    name = short(part.tag)
    return (part.text or "") if name in ("t", "delText") else _SPACES.get(name, "")


def _span(cell: ET.Element) -> int:
    span = _child(_child(cell, "tcPr"), "gridSpan")
    wide = attributes(span).get("val", "1") if span is not None else "1"
    return min(max(int(wide), 1), 100) if wide.isdecimal() else 1
