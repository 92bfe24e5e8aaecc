"""What people have decided so far, as the statements about recall need it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import compress

from classifier.domain.label import (
    CHAIN_START,
    Decision,
    LabelRecord,
    Resolution,
    State,
    resolve,
)
from classifier.domain.queue import gets_second_review
from classifier.evaluation.recall import Read
from classifier.evaluation.reviewer_error import SecondReviews
from classifier.io.store.connect import Transaction
from classifier.io.store.draws import ReadText
from classifier.io.store.labels import read_labels_after
from classifier.io.store.reading import salt_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """The resolved labels of a store.

    Parameters
    ----------
    resolved
        By the digest of the text.
    records
        All that was recorded, withdrawn decisions too, in order.
    head
        The head of their chain.
    salt
        What the store's lots are drawn with.
    """

    resolved: Mapping[str, Resolution]
    head: str
    salt: str
    records: Sequence[LabelRecord] = ()

    def is_unread(self, text: str) -> bool:
        """Whether nobody has decided a text."""
        found = self.resolved.get(text)
        return found is None or found.state is State.UNREAD

    def label(self, text: str) -> bool | None:
        """Give the resolved label; None where there is none: unread, unsure, or in dispute."""
        found = self.resolved.get(text)
        return found.relevant if found else None

    def confirmed(self, text: str) -> bool | None:
        """Give the first reviewer's label, where relevant stands only if others say so, too.

        None where it is not settled. What a first reviewer missed stays missed, whatever others
        found later: that is what a reviewer's sensitivity is about.
        """
        found = self.resolved.get(text)
        first = first_decision(found) if found else None
        if found is None or first in (None, Decision.UNSURE):
            return None
        if first is Decision.NOT_RELEVANT:
            return False
        return None if found.state is State.SINGLE else found.relevant

    def in_order(self) -> list[bool | None]:
        """Give the labels of the decided texts, in the order in which they were first read."""
        decided = [one for one in self.resolved.values() if one.decisions]
        return [one.relevant for one in sorted(decided, key=_first_time)]

    def read_before(self, texts: Sequence[ReadText]) -> Read:
        """Count the rows that were read before a draw by what they are now.

        What was relevant then is found only if it still is. What was not, and no longer is not
        relevant, was missed at the draw: it is doubtful, as is what is unsure or in dispute now.
        """
        rows: Counter[bool | None] = Counter()
        for one in texts:
            now = self.label(one.text)
            rows[now if one.relevant or not now else None] += one.rows
        return Read(relevant=rows[True], others=rows[False], doubtful=rows[None])

    def second_reviews(self) -> SecondReviews:
        """Set first reviews against the resolved labels of texts that were reviewed twice by lot.

        Other texts are reviewed twice because of what the first reviewer said, so that what was
        missed is rarer among them.
        """
        read = [
            text
            for text, found in self.resolved.items()
            if found.relevant is not None and _reviewers(found) > 1
        ]
        chosen = compress(read, gets_second_review(read, salt=self.salt))
        twice = [
            (first_decision(found) is Decision.RELEVANT, found.relevant)
            for found in map(self.resolved.__getitem__, chosen)
        ]
        return SecondReviews(
            relevant=sum(relevant is True for _, relevant in twice),
            called=sum(called and relevant is True for called, relevant in twice),
            false_alarms=sum(called and relevant is False for called, relevant in twice),
        )


def read_known(transaction: Transaction) -> Known:
    """Resolve every label of a store."""
    chain = read_labels_after(transaction, 0)
    by_text: dict[str, list[LabelRecord]] = {}
    for _, _, record in chain:
        by_text.setdefault(record.text, []).append(record)
    return Known(
        resolved={text: resolve(found) for text, found in by_text.items()},
        head=chain[-1][1] if chain else CHAIN_START,
        salt=salt_of(transaction),
        records=[record for _, _, record in chain],
    )


def first_decision(found: Resolution) -> Decision | None:
    """Give what the first reviewer says; None where nobody but an adjudicator says anything."""
    return next((one.decision for one in found.decisions if not one.adjudication), None)


def _first_time(found: Resolution) -> str:
    return min(record.time for record in found.decisions)


def _reviewers(found: Resolution) -> int:
    return sum(not one.adjudication for one in found.decisions)
