"""What a person may want to take out of a text before it leaves: where it stands, and its kind."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

KINDS: Final = (
    "name",
    "collar",
    "reference",
    "mark",
    "phone",
    "email",
    "handle",
    "url",
    "postcode",
    "address",
    "birth",
    "nino",
    "nhs",
)
"""The kinds of what identifies somebody: collar is any number of an officer, mark a vehicle's."""

PLACEHOLDERS: Final = {
    "reference": "reference",
    "mark": "vehicle",
    "phone": "phone",
    "email": "email",
    "handle": "account",
    "url": "web address",
    "postcode": "postcode",
    "address": "address",
    "birth": "date of birth",
    "nino": "national insurance number",
    "nhs": "NHS number",
}
"""What stands in a text in place of a kind, before its number; names and collar numbers become
"officer" or "person"."""


@dataclass(frozen=True, slots=True, order=True)
class Proposal:
    """Characters of a text that may identify somebody.

    Parameters
    ----------
    start, end
        The first character, and the one after the last.
    kind
        One of `KINDS`.
    """

    start: int
    end: int
    kind: str

    def of(self, text: str) -> str:
        """Give the words of a text that are proposed."""
        return text[self.start : self.end]
