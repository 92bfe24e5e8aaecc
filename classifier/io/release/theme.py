"""The colours of a document's theme, and whether a theme holds anything else."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Final

from classifier.domain.release import Finding
from classifier.io.release.colours import BLACK, WHITE, Colour, from_hex
from classifier.io.release.markup import parse, short

_USUAL: Final[Mapping[str, Colour]] = MappingProxyType(
    {"dk1": BLACK, "lt1": WHITE, "dk2": (0.12, 0.29, 0.49), "lt2": (0.93, 0.93, 0.88)}
)
SYMBOLS: Final = "a text in a font of symbols, which shows no letters"
_SYMBOL_FONTS: Final = ("wingdings", "webdings", "symbol", "marlett", "zapfdingbats", "bookshelf")
_PICTURES: Final = frozenset({"a:blip", "a:blipFill"})


def scheme_colours(theme: bytes) -> dict[str, Colour]:
    """Give a theme's colours by their names; the usual ones where it has none."""
    colours = dict(_USUAL)
    for scheme in parse(theme).iter() if theme else ():
        if short(scheme.tag) != "a:clrScheme":
            continue
        for slot in scheme:
            for value in slot:
                # A system colour keeps what it was when the file was saved.
                colour = from_hex(value.get("lastClr") or value.get("val") or "")
                if colour is not None:
                    colours[short(slot.tag).removeprefix("a:")] = colour
    return colours


def is_symbol_font(name: str) -> bool:
    """Say whether a font writes symbols where there are letters."""
    return name.strip().casefold().startswith(_SYMBOL_FONTS)


def theme_findings(part: str, content: bytes) -> Iterator[Finding]:
    """Give what a theme holds that is no colour, font or line."""
    odd = False
    for element in parse(content).iter():
        name = short(element.tag)
        odd |= not name.startswith(("a:", "thm15:")) or name in _PICTURES
        odd |= bool((element.text or "").strip() or (element.tail or "").strip())
    if odd:
        advice = "Make the file afresh, with the usual theme."
        yield Finding(where=part, what="a theme that holds more than colours", advice=advice)
