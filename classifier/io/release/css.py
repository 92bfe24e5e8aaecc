"""Style sheets of a page: rules that hide text or reach outside."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Final

from classifier.io.release.colours import BLACK, WHITE, Colour, can_be_seen, from_hex
from classifier.io.release.links import printable
from classifier.io.release.page_words import PROPERTIES

FAINT: Final = "a text in the colour of its ground, or nearly"
OUTSIDE: Final = "a style that reaches outside the page"
HIDING: Final = "a style that hides text"
COMMENT: Final = "a comment in a style, which no browser shows"
_UNKNOWN_COLOUR: Final = "a colour that cannot be checked"
_WORDS: Final = "a style that writes words of its own"

_COMMENT: Final = re.compile(r"/\*.*?(?:\*/|$)", re.DOTALL)
_OUTSIDE: Final = re.compile(r"url\s*\(|@import|image-set|expression\s*\(|-moz-binding|\\", re.I)
_SIZE: Final = re.compile(r"(-?[0-9]*\.?[0-9]+(?:e[+-]?[0-9]+)?)([a-z%]*)")
_NO_SIZE: Final = re.compile(
    r"#[0-9a-f]+|rgb\([^)]*\)|minmax\(\s*0[a-z]*\s*,|repeat\(\s*[0-9]+\s*,"
)
"""What holds numbers that are no lengths, or a length that is one end of a range."""
_POINTS: Final[Mapping[str, float]] = MappingProxyType(
    {
        "pt": 1,
        "px": 0.75,
        "em": 12,
        "rem": 12,
        "ex": 6,
        "ch": 6,
        "cm": 28.3,
        "mm": 2.83,
        "in": 72,
        "pc": 12,
        "%": 6,
        "fr": 72,
        "": 0.75,
    }
)
"""Points of each unit, where letters are of the usual 12 points and a window 600 by 600."""
_OTHER: Final = 6
"""Points of any other unit, the parts of a window among them."""
_SHARES: Final[Mapping[str, float]] = MappingProxyType(
    {"font-size": 0.12, "font": 0.12, "opacity": 0.0075}
)
"""Points of a hundredth where it is none of the window: of the usual letters, or of 1."""
_SMALLEST: Final = 4.0
_FARTHEST: Final = 150.0
_LARGEST: Final = 1500.0
_LEAST_OPACITY: Final = 0.3
_HIDING: Final[Mapping[str, frozenset[str]]] = MappingProxyType(
    {
        "display": frozenset({"none"}),
        "visibility": frozenset({"hidden", "collapse"}),
        "content-visibility": frozenset({"hidden"}),
    }
)
_NEVER: Final = frozenset({"clip", "clip-path", "mask", "filter", "transform", "zoom", "scale"})
_SIDES: Final = frozenset({"height", "max-height", "width", "max-width"})
_OFFSETS: Final = re.compile(
    r"(?:margin|inset|text-indent|left|right|top|bottom|translate|padding|border|gap|row-gap|column-gap).*"
)
_COLOURS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "black": "000000",
        "white": "ffffff",
        "red": "ff0000",
        "green": "008000",
        "blue": "0000ff",
        "grey": "808080",
        "gray": "808080",
        "navy": "000080",
        "maroon": "800000",
        "silver": "c0c0c0",
        "purple": "800080",
        "teal": "008080",
    }
)
_INHERITED: Final = frozenset({"inherit", "currentcolor", "initial", "unset", "revert", "auto"})
_RGB: Final = re.compile(r"rgb\(\s*([0-9]{1,3})[\s,]+([0-9]{1,3})[\s,]+([0-9]{1,3})\s*\)")


def sheet_troubles(text: str) -> Iterator[tuple[str, str]]:
    """Give the rules of a style sheet that hide or reach outside: the selector, and what they do.

    What is hidden on paper alone is no matter: it is seen on the screen.
    """
    if _COMMENT.search(text):
        yield "", COMMENT
    text = _COMMENT.sub("", text)
    if _OUTSIDE.search(text):
        yield "", OUTSIDE
    for selector, declarations, is_print in _rules(text):
        for what in [] if is_print else declaration_troubles(declarations):
            yield selector, what


def declaration_troubles(text: str) -> list[str]:
    """Say what the declarations of one rule, or of one element, hide."""
    pairs = [part.partition(":")[::2] for part in text.split(";")]
    words = {name.strip().casefold(): _plain(value) for name, value in pairs}
    found = [HIDING] if any(_is_hiding(name, value) for name, value in words.items()) else []
    if _OUTSIDE.search(text):
        found.append(OUTSIDE)
    if words.get("content", "none").strip("\"'") not in ("", "none", "normal"):
        found.append(_WORDS)
    strange = sorted(name for name in words.keys() - PROPERTIES if name and name not in _HIDING)
    found += [f"a style that is not known ({printable(name)})" for name in strange[:1] if not found]
    return [*found, *_colour_troubles(words)]


def _plain(value: str) -> str:
    return value.casefold().replace("!important", "").strip()


def _rules(text: str) -> Iterator[tuple[str, str, bool]]:
    """Give each rule: its selector, its declarations, whether it is for paper alone."""
    outer: list[str] = []
    start = 0
    for place, character in enumerate(text):
        if character == "{":
            outer.append(text[start:place].rpartition(";")[2].strip())
        elif character == "}" and outer:
            is_print = any(re.fullmatch(r"@media\s+print", name, re.I) for name in outer)
            yield outer.pop(), text[start:place], is_print
        else:
            continue
        start = place + 1
    if outer or text[start:].strip():
        yield "", text[start:], False


def _is_hiding(name: str, value: str) -> bool:
    if value in _HIDING.get(name, ()):
        return True
    if name in _NEVER:
        return value not in ("none", "auto", "normal", "1")
    return name != "font-family" and _hides_by_size(name, value)


def _hides_by_size(name: str, value: str) -> bool:
    """Say whether something is so small, so large or so far that its text is not seen."""
    sizes = list(_sizes(value, share=_SHARES.get(name, _POINTS["%"])))
    if "calc" in value or any(abs(size) > _LARGEST for size in sizes):
        return True
    if name == "opacity":
        return any(size / _POINTS[""] < _LEAST_OPACITY for size in sizes)
    if name == "font-size" or (name == "font" and sizes):
        return any(size < _SMALLEST for size in sizes[:1])
    if name == "grid-template-columns":
        return any(size < _SMALLEST for size in sizes)
    if name in _SIDES:
        return bool(sizes) and sizes[0] < _SMALLEST and not re.match(r"[1-9][0-9]*%", value)
    return bool(_OFFSETS.fullmatch(name)) and any(abs(size) > _FARTHEST for size in sizes)


def _sizes(value: str, *, share: float) -> Iterator[float]:
    """Give the lengths of a value in points, where a hundredth has so many."""
    for size, unit in _SIZE.findall(_NO_SIZE.sub("", value)):
        yield float(size) * (share if unit == "%" else _POINTS.get(unit, _OTHER))


def _colour_troubles(words: Mapping[str, str]) -> list[str]:
    """Say whether a rule writes in the colour of its own ground, white where it names none."""
    value = words.get("color", "inherit")
    if value in _INHERITED and not words.keys() & {"background", "background-color"}:
        return []
    if value == "transparent":
        return [FAINT]
    ground_value = words.get("background-color", words.get("background", "white"))
    ink = BLACK if value in _INHERITED else _colour(value)
    ground = _colour(ground_value)
    if ground_value in (*_INHERITED, "none", "transparent"):
        ground = WHITE
    if ink is None or ground is None:
        return [_UNKNOWN_COLOUR]
    return [] if can_be_seen(ink, ground) else [FAINT]


def _colour(value: str) -> Colour | None:
    rgb = _RGB.fullmatch(value)
    if rgb is not None:
        red, green, blue = (min(int(part), 255) / 255 for part in rgb.groups())
        return red, green, blue
    if re.fullmatch(r"#[0-9a-f]{3}", value):
        value = "".join(2 * letter for letter in value[1:])
    return from_hex(_COLOURS.get(value, value)) if len(value) <= 7 else None
