"""The XML of a part: read without trust, and its names made short."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import lru_cache
from types import MappingProxyType
from typing import Final
from xml.etree import ElementTree as ET
from xml.parsers import expat

from classifier.domain.release import Finding
from classifier.io.release.package import UnreadableError

_DEEPEST: Final = 200
_BEYOND: Final = 1e9

_OFFICE: Final = "http://schemas.openxmlformats.org/"
_MICROSOFT: Final = "http://schemas.microsoft.com/office/"
_PREFIXES: Final[Mapping[str, str]] = MappingProxyType(
    {
        f"{_OFFICE}spreadsheetml/2006/main": "",
        "http://purl.oclc.org/ooxml/spreadsheetml/main": "",
        f"{_OFFICE}wordprocessingml/2006/main": "",
        "http://purl.oclc.org/ooxml/wordprocessingml/main": "",
        f"{_OFFICE}package/2006/relationships": "",
        f"{_OFFICE}package/2006/content-types": "",
        f"{_OFFICE}package/2006/metadata/core-properties": "",
        f"{_OFFICE}officeDocument/2006/extended-properties": "",
        f"{_OFFICE}officeDocument/2006/docPropsVTypes": "vt:",
        f"{_OFFICE}officeDocument/2006/relationships": "r:",
        f"{_OFFICE}officeDocument/2006/math": "m:",
        f"{_OFFICE}drawingml/2006/main": "a:",
        f"{_OFFICE}markup-compatibility/2006": "mc:",
        "http://purl.org/dc/elements/1.1/": "dc:",
        "http://purl.org/dc/terms/": "dcterms:",
        "http://www.w3.org/2001/XMLSchema-instance": "xsi:",
        "http://www.w3.org/XML/1998/namespace": "xml:",
        "urn:schemas-microsoft-com:office:office": "o:",
        "urn:schemas-microsoft-com:vml": "v:",
        f"{_MICROSOFT}word/2010/wordml": "w14:",
        f"{_MICROSOFT}word/2012/wordml": "w15:",
        f"{_MICROSOFT}spreadsheetml/2009/9/main": "x14:",
        f"{_MICROSOFT}spreadsheetml/2009/9/ac": "x14ac:",
        f"{_MICROSOFT}spreadsheetml/2010/11/main": "x15:",
        f"{_MICROSOFT}spreadsheetml/2010/11/ac": "x15ac:",
        f"{_MICROSOFT}spreadsheetml/2014/revision": "xr:",
        f"{_MICROSOFT}spreadsheetml/2015/revision2": "xr2:",
        f"{_MICROSOFT}spreadsheetml/2016/revision3": "xr3:",
        f"{_MICROSOFT}spreadsheetml/2018/calcfeatures": "xcalcf:",
        f"{_MICROSOFT}thememl/2012/main": "thm15:",
    }
)
_TAG: Final = re.compile(r"\{([^}]*)\}(.*)", re.DOTALL)


@lru_cache(maxsize=4096)
def short(tag: str) -> str:
    """Give the short name of an element or attribute; that of a strange vocabulary stays long."""
    found = _TAG.fullmatch(tag)
    if found is None:
        return tag
    prefix = _PREFIXES.get(found[1])
    return tag if prefix is None else prefix + found[2]


def attributes(element: ET.Element) -> dict[str, str]:
    """Give the attributes of an element by their short names."""
    return {short(name): value for name, value in element.attrib.items()}


def measure(text: str) -> float:
    """Read a measure; what is none, or beyond all measure, counts as 0."""
    try:
        read = float(text)
    except ValueError:
        return 0.0
    return read if abs(read) < _BEYOND else 0.0


def parse(content: bytes) -> ET.Element:
    """Read a part that `markup_findings` has let pass."""
    return ET.fromstring(content)


def markup_findings(part: str, content: bytes) -> Iterator[Finding]:
    """Refuse XML that could do harm, and give what it holds that no program shows.

    Raises
    ------
    UnreadableError
        If it is malformed, declares entities or is nested without end.
    """
    unseen: set[str] = set()
    depth = 0

    def no_declarations(*_: object) -> None:
        raise UnreadableError(f"{part} declares a document type, which can hide things")  # noqa: EM102

    def begin(*_: object) -> None:
        nonlocal depth
        depth += 1
        if depth > _DEEPEST:
            raise UnreadableError(f"{part} is nested too deeply")  # noqa: EM102

    def end(*_: object) -> None:
        nonlocal depth
        depth -= 1

    parser = expat.ParserCreate(namespace_separator="}")
    parser.StartDoctypeDeclHandler = no_declarations
    parser.CommentHandler = lambda _: unseen.add("a comment")
    parser.ProcessingInstructionHandler = lambda *_: unseen.add("a processing instruction")
    parser.StartElementHandler, parser.EndElementHandler = begin, end
    try:
        parser.Parse(content, True)
    except (expat.ExpatError, ValueError, LookupError) as error:
        raise UnreadableError(f"{part} is damaged") from error  # noqa: EM102
    for what in sorted(unseen):
        yield Finding(
            where=part,
            what=f"{what} in the XML, which no program shows",
            advice="Make the file afresh.",
        )
