"""A workbook (XLSX): every part, every link and every sheet of it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final
from xml.etree import ElementTree as ET

from classifier.domain.release import Finding, Passage, Reading
from classifier.io.release.links import Link, element_findings, printable, read_links
from classifier.io.release.markup import attributes, parse, short
from classifier.io.release.office import known_parts, package_findings, title_passages
from classifier.io.release.package import UnreadableError
from classifier.io.release.properties import APP, leftover_titles
from classifier.io.release.xlsx_looks import Looks
from classifier.io.release.xlsx_sheet import SheetReader
from classifier.io.release.xlsx_strings import SharedTexts
from classifier.io.release.xlsx_words import (
    EXPECTED_LINKS,
    KNOWN_PARTS,
    SHEET,
    STRING_ELEMENTS,
    STRINGS,
    STYLE_ELEMENTS,
    STYLES,
    TABLE,
    TABLE_ELEMENTS,
    THEME,
    UNWANTED_ELEMENTS,
    WORKBOOK,
    WORKBOOK_ELEMENTS,
)

_PLAIN_NAMES: Final = frozenset({"_xlnm._FilterDatabase", "_xlnm.Print_Area", "_xlnm.Print_Titles"})
_CELLS: Final = r"\$?[A-Z]{0,3}\$?[0-9]{0,7}"
_RANGE: Final = rf"(?:'(?:[^'\[\]]|'')+'|[\w.]+)!{_CELLS}(?::{_CELLS})?"
_PLAIN_RANGE: Final = re.compile(rf"{_RANGE}(?:,{_RANGE})*")
_REMOVE: Final = "Remove it: copy the values alone into a new workbook."
_UNHIDE: Final = "Unhide it, look at what it holds, and delete it or leave it shown."
_WINDOW: Final = (
    ("visibility", "visible"),
    ("minimized", "0"),
    ("showSheetTabs", "1"),
    ("showHorizontalScroll", "1"),
    ("showVerticalScroll", "1"),
)
"""How a window is unless it says otherwise."""
_STATES: Final[Mapping[str, str]] = {
    "hidden": "a hidden sheet",
    "veryHidden": "a sheet that is hidden so that Excel's menus do not show it",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class _Sheet:
    name: str
    state: str
    part: str


def read_xlsx(parts: Mapping[str, bytes]) -> Reading:
    """Read all parts of a workbook, whose XML `markup_findings` has let pass.

    Raises
    ------
    UnreadableError
        If a sheet that it lists is not in it.
    """
    known = known_parts(parts, KNOWN_PARTS)
    links = read_links(known)
    workbook = parse(known[WORKBOOK])
    sheets = list(_sheets(workbook, links))
    looks = Looks(known.get(STYLES, b""), known.get(THEME, b""))
    texts = SharedTexts(known.get(STRINGS, b""))
    readings = [_read_sheet(sheet, known, looks, texts) for sheet in sheets]
    passages = tuple(passage for reading in readings for passage in reading.passages)
    findings = [
        *package_findings(parts, known, links, EXPECTED_LINKS),
        *_sheet_findings(sheets, known),
        *_workbook_findings(workbook),
        *_small_part_findings(known),
        *(finding for reading in readings for finding in reading.findings),
        *_table_findings(known, {passage.text for passage in passages}),
        *texts.leftovers(),
        *leftover_titles(known.get(APP, b"<none/>"), {sheet.name for sheet in sheets}),
    ]
    return Reading(
        findings=tuple(findings),
        passages=(
            *title_passages(known),
            *(
                Passage(where=f"the name of sheet {number}", text=sheet.name)
                for number, sheet in enumerate(sheets, start=1)
            ),
            *passages,
        ),
        grids=tuple(grid for reading in readings for grid in reading.grids),
    )


def _sheets(workbook: ET.Element, links: list[Link]) -> Iterator[_Sheet]:
    """Give the sheets that the workbook lists, in its order."""
    targets = {link.key: link.target for link in links if link.source == WORKBOOK}
    for element in workbook.iter():
        if short(element.tag) == "sheet":
            words = attributes(element)
            part = targets.get(words.get("r:id", ""), "")
            yield _Sheet(name=words.get("name", ""), state=words.get("state", "visible"), part=part)


def _read_sheet(
    sheet: _Sheet, known: Mapping[str, bytes], looks: Looks, texts: SharedTexts
) -> Reading:
    if not re.fullmatch(SHEET, sheet.part) or sheet.part not in known:
        what = f"it lists a sheet that is no plain one or missing ({printable(sheet.name)})"
        raise UnreadableError(what)
    return SheetReader(sheet.name, looks, texts).read(known[sheet.part])


def _sheet_findings(sheets: list[_Sheet], known: Mapping[str, bytes]) -> Iterator[Finding]:
    """Give sheets that are hidden, or in the file but not in the workbook."""
    for sheet in sheets:
        if sheet.state != "visible":
            what = _STATES.get(sheet.state, "a sheet in a state that is not known")
            yield Finding(where=f"sheet {printable(sheet.name)}", what=what, advice=_UNHIDE)
    listed = {sheet.part for sheet in sheets}
    for name in known:
        if re.fullmatch(SHEET, name) and name not in listed:
            yield Finding(
                where=name, what="a sheet that the workbook does not list", advice=_REMOVE
            )


def _workbook_findings(workbook: ET.Element) -> Iterator[Finding]:
    """Give defined names other than a plain filter or print range, and a hidden window."""
    for element in workbook.iter():
        name, words = short(element.tag), attributes(element)
        if name == "definedName":
            own = words.get("name", "")
            text = (element.text or "").strip()
            spare = words.keys() - {"name", "localSheetId", "hidden"}
            if own not in _PLAIN_NAMES or spare or not _PLAIN_RANGE.fullmatch(text):
                what = "a defined name, which can hold values or lead elsewhere"
                yield Finding(where=f"name {printable(own)}", what=what, advice=_REMOVE)
        elif name == "workbookView" and any(words.get(*usual) != usual[1] for usual in _WINDOW):
            what = "a window that is hidden, or hides its tabs or scroll bars"
            yield Finding(where=WORKBOOK, what=what, advice=_UNHIDE)


def _small_part_findings(known: Mapping[str, bytes]) -> Iterator[Finding]:
    """Give the elements of workbook, styles and texts that a plain workbook does not have."""
    for part, elements, texts in (
        (WORKBOOK, WORKBOOK_ELEMENTS, frozenset({"definedName"})),
        (STYLES, STYLE_ELEMENTS, frozenset[str]()),
        (STRINGS, STRING_ELEMENTS, frozenset({"t"})),
    ):
        if part in known:
            yield from element_findings(
                part, known[part], elements, texts=texts, unwanted=UNWANTED_ELEMENTS
            )


def _table_findings(known: Mapping[str, bytes], shown: set[str]) -> Iterator[Finding]:
    """Give what a table within a sheet keeps that its cells do not show."""
    for part in known:
        if not re.fullmatch(TABLE, part):
            continue
        yield from element_findings(part, known[part], TABLE_ELEMENTS, unwanted=UNWANTED_ELEMENTS)
        root = parse(known[part])
        for element in root.iter():
            words = attributes(element)
            if short(element.tag) == "tableColumn" and words.get("name") not in shown:
                what = "the name of a column that is not shown"
                yield Finding(where=part, what=what, advice=_REMOVE)
            if words.keys() & {"comment", "queryTableFieldId", "connectionId"}:
                what = "a table with a comment, or tied to where its rows came from"
                yield Finding(where=part, what=what, advice=_REMOVE)
