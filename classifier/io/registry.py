"""The model registry: a folder a version, digests recorded beside them, CURRENT naming one.

A model is data: arrays in safetensors and a JSON card. Nothing is loaded before its digest is
found to be the recorded one.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from numpy.typing import NDArray

from classifier.domain.errors import ModelError
from classifier.io.atomic import atomic_path, write_json

CURRENT: Final = "CURRENT"
REGISTRY: Final = "registry.json"
WEIGHTS: Final = "weights.safetensors"
CARD: Final = "card.json"
CARD_TEXT: Final = "card.md"
FORMAT: Final = 1
"""The format of model files that this program writes and reads."""

_ADVICE: Final = "Restore the models folder from the release, or train the model again."


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredModel:
    """A model as it is stored: what was learned, as named arrays, and its card."""

    version: str
    arrays: Mapping[str, NDArray[Any]]
    card: Mapping[str, Any]


def save_model(
    folder: Path,
    version: str,
    *,
    arrays: Mapping[str, NDArray[Any]],
    card: Mapping[str, Any],
    card_text: str,
) -> None:
    """Store a model under a version and make it the current one.

    Parameters
    ----------
    folder
        The topic's folder of models; made if need be.
    version
        A name for the model that is not in use for different files.
    arrays, card, card_text
        What was learned, the card for programs, and the card for people.

    Raises
    ------
    OutputError
        If a file cannot be written.
    """
    from safetensors.numpy import save

    home = folder / version
    home.mkdir(parents=True, exist_ok=True)
    with atomic_path(home / WEIGHTS) as aside:
        aside.write_bytes(save(dict(arrays)))
    write_json({"format": FORMAT, **card}, home / CARD)
    with atomic_path(home / CARD_TEXT) as aside:
        aside.write_text(card_text, encoding="utf-8", newline="\n")
    digests = {name: _digest(home / name) for name in (WEIGHTS, CARD)}
    write_json({**_recorded(folder), version: digests}, folder / REGISTRY)
    with atomic_path(folder / CURRENT) as aside:
        aside.write_text(f"{version}\n", encoding="utf-8", newline="\n")


def load_model(folder: Path, version: str | None = None) -> StoredModel:
    """Load a model whose digests are the recorded ones.

    Parameters
    ----------
    folder
        The topic's folder of models.
    version
        Which; without it the current one.

    Raises
    ------
    ModelError
        If there is none, it is damaged or foreign, or of a newer format.
    """
    from safetensors.numpy import load

    chosen = version or current_version(folder)
    home = folder / chosen
    for name in (CARD, WEIGHTS):
        _check_digest(folder, chosen, name)
    card = json.loads((home / CARD).read_text(encoding="utf-8"))
    if card["format"] > FORMAT:
        message = f"Model {chosen} is in format {card['format']}; this program reads {FORMAT}."
        raise ModelError(message, advice="Install the newer release of the program.")
    return StoredModel(version=chosen, arrays=load((home / WEIGHTS).read_bytes()), card=card)


def current_version(folder: Path) -> str:
    """Name the version in use.

    Raises
    ------
    ModelError
        If no version is.
    """
    path = folder / CURRENT
    if not path.is_file():
        message = f"There is no model in use: {folder} has no file {CURRENT}."
        raise ModelError(message, advice=_ADVICE)
    return path.read_text(encoding="utf-8").strip()


def versions(folder: Path) -> tuple[str, ...]:
    """Name the recorded versions, in order of their recording."""
    return tuple(_recorded(folder))


def _check_digest(folder: Path, version: str, name: str) -> None:
    recorded = _recorded(folder)
    if version not in recorded:
        known = ", ".join(recorded) or "none"
        message = f"There is no model {version!r} in the registry {folder / REGISTRY}."
        raise ModelError(message, advice=f"Recorded versions: {known}.")
    path = folder / version / name
    if not path.is_file():
        message = f"Model {version} is incomplete: {path} is missing."
        raise ModelError(message, advice=_ADVICE)
    if _digest(path) != recorded[version].get(name):
        message = f"Model {version} was not loaded: {path} is not the file that was recorded."
        raise ModelError(message, advice=_ADVICE)


def _recorded(folder: Path) -> dict[str, dict[str, str]]:
    path = folder / REGISTRY
    if not path.is_file():
        return {}
    try:
        recorded = json.loads(path.read_text(encoding="utf-8"))
    except ValueError as error:
        raise _damaged(path) from error
    if not isinstance(recorded, dict) or not all(isinstance(v, dict) for v in recorded.values()):
        raise _damaged(path)
    return recorded


def _damaged(path: Path) -> ModelError:
    return ModelError(f"The registry {path} is damaged.", advice=_ADVICE)


def _digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()
