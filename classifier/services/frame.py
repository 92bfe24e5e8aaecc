"""The frame of a control sample: every row of the workspace, cut where found and not found part."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate
from typing import Final

from classifier.domain.errors import SettingError
from classifier.domain.route import NOT_RELEVANT, RELEVANT, REVIEW
from classifier.evaluation.allocation import Frame, Lot
from classifier.evaluation.recall import Read
from classifier.io.store.connect import Transaction
from classifier.io.store.draws import DrawnStratum, FrameRow, ReadText, read_frame
from classifier.services.known import Known

FOUND: Final = "found"
REVIEW_UNREAD: Final = "review"
NEAR: Final = "near"
FAR: Final = "far"
ELUSION_STRATA: Final = frozenset({NEAR, FAR})
"""The strata of rows that are routed not relevant."""

_NEAR_SHARE: Final = 0.5
"""The near stratum holds this share of the relevant rows expected among those routed not relevant,
or as many rows as `_NEAR_MOST` allows."""

_NEAR_MOST: Final = 1 / 3
_FEWEST: Final = 20
"""Fewer rows make no near stratum."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """A stratum: its name, whether its rows count as found, and its rows by falling probability."""

    name: str
    found: bool
    rows: tuple[FrameRow, ...]

    @property
    def expected(self) -> float:
        """The relevant rows that the model expects in it."""
        return sum(row.probability for row in self.rows)


@dataclass(frozen=True, slots=True, kw_only=True)
class Cut:
    """A frame that was cut into strata.

    Parameters
    ----------
    parts
        The strata of unread rows, found ones first.
    read, before
        What people decided before, and the texts of it, in order of digest.
    digest, size
        What names the frame: SHA-256 over each row's key, text, stratum and probability.
    """

    parts: tuple[Part, ...]
    read: Read
    before: tuple[ReadText, ...]
    digest: str
    size: int

    @property
    def frame(self) -> Frame:
        """The frame as plans take it."""
        lots = {
            found: [
                Lot(size=len(p.rows), expected=p.expected) for p in self.parts if p.found is found
            ]
            for found in (True, False)
        }
        return Frame(found=lots[True], missed=lots[False], read=self.read)

    def strata(self, drawn: Sequence[int]) -> tuple[DrawnStratum, ...]:
        """Give the strata as they are recorded, with the rows drawn from each."""
        return tuple(
            DrawnStratum(
                name=part.name,
                found=part.found,
                size=len(part.rows),
                drawn=n,
                expected=part.expected,
            )
            for part, n in zip(self.parts, drawn, strict=True)
        )


def cut_frame(transaction: Transaction, known: Known) -> Cut:
    """Cut the rows of a workspace into strata.

    Raises
    ------
    SettingError
        If there are no rows, or the texts of unread ones were purged.
    """
    rows = read_frame(transaction)
    if not rows:
        message = "The workspace has no scored rows."
        raise SettingError(message, advice="Classify an export first.")
    unread = [row for row in rows if known.is_unread(row.text)]
    gone = sum(not row.readable for row in unread)
    if gone:
        message = f"The texts of {gone:,} rows that nobody has read were purged."
        raise SettingError(message, advice="Classify the export again, then draw.")
    before = Counter(row.text for row in rows if not known.is_unread(row.text))
    labels = [known.label(text) for text in before.elements()]
    parts = _parts(unread)
    return Cut(
        parts=parts,
        read=Read(
            relevant=labels.count(True), others=labels.count(False), doubtful=labels.count(None)
        ),
        before=tuple(
            ReadText(text=text, rows=number, relevant=known.label(text))
            for text, number in sorted(before.items())
        ),
        digest=_digest(parts, labels),
        size=len(rows),
    )


def _parts(unread: Sequence[FrameRow]) -> tuple[Part, ...]:
    """Cut unread rows by route, and those routed not relevant once more by score."""
    ordered = sorted(unread, key=lambda row: (-row.probability, row.key))
    by_route = {
        route: [row for row in ordered if row.route == route]
        for route in (RELEVANT, REVIEW, NOT_RELEVANT)
    }
    low = by_route[NOT_RELEVANT]
    # Unread rows of the review band are near enough: more strata cost more than they tell.
    edge = 0 if by_route[REVIEW] else _near(low)
    cut = (
        (FOUND, True, by_route[RELEVANT]),
        (REVIEW_UNREAD, False, by_route[REVIEW]),
        (NEAR, False, low[:edge]),
        (FAR, False, low[edge:]),
    )
    return tuple(
        Part(name=name, found=found, rows=tuple(rows)) for name, found, rows in cut if rows
    )


def _near(rows: Sequence[FrameRow]) -> int:
    """Say how many of the rows, by falling probability, are near the edge to the found ones."""
    sums = list(accumulate(row.probability for row in rows))
    most = int(len(rows) * _NEAR_MOST)
    if most < _FEWEST:
        return 0
    within = sum(total <= _NEAR_SHARE * sums[-1] for total in sums)
    return min(max(within, _FEWEST), most)


def _digest(parts: Sequence[Part], labels: Sequence[bool | None]) -> str:
    lines = [f"{labels.count(True)} {labels.count(False)} {labels.count(None)}"]
    lines += [
        "\t".join((part.name, row.key, row.text, f"{row.probability:.17g}"))
        for part in parts
        for row in part.rows
    ]
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()
