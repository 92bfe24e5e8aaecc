"""Texts made of others, for the reader to learn on them what its teacher says.

Parts of texts, parts of two texts set together, people given other roles and words that give way to
near ones (TinyBERT, Jiao et al. 2020): nobody labels these, a teacher does.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping, Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

from classifier.model.windows import Windows, windows

_WHOLE, _PART = 0.35, 0.6
"""Up to which draw a text is left whole, and up to which it is a part; above, parts of two."""
_ROLES_SHARE: Final = 0.5
"""How many made texts have their people given other roles."""
_NEAR_SHARE: Final = 0.15
"""How many of the words that have near ones, and name nobody, give way to one."""
_WORD: Final = re.compile(r"[^\W\d_]+")
_MOST_SENTENCES: Final = 3
"""In a part of a text."""
_FEWEST_WORDS: Final = 3
"""In each half of a sentence."""
_AT_ONCE: Final = 256
"""Words whose neighbours are looked for at once."""

Random = np.random.Generator


def perturbed(
    texts: Sequence[str],
    group: NDArray[np.int64],
    *,
    each: int,
    people: Collection[str],
    near: Mapping[str, Sequence[str]],
    seed: int,
) -> tuple[list[str], NDArray[np.int64]]:
    """Make so many texts of each, never across groups.

    Parameters
    ----------
    texts
        The texts to make others of.
    group
        Which voice each is in, shape (texts,): what is made stays on one side of a split.
    each
        How many to make of each text.
    people
        Words that name somebody by a role, in small letters.
    near
        For a word in small letters, words of like meaning.
    seed
        For all that is drawn.

    Returns
    -------
    made, of
        The texts made, and which text each was made of, shape (made,).
    """
    random = np.random.default_rng(seed)
    cut = _sentences(windows(texts))
    members = {int(one): np.flatnonzero(group == one) for one in np.unique(group)}
    roles = sorted(people)
    made, of = [], np.repeat(np.arange(len(texts)), each)
    for number in of.tolist():
        other = int(random.choice(members[int(group[number])]))
        text = _arranged(texts[number], cut[number], cut[other], random)
        if random.random() < _ROLES_SHARE:
            text = _with_others(text, people, roles, random)
        made.append(_with_near(text, people, near, random))
    return made, of


def words_in(texts: Sequence[str]) -> set[str]:
    """Give the words of texts, in small letters."""
    return {word.lower() for text in texts for word in _WORD.findall(text)}


def near_words(
    words: Sequence[str], vectors: NDArray[np.float32], wanted: Collection[str], most: int = 10
) -> dict[str, list[str]]:
    """Give the words of nearest direction among some, without the word itself.

    Parameters
    ----------
    words, vectors
        The words to choose from, in small letters, and their vectors, shape (words, numbers).
    wanted
        For which of them.
    most
        How many for each.
    """
    unit = vectors / np.maximum(np.linalg.norm(vectors, axis=1, keepdims=True), 1e-9)
    chosen = np.array([place for place, word in enumerate(words) if word in wanted], dtype=np.int64)
    near = {}
    for start in range(0, len(chosen), _AT_ONCE):
        some = chosen[start : start + _AT_ONCE]
        order = np.argsort(-(unit[some] @ unit.T), axis=1, kind="stable")[:, : most + 1]
        for place, closest in zip(some.tolist(), order.tolist(), strict=True):
            near[words[place]] = [words[one] for one in closest if one != place][:most]
    return near


def _sentences(cut: Windows) -> list[list[str]]:
    parts: list[list[str]] = [[] for _ in range(cut.wholes)]
    for owner, text in zip(cut.owner[cut.wholes :].tolist(), cut.texts[cut.wholes :], strict=True):
        parts[owner].append(text)
    return [own or [cut.texts[place]] for place, own in enumerate(parts)]


def _arranged(text: str, own: list[str], others: list[str], random: Random) -> str:
    draw = random.random()
    if draw < _WHOLE:
        return text
    if draw < _PART:
        return " ".join(_stretch(own, random))
    blocks = [_stretch(own, random), _stretch(others, random)]
    if random.random() < 0.5:
        blocks.reverse()
    return " ".join([*blocks[0], *blocks[1]])


def _stretch(sentences: list[str], random: Random) -> list[str]:
    """Give sentences that stand beside each other; of a single one, at times a half."""
    if len(sentences) == 1:
        words = sentences[0].split()
        if len(words) < 2 * _FEWEST_WORDS or random.random() < 0.5:
            return sentences
        place = int(random.integers(_FEWEST_WORDS, len(words) - _FEWEST_WORDS + 1))
        return [" ".join(words[:place] if random.random() < 0.5 else words[place:])]
    start = int(random.integers(0, len(sentences)))
    return sentences[start : start + int(random.integers(1, _MOST_SENTENCES + 1))]


def _with_others(text: str, people: Collection[str], roles: list[str], random: Random) -> str:
    """Draw a new name for each role in a text, the same throughout."""
    there = dict.fromkeys(word.lower() for word in _WORD.findall(text) if word.lower() in people)
    instead = {word: roles[int(random.integers(len(roles)))] for word in there}
    return _replaced(text, lambda word: instead.get(word, word))


def _with_near(
    text: str, people: Collection[str], near: Mapping[str, Sequence[str]], random: Random
) -> str:
    def other(word: str) -> str:
        if word in people or word not in near or random.random() >= _NEAR_SHARE:
            return word
        return near[word][int(random.integers(len(near[word])))]

    return _replaced(text, other)


def _replaced(text: str, other: Callable[[str], str]) -> str:
    def one(found: re.Match[str]) -> str:
        word = found.group()
        now = other(word.lower())
        if now == word.lower():
            return word
        return now.capitalize() if word[0].isupper() else now

    return _WORD.sub(one, text)
