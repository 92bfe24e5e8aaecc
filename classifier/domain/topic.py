"""A topic: what is being looked for, as data. A new folder makes a new topic, with no new code."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class KeywordRule:
    """The search words of the keyword baseline, as the force typed them.

    A row is a hit if any word stands anywhere in its text, whatever the case.
    """

    words: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class TermPattern:
    """One named pattern over the words of a text; see `classifier.rules.grammar`.

    Parameters
    ----------
    name
        Unique within the topic; also the name of the model's feature.
    group
        What it stands for: ``platform``, ``act``, ``person``, ``sense`` ... A match of a
        ``sense`` pattern ("social worker") says that the matches it covers are meant otherwise.
    platform
        What to write in the ``platforms`` column; empty where it names none.
    lines
        The pattern's alternatives, in the pattern grammar.
    """

    name: str
    group: str
    platform: str
    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Topic:
    """A topic as its folder describes it.

    Parameters
    ----------
    name
        The folder's name.
    title
        What people call it, in the middle of a sentence.
    question
        The question that a label answers.
    prior_prevalence
        The share of relevant rows to expect in an export, in (0, 1), before it is seen.
    target_precision
        The precision that rows must have to be called relevant without a reviewer, in (0, 1).
    real_mix
        The share of each kind of text among the irrelevant rows of a real export; adds up to 1.
    keywords
        The keyword baseline.
    word_lists
        Word lists that the patterns name: words separated by blanks.
    patterns
        The term patterns.
    national_factor
        What cases of this kind are marked with in the export's field of that name; empty for none.
    named_by_others
        The kinds of irrelevant text in which what the topic is about plays a part all the same.
    people
        Words that name somebody by a role, in small letters.
    real_candidates
        The share of the irrelevant rows of a real export that the gate lets through, in (0, 1);
        None to take it from the corpus.
    """

    name: str
    title: str
    question: str
    prior_prevalence: float
    target_precision: float
    real_mix: Mapping[str, float]
    keywords: KeywordRule
    word_lists: Mapping[str, str]
    patterns: tuple[TermPattern, ...]
    national_factor: str = ""
    named_by_others: tuple[str, ...] = ()
    people: frozenset[str] = frozenset()
    real_candidates: float | None = None
