"""Deciding what is taken out of the summaries of a reply: proposals, decisions, replacement."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from threading import Lock
from typing import Final, NamedTuple

from classifier.domain.allegation import text_digest
from classifier.domain.label import written
from classifier.domain.redaction import (
    KINDS,
    PLACEHOLDERS,
    Choice,
    Decided,
    Proposal,
    joined,
    to_replace,
)
from classifier.domain.reply import Summary
from classifier.domain.scope import Scope
from classifier.io.outcomes import read_outcomes
from classifier.io.store.cases import read_exports
from classifier.io.store.connect import Store, reading, writing
from classifier.io.store.edits import read_edits
from classifier.io.store.reading import read_contents
from classifier.io.store.redactions import append_redactions, read_redactions
from classifier.rules.redaction.propose import Proposer
from classifier.rules.redaction.replace import replace
from classifier.rules.terms import TermMarker
from classifier.services.reply_material import Asked, gather
from classifier.services.summaries import propose
from classifier.services.workspace import Workspace

NAMES: Final[Mapping[str, str]] = {
    "name": "name",
    "collar": "collar number",
    **PLACEHOLDERS,
    "mark": "registration mark",
}
"""What the kinds are called where people choose one."""


class Stretch(NamedTuple):
    """A stretch of a summary: plain, or proposed or added, and whether it is to be replaced."""

    words: str
    proposal: Proposal | None
    replaced: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """A summary before and after replacement.

    Parameters
    ----------
    digest
        The digest of its words.
    officer, outcome
        As the reply has them.
    stretches
        Its words, cut where something is proposed or was decided.
    result
        How it would leave.
    """

    digest: str
    officer: int
    outcome: str
    stretches: tuple[Stretch, ...]
    result: str

    @property
    def sentence(self) -> str:
        """Its words before replacement."""
        return "".join(one.words for one in self.stretches)


class Redactions:
    """The summaries of a reply, with what is proposed and decided on them.

    Parameters
    ----------
    workspace
        The workspace under review.
    store
        Its open store.
    """

    def __init__(self, workspace: Workspace, store: Store) -> None:
        self._workspace = workspace
        self._store = store
        self._lock = Lock()

    @cached_property
    def _proposer(self) -> Proposer:
        return Proposer()

    def drafts(self, *, today: dt.date) -> list[Draft]:
        """Give the summaries that a reply of any period could need and nobody has written yet.

        Raises
        ------
        SettingError
            If a column of dates can be read in two ways.
        """
        summaries = self._summaries(today)
        decided = self._decided()
        digests = [text_digest(one.sentence) for one in summaries]
        with self._lock:
            found = [self._proposer.propose(one.sentence) for one in summaries]
        stands = [decided.get(digest, ()) for digest in digests]
        chosen = [to_replace(*both) for both in zip(found, stands, strict=True)]
        results = replace([one.sentence for one in summaries], chosen)
        return [
            Draft(
                digest=digests[at],
                officer=one.officer,
                outcome=one.outcome,
                stretches=_stretches(one.sentence, found[at], stands[at], chosen[at]),
                result=results[at],
            )
            for at, one in enumerate(summaries)
        ]

    def decide(
        self,
        digest: str,
        ticked: Collection[tuple[int, int]],
        *,
        added: str = "",
        kind: str = "",
        reviewer: str,
        now: dt.datetime,
    ) -> bool:
        """Record what is to be replaced in a summary; only what changes is appended.

        Parameters
        ----------
        digest
            The digest of the summary.
        ticked
            First character, and the one after the last, of what is to be replaced of what stands.
        added, kind
            Words to be replaced, too, wherever they stand in it, and their kind.
        reviewer, now
            Who decides, and when.

        Returns
        -------
        bool
            False if there is no such summary, or it does not hold the added words, or their kind
            is none; then nothing is recorded.

        Raises
        ------
        SettingError
            If a column of dates can be read in two ways.
        """
        drafts = self.drafts(today=now.date())
        draft = next((one for one in drafts if one.digest == digest), None)
        if draft is None:
            return False
        places = _places(draft.sentence, added) if kind in KINDS else []
        if added.strip() and not places:
            return False
        changes = [
            (one.proposal, wanted)
            for one in draft.stretches
            if one.proposal is not None
            for wanted in [(one.proposal.start, one.proposal.end) in ticked]
            if wanted is not one.replaced
        ]
        changes += [(Proposal(*place, kind), True) for place in places]
        records = [
            Decided(
                text=digest,
                proposal=proposal,
                choice=Choice.REPLACED if wanted else Choice.KEPT,
                reviewer=reviewer,
                time=written(now),
            )
            for proposal, wanted in changes
        ]
        with writing(self._store) as transaction:
            append_redactions(transaction, records)
        return True

    def _decided(self) -> dict[str, list[Decided]]:
        with reading(self._store) as transaction:
            return read_redactions(transaction)

    def _summaries(self, today: dt.date) -> list[Summary]:
        with reading(self._store) as transaction:
            if not any(rows for _, _, rows, _ in read_exports(transaction)):
                return []
        asked = Asked(scope=Scope(), date=today)
        found = gather(self._workspace, self._store, asked, read_outcomes())
        with reading(self._store) as transaction:
            edited = read_edits(transaction)
            content = read_contents(transaction, {row.text for row in found.rows})
        summaries = propose(
            found.rows,
            found.cases,
            asked.scope,
            at_least=1,  # whatever a reply asks for, from the least adverse outcome on
            content=content,
            edited=edited,
            marker=TermMarker(self._workspace.topic),
        )
        return [one for one in summaries if not one.edited]


def _stretches(
    text: str,
    found: Sequence[Proposal],
    decided: Sequence[Decided],
    chosen: Sequence[Proposal],
) -> tuple[Stretch, ...]:
    """Cut a text at what is replaced, and at what was proposed or added and is kept."""
    taken = {at for one in chosen for at in range(one.start, one.end)}
    others = [*found, *(one.proposal for one in decided)]
    kept = [one for one in others if taken.isdisjoint(range(one.start, one.end))]
    stretches, at = list[Stretch](), 0
    for one in sorted([*chosen, *joined(kept)]):
        stretches.append(Stretch(text[at : one.start], None, replaced=False))
        stretches.append(Stretch(one.of(text), one, replaced=one in chosen))
        at = one.end
    stretches.append(Stretch(text[at:], None, replaced=False))
    return tuple(one for one in stretches if one.words)


def _places(text: str, words: str) -> list[tuple[int, int]]:
    """Say where words stand in a text, whatever their case."""
    found = re.finditer(re.escape(words.strip()), text, re.IGNORECASE) if words.strip() else ()
    return [one.span() for one in found]
