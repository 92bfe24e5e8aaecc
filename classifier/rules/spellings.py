"""When a word is a name written otherwise: split, joined or misspelt, and not another word."""

from __future__ import annotations

from collections.abc import Collection
from typing import Final

from classifier.domain.topic import Topic
from classifier.rules.grams import joined

_NAMED: Final = frozenset({"network", "video", "messaging", "dating", "generic"})
"""The groups of patterns that name platforms, or all of them at once."""

_ONE_SLIP: Final = 7
"""From so many letters on a name may be off by one letter: shorter ones have real neighbours."""

_TWO_SLIPS: Final = 8
"""From so many on by two, if it is written as a name is."""

MOST_SLIPS: Final = 2

_MOSTLY: Final = 0.5


def platform_names(topic: Topic) -> dict[str, int]:
    """Give the letters of each platform's name, with the number of its pattern.

    A pattern has the name of its platform, if a line of it is that name and nothing else. One that
    needs more words to be told from a real word ("signal", "threads") is left out.
    """
    names = {}
    for number, pattern in enumerate(topic.patterns):
        letters = joined(pattern.name)
        lines = {joined(part) for line in pattern.lines for part in (line, *_alternatives(line))}
        if pattern.group in _NAMED and letters in lines:
            names[letters] = number
    return names


def is_misspelt(
    word: str,
    name: str,
    *,
    capital: float | None,
    usual: float | None,
    known: Collection[str],
) -> bool:
    """Say whether a word is the name of a platform, misspelt.

    The first letter is right in nearly every slip of the pen, and another ending is another word
    (``twitted``). Names are written with a capital, and so are their misspellings; a word that is
    not, where the name is, is a word of its own (``snapshot``). One letter for another makes real
    words most often (``discard``, ``tender``), so that it needs the capital in any case.

    Parameters
    ----------
    word, name
        In lower case, letters only.
    capital, usual
        How often the word, and the name, is written with a capital inside of a sentence, in
        [0, 1]; None where nothing is known.
    known
        Words that are known to be real ones.
    """
    if word == name or word in known or not _alike(word, name):
        return False
    slips, like_a_name = distance(word, name), capital is not None and capital >= _MOSTLY
    if slips == 1 and (len(word) != len(name) or is_slip(word, name)):
        long_enough = len(name) >= _ONE_SLIP or is_slip(word, name)
        return long_enough and (capital is None or capital >= _MOSTLY * (usual or 0.0))
    fewest = _ONE_SLIP if slips == 1 else _TWO_SLIPS
    return slips <= MOST_SLIPS and len(name) >= fewest and like_a_name


def is_slip(word: str, other: str) -> bool:
    """Say whether two letters changed places, or one was doubled or should have been."""
    if len(word) == len(other):
        at = next(
            (n for n, (one, two) in enumerate(zip(word, other, strict=True)) if one != two), 0
        )
        return word != other and word == other[:at] + other[at : at + 2][::-1] + other[at + 2 :]
    longer, shorter = sorted((word, other), key=len, reverse=True)
    return any(
        longer[n] == longer[n - 1] and longer[:n] + longer[n + 1 :] == shorter
        for n in range(1, len(longer))
    )


def distance(word: str, other: str) -> int:
    """Count the letters to put in, leave out, change or swap with a neighbour, at the least.

    The restricted Damerau-Levenshtein distance (optimal string alignment).
    """
    before: list[int] = []
    row = list(range(len(other) + 1))
    for n, letter in enumerate(word, start=1):
        two_before, before, row = before, row, [n]
        for m, against in enumerate(other, start=1):
            best = min(before[m] + 1, row[m - 1] + 1, before[m - 1] + (letter != against))
            if n > 1 and m > 1 and letter == other[m - 2] and word[n - 2] == against:
                best = min(best, two_before[m - 2] + 1)
            row.append(best)
    return row[-1]


def _alike(word: str, name: str) -> bool:
    """Say whether it begins alike, is about as long, and differs not only in its ending."""
    if word[:1] != name[:1] or abs(len(word) - len(name)) > 1:
        return False
    shorter = min(len(word), len(name))
    return word[: shorter - 1] != name[: shorter - 1] or is_slip(word, name)


def _alternatives(line: str) -> list[str]:
    return line.split("|") if " " not in line else []
