"""Whether a text can be seen: colours, and their contrast."""

from __future__ import annotations

import colorsys
import re
from typing import Final

Colour = tuple[float, float, float]
"""Red, green and blue, each in [0, 1]."""

BLACK: Final[Colour] = (0.0, 0.0, 0.0)
WHITE: Final[Colour] = (1.0, 1.0, 1.0)

LEAST_CONTRAST: Final = 1.5
"""Below it a text is taken for hidden. Readable text has 4.5 (WCAG 2.2, criterion 1.4.3); the
palest grey that a person would choose for text, #BFBFBF on white, has 1.8."""

_HEX: Final = re.compile(r"#?(?:[0-9a-f]{2})?([0-9a-f]{6})", re.IGNORECASE)


def from_hex(text: str) -> Colour | None:
    """Read RRGGBB or AARRGGBB, with or without a sign before it; None if it is neither."""
    found = _HEX.fullmatch(text.strip())
    if found is None:
        return None
    red, green, blue = bytes.fromhex(found[1])
    return red / 255, green / 255, blue / 255


def tinted(colour: Colour, tint: float) -> Colour:
    """Make a colour lighter (tint up to 1) or darker (down to -1), as ECMA-376 18.8.19 does."""
    hue, light, saturation = colorsys.rgb_to_hls(*colour)
    tint = min(max(tint, -1.0), 1.0)
    light = light * (1 + tint) if tint < 0 else light * (1 - tint) + tint
    return colorsys.hls_to_rgb(hue, light, saturation)


def can_be_seen(text: Colour, ground: Colour) -> bool:
    """Say whether a text stands out from its ground."""
    darker, lighter = sorted((_luminance(text), _luminance(ground)))
    return (lighter + 0.05) / (darker + 0.05) >= LEAST_CONTRAST


def _luminance(colour: Colour) -> float:
    """Give the relative luminance that WCAG 2.2 defines."""
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in colour
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
