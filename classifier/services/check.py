"""The release check: whether a file that is to leave holds more than it shows, or too much."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from classifier.domain.count_table import CountTable, count_tables
from classifier.domain.release import Finding, Passage, Reading
from classifier.domain.reply import TO_COMPLETE
from classifier.domain.suppression import SuppressionPolicy
from classifier.evaluation.disclosure import bounds, pinned
from classifier.io.release.links import printable
from classifier.io.release.reader import read_leaving, unread

if TYPE_CHECKING:
    from classifier.rules.redaction.propose import Proposer

Progress = Callable[[int, int], None]
"""Told how much is done, of how much."""

_SMALL: Final = "Apply the policy to the table: classifier report --suppress does."
_GIVEN_AWAY: Final = "Hide another count of the same row or column too, or leave the total out."
_REDACT: Final = "Redact it, or allow it with --allow if it is to leave."
_COMPLETE: Final = "Write what belongs there, or take the place out."
_KINDS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "name": "a person's name",
        "collar": "a collar or warrant number",
        "reference": "a crime, case or log reference",
        "mark": "a registration mark",
        "phone": "a telephone number",
        "email": "an e-mail address",
        "handle": "a user name",
        "url": "an address on the web",
        "postcode": "a postcode",
        "address": "an address",
        "birth": "a date of birth",
        "nino": "a national insurance number",
        "nhs": "an NHS number",
    }
)
_MOST_HIDDEN: Final = 500
"""More take longer than a person waits."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Checked:
    """A file that was checked, and why it may not leave yet; no finding, and it may."""

    name: str
    findings: tuple[Finding, ...]


def check_files(
    paths: Sequence[Path],
    policy: SuppressionPolicy,
    *,
    allowed: Collection[str] = (),
    progress: Progress | None = None,
) -> list[Checked]:
    """Check files, whatever they are; what cannot be read is a finding and never a pass.

    Parameters
    ----------
    paths
        The files.
    policy
        What was to be done with small counts.
    allowed
        Words that may leave although they look like something that identifies somebody: the
        reference of the request itself, the address for complaints.
    progress
        Told how many texts of a file have been looked through, of how many.
    """
    tell = progress or (lambda _done, _total: None)
    return [_check_file(path, policy, allowed, tell) for path in paths]


@cache
def _proposer() -> Proposer:
    """Give the redaction patterns, made ready once."""
    from classifier.rules.redaction.propose import Proposer

    return Proposer()


def _check_file(
    path: Path, policy: SuppressionPolicy, allowed: Collection[str], tell: Progress
) -> Checked:
    try:
        content = path.read_bytes()
    except OSError as error:
        reading = unread(error.strerror or type(error).__name__)
    else:
        reading = read_leaving(path.name, content)
    title = Passage(where="the file's name", text=path.stem.replace("_", " "))
    findings = (
        *reading.findings,
        *_places_to_complete(reading.passages),
        *_pattern_findings((title, *reading.passages), allowed, tell),
        *_count_findings(reading, policy),
    )
    return Checked(name=printable(path.name), findings=gather(findings))


def gather(findings: Sequence[Finding]) -> tuple[Finding, ...]:
    """Put findings of one kind in one sheet or part together: the first place, and how many more.

    They come in the order in which the first of each kind was found.
    """
    kinds: dict[tuple[str, str, str], dict[str, None]] = {}
    for finding in findings:
        part = finding.where.partition("!")[0].partition(", ")[0]
        kind = part.rstrip("0123456789 "), finding.what, finding.advice
        kinds.setdefault(kind, {})[finding.where] = None
    return tuple(
        Finding(where=_places(list(places)), what=what, advice=advice)
        for (_, what, advice), places in kinds.items()
    )


def as_json(checked: Sequence[Checked]) -> dict[str, Any]:
    """Write what was found for programs."""
    return {
        "schema": 1,
        "clean": not any(file.findings for file in checked),
        "files": [
            {
                "file": file.name,
                "clean": not file.findings,
                "findings": [
                    {"where": found.where, "what": found.what, "advice": found.advice}
                    for found in file.findings
                ],
            }
            for file in checked
        ],
    }


def _places(places: Sequence[str]) -> str:
    return places[0] if len(places) == 1 else f"{places[0]} and {len(places) - 1} more"


def _places_to_complete(passages: Sequence[Passage]) -> Iterator[Finding]:
    """Give the places of a reply that a person has still to write."""
    for passage in passages:
        if TO_COMPLETE in passage.text:
            what = "a place that is still to be completed"
            yield Finding(where=passage.where, what=what, advice=_COMPLETE)


def _pattern_findings(
    passages: Sequence[Passage], allowed: Collection[str], tell: Progress
) -> Iterator[Finding]:
    """Give the places of what may identify somebody, by its kind; never the words themselves."""
    kinds: dict[str, list[str]] = {}
    for number, passage in enumerate(passages, start=1):
        tell(number, len(passages))
        text = passage.text
        if text not in kinds:
            found = [(one.kind, one.of(text)) for one in _proposer().propose(text)]
            kinds[text] = [kind for kind, words in found if not _is_allowed(words, allowed)]
        for kind in dict.fromkeys(kinds[text]):
            what = f"what looks like {_KINDS.get(kind, kind)}"
            yield Finding(where=passage.where, what=what, advice=_REDACT)


def _is_allowed(words: str, allowed: Collection[str]) -> bool:
    """Say whether words may leave: as a whole, or as a number with what introduces it."""
    return any(
        words == each or (words.endswith(each) and any(map(str.isdigit, each))) for each in allowed
    )


def _count_findings(reading: Reading, policy: SuppressionPolicy) -> Iterator[Finding]:
    """Give the counts that break the policy, and the hidden ones that a total gives away."""
    for table in (table for grid in reading.grids for table in count_tables(grid)):
        for row, cells in enumerate(table.cells):
            for column, cell in enumerate(cells):
                if any(map(policy.is_small, cell.shown)):
                    place = table.place(row, column)
                    yield Finding(where=place, what="a count that the policy hides", advice=_SMALL)
        yield from _given_away(table)


def _given_away(table: CountTable) -> Iterator[Finding]:
    """Give the hidden counts that can be only one number, for one who knows the totals.

    Such a reader takes what is hidden for at least 1, and where that cannot be, for at least 0.
    """
    hidden = table.hidden
    if not hidden.any() or not (table.row_totals or table.column_totals):
        return
    if hidden.sum() > _MOST_HIDDEN:
        what = "cannot be checked: more hidden counts than can be worked through"
        yield Finding(where=table.where, what=what, advice="Cut the table into smaller ones.")
        return
    for lowest in (1, 0):
        lower, upper = table.limits(lowest)
        found = bounds(lower, upper, row_totals=table.row_totals, column_totals=table.column_totals)
        if found is None:
            continue
        for row, column in np.argwhere(pinned(*found, hidden)):
            what = "a hidden count that the totals give away"
            yield Finding(where=table.place(row, column), what=what, advice=_GIVEN_AWAY)
        return
