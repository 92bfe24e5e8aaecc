"""Reading what is known of outcomes: a data file of the package, in force between days."""

from __future__ import annotations

from functools import cache
from typing import Final

from classifier.domain.outcome import Outcome, Outcomes
from classifier.io.packaged import read_facts

OUTCOMES: Final = "outcomes.toml"


@cache
def read_outcomes() -> Outcomes:
    """Read the outcomes that the package knows; see ``facts/outcomes.toml`` for their sources."""
    facts = read_facts(OUTCOMES)
    return Outcomes(
        undecided=frozenset(facts["undecided"]),
        known=tuple(
            Outcome(
                name=one["name"],
                severity=one["severity"],
                adverse=one["adverse"],
                start=one.get("from"),
                end=one.get("to"),
                spellings=tuple(one["spellings"]),
            )
            for one in facts["outcome"]
        ),
    )
