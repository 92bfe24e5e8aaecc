"""What a regular expression cannot say of what it found: check digits, and what is no number."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Final

from classifier.rules.redaction.patterns import load_patterns

_DAY: Final = r"(?:0?[1-9]|[12]\d|3[01])"
_YEAR: Final = r"(?:(?:19|20)?\d\d)"
_DATE: Final = re.compile(rf"{_DAY}[/-]{_DAY}[/-]{_YEAR}|{_YEAR}[/-]{_DAY}[/-]{_DAY}")
_YEARS: Final = re.compile(r"(?:19|20)\d\d(?:[/-](?:19|20)\d\d)?")
_NUMBERED: Final = re.compile(r"(?i)(?!no|num|id|ref)\w+\W+(?:no|num|number|ref|reference)\b.*\d\d")
_FOLLOWING: Final = re.compile(r"\W{0,2}([A-Za-z]+)")
_SHORT_CALLS: Final = ("101", "111", "999")


def _value(found: re.Match[str]) -> str:
    return found["value"]


def _is_handle(found: re.Match[str]) -> bool:
    """Tell an account from a word by a digit, an underscore or a capital within it."""
    value = _value(found).rstrip(".-")
    lists = load_patterns().lists
    odd = re.search(r"\d|_|[a-z][A-Z]|[a-z]\.[a-z]", value)
    return bool(odd) and value.casefold() not in lists["known"]


def _is_strange(found: re.Match[str]) -> bool:
    """Take any word after "username" that is no ordinary one."""
    lists = load_patterns().lists
    word = _value(found).rstrip(".-").casefold()
    return word not in lists["ordinary"] | lists["known"] | lists["stop"]


def _is_mark(found: re.Match[str]) -> bool:
    """Tell a mark from words that stand beside a number."""
    lists = load_patterns().lists
    groups = found.groupdict()
    first, last = ((groups.get(name) or "").casefold() for name in ("first", "last"))
    if last in lists["ordinary"] | lists["stop"]:
        return False
    return " " not in found[0] or first not in lists["preposition"]


def _is_plate(found: re.Match[str]) -> bool:
    """Tell letters and digits after "car" from an age, an amount or a year."""
    value = _value(found)
    letters = [part.casefold() for part in re.findall(r"[A-Za-z]+", value)]
    lists = load_patterns().lists
    known = lists["ordinary"] | lists["unit"] | lists["stop"]
    return bool(letters) and bool(re.search(r"\d", value)) and known.isdisjoint(letters)


def _is_small_mark(found: re.Match[str]) -> bool:
    """Tell a mark in small letters from short words beside a number: none of it is a word."""
    words = load_patterns().lists["letters"]
    letters = (found.groupdict().get(name) for name in ("first", "last"))
    return all(part is None or part.casefold() not in words for part in letters)


def _is_prefix(found: re.Match[str]) -> bool:
    """Tell the letters of a force or a division before a number from a word or an abbreviation."""
    return _value(found).casefold() not in load_patterns().lists["letters"]


def _is_officer_number(found: re.Match[str]) -> bool:
    """Tell an officer's number from a number of something, which a unit follows."""
    after = _FOLLOWING.match(found.string, found.end("value"))
    return after is None or after[1].casefold() not in load_patterns().lists["unit"]


def _is_numbered(found: re.Match[str]) -> bool:
    """Take a value some words after its label: three digits, and no date, year or count."""
    return _is_officer_number(found) and _is_reference(found)


def _is_signed(found: re.Match[str]) -> bool:
    """Take the last word of a text for a signature if it is a given name or no ordinary word."""
    lists, word = load_patterns().lists, _value(found).casefold()
    if word in lists["first"] | lists["first_or_word"]:
        return word not in lists["month"] | lists["day"]
    return word not in lists["word"] | lists["nobody"]


def _is_no_word(found: re.Match[str]) -> bool:
    """Tell a name or an account from a word that anybody uses."""
    return _value(found).casefold() not in load_patterns().lists["word"]


def _is_surname(found: re.Match[str]) -> bool:
    """Take a word behind initials, unless it begins the next sentence."""
    lists, word = load_patterns().lists, _value(found).casefold()
    return word in lists["last"] | lists["last_or_word"] or word not in lists["word"]


def _is_dotted(found: re.Match[str]) -> bool:
    """Tell an account with stops or hyphens in it from a compound of ordinary words."""
    value, words = _value(found), load_patterns().lists["word"]
    return "." in value or not all(part.isdigit() or part in words for part in value.split("-"))


def _is_nhs(found: re.Match[str]) -> bool:
    """Say whether the last of ten digits is the check digit of the others, modulus 11.

    The NHS Data Model and Dictionary, "NHS NUMBER".
    """
    digits = [int(sign) for sign in found[0]]
    rest = 11 - sum(digit * (10 - at) for at, digit in enumerate(digits[:9])) % 11
    return rest % 11 == digits[9]


def _is_phone(found: re.Match[str]) -> bool:
    """Count the digits: ten or eleven at home, eight to fifteen from abroad."""
    number = re.split(r"(?i)ext|x", found[0])[0] or found[0]
    digits = re.sub(r"\D", "", number)
    abroad = "+" in number or digits.startswith("00")
    return 8 <= len(digits) <= 15 if abroad else len(digits) in (10, 11)


def _is_reference(found: re.Match[str]) -> bool:
    """Take three digits, or fewer with strokes or called a number; no date, no year."""
    value = _value(found)
    if _DATE.fullmatch(value) or _YEARS.fullmatch(value) or value in _SHORT_CALLS:
        return False
    digits = sum(sign.isdigit() for sign in value)
    return digits >= 3 or (digits >= 1 and ("/" in value or _NUMBERED.match(found[0]) is not None))


CHECKS: Final[Mapping[str, Callable[[re.Match[str]], bool]]] = {
    "": lambda _: True,
    "handle": _is_handle,
    "strange": _is_strange,
    "mark": _is_mark,
    "plate": _is_plate,
    "small_mark": _is_small_mark,
    "prefix": _is_prefix,
    "officer_number": _is_officer_number,
    "numbered": _is_numbered,
    "signed": _is_signed,
    "no_word": _is_no_word,
    "surname": _is_surname,
    "dotted": _is_dotted,
    "nhs": _is_nhs,
    "phone": _is_phone,
    "reference": _is_reference,
}
"""What else must hold of what an expression found, by the name that the patterns use."""
