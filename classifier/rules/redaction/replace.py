"""Replacement: the same person or thing gets the same words throughout the texts of a reply."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from dataclasses import replace as changed
from typing import Final

from classifier.domain.redaction import PLACEHOLDERS, Proposal
from classifier.rules.redaction.patterns import load_patterns
from classifier.rules.redaction.tokens import tokens_of

_OFFICER: Final = "officer"
_PERSON: Final = "person"
_MARRIED: Final = {"mrs": "ms", "miss": "ms"}
"""Titles that the same person may have by turns."""
_NUMBER: Final = re.compile(r"[A-Za-z]{0,3}\d{2,6}[A-Za-z]{0,2}")
_ABROAD: Final = re.compile(r"(?:\+|00)44(?:0)?")
_BESIDE: Final = re.compile(r",?\s*\(?")
"""What may stand between a name and its number."""
_LETTERS: Final = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"


@dataclass(frozen=True, slots=True, kw_only=True)
class Called:
    """What somebody is called at one place.

    Parameters
    ----------
    officer
        Whether a rank or a number says that it is an officer.
    style
        The last word of the rank, or the title, in lower case; empty where there is none.
    number
        The officer's number; empty where there is none.
    given
        Given names or initials, in lower case.
    surname
        The last word of the name, in lower case; empty where only a number stands.
    """

    officer: bool
    style: str
    number: str
    given: tuple[str, ...]
    surname: str


@dataclass(slots=True)
class _Person:
    """Somebody, and all that they are called."""

    called: list[Called] = field(default_factory=list)

    def may_be(self, one: Called) -> bool:
        """Say whether nothing speaks against this being the same person, and a name speaks for."""
        if any(one.number and one.number == known.number for known in self.called):
            return True
        if not one.surname or not any(_alike(one, known) for known in self.called):
            return False
        return all(_agree(one, known) for known in self.called)


def called(words: str) -> Called:
    """Read a name or an officer's number."""
    lists = load_patterns().lists
    ranks, titles = lists["rank"] | lists["weak_rank"], lists["title"]
    rank, title, number, names = "", "", "", list[str]()
    for token in tokens_of(words):
        lower = token.word.casefold()
        if lower in ranks and not names:
            rank = lower
        elif _NUMBER.fullmatch(token.word):
            number = number or re.sub(r"\D", "", token.word)
        elif lower in titles and not names:
            title = _MARRIED.get(lower, lower)
        elif token.word[0].isalpha() and (names or lower not in lists["acting"] | lists["held"]):
            names.append(lower)
    if number and not rank:
        names = []  # "collar number 1182" is no name
    return Called(
        officer=bool(rank or number),
        style=title if not rank else "" if rank in lists["weak_rank"] else rank,
        number=number,
        given=tuple(name for name in names[:-1] if name not in lists["particle"]),
        surname=names[-1] if names else "",
    )


def replace(texts: Sequence[str], accepted: Sequence[Sequence[Proposal]]) -> list[str]:
    """Replace what was accepted by its kind and a letter or number: ``[officer A]``, ``[phone 1]``.

    People get letters, since a reply numbers the officers that it counts. Officers and persons are
    told apart by a rank or a number. "PC Grant" is the officer of "PC Amelia Grant" if no other
    officer of these texts can be meant; otherwise it is one more.

    Parameters
    ----------
    texts
        The texts of a reply, in order: letters and numbers are given as they come.
    accepted
        For each text what is to be replaced; no two of a text overlap.

    Returns
    -------
    list[str]
        The texts, as many and in the same order.
    """
    found = [(text, _places(text, ones)) for text, ones in zip(texts, accepted, strict=True)]
    people = _people({one.of(text): who for text, ones in found for one, who in ones if who})
    given: dict[str, dict[object, int]] = {}
    replaced = []
    for text, ones in found:
        parts, at = [], 0
        for one, who in ones:
            word, key = people[one.of(text)] if who else _thing(one, text)
            numbers = given.setdefault(word, {})
            number = numbers.setdefault(key, len(numbers) + 1)
            parts += [text[at : one.start], f"[{word} {_letters(number) if who else number}]"]
            at = one.end
        replaced.append("".join((*parts, text[at:])))
    return replaced


def _places(text: str, accepted: Sequence[Proposal]) -> list[tuple[Proposal, Called | None]]:
    """Give what is replaced, in order, and what somebody is called there; None where it is a thing.

    A name and the number beside it are one.
    """
    places: list[tuple[Proposal, Called | None]] = []
    for one in sorted(accepted):
        who = None if one.kind in PLACEHOLDERS else called(one.of(text))
        last, before = places[-1] if places else (one, None)
        between = text[last.end : one.start]
        if before and who and last.kind != one.kind and _is_number_of(before, who, between):
            closed = between.endswith("(") and text.startswith(")", one.end)
            places[-1] = (
                Proposal(last.start, one.end + closed, last.kind),
                changed(before, officer=True, number=who.number),
            )
        else:
            places.append((one, who))
    return places


def _is_number_of(name: Called, one: Called, between: str) -> bool:
    """Say whether what follows a name is the number of the same officer, and no other officer."""
    alone = bool(one.number) and not one.style and not one.surname
    return bool(name.surname) and not name.number and alone and bool(_BESIDE.fullmatch(between))


def _letters(number: int) -> str:
    """Write a number from 1 on in letters: A to Z, AA, AB and so on."""
    rest, last = divmod(number - 1, len(_LETTERS))
    return (_letters(rest) if rest else "") + _LETTERS[last]


def _thing(one: Proposal, text: str) -> tuple[str, object]:
    """Give the word that stands for what is no person, and by what it is known again."""
    return PLACEHOLDERS[one.kind], _known_by(one.kind, one.of(text))


def _known_by(kind: str, words: str) -> str:
    """Give what is the same however it is written: letters and digits without its label."""
    if kind == "phone":
        return re.sub(r"\D", "", _ABROAD.sub("0", re.sub(r"[^\d+]", "", words)))
    if kind in ("reference", "birth"):
        words = "".join(re.findall(r"\S*\d\S*", words))
    labels = load_patterns().lists["label"]
    kept = [token.word for token in tokens_of(words) if token.word.casefold() not in labels]
    return re.sub(r"\W", "", "".join(kept)).casefold()


def _people(distinct: Mapping[str, Called]) -> dict[str, tuple[str, int]]:
    """Say for each name whether it is an officer or a person, and which: the longest names first.

    A short name that fits nobody, or more than one, is somebody else.
    """
    everybody: list[_Person] = []
    which: dict[str, int] = {}
    for name, one in sorted(distinct.items(), key=lambda pair: _told(pair[1]), reverse=True):
        fitting = [at for at, person in enumerate(everybody) if person.may_be(one)]
        if len(fitting) != 1:
            fitting = [len(everybody)]
            everybody.append(_Person())
        everybody[fitting[0]].called.append(one)
        which[name] = fitting[0]
    officers = [any(one.officer for one in person.called) for person in everybody]
    return {name: (_OFFICER if officers[at] else _PERSON, at) for name, at in which.items()}


def _told(one: Called) -> tuple[bool, int, bool, bool]:
    """Say how much a name tells: the more, the earlier it is asked for."""
    full = sum(len(name) > 1 for name in one.given)
    return bool(one.surname), 2 * full + len(one.given), bool(one.number), bool(one.style)


def _alike(one: Called, known: Called) -> bool:
    """Say whether a name is that of another, or one of its given names."""
    if one.surname == known.surname:
        return True
    return _is_alone(one) and one.surname in known.given


def _is_alone(one: Called) -> bool:
    return not (one.given or one.officer or one.style)


def _agree(one: Called, known: Called) -> bool:
    """Say whether neither rank or title, number nor given names differ, as far as both are told."""
    styles = {one.style, known.style} - {""}
    numbers = {one.number, known.number} - {""}
    if len(styles) > 1 or len(numbers) > 1:
        return False
    pairs = zip(one.given, known.given, strict=False)
    return all(a.startswith(b) or b.startswith(a) for a, b in pairs)
