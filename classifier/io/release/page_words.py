"""What a plain page is made of, as data: its elements and attributes. All else is a finding."""

from __future__ import annotations

import re
from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from classifier.io.release.vocabulary import words

_SHAPES: Final = """svg g path rect line circle ellipse polyline polygon text tspan defs use
    clippath"""
VOID: Final = words("""meta br hr col wbr""")
BLOCKS: Final = words(
    """html head body title header footer main nav section article aside h1 h2 h3 h4 h5 h6 p div ul
    ol li dl dt dd table caption colgroup thead tbody tfoot tr th td blockquote pre figure
    figcaption address"""
)
ELEMENTS: Final = (
    BLOCKS
    | VOID
    | words(
        f"""style span a strong b em i small sub sup abbr q cite code time mark u s var kbd bdi
        {_SHAPES}"""
    )
)
ATTRIBUTES: Final = words(
    """lang dir class id href scope colspan rowspan headers span start reversed charset name
    content http-equiv style role datetime aria-labelledby aria-describedby aria-hidden
    aria-label aria-level aria-current tabindex xmlns viewbox width height d x y x1 x2 y1 y2 cx cy
    r rx ry dx dy points fill stroke stroke-width stroke-dasharray stroke-linecap stroke-linejoin
    stroke-opacity text-anchor font-size font-family font-weight transform clip-path version
    preserveaspectratio xlink:href xmlns:xlink"""
)
PROPERTIES: Final = words(
    """color color-scheme background background-color box-sizing font font-family font-size
    font-weight font-style font-variant font-variant-numeric line-height text-align
    text-decoration vertical-align white-space overflow-wrap word-break hyphens margin
    margin-top margin-right margin-bottom margin-left margin-block margin-inline padding
    padding-top padding-right padding-bottom padding-left padding-block padding-inline border
    border-top border-right border-bottom border-left border-color border-width border-style
    border-collapse border-spacing border-radius width height min-width max-width min-height
    max-height display table-layout caption-side list-style list-style-type gap row-gap
    column-gap grid-template-columns grid-column grid-row flex flex-wrap align-items
    justify-content break-before break-after break-inside page-break-before page-break-after
    page-break-inside orphans widows size content counter-reset counter-increment
    stroke-linejoin stroke-linecap stroke stroke-width fill print-color-adjust tab-size"""
)
POLICY: Final = "content-security-policy"
PLAIN_META: Final[Mapping[str, re.Pattern[str]]] = MappingProxyType(
    {
        name: re.compile(rf"(?:{part}[,;\s]*)+", re.IGNORECASE)
        for name, part in (
            ("viewport", r"(?:width=device-width|initial-scale=1(?:\.0)?)"),
            ("color-scheme", r"(?:only|normal|light|dark)\b"),
            (POLICY, r"[a-z]+-(?:src|uri|action|ancestors)(?:\s+'(?:none|self|unsafe-inline)')+"),
        )
    }
)
"""What a page may say of itself, and the form that it has."""
UNWANTED: Final[Mapping[str, str]] = MappingProxyType(
    {
        "script": "a script",
        "noscript": "text for browsers without scripts alone",
        "template": "a template, which no browser shows",
        "iframe": "another page within the page",
        "object": "an embedded object",
        "embed": "an embedded object",
        "img": "a picture, which can hold more than it shows",
        "image": "a picture, which can hold more than it shows",
        "picture": "a picture, which can hold more than it shows",
        "canvas": "a drawing by a script",
        "video": "a film",
        "audio": "a sound",
        "link": "a style, icon or page from elsewhere",
        "base": "an address that all others start from",
        "form": "a form",
        "input": "a field of a form, which can be hidden",
        "textarea": "a field of a form",
        "select": "a list of a form",
        "details": "text that shows only when it is opened",
        "dialog": "text that shows only when it is opened",
        "metadata": "metadata of a drawing, with who made it",
        "desc": "a description within a drawing, which does not show",
        "foreignobject": "another page within a drawing",
    }
)
