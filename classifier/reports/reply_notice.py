"""The notice in a reply: what is withheld and why, and when an answer is due.

Which sections are relied on is the user's choice, and the words are the user's: what a notice has
to hold stands here as a list of places to complete.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from classifier.domain.limit import Due
from classifier.domain.limit import Section as Relied
from classifier.domain.reply import TO_COMPLETE, Section, Table
from classifier.domain.suppression import SuppressionPolicy
from classifier.reports.reply_parts import Material

_TESTS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "none": "",
        "absolute": "absolute exemption, no public interest test",
        "qualified": "qualified exemption, with the public interest test",
    }
)
_HARM: Final = "; only where disclosure would, or would be likely to, do harm"
_DRAFT: Final = (
    f"Draft, {TO_COMPLETE}: the words of a notice are its writer's. Complete each place that is "
    "marked so, and take out this paragraph."
)
_HEAD: Final = ("What the notice has to hold", "Words")


def withheld(given: Material) -> Section:
    """Say what is withheld and why: the policy on small counts, and the sections relied on."""
    paragraphs = _suppressed(given.policy, given.policy_reason)
    if given.named:
        numbers = [str(one) for one in given.named]
        paragraphs += (
            "Of the Freedom of Information Act 2000 this reply relies on "
            f"{'sections' if len(numbers) > 1 else 'section'} {_listed(numbers)}.",
        )
    tables = relied_tables(given)
    if any(TO_COMPLETE in row for table in tables for row in table.rows):
        paragraphs += (_DRAFT,)
    return Section(
        heading="What is withheld and why",
        paragraphs=paragraphs or ("No figure is withheld in this reply.",),
        tables=tables,
    )


def relied_tables(given: Material) -> tuple[Table, ...]:
    """Give a table for each section that is relied on: what to say, and where to write it."""
    return tuple(
        Table(
            title=_title(one),
            head=_HEAD,
            rows=tuple(
                (what, given.words.get((one.number, what), TO_COMPLETE)) for what in one.says
            ),
            prose=True,
        )
        for one in given.relied
    )


def time_table(due: Due, *, answered: str, late: bool) -> Table:
    """Say when a request was received, when an answer is due, and when it is given.

    Parameters
    ----------
    due
        When it is due.
    answered, late
        The day of the reply as it is written there, and whether that is after the day due.
    """
    first, last = due.years
    return Table(
        title="Section 10, Time for compliance with request",
        head=("", ""),
        rows=(
            ("Received", f"{due.received:%d/%m/%Y}"),
            ("Twentieth working day after", f"{due.day:%d/%m/%Y}"),
            ("This reply", f"{answered}, which is after that day" if late else answered),
            (
                "Not counted",
                "Weekends, Christmas Day, Good Friday, and bank holidays of any part of the "
                f"United Kingdom (known from {first} to {last})",
            ),
        ),
    )


def _suppressed(policy: SuppressionPolicy, reason: str) -> tuple[str, ...]:
    if not policy.number:
        return ()
    return (
        policy.statement,
        f"The reason recorded for this: {reason}",
        "Tables, numbers and summaries from which a hidden figure could be worked out are left "
        "out.",
    )


def _title(one: Relied) -> str:
    weighed = _TESTS[one.test] + (f" ({one.limits})" if one.limits else "")
    kind = f": {weighed}{_HARM if one.harm else ''}" if weighed else ""
    return f"Section {one.number}, {one.title}{kind}"


def _listed(words: list[str]) -> str:
    return " and ".join(filter(None, (", ".join(words[:-1]), words[-1])))
