"""Reading figures that a benchmark wrote, so that a model card can repeat them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from classifier.domain.errors import ModelError


def read_measured(path: Path) -> list[dict[str, Any]]:
    """Read what ``make bench-quality`` measured on text from elsewhere, one mapping a set.

    Raises
    ------
    ModelError
        If the file is missing or no JSON.
    """
    try:
        measured: list[dict[str, Any]] = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        message = f"The figures in {path} cannot be read."
        raise ModelError(message, advice="Run make bench-quality again.") from error
    return measured
