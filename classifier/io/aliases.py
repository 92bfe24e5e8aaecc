"""What other systems call the fields of the allegation table, as data."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from functools import lru_cache
from types import MappingProxyType
from typing import Final

ALIASES: Final[Mapping[str, tuple[str, ...]]] = MappingProxyType(
    {
        "text": (
            "text",
            "allegation text",
            "allegation summary",
            "allegation description",
            "allegation details",
            "allegation detail",
            "allegation narrative",
            "summary of allegation",
            "summary of allegations",
            "details of allegation",
            "description of allegation",
            "summary",
            "description",
            "allegation",
            "allegations",
            "content",
            "charge",
            "charges",
            "charge text",
            "charge description",
            "narrative",
            "details",
            "circumstances",
            "case summary",
            "case description",
            "complaint",
            "complaint text",
            "complaint summary",
            "complaint description",
            "complaint details",
            "summary of complaint",
            "conduct summary",
            "breach details",
            "details of breach",
            "incident summary",
            "incident description",
        ),
        "case_id": (
            "case id",
            "case ref",
            "case reference",
            "case reference number",
            "case ref no",
            "case no",
            "case number",
            "complaint id",
            "complaint ref",
            "complaint reference",
            "complaint number",
            "complaint no",
            "file reference",
            "file ref",
            "case",
        ),
        "allegation_id": (
            "allegation id",
            "allegation ref",
            "allegation reference",
            "allegation number",
            "allegation no",
            "allegation uid",
            "charge id",
            "charge number",
        ),
        "officer_id": (
            "officer id",
            "officer ref",
            "officer reference",
            "officer number",
            "officer no",
            "subject id",
            "subject ref",
            "subject reference",
            "subject officer",
            "collar",
            "collar number",
            "collar no",
            "shoulder number",
            "warrant number",
            "staff id",
            "staff number",
            "employee id",
            "person id",
            "person reference",
            "taxid",
            "badge number",
            "badge no",
        ),
        "officer_role": (
            "officer role",
            "role",
            "subject role",
            "subject type",
            "officer type",
            "person type",
            "staff type",
            "officer rank",
            "rank",
            "rank at time",
            "grade",
        ),
        "date_recorded": (
            "date recorded",
            "recorded date",
            "recorded",
            "recorded on",
            "case recorded date",
            "date case recorded",
            "complaint recorded date",
            "allegation recorded date",
            "date received",
            "received date",
            "date opened",
            "opened date",
            "date logged",
        ),
        "date_finalised": (
            "date finalised",
            "finalised date",
            "finalised",
            "finalised on",
            "date finalized",
            "finalized date",
            "finalized",
            "case finalised date",
            "date case finalised",
            "allegation finalised date",
            "date closed",
            "closed date",
            "date completed",
            "completed date",
            "result date",
            "date of result",
            "outcome date",
            "date of outcome",
        ),
        "date_incident": (
            "date incident",
            "incident date",
            "date of incident",
            "date of occurrence",
            "occurrence date",
            "offence date",
            "date of offence",
            "date of breach",
        ),
        "category": (
            "category",
            "allegation category",
            "allegation type",
            "type of allegation",
            "complaint category",
            "complaint type",
            "charge type",
            "breach type",
            "standard",
            "standard breached",
            "standards breached",
            "standard of professional behaviour",
            "standards of professional behaviour",
        ),
        "finding": (
            "finding",
            "findings",
            "disposition",
            "allegation result",
            "allegation finding",
            "allegation decision",
            "determination",
            "result",
            "verdict",
        ),
        "outcome": (
            "outcome",
            "outcomes",
            "final outcome",
            "allegation outcome",
            "case outcome",
            "misconduct outcome",
            "penalty",
            "sanction",
            "action taken",
            "disciplinary action",
            "disposal",
        ),
        "national_factor": (
            "national factor",
            "national factors",
            "factor",
            "factors",
            "allegation factor",
            "allegation factors",
        ),
    }
)
"""For each field, the names that mean it and nothing else, the surest first.

Left out on purpose, because they mean different things in different systems: ``group_id``, ``id``,
``ref``, ``reference``, ``date``, ``type``, ``decision``.
"""


@lru_cache(maxsize=4096)
def canonical(name: str) -> str:
    """Return a column name without case, spaces, underscores and punctuation."""
    return re.sub(r"[\W_]+", "", unicodedata.normalize("NFKC", name).casefold())


_MEANINGS: Final[Mapping[str, tuple[str, int]]] = MappingProxyType(
    {
        canonical(alias): (field, order)
        for field, aliases in ALIASES.items()
        for order, alias in enumerate(aliases)
    }
)


def field_of(name: str) -> str | None:
    """Return the field that a column name is known to mean, or None."""
    meaning = _MEANINGS.get(canonical(name)) if len(name) <= 60 else None
    return meaning[0] if meaning else None


def sureness(name: str) -> int:
    """Return how far down its field's aliases a known column name stands; lower is surer."""
    return _MEANINGS[canonical(name)][1]
