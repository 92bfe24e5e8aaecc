"""What a reply is composed of: read from the record, counted, and put beside other searches."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from classifier.domain.cells import unwritable_at
from classifier.domain.counting import Counted, Row, Unit, count, standing_of
from classifier.domain.errors import SettingError
from classifier.domain.outcome import Outcomes
from classifier.domain.presence import Presence
from classifier.domain.reply import Summary, Table
from classifier.domain.scope import LEFT_OUT, Scope, Standing
from classifier.domain.suppression import NONE, SuppressionPolicy
from classifier.io.naming import read_naming
from classifier.io.store.cases import CaseRow, Run, read_cases, read_exports, read_runs
from classifier.io.store.connect import Store, reading
from classifier.io.store.edits import read_edits
from classifier.io.store.reading import read_contents
from classifier.io.store.redactions import read_redactions
from classifier.reports.reply_parts import Material
from classifier.rules.terms import TermMarker
from classifier.services.known import read_known
from classifier.services.reply_comparison import counted_by, differences, other_searches
from classifier.services.reply_record import record_of
from classifier.services.reply_rows import reply_rows
from classifier.services.reply_search import search_of
from classifier.services.reply_tables import (
    answer_table,
    comparison_table,
    standings_table,
    unattributed,
    units_table,
)
from classifier.services.summaries import propose, redacted
from classifier.services.workspace import Workspace


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What the user asks for.

    Parameters
    ----------
    scope, unit
        The period and how it is counted; what is counted.
    summaries_from
        The outcome from which on cases are summed up.
    reference, request
        The request's reference and its words, a paragraph each; empty where they are not given.
    date
        The day of the reply.
    policy, policy_reason
        What is done with small counts, and why.
    """

    scope: Scope
    unit: Unit = Unit.OFFICERS
    summaries_from: str = "Written warning"
    reference: str = ""
    request: tuple[str, ...] = ()
    date: dt.date
    policy: SuppressionPolicy = field(default_factory=SuppressionPolicy)
    policy_reason: str = ""

    def __post_init__(self) -> None:
        """Refuse words that stand in a reply and that no document can hold."""
        said = (("reference", self.reference), ("reason", self.policy_reason))
        for name, words in (*said, *(("role", role) for role in self.scope.roles)):
            if unwritable_at(words) is not None:
                message = f"--{name} holds a character that no document can hold."
                raise SettingError(message, advice="Type it again.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Recorded:
    """What is recorded, and what it counts to.

    Parameters
    ----------
    cases, rows
        What is recorded of each row, and the rows as the reply sees them, in the same order.
    kept
        The rows that are not left out of the reply.
    counted
        What they count to.
    runs, exports
        Of the workspace, in order.
    head, labels
        The head of the chain of decisions, and its length.
    reviewers, twice
        How many people decided, and how many texts two of them read.
    """

    cases: Sequence[CaseRow]
    rows: Sequence[Row]
    kept: Sequence[Row]
    counted: Counted
    runs: Sequence[Run]
    exports: Sequence[tuple[int, str, int, str]]
    head: str
    labels: int
    reviewers: int
    twice: int


def gather(workspace: Workspace, store: Store, asked: Asked, outcomes: Outcomes) -> Recorded:
    """Read what is recorded, and count it.

    Raises
    ------
    SettingError
        If there are no rows, or a column of dates can be read in two ways.
    """
    with reading(store) as transaction:
        known = read_known(transaction)
        cases = read_cases(transaction)
        runs, exports = read_runs(transaction), read_exports(transaction)
    if not cases:
        message = f"The workspace {workspace.folder} has no rows."
        raise SettingError(message, advice="Classify an export first.")
    rows = reply_rows(cases, known.resolved, basis=asked.scope.basis, outcomes=outcomes)
    return Recorded(
        cases=cases,
        rows=rows,
        kept=[row for row in rows if standing_of(row, asked.scope) not in LEFT_OUT],
        counted=count(rows, asked.scope),
        runs=runs,
        exports=exports,
        head=known.head,
        labels=len(known.records),
        reviewers=len({record.reviewer for record in known.records}),
        twice=sum(len(one.decisions) > 1 for one in known.resolved.values()),
    )


def summaries_of(
    workspace: Workspace, store: Store, found: Recorded, asked: Asked, at_least: int
) -> list[Summary]:
    """Propose the summaries of what is counted, from an outcome of that severity on."""
    counted = {row.text for row, _ in _counted(found, asked.scope)}
    with reading(store) as transaction:
        edited, decided = read_edits(transaction), read_redactions(transaction)
        content = read_contents(transaction, counted)
    proposed = propose(
        found.rows,
        found.cases,
        asked.scope,
        at_least=at_least,
        content=content,
        edited=edited,
        marker=TermMarker(workspace.topic),
    )
    return redacted(proposed, decided)


def material_of(
    workspace: Workspace,
    store: Store,
    found: Recorded,
    asked: Asked,
    summaries: Sequence[Summary],
    outcomes: Outcomes,
) -> Material:
    """Gather all that the reply is composed of."""
    plain = asked.policy.kind == NONE
    factor = workspace.topic.national_factor
    others = other_searches(found.cases, factor) if plain else {}
    counted, scope = found.counted, asked.scope
    pairs, naming = _counted(found, scope), read_naming()
    ended = [one for row, _ in pairs for one in row.ended if one.adverse]
    return Material(
        reference=asked.reference,
        date=f"{asked.date:%d/%m/%Y}",
        request=asked.request,
        scope=scope,
        unit=asked.unit,
        answer=answer_table(counted, asked.unit, outcomes, asked.policy),
        reconciliation=[units_table(counted), standings_table(counted)] if plain else [],
        comparison=_comparison(found, others, asked),
        differences=differences(others, found.rows, scope),
        search=search_of(workspace, store, found),
        summaries=summaries,
        summaries_from=asked.summaries_from,
        unknown=sorted({one.name for one in ended if not one.known}),
        out_of_force=[one for one in ended if not one.in_force],
        undated=counted.standings[Standing.UNDATED] + counted.standings[Standing.APART],
        unnamed=sum(not row.officer for row, _ in pairs),
        unattributed=unattributed(counted, outcomes),
        several=sum(naming.is_several(case.fields["officer_id"]) for _, case in pairs),
        changed=sum(bool(case.other_texts) for _, case in pairs),
        gone=sum(row.presence is Presence.GONE for row, _ in pairs),
        policy=asked.policy,
        policy_reason=asked.policy_reason,
        record=record_of(workspace, found, asked),
    )


def _counted(found: Recorded, scope: Scope) -> list[tuple[Row, CaseRow]]:
    """Give the rows that stand in the answer, those without a date too, and what is recorded."""
    kept = (Standing.COUNTED, Standing.APART)
    pairs = zip(found.rows, found.cases, strict=True)
    return [(row, case) for row, case in pairs if standing_of(row, scope) in kept]


def _comparison(found: Recorded, others: Mapping[str, Sequence[bool]], asked: Asked) -> Table:
    """Put other ways of searching beside this one; nothing where there are none to show."""
    if not others:
        return Table(title="", head=(), rows=())
    sides = counted_by(others, found.rows, asked.scope)
    sides["This search"] = found.counted
    years = sorted({year for counted in sides.values() for year in counted.years})
    return comparison_table(sides, asked.unit, years)
