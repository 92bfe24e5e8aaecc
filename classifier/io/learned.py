"""Which texts a local model learned from, kept beside the models and not in them.

A comparison must know them, so that no model is judged on what it was taught. They are digests of
whole texts: someone with a guess at a short text could test it, so they stay in the workspace,
where the texts are, and a model's own folder can be handed on without them.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from classifier.domain.errors import ModelError
from classifier.io.atomic import clear_errors, write_json

FOLDER: Final = "learned"


def write_learned(folder: Path, version: str, labels: Mapping[str, bool]) -> None:
    """Keep the labels that a version learned from, by the digest of their texts.

    Raises
    ------
    OutputError
        If they cannot be written.
    """
    home = folder / FOLDER
    with clear_errors(home):
        home.mkdir(parents=True, exist_ok=True)
    write_json(dict(sorted(labels.items())), home / f"{version}.json")


def read_learned(folder: Path, version: str) -> dict[str, bool] | None:
    """Give the labels that a version learned from; None where it is not known.

    Raises
    ------
    ModelError
        If what is kept of them is damaged.
    """
    path = folder / FOLDER / f"{version}.json"
    if not path.is_file():
        return None
    try:
        labels = json.loads(path.read_text(encoding="utf-8"))
    except ValueError as error:
        labels = error
    if not isinstance(labels, dict) or not all(isinstance(one, bool) for one in labels.values()):
        message = f"{path} does not say what model {version} learned from."
        raise ModelError(message, advice="Restore it from a backup.")
    return labels
