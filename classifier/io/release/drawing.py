"""Drawings of a page: whether their text stands where it can be seen."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Final, NamedTuple

_TEXTS: Final = frozenset({"text", "tspan"})
_HOLDERS: Final = frozenset({"g", "defs", "clippath"})
_NUMBER: Final = re.compile(r"([+-]?[0-9]*\.?[0-9]+(?:e[+-]?[0-9]+)?)\s*([a-z%]*)", re.IGNORECASE)
_MOVE: Final = re.compile(r"([a-z]+)\s*\(([^)]*)\)", re.IGNORECASE)
_TURN: Final = 360.0
_SCALES: Final = (0.5, 2.0)
"""The least and the most that a drawing may be scaled by: text stays readable, and in its frame."""


class Frame(NamedTuple):
    """What a drawing shows of its plane; where it does not say, what browsers take."""

    left: float = 0.0
    top: float = 0.0
    width: float = 300.0
    height: float = 150.0


class Drawing:
    """Follows the elements of a page, and tells text that a drawing does not show."""

    def __init__(self) -> None:
        self._frames: list[Frame] = []
        self._hidden: list[bool] = []

    def begin(self, tag: str, words: Mapping[str, str]) -> bool:
        """Say whether an element that opens takes text out of sight.

        Parameters
        ----------
        tag
            Its name, in lower case.
        words
            Its attributes.
        """
        if tag == "svg":
            self._frames.append(_frame(words))
        if tag in _HOLDERS:
            self._hidden.append(tag != "g" or "clip-path" in words)
        frame = self._frames[-1] if self._frames else Frame()
        moved = "transform" in words and not _stays(words["transform"], frame)
        if tag not in _TEXTS:
            return moved
        return moved or "clip-path" in words or any(self._hidden) or not _is_within(words, frame)

    def end(self, tag: str) -> None:
        """Take note of an element that closes."""
        if tag == "svg" and self._frames:
            self._frames.pop()
        if tag in _HOLDERS and self._hidden:
            self._hidden.pop()


def _frame(words: Mapping[str, str]) -> Frame:
    numbers = [float(number) for number, _ in _NUMBER.findall(words.get("viewbox", ""))]
    if len(numbers) == len(Frame._fields):
        return Frame(*numbers)
    sides = {
        name: float(found[1])
        for name in ("width", "height")
        if (found := _NUMBER.fullmatch(words.get(name, ""))) and found[2] in ("", "px")
    }
    return Frame(**sides)


def _is_within(words: Mapping[str, str], frame: Frame) -> bool:
    """Say whether a text begins within the frame."""
    for name, least, side in (("x", frame.left, frame.width), ("y", frame.top, frame.height)):
        if not all(0 <= at - least <= side for at in _lengths(words.get(name, ""), least, side)):
            return False
        if not all(abs(by) <= side for by in _lengths(words.get(f"d{name}", ""), 0, side)):
            return False
    return True


def _lengths(value: str, least: float, side: float) -> Iterator[float]:
    """Give the lengths of a list; one in a unit that cannot be compared is endless."""
    for number, unit in _NUMBER.findall(value):
        if unit == "%":
            yield least + float(number) / 100 * side
        else:
            yield float(number) if unit.casefold() in ("", "px") else float("inf")


def _stays(transform: str, frame: Frame) -> bool:
    """Say whether what is moved, turned or scaled can stay within the frame."""
    farthest = max(frame.width, frame.height) + max(abs(frame.left), abs(frame.top))
    for name, inner in _MOVE.findall(transform):
        numbers = [abs(float(number)) for number, _ in _NUMBER.findall(inner)]
        if name == "scale":
            stays = all(_SCALES[0] <= number <= _SCALES[1] for number in numbers)
        elif name == "rotate":
            stays = all(number <= max(farthest, _TURN) for number in numbers)
        else:
            stays = name == "translate" and all(number <= farthest for number in numbers)
        if not stays:
            return False
    return True
