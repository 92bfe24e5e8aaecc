"""What a document says of itself: its authors, its firm, its history."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from types import MappingProxyType
from typing import Final

from classifier.domain.release import Finding, Passage
from classifier.io.release.markup import parse, short

CORE: Final = "docProps/core.xml"
APP: Final = "docProps/app.xml"

_PERSONAL: Final[Mapping[str, str]] = MappingProxyType(
    {
        "dc:creator": "the author's name",
        "lastModifiedBy": "the name of who saved it last",
        "dc:description": "comments in its properties",
        "dc:subject": "a subject in its properties",
        "keywords": "keywords in its properties",
        "category": "a category in its properties",
        "contentStatus": "a status in its properties",
        "dc:identifier": "an identifier in its properties",
        "lastPrinted": "when it was printed last",
        "version": "a version in its properties",
        "contentType": "a content type in its properties",
        "Company": "the name of a firm or force",
        "Manager": "a manager's name",
        "HyperlinkBase": "a folder or address that links start from",
        "Template": "the template it was made from",
    }
)
_HARMLESS: Final = frozenset(
    {
        *("coreProperties", "Properties", "dc:title", "dc:language", "revision"),
        *("dcterms:created", "dcterms:modified", "Application", "AppVersion", "DocSecurity"),
        *("ScaleCrop", "LinksUpToDate", "SharedDoc", "HyperlinksChanged", "TotalTime", "Pages"),
        *("Words", "Characters", "CharactersWithSpaces", "Lines", "Paragraphs"),
        *("HeadingPairs", "TitlesOfParts", "vt:vector", "vt:variant", "vt:i4", "vt:lpstr"),
    }
)
_TEXTLESS: Final = frozenset({"coreProperties", "Properties", "HeadingPairs", "TitlesOfParts"})
_USUAL_TEMPLATES: Final = frozenset({"Normal.dotm", "Normal"})
_ADVICE: Final = "Clear it under File, Info, Inspect Document, and save."


def property_findings(part: str, content: bytes) -> Iterator[Finding]:
    """Give each property that names a person or place, or is not known; never its value."""
    for element in parse(content).iter():
        name, value = short(element.tag), (element.text or "").strip()
        if name == "Template" and value in _USUAL_TEMPLATES:
            continue
        if name in _PERSONAL and (value or len(element)):
            yield Finding(where=part, what=_PERSONAL[name], advice=_ADVICE)
        elif name not in _PERSONAL and (name not in _HARMLESS or (value and name in _TEXTLESS)):
            what = "a property that is not known, which could hold anything"
            yield Finding(where=part, what=what, advice=_ADVICE)


def property_passages(part: str, content: bytes) -> Iterator[Passage]:
    """Give the title, which programs show above the document."""
    for element in parse(content).iter():
        if short(element.tag) == "dc:title" and element.text:
            yield Passage(where=f"{part}, title", text=element.text)


def leftover_titles(content: bytes, shown: Collection[str]) -> Iterator[Finding]:
    """Give names in the list of sheets and ranges that no sheet has: what once was there."""
    for vector in parse(content).iter():
        if short(vector.tag) != "TitlesOfParts":
            continue
        for element in vector.iter():
            name = (element.text or "").strip()
            if name and name.partition("!")[0].strip("'").replace("''", "'") not in shown:
                what = "the name of a sheet or range that is not shown"
                yield Finding(where=APP, what=what, advice=_ADVICE)
