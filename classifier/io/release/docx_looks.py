"""How the text of a document looks: enough to say which of it nobody can see."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import Final
from xml.etree import ElementTree as ET

from classifier.io.release.colours import BLACK, WHITE, Colour, can_be_seen, from_hex, tinted
from classifier.io.release.docx_words import HIDING
from classifier.io.release.markup import attributes, measure, parse, short
from classifier.io.release.theme import SYMBOLS, is_symbol_font, scheme_colours

FAINT: Final = "a text in the colour of its ground, or nearly"
SMALL: Final = "a text smaller than 4 points, or squeezed out of sight"
HIDDEN: Final = "hidden text"

_SMALLEST_HALF_POINTS: Final = 8
_NARROWEST_PER_CENT: Final = 10
_TIGHTEST_TWIPS: Final = -100
_MEASURED: Final = frozenset({"ind", "tblInd", "position", "trHeight", "spacing", "gridCol"})
_FARTHEST_TWIPS: Final = 10_000
_LOWEST_TWIPS: Final = 60
_HIGHEST_HALF_POINTS: Final = 100
_NONE: Final = frozenset({"0", "false", "off"})
_THEME_NAMES: Final[Mapping[str, str]] = MappingProxyType(
    {
        "text1": "dk1",
        "dark1": "dk1",
        "background1": "lt1",
        "light1": "lt1",
        "text2": "dk2",
        "dark2": "dk2",
        "background2": "lt2",
        "light2": "lt2",
        "hyperlink": "hlink",
        "followedHyperlink": "folHlink",
    }
)
_HIGHLIGHTS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "black": "000000",
        "blue": "0000FF",
        "cyan": "00FFFF",
        "green": "00FF00",
        "magenta": "FF00FF",
        "red": "FF0000",
        "yellow": "FFFF00",
        "white": "FFFFFF",
        "darkBlue": "000080",
        "darkCyan": "008080",
        "darkGreen": "008000",
        "darkMagenta": "800080",
        "darkRed": "800000",
        "darkYellow": "808000",
        "darkGray": "808080",
        "lightGray": "C0C0C0",
    }
)

Look = ET.Element | None
"""The rPr, pPr or tcPr of something; None where it has none."""


class Looks:
    """The styles of a document, with what they are based on."""

    def __init__(self, styles: bytes, theme: bytes) -> None:
        self._theme = scheme_colours(theme)
        root = parse(styles) if styles else ET.Element("none")
        found = [element for element in root if short(element.tag) == "style"]
        self._styles = {attributes(style).get("styleId", ""): style for style in found}
        usual = [
            attributes(style).get("styleId", "")
            for style in found
            if attributes(style).get("type") == "paragraph" and attributes(style).get("default")
        ]
        self._usual = usual[0] if usual else ""
        self._defaults = [element for element in root.iter() if short(element.tag) == "rPrDefault"]

    def troubles(self, run: Look, paragraph: Look, cell: Look) -> list[str]:
        """Say why a run of text cannot be seen; nothing where it can.

        Parameters
        ----------
        run, paragraph, cell
            The rPr of the run, the pPr of its paragraph and the tcPr of its cell.
        """
        looks = list(self._looks(run, paragraph))
        found = [HIDDEN] if any(map(is_hiding, looks)) else []
        ink = self._first_colour(looks, "color") or BLACK
        grounds = [*looks, *self._shapes(paragraph), cell]
        ground = self._ground(grounds) or WHITE
        if not can_be_seen(ink, ground):
            found.append(FAINT)
        if self._is_small(looks):
            found.append(SMALL)
        if any(is_symbol_font(name) for name in self._fonts(looks)):
            found.append(SYMBOLS)
        return found

    def table_troubles(self, style: str) -> list[str]:
        """Say whether a table's style writes in the colour of its own ground."""
        for each in self._chain(style):
            for part in [each, *(child for child in each if short(child.tag) == "tblStylePr")]:
                looks = [child for child in part if short(child.tag) == "rPr"]
                cells = [child for child in (*part, *each) if short(child.tag) == "tcPr"]
                ink = self._first_colour(looks, "color")
                if ink is not None and not can_be_seen(ink, self._ground(cells) or WHITE):
                    return [FAINT]
                if any(map(is_hiding, looks)):
                    return [HIDDEN]
        return []

    def _looks(self, run: Look, paragraph: Look) -> Iterator[ET.Element]:
        """Give the rPr that a run's look is made of, the strongest first."""
        if run is not None:
            yield run
            for style in self._chain(_value(run, "rStyle")):
                yield from _named(style, "rPr")
        for style in self._chain(_value(paragraph, "pStyle") or self._usual):
            yield from _named(style, "rPr")
        for default in self._defaults:
            yield from _named(default, "rPr")

    def _shapes(self, paragraph: Look) -> Iterator[Look]:
        yield paragraph
        for style in self._chain(_value(paragraph, "pStyle") or self._usual):
            yield from _named(style, "pPr")

    def _chain(self, style: str) -> Iterator[ET.Element]:
        """Give a style and those it is based on."""
        seen: set[str] = set()
        while style in self._styles and style not in seen:
            seen.add(style)
            yield self._styles[style]
            style = _value(self._styles[style], "basedOn")

    def _ground(self, looks: Sequence[Look]) -> Colour | None:
        """Give the colour behind a text: of the first shading or highlight."""
        for look in looks:
            highlight = from_hex(_HIGHLIGHTS.get(_value(look, "highlight"), ""))
            if highlight is not None:
                return highlight
            for shading in _named(look, "shd"):
                solid = attributes(shading).get("val") == "solid"
                colour = self._colour(shading, "color" if solid else "fill")
                if colour is not None:
                    return colour
        return None

    def _first_colour(self, looks: Sequence[ET.Element], name: str) -> Colour | None:
        for look in looks:
            for element in _named(look, name):
                # Automatic colour contrasts with its ground by itself.
                return self._colour(element, "val")
        return None

    def _colour(self, element: ET.Element, name: str) -> Colour | None:
        words = attributes(element)
        stem = {"val": "theme", "color": "theme", "fill": "themeFill"}[name]
        theme = words.get("themeFill" if name == "fill" else "themeColor", "")
        if not theme or theme == "none":
            return from_hex(words.get(name, ""))
        colour = self._theme.get(_THEME_NAMES.get(theme, theme))
        shade, tint = (words.get(f"{stem}{kind}", "FF") for kind in ("Shade", "Tint"))
        if colour is None:
            return None
        return tinted(tinted(colour, _share(shade) - 1), 1 - _share(tint))

    @staticmethod
    def _fonts(looks: Sequence[ET.Element]) -> list[str]:
        """Give the fonts of the strongest look that names any."""
        for look in looks:
            for element in _named(look, "rFonts"):
                return list(attributes(element).values())
        return []

    def _is_small(self, looks: Sequence[ET.Element]) -> bool:
        least = {
            "sz": _SMALLEST_HALF_POINTS,
            "w": _NARROWEST_PER_CENT,
            "spacing": _TIGHTEST_TWIPS,
        }
        for name, limit in least.items():
            values = [_value(look, name) for look in looks]
            first = next((value for value in values if value), "")
            if first and measure(first.removesuffix("%")) < limit:
                return True
        return False


def is_hiding(look: Look) -> bool:
    """Say whether a look hides its text."""
    return any(
        short(child.tag) in HIDING and attributes(child).get("val", "1") not in _NONE
        for child in (look if look is not None else ())
    )


def size_trouble(name: str, words: Mapping[str, str]) -> str:
    """Say what an element's measures put out of sight; nothing where they do not."""
    if name not in _MEASURED:
        return ""
    sizes = {word: measure(value) for word, value in words.items()}
    exact = "exact" in (words.get("hRule"), words.get("lineRule"))
    if name in ("ind", "tblInd") and any(abs(size) > _FARTHEST_TWIPS for size in sizes.values()):
        return "a paragraph or table outside the page"
    if name == "position" and abs(sizes.get("val", 0)) > _HIGHEST_HALF_POINTS:
        return "a text outside the page"
    if name == "trHeight" and exact and sizes.get("val", 0) < _LOWEST_TWIPS:
        return "a row of no height"
    if name == "spacing" and exact and sizes.get("line", _LOWEST_TWIPS) < _LOWEST_TWIPS:
        return "lines of no height"
    if name == "gridCol" and sizes.get("w", _LOWEST_TWIPS) < _LOWEST_TWIPS:
        return "a column of no width"
    return ""


def _share(text: str) -> float:
    return int(text, 16) / 255 if len(text) == 2 and from_hex(text * 3) else 1.0


def _named(look: Look, name: str) -> list[ET.Element]:
    return [child for child in (look if look is not None else ()) if short(child.tag) == name]


def _value(look: Look, name: str) -> str:
    """Give the value of a look's child, an empty string where there is none."""
    return next((attributes(child).get("val", "") for child in _named(look, name)), "")
