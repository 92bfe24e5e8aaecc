"""Reading what is known of limits and sections: data files of the package."""

from __future__ import annotations

import datetime as dt
import tomllib
from functools import cache
from importlib.resources import files
from typing import Any, Final

from classifier.domain.limit import Limit, Section, StatedLimit

POLICE: Final = "police force"


@cache
def read_limits() -> tuple[StatedLimit, ...]:
    """Read the limits that the package knows; see ``facts/limits.toml`` for their source."""
    return tuple(
        StatedLimit(
            authority=one["authority"],
            pounds=one["pounds"],
            rate=one["rate"],
            start=one["from"],
            end=one.get("to"),
        )
        for one in _read("limits.toml")["limit"]
    )


def limit_on(day: dt.date, *, hours: float | None = None, rate: float | None = None) -> Limit:
    """Give the limit for a police force on a day, with what the user says in its place."""
    stated = next(one for one in read_limits() if one.authority == POLICE and one.in_force(day))
    return Limit(
        hours=stated.pounds / stated.rate if hours is None else hours,
        rate=stated.rate if rate is None else rate,
    )


@cache
def read_sections() -> tuple[Section, ...]:
    """Read the sections of the Act that a reply can need, by number."""
    return tuple(
        Section(
            number=one["number"],
            title=one["title"],
            test=one["test"],
            harm=one["harm"],
            says=tuple(one["says"]),
        )
        for one in _read("sections.toml")["section"]
    )


def _read(name: str) -> dict[str, Any]:
    content = (files("classifier.io") / "facts" / name).read_text(encoding="utf-8")
    return tomllib.loads(content)
