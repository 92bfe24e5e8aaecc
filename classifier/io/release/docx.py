"""A document (DOCX): every part, every link and every text of it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Final
from xml.etree import ElementTree as ET

from classifier.domain.release import Finding, Reading
from classifier.io.release.docx_body import BodyReader
from classifier.io.release.docx_looks import Looks, size_trouble
from classifier.io.release.docx_words import (
    DOCUMENT,
    EXPECTED_LINKS,
    FONT_ELEMENTS,
    HEADING,
    KNOWN_PARTS,
    NOTES,
    NUMBERING,
    NUMBERING_ELEMENTS,
    SETTINGS,
    SETTINGS_ELEMENTS,
    STYLE_ELEMENTS,
    STYLES,
    THEME,
    UNWANTED_ELEMENTS,
    USUAL_MAPPING,
)
from classifier.io.release.links import Link, element_findings, read_links
from classifier.io.release.markup import attributes, parse, short
from classifier.io.release.office import known_parts, package_findings, title_passages

_REMOVE: Final = "Remove it under File, Info, Inspect Document, or make the document afresh."
_MOST_LETTERS: Final = 10
_TEXT_PARTS: Final = re.compile("|".join((re.escape(DOCUMENT), HEADING, NOTES)))


def read_docx(parts: Mapping[str, bytes]) -> Reading:
    """Read all parts of a document, whose XML `markup_findings` has let pass."""
    known = known_parts(parts, KNOWN_PARTS)
    links = read_links(known)
    looks = Looks(known.get(STYLES, b""), known.get(THEME, b""))
    readings = [
        BodyReader(_place(name), looks).read(parse(known[name]))
        for name in sorted(known, key=lambda name: (name != DOCUMENT, name))
        if _TEXT_PARTS.fullmatch(name)
    ]
    findings = [
        *package_findings(parts, known, links, EXPECTED_LINKS),
        *_small_part_findings(known),
        *_size_findings(known),
        *_numbering_findings(known),
        *_mapping_findings(known),
        *_unused_headings(known, links),
        *_unused_notes(known),
        *(finding for reading in readings for finding in reading.findings),
    ]
    return Reading(
        findings=tuple(findings),
        passages=(
            *title_passages(known),
            *(passage for reading in readings for passage in reading.passages),
        ),
        grids=tuple(grid for reading in readings for grid in reading.grids),
    )


def _place(name: str) -> str:
    return name.removeprefix("word/").removesuffix(".xml")


def _small_part_findings(known: Mapping[str, bytes]) -> Iterator[Finding]:
    """Give the elements that the parts without text do not have in a plain document."""
    for part, elements in (
        (STYLES, STYLE_ELEMENTS),
        (SETTINGS, SETTINGS_ELEMENTS),
        (NUMBERING, NUMBERING_ELEMENTS),
        ("word/fontTable.xml", FONT_ELEMENTS),
        ("word/webSettings.xml", FONT_ELEMENTS),
    ):
        if part in known:
            yield from element_findings(part, known[part], elements, unwanted=UNWANTED_ELEMENTS)


def _size_findings(known: Mapping[str, bytes]) -> Iterator[Finding]:
    """Give the styles whose measures put text out of sight."""
    for element in _elements(known, STYLES):
        trouble = size_trouble(short(element.tag), attributes(element))
        if trouble:
            yield Finding(where=STYLES, what=trouble, advice=_REMOVE)


def _numbering_findings(known: Mapping[str, bytes]) -> Iterator[Finding]:
    """Give numberings that hold words: in one that no list uses nobody sees them."""
    for element in _elements(known, NUMBERING):
        text = attributes(element).get("val", "") if short(element.tag) == "lvlText" else ""
        if sum(map(str.isalpha, text)) > _MOST_LETTERS:
            yield Finding(where=NUMBERING, what="a numbering that holds words", advice=_REMOVE)


def _mapping_findings(known: Mapping[str, bytes]) -> Iterator[Finding]:
    """Give a swap of the theme's colours, by which black could be white."""
    for element in _elements(known, SETTINGS):
        words = attributes(element)
        if short(element.tag) == "clrSchemeMapping" and any(
            words.get(name, usual) != usual for name, usual in USUAL_MAPPING.items()
        ):
            yield Finding(where=SETTINGS, what="colours that are swapped", advice=_REMOVE)


def _unused_headings(known: Mapping[str, bytes], links: list[Link]) -> Iterator[Finding]:
    """Give headers and footers that no page shows: of a first or even page where none differs."""
    targets = {link.key: link.target for link in links if link.source == DOCUMENT}
    even = any(short(element.tag) == "evenAndOddHeaders" for element in _elements(known, SETTINGS))
    shown, referred = set(), set()
    for section in _elements(known, DOCUMENT):
        if short(section.tag) != "sectPr":
            continue
        first = any(short(element.tag) == "titlePg" for element in section)
        for element in section:
            if short(element.tag) in ("headerReference", "footerReference"):
                words = attributes(element)
                target = targets.get(words.get("r:id", ""), "")
                referred.add(target)
                if {"first": first, "even": even}.get(words.get("type", "default"), True):
                    shown.add(target)
    for name in known:
        if re.fullmatch(HEADING, name) and name not in shown and _has_text(known, name):
            yield Finding(where=name, what="a header or footer that no page shows", advice=_REMOVE)


def _unused_notes(known: Mapping[str, bytes]) -> Iterator[Finding]:
    """Give foot- and endnotes that the document does not refer to."""
    for name in known:
        kind = name.removeprefix("word/").removesuffix("s.xml")
        if not re.fullmatch(NOTES, name):
            continue
        referred = {
            attributes(element).get("id")
            for element in _elements(known, DOCUMENT)
            if short(element.tag) == f"{kind}Reference"
        }
        for note in _elements(known, name):
            words = attributes(note)
            is_line = words.get("type", "normal") != "normal" and not _speaks(note)
            if short(note.tag) == kind and words.get("id") not in referred and not is_line:
                yield Finding(where=name, what="a note that no page shows", advice=_REMOVE)


def _speaks(element: ET.Element) -> bool:
    return any((child.text or "").strip() for child in element.iter())


def _has_text(known: Mapping[str, bytes], name: str) -> bool:
    return _speaks(parse(known[name]))


def _elements(known: Mapping[str, bytes], name: str) -> Iterator[ET.Element]:
    yield from parse(known[name]).iter() if name in known else ()
