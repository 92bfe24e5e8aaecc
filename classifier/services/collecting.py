"""How often Python looks for cycles of garbage, wherever rows are worked on."""

from __future__ import annotations

import gc
from typing import Final

_ALLOCATIONS_BETWEEN_COLLECTIONS: Final = 200_000
"""Scoring makes millions of small tuples and strings and no cycles: at the usual 700 the search for
some took a seventh of a run."""


def collect_seldom() -> None:
    """Look for garbage less often, in this process from now on."""
    gc.set_threshold(_ALLOCATIONS_BETWEEN_COLLECTIONS)
