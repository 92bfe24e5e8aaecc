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


def fill_readme(section: str) -> None:
    """Put figures between the README's marks, so that none there is typed by hand."""
    fill(RESULTS.parent.parent / "README.md", section)


def fill(path: Path, section: str) -> None:
    """Put figures between the marks of a page."""
    before, rest = path.read_text(encoding="utf-8").split("<!-- figures -->\n")
    after = rest.split("<!-- /figures -->")[1]
    filled = f"{before}<!-- figures -->\n{section}\n<!-- /figures -->{after}"
    path.write_text(filled, encoding="utf-8")


def table(rows: Sequence[Mapping[str, Any]]) -> str:
    """Lay out rows with the same keys as a Markdown table; floats get three places."""
    heads = list(rows[0])
    lines = [f"| {' | '.join(heads)} |", f"|{'---|' * len(heads)}"]
    lines += [f"| {' | '.join(_cell(row[head]) for head in heads)} |" for row in rows]
    return "\n".join(lines)


def _cell(value: object) -> str:
    return f"{value:.3f}" if isinstance(value, float) else str(value)
