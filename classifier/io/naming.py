"""Reading which words name nobody and nothing: a data file of the package."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib.resources import files

from classifier.domain.naming import Naming


@cache
def read_naming() -> Naming:
    """Read the words that the package knows; see ``facts/naming.toml``."""
    content = (files("classifier.io") / "facts" / "naming.toml").read_text(encoding="utf-8")
    facts = tomllib.loads(content)
    return Naming(nothing=frozenset(facts["nothing"]), anyone=frozenset(facts["anyone"]))
