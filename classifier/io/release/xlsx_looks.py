"""How the cells of a workbook look: enough to say which text nobody can see."""

from __future__ import annotations

from functools import cache
from typing import Final
from xml.etree import ElementTree as ET

from classifier.io.release.colours import BLACK, WHITE, Colour, can_be_seen, from_hex, tinted
from classifier.io.release.markup import attributes, measure, parse, short
from classifier.io.release.number_format import hides
from classifier.io.release.theme import SYMBOLS, is_symbol_font, scheme_colours

SMALLEST_FONT: Final = 4.0
"""Points. Nobody reads smaller letters without looking for them."""

_FARTHEST_INDENT: Final = 30
_ACCENTS: Final = tuple(f"accent{number}" for number in range(1, 7))
_SCHEME: Final = ("lt1", "dk1", "lt2", "dk2", *_ACCENTS, "hlink", "folHlink")
"""The colours of a theme in the order that a workbook numbers them."""
_STANDARD: Final = """
    000000 FFFFFF FF0000 00FF00 0000FF FFFF00 FF00FF 00FFFF 000000 FFFFFF FF0000 00FF00
    0000FF FFFF00 FF00FF 00FFFF 800000 008000 000080 808000 800080 008080 C0C0C0 808080
    9999FF 993366 FFFFCC CCFFFF 660066 FF8080 0066CC CCCCFF 000080 FF00FF FFFF00 00FFFF
    800080 800000 008080 0000FF 00CCFF CCFFFF CCFFCC FFFF99 99CCFF FF99CC CC99FF FFCC99
    3366FF 33CCCC 99CC00 FFCC00 FF9900 FF6600 666699 969696 003366 339966 003300 333300
    993300 993366 333399 333333 000000 FFFFFF
"""
_INDEXED: Final = tuple(_STANDARD.split())
"""The indexed colours, with the system's for text and ground as 64 and 65 (ECMA-376 18.8.27)."""

FAINT: Final = "a text in the colour of its ground, or nearly"
SMALL: Final = f"a text smaller than {SMALLEST_FONT:g} points"
DISPLACED: Final = "a cell that shrinks its text, or moves it out of sight"
FORMATTED_AWAY: Final = "a number format that shows nothing of what the cell holds"


class Looks:
    """The styles of a workbook.

    Parameters
    ----------
    styles, theme
        The parts, empty where there are none.
    """

    def __init__(self, styles: bytes, theme: bytes) -> None:
        root = parse(styles) if styles else ET.Element("none")
        self._theme = scheme_colours(theme)
        self._palette = [
            colour
            for colours in _children(root, "colors")
            for indexed in _children_of(colours, "indexedColors")
            for each in indexed
            if (colour := from_hex(attributes(each).get("rgb", ""))) is not None
        ]
        self._fonts = _children(root, "fonts")
        self._fills = _children(root, "fills")
        cells = _children(root, "cellXfs")
        self._cells = [attributes(element) for element in cells]
        self._displaced = [any(map(_is_displaced, element)) for element in cells]
        self._formats = {
            words.get("numFmtId", ""): words.get("formatCode", "")
            for words in map(attributes, _children(root, "numFmts"))
        }
        self.font_troubles = cache(self._font_troubles)

    def troubles(
        self, style: int, value: str, *, is_number: bool, runs: tuple[ET.Element, ...] = ()
    ) -> list[str]:
        """Say why a cell's value, or part of it, cannot be seen; nothing where it can."""
        found = [] if runs else list(self.font_troubles(style))
        for run in runs:
            found += self._run_troubles(style, run)
        if 0 <= style < len(self._displaced) and self._displaced[style]:
            found.append(DISPLACED)
        code = self._formats.get(self._cell(style).get("numFmtId", ""), "")
        if code and hides(code, value, is_number=is_number):
            found.append(FORMATTED_AWAY)
        return list(dict.fromkeys(found))

    def _cell(self, style: int) -> dict[str, str]:
        return self._cells[style] if 0 <= style < len(self._cells) else {}

    def _font_troubles(self, style: int) -> tuple[str, ...]:
        font = _at(self._fonts, self._cell(style).get("fontId", "0"))
        return tuple(self._unseen(style, font, None))

    def _run_troubles(self, style: int, run: ET.Element) -> list[str]:
        """Judge a run of a text by its own look, and where it has none by its cell's."""
        own = next((child for child in run if short(child.tag) == "rPr"), None)
        return self._unseen(style, _at(self._fonts, self._cell(style).get("fontId", "0")), own)

    def _unseen(self, style: int, font: ET.Element | None, own: ET.Element | None) -> list[str]:
        found = []
        colour = self._first(own, font, name="color")
        ink = BLACK if colour is None else self._colour(colour, BLACK)
        if not can_be_seen(ink, self._ground(style)):
            found.append(FAINT)
        size = self._first(own, font, name="sz")
        if size is not None and measure(attributes(size).get("val", "")) < SMALLEST_FONT:
            found.append(SMALL)
        names = (self._first(own, name="rFont"), self._first(font, name="name"))
        name = next((each for each in names if each is not None), None)
        if name is not None and is_symbol_font(attributes(name).get("val", "")):
            found.append(SYMBOLS)
        return found

    @staticmethod
    def _first(*looks: ET.Element | None, name: str) -> ET.Element | None:
        for look in looks:
            for child in look if look is not None else ():
                if short(child.tag) == name:
                    return child
        return None

    def _ground(self, style: int) -> Colour:
        """Give the colour behind a cell's text: of its fill, or of the paper."""
        fill = _at(self._fills, self._cell(style).get("fillId", "0"))
        for pattern in fill if fill is not None else ():
            kind = attributes(pattern).get("patternType", "none")
            for colour in pattern.iter():
                wanted = "fgColor" if kind == "solid" else "bgColor"
                if kind != "none" and short(colour.tag) == wanted:
                    return self._colour(colour, WHITE)
                if short(pattern.tag) == "gradientFill" and short(colour.tag) == "color":
                    return self._colour(colour, WHITE)
        return WHITE

    def _colour(self, element: ET.Element, usual: Colour) -> Colour:
        words = attributes(element)
        colour = from_hex(words.get("rgb", ""))
        if "theme" in words:
            place = int(measure(words["theme"]))
            colour = self._theme.get(_SCHEME[place]) if 0 <= place < len(_SCHEME) else None
        elif "indexed" in words:
            place = int(measure(words["indexed"]))
            standard = from_hex(_INDEXED[place]) if 0 <= place < len(_INDEXED) else None
            colour = self._palette[place] if 0 <= place < len(self._palette) else standard
        return usual if colour is None else tinted(colour, measure(words.get("tint", "0")))


def _is_displaced(alignment: ET.Element) -> bool:
    words = attributes(alignment)
    shrinks = words.get("shrinkToFit") in ("1", "true")
    return shrinks or measure(words.get("indent", "0")) > _FARTHEST_INDENT


def _children(root: ET.Element, name: str) -> list[ET.Element]:
    """Give what is in each child of that name."""
    return [element for child in _children_of(root, name) for element in child]


def _children_of(root: ET.Element, name: str) -> list[ET.Element]:
    return [child for child in root if short(child.tag) == name]


def _at(elements: list[ET.Element], place: str) -> ET.Element | None:
    number = int(measure(place))
    return elements[number] if 0 <= number < len(elements) else None
