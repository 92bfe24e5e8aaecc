"""Reading what is known of outcomes: a data file of the package, in force between days."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib.resources import files

from classifier.domain.outcome import Outcome, Outcomes


@cache
def read_outcomes() -> Outcomes:
    """Read the outcomes that the package knows; see ``facts/outcomes.toml`` for their sources."""
    content = (files("classifier.io") / "facts" / "outcomes.toml").read_text(encoding="utf-8")
    facts = tomllib.loads(content)
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
