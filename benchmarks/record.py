"""What every benchmark writes beside its figures: the machine, the versions, the day."""

from __future__ import annotations

import datetime as dt
import os
import platform
from collections.abc import Mapping, Sequence
from importlib.metadata import version
from pathlib import Path
from typing import Any

RESULTS = Path(__file__).parent / "results"


def machine(*libraries: str) -> str:
    """Say in a line on what, with what and when the figures were taken."""
    versions = ", ".join(f"{name} {version(name)}" for name in libraries)
    today = dt.datetime.now(tz=dt.UTC).date().isoformat()
    return (
        f"{today}, {os.cpu_count()} cores ({platform.machine()}, {platform.system()}), "
        f"Python {platform.python_version()}, {versions}."
    )


def table(rows: Sequence[Mapping[str, Any]]) -> str:
    """Lay out rows with the same keys as a Markdown table; floats get three places."""
    heads = list(rows[0])
    lines = [f"| {' | '.join(heads)} |", f"|{'---|' * len(heads)}"]
    lines += [f"| {' | '.join(_cell(row[head]) for head in heads)} |" for row in rows]
    return "\n".join(lines)


def _cell(value: object) -> str:
    return f"{value:.3f}" if isinstance(value, float) else str(value)
