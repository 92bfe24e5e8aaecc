"""The texts of a workbook, which its sheets share, and those that no sheet shows any more."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from xml.etree import ElementTree as ET

from classifier.domain.release import Finding
from classifier.io.release.markup import parse, short
from classifier.io.release.xlsx_words import STRINGS


@dataclass(frozen=True, slots=True, kw_only=True)
class Text:
    """A text and, where its letters differ, its runs."""

    text: str
    runs: tuple[ET.Element, ...] = ()


class SharedTexts:
    """The shared texts, and which of them the sheets have asked for."""

    def __init__(self, content: bytes) -> None:
        self._texts = [read_text(element) for element in parse(content)] if content else []
        self._asked: set[int] = set()

    def at(self, place: str) -> Text:
        """Give the text that a cell names; an empty one where there is none."""
        number = int(place) if place.strip().isdecimal() else -1
        if not 0 <= number < len(self._texts):
            return Text(text="")
        self._asked.add(number)
        return self._texts[number]

    def leftovers(self) -> Iterator[Finding]:
        """Give the texts that no cell shows, once all sheets have been read."""
        for number, text in enumerate(self._texts):
            if text.text and number not in self._asked:
                yield Finding(
                    where=f"{STRINGS}, text {number + 1}",
                    what="a text that no cell shows any more",
                    advice="Make the workbook afresh: copy its values into a new one.",
                )


def read_text(element: ET.Element) -> Text:
    """Read a text that is in one piece or in runs."""
    runs = tuple(child for child in element if short(child.tag) == "r")
    pieces = [child for child in element.iter() if short(child.tag) == "t"]
    return Text(text="".join(piece.text or "" for piece in pieces), runs=runs)
