"""A page (HTML): every element, attribute and style of it."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from types import MappingProxyType
from typing import Final

from classifier.domain.release import Finding, Grid, Passage, Reading
from classifier.io.release.css import HIDING, declaration_troubles, sheet_troubles
from classifier.io.release.drawing import Drawing
from classifier.io.release.links import printable
from classifier.io.release.package import UnreadableError
from classifier.io.release.page_table import TableReader
from classifier.io.release.page_words import (
    ATTRIBUTES,
    BLOCKS,
    ELEMENTS,
    PLAIN_META,
    POLICY,
    UNWANTED,
    VOID,
)

_REMOVE: Final = "Make the page afresh with classifier report, or take it out of the page."
_RAW: Final = (("<!--", "a comment, which no browser shows"), ("<script", "a script"))
_RUNS: Final = re.compile(r"\s*(?:javascript|data|vbscript|file)\s*:", re.IGNORECASE)
_TEXTS: Final = frozenset({"title", "alt", "aria-label"})
_LETTERS: Final = frozenset({"text", "tspan"})
_SHAPED: Final = MappingProxyType(
    {"font-size": _LETTERS, "fill": _LETTERS, "width": {"svg"}, "height": {"svg"}}
)
"""Attributes by which a drawing can hide its text, and the elements where they do."""
_DECLARED: Final = MappingProxyType({"fill": "color"})
"""What a style calls them, where it is not the same."""
_LONGEST: Final = 100
_LONG: Final = _TEXTS | {"style", "content", "href", "xlink:href", "d", "points", "transform"}
"""Attributes that may be longer."""


def read_page(content: bytes) -> Reading:
    """Read a page.

    Raises
    ------
    UnreadableError
        If it is not in UTF-8.
    """
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise UnreadableError("the page is not in UTF-8") from None  # noqa: EM101
    reader = _PageReader()
    reader.feed(text)
    reader.close()
    for mark, what in _RAW:
        if mark in text.casefold():  # whatever the parser made of it
            reader.found(what)
    return reader.reading()


class _PageReader(HTMLParser):
    """Reads a page once from beginning to end."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self._findings: dict[Finding, None] = {}
        self._passages: list[Passage] = []
        self._tables = TableReader()
        self._drawing = Drawing()
        self._text: list[str] = []
        self._line = 1
        self._style: str | None = None
        self._addresses: list[tuple[str, int, int]] = []

    def reading(self) -> Reading:
        """Give what was read."""
        self._end_block()
        return Reading(
            findings=tuple(self._findings),
            passages=tuple(self._passages),
            grids=tuple(Grid(where=where, rows=rows) for where, rows in self._tables.tables),
        )

    def found(self, what: str, place: str = "") -> None:
        """Note a finding, once a place."""
        where = place or "the page"
        self._findings[Finding(where=where, what=what, advice=_REMOVE)] = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Look at an element that opens."""
        line = self._here()
        words = {name: value or "" for name, value in attrs}
        self._look_at_element(tag, words)
        if tag in BLOCKS:
            self._end_block()
        if tag == "br":
            self._text.append("\n")
        if tag == "style":
            self._style = ""
        if tag == "a" and "href" in words:
            self._addresses.append((words["href"], len(self._text), self.getpos()[0]))
        self._tables.begin(tag, words, line)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Look at an element that opens and closes at once."""
        self.handle_starttag(tag, attrs)
        if tag not in VOID:
            self.handle_endtag(tag)

    def handle_endtag(self, tag: str) -> None:
        """Look at what an element held."""
        if tag == "style" and self._style is not None:
            for selector, what in sheet_troubles(self._style):
                self.found(what, f"style {printable(selector)}".strip())
            self._style = None
        if tag == "a" and self._addresses:
            address, begin, line = self._addresses.pop()
            shown = "".join(self._text[begin:])
            if _bare(address) not in shown and not address.startswith("#"):
                self.found("a link whose address does not show", f"line {line}")
        if tag in BLOCKS:
            self._end_block()
        self._tables.end(tag)
        self._drawing.end(tag)

    def handle_data(self, text: str) -> None:
        """Keep text that shows; what stands in a style does not."""
        if self._style is not None:
            self._style += text
            return
        if not self._text:
            self._line = self.getpos()[0]
        self._text.append(text)
        self._tables.write(text)

    def handle_comment(self, _: str) -> None:
        """Note a comment."""
        self.found(_RAW[0][1], self._here())

    def handle_pi(self, _: str) -> None:
        """Note a processing instruction."""
        self.found("an instruction, which no browser shows", self._here())

    def unknown_decl(self, _: str) -> None:
        """Note a section that browsers take for a comment."""
        self.found(_RAW[0][1], self._here())

    def handle_decl(self, decl: str) -> None:
        """Let the usual declaration pass, and no other."""
        if decl.strip().casefold() != "doctype html":
            self.found("a declaration other than <!DOCTYPE html>", self._here())

    def _here(self) -> str:
        return f"line {self.getpos()[0]}"

    def _end_block(self) -> None:
        text = " ".join("".join(self._text).split())
        if text:
            self._passages.append(Passage(where=f"line {self._line}", text=text))
        self._text = []

    def _look_at_element(self, tag: str, words: dict[str, str]) -> None:
        if tag in UNWANTED or tag not in ELEMENTS:
            unknown = f"an element that is not known ({printable(tag)})"
            self.found(UNWANTED.get(tag, unknown), self._here())
        for name, value in words.items():
            self._look_at_attribute(tag, name, value)
        if self._drawing.begin(tag, words):
            self.found(HIDING, self._here())
        if tag == "meta":
            self._look_at_meta(words)

    def _look_at_attribute(self, tag: str, name: str, value: str) -> None:
        line = self._here()
        unwanted = _unwanted_attribute(tag, name)
        if len(value) > _LONGEST and name not in _LONG:
            unwanted = unwanted or f"an attribute that could hold text ({name})"
        if unwanted:
            self.found(unwanted, line)
        if name in _TEXTS:
            self._passages.append(Passage(where=f"{line}, {name}", text=value))
        elif name in ("href", "xlink:href"):
            self._look_at_address(tag, value)
        elif name == "style" or (name in _SHAPED and tag in _SHAPED[name]):
            style = value if name == "style" else f"{_DECLARED.get(name, name)}:{value}"
            for what in declaration_troubles(style):
                self.found(what, line)

    def _look_at_address(self, tag: str, address: str) -> None:
        if tag != "a" and not address.startswith("#"):
            self.found("an outside address", self._here())
        elif _RUNS.match(address):
            self.found("an address that runs or holds something", self._here())

    def _look_at_meta(self, words: dict[str, str]) -> None:
        name = words.get("name", words.get("http-equiv", "")).casefold()
        plain = words.keys() == {"charset"} and words["charset"].casefold() == "utf-8"
        if words.get("http-equiv", POLICY).casefold() != POLICY:
            self.found("a page that sends its reader elsewhere", self._here())
        elif name and name not in PLAIN_META:
            self.found("metadata such as the author's name", self._here())
        elif not (PLAIN_META[name].fullmatch(words.get("content", "")) if name else plain):
            self.found("metadata in words of its own", self._here())


def _unwanted_attribute(tag: str, name: str) -> str:
    """Say what an attribute does that a plain page does not need; nothing where it is harmless."""
    if name == "hidden":
        return "a hidden element"
    if name.startswith("on"):
        return "a script"
    if name == "title" and tag != "abbr":
        return "a tip that shows only when it is pointed at"
    if name not in ATTRIBUTES and name not in _TEXTS:
        return f"an attribute that is not known ({printable(name)})"
    return ""


def _bare(address: str) -> str:
    """Give the part of an address that has to stand in the text."""
    return re.sub(r"^(?:https?://|mailto:|tel:)", "", address.strip(), flags=re.I).rstrip("/")
