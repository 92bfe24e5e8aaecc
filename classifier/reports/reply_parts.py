"""What a reply is written from: figures and tables as they are, before they are put into words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from classifier.domain.counting import Unit
from classifier.domain.limit import Due
from classifier.domain.limit import Section as Relied
from classifier.domain.outcome import Ended
from classifier.domain.reply import Summary, Table
from classifier.domain.scope import Scope
from classifier.domain.suppression import SuppressionPolicy


@dataclass(frozen=True, slots=True, kw_only=True)
class Search:
    """How the search was made, as it is recorded.

    Parameters
    ----------
    topic
        What people call the topic, in the middle of a sentence.
    question
        What a decision answers.
    words
        The search words of the keyword baseline.
    models
        The versions of the models that scored the rows, in order.
    rows, texts
        Rows in the workspace, and distinct texts.
    unscored
        Rows that no run has scored.
    by_people, by_model, undecided
        Rows decided by people, by the model's route, and by nobody.
    reviewers, twice
        How many people decided, and how many texts two of them read.
    recall
        The recall statement; what it is that cannot be stated where there is none.
    """

    topic: str
    question: str
    words: Sequence[str]
    models: Sequence[str]
    rows: int
    texts: int
    unscored: int
    by_people: int
    by_model: int
    undecided: int
    reviewers: int
    twice: int
    recall: Sequence[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """How another way of searching differs from this one, in rows of the whole workspace.

    Parameters
    ----------
    name
        What it is called in the middle of a sentence.
    right, wrong, undecided
        The rows that it finds: about the topic, not about it, and not decided.
    missed
        The rows about the topic that it does not find.
    """

    name: str
    right: int
    wrong: int
    undecided: int
    missed: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Material:
    """All that a reply is composed of; see `classifier.services.report`.

    ``unnamed`` are the counted rows in which no officer is named, ``several`` those in which one
    cell seems to name more than one, and ``changed`` those whose text an export changed. ``named``
    are the sections that the user relies on; ``relied`` has those that they need, too.
    """

    reference: str
    date: str
    request: Sequence[str]
    scope: Scope
    unit: Unit
    answer: Table
    reconciliation: Sequence[Table]
    comparison: Table
    differences: Sequence[Difference]
    search: Search
    summaries: Sequence[Summary]
    summaries_from: str
    unknown: Sequence[str]
    out_of_force: Sequence[Ended]
    undated: int
    unnamed: int
    unattributed: Sequence[str]
    several: int
    gone: int
    changed: int
    policy: SuppressionPolicy
    policy_reason: str
    record: Mapping[str, str]
    named: Sequence[int] = ()
    relied: Sequence[Relied] = ()
    words: Mapping[tuple[int, str], str] = field(default_factory=dict)
    due: Due | None = None
    late: bool = False
