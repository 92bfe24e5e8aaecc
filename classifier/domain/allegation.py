"""The allegation table: the fields an export may hold, and the columns a run adds."""

from __future__ import annotations

import hashlib
from typing import Final

TEXT: Final = "text"
DATE_FIELDS: Final = ("date_recorded", "date_finalised", "date_incident")
FIELDS: Final = (
    TEXT,
    "case_id",
    "allegation_id",
    "officer_id",
    "officer_role",
    *DATE_FIELDS,
    "category",
    "finding",
    "outcome",
    "national_factor",
)
"""Every field of the allegation table, in order. Only ``text`` is required."""

ADDED_COLUMNS: Final = (
    "probability",
    "score",
    "decision",
    "reason",
    "keyword_hit",
    "keyword_terms",
    "evidence",
    "platforms",
    "model",
)
"""The columns that ``classify`` adds to an export, in order."""


def text_digest(text: str) -> str:
    """Name a text: the SHA-256 of its clean form."""
    return hashlib.sha256(text.encode()).hexdigest()
