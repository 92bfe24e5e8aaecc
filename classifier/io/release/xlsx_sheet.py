"""One sheet of a workbook: its cells as a person sees them, and what a person does not see."""

from __future__ import annotations

import io
import re
from collections.abc import Iterable, Iterator
from typing import Final
from xml.etree import ElementTree as ET

from classifier.domain.release import Finding, Grid, Passage, Reading
from classifier.io.release.links import printable
from classifier.io.release.markup import attributes, measure, short
from classifier.io.release.xlsx_looks import Looks
from classifier.io.release.xlsx_strings import SharedTexts, Text, read_text
from classifier.io.release.xlsx_words import ATTRIBUTES, SHEET_ELEMENTS, UNWANTED_ELEMENTS

_REFERENCE: Final = re.compile(r"\$?([A-Z]{1,3})\$?([0-9]{1,7})")
_TEXTS: Final = frozenset({"v", "t"})
_VALUES: Final = frozenset({"v", "is"})
_HEADINGS: Final = re.compile(r"(odd|even|first)(Header|Footer)")
_HEADING_CODES: Final = re.compile(r"&(?:[LCRPNDTFAGZ]|\"[^\"]*\"|[0-9]+|[BIUSEXYK&])")
_NARROWEST: Final = 0.5
_LOWEST: Final = 2.0
"""Below these, characters of width and points of height, nobody sees what a cell holds."""
_FAR: Final = 200
_UNHIDE: Final = "Unhide it, look at what it holds, and delete it or leave it shown."
_REMOVE: Final = "Remove it: copy the values alone into a new workbook."
_LOOK: Final = "Show it plainly, or delete it."
_TRUE: Final = frozenset({"1", "true"})


class SheetReader:
    """Reads one sheet, its part's content once from beginning to end."""

    def __init__(self, name: str, looks: Looks, texts: SharedTexts) -> None:
        self._name, self._looks, self._texts = printable(name), looks, texts
        self._findings: dict[Finding, None] = {}
        self._passages: list[Passage] = []
        self._rows: dict[int, dict[int, str]] = {}
        self._row = self._column = 0
        self._first_shown = "A1"

    def read(self, content: bytes) -> Reading:
        """Read the sheet's part, which `markup_findings` has let pass."""
        for event, element in ET.iterparse(io.BytesIO(content), events=("start", "end")):
            name = short(element.tag)
            if event == "start":
                self._begin(name, attributes(element))
            else:
                self._end(name, element)
        self._look_far_away()
        return Reading(
            findings=tuple(self._findings),
            passages=tuple(self._passages),
            grids=tuple(self._grids()),
        )

    def _found(self, what: str, advice: str, place: str = "") -> None:
        where = f"{self._name}!{place}" if place else self._name
        self._findings[Finding(where=where, what=what, advice=advice)] = None

    def _here(self) -> str:
        return _place(self._row, self._column)

    def _begin(self, name: str, words: dict[str, str]) -> None:
        """Look at an element when it opens: its name, its attributes, what it hides."""
        if name not in SHEET_ELEMENTS:
            if name in UNWANTED_ELEMENTS:
                place = self._here() if name == "f" else ""
                self._found(UNWANTED_ELEMENTS[name], _REMOVE, place)
            else:
                self._found(f"an element that is not known ({printable(name)})", _REMOVE)
            return
        strange = words.keys() - ATTRIBUTES
        if strange and name != "worksheet":
            self._found(f"an attribute that is not known ({printable(min(strange))})", _REMOVE)
        if name == "row":
            self._begin_row(words)
        elif name == "c":
            self._begin_cell(words)
        else:
            self._look_at_frame(name, words)

    def _begin_row(self, words: dict[str, str]) -> None:
        number = words.get("r", "")
        self._row = int(number) if number.isdecimal() else self._row + 1
        self._column = 0
        if words.get("hidden") in _TRUE:
            self._found("a hidden row", _UNHIDE, f"row {self._row}")
        elif "ht" in words and measure(words["ht"]) < _LOWEST:
            self._found("a row of no height", _UNHIDE, f"row {self._row}")

    def _begin_cell(self, words: dict[str, str]) -> None:
        found = _REFERENCE.fullmatch(words.get("r", ""))
        if found is None:
            self._column += 1
        else:
            self._column = _columnnumber(found[1])

    def _look_at_frame(self, name: str, words: dict[str, str]) -> None:
        """Look at what shapes the sheet: its columns, its default sizes, its view."""
        if name == "col":
            hidden = words.get("hidden") in _TRUE
            if hidden or ("width" in words and measure(words["width"]) < _NARROWEST):
                first, last = (
                    _letters(int(measure(words.get(end, "1")))) for end in ("min", "max")
                )
                what = "a hidden column" if hidden else "a column of no width"
                columns = first if first == last else f"{first} to {last}"
                self._found(what, _UNHIDE, f"column {columns}")
        elif name == "sheetFormatPr":
            low = measure(words.get("defaultRowHeight", "15")) < _LOWEST
            narrow = measure(words.get("defaultColWidth", "8")) < _NARROWEST
            if low or narrow or words.get("zeroHeight") in _TRUE:
                self._found("rows or columns that are hidden unless they say otherwise", _UNHIDE)
        else:
            self._look_at_view(name, words)

    def _look_at_view(self, name: str, words: dict[str, str]) -> None:
        """Look at what the sheet's window shows of it."""
        if name == "sheetView":
            self._first_shown = words.get("topLeftCell", "A1")
            if words.get("showZeros") in ("0", "false"):
                self._found("a view that hides zeros", "Show zeros: File, Options, Advanced.")
        elif name == "pane":
            is_frozen = words.get("state", "split") != "split"
            if is_frozen and self._first_shown != "A1":
                self._found("panes frozen so that rows or columns cannot be reached", _UNHIDE)

    def _end(self, name: str, element: ET.Element) -> None:
        """Look at an element when it is whole, and let it go."""
        if name == "c":
            self._end_cell(element)
        elif name == "mergeCell":
            self._look_under(attributes(element).get("ref", ""))
        elif _HEADINGS.fullmatch(name):
            words = _HEADING_CODES.sub(" ", element.text or "").strip()
            if words:
                self._passages.append(Passage(where=f"{self._name}, header or footer", text=words))
        elif (element.text or "").strip() and name not in _TEXTS and name in SHEET_ELEMENTS:
            self._found("text where no program shows it", _REMOVE)
        if name in ("row", "mergeCell", "col"):
            element.clear()

    def _end_cell(self, cell: ET.Element) -> None:
        words = attributes(cell)
        kind = words.get("t", "n")
        text = self._cell_text(cell, kind)
        if len([child for child in cell if short(child.tag) in _VALUES]) > 1:
            self._found("a cell with two values, of which one shows", _LOOK, self._here())
        if not text.text.strip():
            return
        place = self._here()
        style = int(measure(words.get("s", "0")))
        is_number = kind == "n"
        for what in self._looks.troubles(style, text.text, is_number=is_number, runs=text.runs):
            self._found(what, _LOOK, place)
        self._passages.append(Passage(where=f"{self._name}!{place}", text=text.text))
        self._rows.setdefault(self._row, {})[self._column] = text.text

    def _cell_text(self, cell: ET.Element, kind: str) -> Text:
        inner = {short(child.tag): child for child in cell}
        if "is" in inner:
            return read_text(inner["is"])
        value = (inner["v"].text or "") if "v" in inner else ""
        return self._texts.at(value) if kind == "s" else Text(text=value)

    def _look_under(self, reference: str) -> None:
        """Look for what stands in merged cells under the one that shows."""
        corners = [_REFERENCE.fullmatch(corner) for corner in reference.partition(":")[::2]]
        if corners[0] is None or corners[-1] is None:
            return
        (left, top), (right, bottom) = (
            (_columnnumber(corner[1]), int(corner[2])) for corner in corners if corner
        )
        is_small = bottom - top < len(self._rows)
        rows = range(top, bottom + 1) if is_small else sorted(self._rows)
        for row in rows:
            for column in self._rows.get(row, ()) if top <= row <= bottom else ():
                if left <= column <= right and (row, column) != (top, left):
                    self._found("a cell under a merged one", _LOOK, _place(row, column))

    def _look_far_away(self) -> None:
        """Look for cells so far from the others that nobody scrolls there."""
        columns = {column for row in self._rows.values() for column in row}
        for kind, numbers in (("row", self._rows.keys()), ("column", columns)):
            for number in _after_gaps(numbers):
                place = f"{kind} {number if kind == 'row' else _letters(number)}"
                self._found("cells far away from all others", _LOOK, place)

    def _grids(self) -> Iterator[Grid]:
        """Give the blocks of rows that no blank row parts."""
        block: list[tuple[str, ...]] = []
        before = 0
        for number in sorted(self._rows):
            if block and number != before + 1:
                yield Grid(where=self._name, rows=tuple(block), first_row=before + 1 - len(block))
                block = []
            row = self._rows[number]
            block.append(tuple(row.get(column, "") for column in range(1, max(row) + 1)))
            before = number
        if block:
            yield Grid(where=self._name, rows=tuple(block), first_row=before + 1 - len(block))


def _after_gaps(numbers: Iterable[int]) -> Iterator[int]:
    before = 0
    for number in sorted(numbers):
        if number - before > _FAR:
            yield number
        before = number


def _place(row: int, column: int) -> str:
    return f"{_letters(column)}{row}"


def _letters(column: int) -> str:
    """Name a column as a spreadsheet does."""
    letters = ""
    while column > 0:
        column, place = divmod(column - 1, 26)
        letters = chr(ord("A") + place) + letters
    return letters


def _columnnumber(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - ord("A") + 1
    return number
