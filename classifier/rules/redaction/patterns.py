"""Reading the redaction patterns, which are files of the package."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any, Final

from classifier.rules.redaction.grammar import Element, Grammar

_WORDS: Final = ("known", "stop", "unit", "month", "day")
_FOLDER: Final = files("classifier.rules.redaction")


@dataclass(frozen=True, slots=True, kw_only=True)
class Shape:
    """A regular expression that proposes.

    Parameters
    ----------
    kind
        The kind of what it finds.
    regex
        The expression; every repetition in it is bounded or possessive.
    taken
        The group that is proposed: all that is found, or the group of that name.
    check
        The name of what else must hold, see `classifier.rules.redaction.checks`; may be empty.
    """

    kind: str
    regex: re.Pattern[str]
    taken: int | str
    check: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Patterns:
    """All redaction patterns.

    Parameters
    ----------
    lists
        The lists of words, in lower case.
    grammar
        What the elements of the lines accept.
    lines
        Kind to lines for spaCy's Matcher; under the empty kind what is not what it seems.
    shapes
        The regular expressions.
    """

    lists: dict[str, frozenset[str]]
    grammar: Grammar
    lines: dict[str, list[tuple[Element, ...]]]
    shapes: tuple[Shape, ...]


@cache
def load_patterns() -> Patterns:
    """Read the patterns of the package, once."""
    table = tomllib.loads(_read("lines.toml")) | tomllib.loads(_read("shapes.toml"))
    lists = {
        name: frozenset(words.split())
        for name, words in tomllib.loads(_read("words.toml"))["lists"].items()
    }
    ordinary = lists["ordinary"] = frozenset(_read("ordinary.txt").split())
    for names, words in (("first", "first_or_word"), ("last", "last_or_word")):
        lists[words] |= lists[names] & ordinary
        lists[names] -= lists[words]
    lists["no_town"] = ordinary - lists["known"]
    lists["word"] = ordinary.union(*(lists[name] for name in _WORDS))
    lists["letters"] = lists["word"] | lists["preposition"] | lists["no_officer"]
    grammar = Grammar(lists=lists, classes=table["classes"], macros=table["macros"])
    lines = {
        row["kind"]: [line for written in row["lines"] for line in grammar.lines(written)]
        for row in table["tokens"]
    }
    shapes = tuple(_shape(row, table["parts"]) for row in table["shapes"])
    return Patterns(lists=lists, grammar=grammar, lines=lines, shapes=shapes)


def _read(name: str) -> str:
    return (_FOLDER / name).read_text(encoding="utf-8")


def _shape(row: dict[str, Any], parts: dict[str, str]) -> Shape:
    """Fill the parts into an expression; a part may name those after it."""
    regex = row["regex"]
    for name, part in parts.items():
        regex = regex.replace(f"@{name}", part)
    compiled = re.compile(regex)
    taken = "taken" if "taken" in compiled.groupindex else 0
    return Shape(kind=row["kind"], regex=compiled, taken=taken, check=row.get("check", ""))
