"""How the parts of a package hang together: nothing may lead outside, nothing may be left over."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final
from urllib.parse import unquote

from classifier.domain.release import Finding
from classifier.io.release.markup import attributes, parse, short

TYPES_PART: Final = "[Content_Types].xml"
_RELS: Final = re.compile(r"(?:(.*)/)?_rels/([^/]*)\.rels")
_LONGEST: Final = 200
_AFRESH: Final = "Make the file afresh, or remove it in the program that made the file and save."


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """That one part leads to another, or outside.

    Parameters
    ----------
    source, target
        Names of parts; the source is empty for the package itself.
    key
        The name that the source gives it.
    kind
        The last word of its type, such as ``worksheet``.
    is_outside
        Whether the target is an address and no part.
    """

    source: str
    key: str
    kind: str
    target: str
    is_outside: bool


def read_links(parts: Mapping[str, bytes]) -> list[Link]:
    """Give all links of a package."""
    links = []
    for name, content in parts.items():
        found = _RELS.fullmatch(name)
        if found is not None:
            folder, source = found[1] or "", found[2]
            links += list(_links_of(posixpath.join(folder, source) if source else "", content))
    return links


def _links_of(source: str, content: bytes) -> Iterator[Link]:
    for element in parse(content):
        words = attributes(element)
        is_outside = words.get("TargetMode", "").casefold() == "external"
        target = words.get("Target", "")
        if not is_outside:
            joined = posixpath.join("/", posixpath.dirname(source), unquote(target))
            target = posixpath.normpath(joined).lstrip("/")
        kind = words.get("Type", "").rpartition("/")[2]
        yield Link(
            source=source, key=words.get("Id", ""), kind=kind, target=target, is_outside=is_outside
        )


def link_findings(
    parts: Mapping[str, bytes], links: list[Link], expected: Mapping[str, str]
) -> Iterator[Finding]:
    """Give links that lead outside or to another kind of part, and parts that nothing leads to.

    Parameters
    ----------
    parts
        The parts of the package that are of a known name.
    links
        All its links.
    expected
        The kinds of links that may be, each with a pattern for the names of parts it may lead to.
    """
    for link in links:
        where = link.source or "the package"
        if link.is_outside:
            yield Finding(
                where=where,
                what=f"a link to an outside address or file ({printable(link.kind)})",
                advice="Remove the link, and write the address as text where it is needed.",
            )
        elif link.kind in expected and not re.fullmatch(expected[link.kind], link.target):
            what = f"a link of kind {printable(link.kind)} to a part of another kind"
            yield Finding(where=where, what=what, advice=_AFRESH)
    reached = {link.target for link in links if not link.is_outside}
    for name in parts:
        if name not in reached and name != TYPES_PART and not _RELS.fullmatch(name):
            what = "a part that nothing in the file leads to"
            yield Finding(where=printable(name), what=what, advice=_AFRESH)


def element_findings(
    part: str,
    content: bytes,
    known: frozenset[str],
    *,
    texts: frozenset[str] = frozenset(),
    unwanted: Mapping[str, str] = MappingProxyType({}),
) -> Iterator[Finding]:
    """Give each kind of element of a part that is not known, and text where none belongs.

    Parameters
    ----------
    part, content
        The part's name, and its XML.
    known
        Short names of elements that a plain file has.
    texts
        Those that hold text for people.
    unwanted
        What others are, where that is known.
    """
    strange, spoken, long = set(), set(), set()
    for element in parse(content).iter():
        name = short(element.tag)
        if is_loose(attributes(element)):
            long.add(name)
        if name not in known:
            strange.add(name)
        is_text = bool((element.text or "").strip()) and name not in texts
        if is_text or (element.tail or "").strip():
            spoken.add(name)
    for name in sorted(strange):
        unknown = f"an element that is not known ({printable(name)}), which could hold anything"
        what = unwanted.get(name, unknown)
        yield Finding(where=part, what=what, advice=_AFRESH)
    for name in sorted(long - strange):
        yield Finding(
            where=part, what=f"an attribute that could hold text ({name})", advice=_AFRESH
        )
    if spoken - strange:
        yield Finding(where=part, what="text where no program shows it", advice=_AFRESH)


def is_loose(words: Mapping[str, str]) -> bool:
    """Say whether attributes could hold a text: a long one, or one of no known vocabulary."""
    return any(
        word.startswith("{") or (len(value) > _LONGEST and word != "mc:Ignorable")
        for word, value in words.items()
    )


def printable(name: str) -> str:
    """Make a name from a file safe to print: short, on one line, without control characters."""
    kept = "".join(character if character.isprintable() else "?" for character in name[:80])
    return kept if len(name) <= 80 else f"{kept}..."
