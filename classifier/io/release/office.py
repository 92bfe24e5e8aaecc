"""What workbooks and documents have in common: parts by name, links, properties, themes."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from classifier.domain.release import Finding, Passage
from classifier.io.release.links import (
    TYPES_PART,
    Link,
    element_findings,
    link_findings,
    printable,
)
from classifier.io.release.properties import APP, CORE, property_findings, property_passages
from classifier.io.release.theme import theme_findings

_TYPE_ELEMENTS: Final = frozenset({"Types", "Default", "Override"})
_LINK_ELEMENTS: Final = frozenset({"Relationships", "Relationship"})
_ADVICE: Final = "Remove it, or make the file afresh with classifier report."

_UNWANTED: Final = (
    (r"xl/pivot(Cache|Tables)/.*", "a pivot table or cache, which keeps every row it was made of"),
    (r"xl/(comments.*|threadedComments/.*|persons/.*)", "comments or notes, or who wrote them"),
    (r"xl/drawings/vmlDrawing.*|xl/drawings/commentsDrawing.*", "comments or form controls"),
    (r"xl/externalLinks/.*", "a link to another workbook, with values copied from it"),
    (r"(xl|word)/vba.*|xl/(macrosheets|dialogsheets)/.*", "macros"),
    (r"(xl|word)/(embeddings|activeX|ctrlProps)/.*", "an embedded object"),
    (r"(xl|word)/(media|drawings|charts|chartsheets|diagrams|ink|model|richData)/.*",
     "a picture, drawing or chart, which can hold more than it shows"),
    (r"docProps/thumbnail.*", "a picture of an earlier first page"),
    (r"docProps/custom\.xml", "properties of its own making"),
    (r"(.*/)?customXml/.*|xl/xmlMaps\.xml", "custom XML, which no program shows"),
    (r"xl/(connections\.xml|queryTables/.*)", "a connection to where the rows came from"),
    (r"(xl|word)/printerSettings.*", "printer settings, with the name of a printer or person"),
    (r"xl/(revisions/.*|userNames.*)", "a log of changes"),
    (r"xl/calcChain\.xml", "the order of formulas"),
    (r"xl/(slicers|slicerCaches|timelines|timelineCaches)/.*",
     "a slicer, which keeps the values it was made of"),
    (r"word/(comments.*|people)\.xml", "comments, or who wrote them"),
    (r"word/glossary/.*", "building blocks, which can hold text"),
    (r"word/(stylesWithEffects\.xml|fonts/.*)", "styles or fonts for other programs"),
    (r"_xmlsignatures/.*", "a signature, with the signer's name"),
)  # fmt: skip
"""Parts by name, with what they are; the first that fits. What fits none is unknown."""


def known_parts(parts: Mapping[str, bytes], patterns: Sequence[str]) -> dict[str, bytes]:
    """Give the parts whose names a plain file has."""
    known = re.compile("|".join(patterns))
    return {name: content for name, content in parts.items() if known.fullmatch(name)}


def package_findings(
    parts: Mapping[str, bytes],
    known: Mapping[str, bytes],
    links: list[Link],
    expected: Mapping[str, str],
) -> Iterator[Finding]:
    """Give what the parts that every Office file has say too much, and the parts it has too many.

    Parameters
    ----------
    parts, known
        All parts of the package, and those whose names a plain file has.
    links, expected
        As in `link_findings`.
    """
    for name in (name for name in parts if name not in known):
        yield Finding(where=printable(name), what=_what(name), advice=_ADVICE)
    yield from link_findings(known, links, expected)
    for name, content in known.items():
        if name == TYPES_PART:
            yield from element_findings(name, content, _TYPE_ELEMENTS)
        elif name.endswith(".rels"):
            yield from element_findings(name, content, _LINK_ELEMENTS)
        elif name in (CORE, APP):
            yield from property_findings(name, content)
        elif "/theme/" in name:
            yield from theme_findings(name, content)


def title_passages(known: Mapping[str, bytes]) -> Iterator[Passage]:
    """Give the title that a program shows above the document."""
    if CORE in known:
        yield from property_passages(CORE, known[CORE])


def _what(name: str) -> str:
    unknown = "a part that is not known, which could hold anything"
    return next((what for form, what in _UNWANTED if re.fullmatch(form, name, re.I)), unknown)
