"""Reading which words name nobody and nothing: a data file of the package."""

from __future__ import annotations

from functools import cache
from typing import Final

from classifier.domain.naming import Naming
from classifier.io.packaged import read_facts

NAMING: Final = "naming.toml"


@cache
def read_naming() -> Naming:
    """Read the words that the package knows; see ``facts/naming.toml``."""
    facts = read_facts(NAMING)
    return Naming(nothing=frozenset(facts["nothing"]), anyone=frozenset(facts["anyone"]))
