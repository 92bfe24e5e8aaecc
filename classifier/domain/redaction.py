"""What a person may want to take out of a text before it leaves: where it stands, and its kind."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

KINDS: Final = (
    "email",
    "url",
    "handle",
    "nino",
    "nhs",
    "birth",
    "phone",
    "mark",
    "postcode",
    "address",
    "reference",
    "collar",
    "name",
)
"""The kinds of what identifies somebody: collar is any number of an officer, mark a vehicle's.

Of equally long proposals that overlap the kind that stands first here names both.
"""

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


class Choice(StrEnum):
    """What a person decides on characters of a text."""

    REPLACED = "replaced"
    KEPT = "kept"


@dataclass(frozen=True, slots=True, kw_only=True)
class Decided:
    """A person's decision on characters of a text; a later one on the same characters stands.

    Parameters
    ----------
    text
        The digest of the text.
    proposal
        The characters, proposed by a pattern or added by the person.
    choice
        Whether they are to be replaced.
    reviewer, time
        Who decided, and when, ISO 8601 in UTC.
    """

    text: str
    proposal: Proposal
    choice: Choice
    reviewer: str
    time: str


def joined(found: Iterable[Proposal]) -> list[Proposal]:
    """Make one of proposals that overlap, so that no letter of any is left standing.

    Its kind is that of the longest of them, the first of `KINDS` among equals.
    """
    groups: list[list[Proposal]] = []
    end = 0
    for one in sorted(found):
        if not groups or one.start >= end:
            groups.append([])
        groups[-1].append(one)
        end = max(end, one.end)
    return [
        Proposal(
            group[0].start,
            max(one.end for one in group),
            min(group, key=lambda p: (p.start - p.end, KINDS.index(p.kind))).kind,
        )
        for group in groups
    ]


def to_replace(proposals: Iterable[Proposal], decided: Iterable[Decided]) -> list[Proposal]:
    """Give what is to be replaced in a text: what is proposed or added, and not to be kept.

    Parameters
    ----------
    proposals
        What the patterns propose; it is replaced unless a person decided otherwise.
    decided
        The decisions on this text, in the order of time.

    Returns
    -------
    list[Proposal]
        In order of place; no two overlap.
    """
    last = {(one.proposal.start, one.proposal.end): one for one in decided}
    chosen = [one.proposal for one in last.values() if one.choice is Choice.REPLACED]
    return joined([*chosen, *(one for one in proposals if (one.start, one.end) not in last)])
