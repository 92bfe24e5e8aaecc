"""What search words find: rows counted by what is known of them, variants, and better lists."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from classifier.domain.estimate import Estimate


@dataclass(frozen=True, slots=True, kw_only=True)
class Tally:
    """Rows, by what is known of them: people's decisions, and elsewhere the model's route.

    Parameters
    ----------
    right, wrong
        Rows that are relevant, and that are not.
    right_by_people, wrong_by_people
        Those of them that people decided.
    undecided
        Rows of which nothing is known: to be read, unsure, or in dispute.
    """

    right: int
    wrong: int
    right_by_people: int
    wrong_by_people: int
    undecided: int

    @property
    def rows(self) -> int:
        """All of them."""
        return self.right + self.wrong + self.undecided


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where a row stands: its file, its number there, its key, and its text's digest."""

    file: str
    number: int
    key: str
    text: str
    by_people: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class WordFound:
    """What one search word finds; ``wrong`` are the rows that it collects wrongly."""

    word: str
    tally: Tally
    wrong: Sequence[Place]


class Kind(StrEnum):
    """How a variant differs from what was searched for."""

    NAME = "a name that is not searched for"
    SPLIT = "split or joined"
    MISSPELT = "misspelt"
    OTHER = "another word for it"


@dataclass(frozen=True, slots=True, kw_only=True)
class Variant:
    """A spelling that the search words do not find.

    Parameters
    ----------
    of
        The search word or platform.
    spelling
        As it stands in the texts, in lower case.
    kind
        How it differs.
    rows
        Rows in which it stands.
    missed
        Those of them that no search word finds.
    """

    of: str
    spelling: str
    kind: Kind
    rows: int
    missed: Tally


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """A word put on a list.

    Parameters
    ----------
    word
        The word, or pair of words.
    gained
        Relevant rows that it finds, and that no word before it does.
    reads
        Rows that it finds, and that no word before it does: these have to be read.
    """

    word: str
    gained: int
    reads: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """How well a way of making a list does on cases that it was not made from.

    Parameters
    ----------
    recall, precision
        By cross-validation by case, each with a 95 % interval by case.
    by_people
        Recall among the rows that people decided alone; None where these are too few.
    reads
        Rows found.
    """

    recall: Estimate
    precision: Estimate
    by_people: Estimate | None
    reads: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Improved:
    """A list made anew: its words, in order of their worth, and what they find.

    Parameters
    ----------
    steps
        The words.
    tally
        What they find in the rows that they were chosen by: too good by as much as chance had a
        hand in the choice.
    judged
        How the same way of choosing does on other cases; None where there are too few.
    """

    steps: Sequence[Step]
    tally: Tally
    judged: Judged | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Keywords:
    """What a list of search words does in a workspace, and what would do better.

    Parameters
    ----------
    words
        Each word.
    together
        What all of them find.
    all_rows
        Every row that could be searched.
    erased
        Rows that could not: their text was erased.
    variants
        Spellings that are missed, by falling number of missed rows.
    additions
        Words to add to the list, in order: each with what it adds to those before it.
    improved
        A list made anew.
    rare, capitals
        Words and pairs that were left out: in fewer than 3 cases, or always with a capital.
    """

    words: Sequence[WordFound]
    together: Tally
    all_rows: Tally
    erased: int
    variants: Sequence[Variant]
    additions: Sequence[Step]
    improved: Improved
    rare: int
    capitals: int
