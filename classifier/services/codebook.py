"""A topic's codebook cut into blocks that a page can show; no more of Markdown than they use."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby
from typing import Final

HEADING: Final = "heading"
LIST: Final = "list"
TABLE: Final = "table"
TEXT: Final = "text"
_SIGNS: Final = re.compile(r"\*\*|`")
_RULE: Final = re.compile(r"\|[\s:|-]+\|")


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """A block of a codebook.

    Parameters
    ----------
    kind
        `HEADING`, `LIST`, `TABLE` or `TEXT`.
    rows
        The entries of a list, the rows of a table with its heads first; else one alone.
        Each is its cells: one but in a table.
    """

    kind: str
    rows: tuple[tuple[str, ...], ...]


def blocks(markdown: str) -> list[Block]:
    """Cut a codebook into blocks; neighbouring entries make one list, rows one table."""
    cut = []
    for kind, lines in groupby(_lines(markdown), key=lambda line: line[0]):
        rows = tuple(_cells(kind, text) for _, text in lines)
        if kind in (LIST, TABLE):
            cut.append(Block(kind=kind, rows=rows))
        else:
            cut += [Block(kind=kind, rows=(row,)) for row in rows if row != ("",)]
    return cut


def _lines(markdown: str) -> Iterator[tuple[str, str]]:
    """Give each whole line with its kind; a line that goes on with the one before is joined."""
    kind, text = TEXT, ""
    for line in [*markdown.splitlines(), ""]:
        plain = line.strip()
        found = _kind(plain)
        goes_on = kind == TEXT or (kind == LIST and line.startswith("  "))
        if found == TEXT and plain and text and goes_on:
            text = f"{text} {plain}"
            continue
        if text or kind == TEXT:
            yield kind, text
        kind, text = (found, "") if _RULE.fullmatch(plain) else (found, plain)
    yield kind, text


def _kind(line: str) -> str:
    signs = {"#": HEADING, "- ": LIST, "|": TABLE}
    return next((kind for sign, kind in signs.items() if line.startswith(sign)), TEXT)


def _cells(kind: str, text: str) -> tuple[str, ...]:
    if kind == TABLE:
        return tuple(_clean(cell) for cell in text.strip("|").split("|"))
    return (_clean(text.removeprefix("- ") if kind == LIST else text.lstrip("#")),)


def _clean(text: str) -> str:
    return _SIGNS.sub("", text).strip()
