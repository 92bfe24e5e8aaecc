"""The model registry: a folder a version, and the digests of its files recorded beside them.

A model is data: arrays in safetensors and a JSON card. Nothing is loaded before its digest is
found to be the recorded one. Which version is in use: see `classifier.io.promotions`.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final

from numpy.typing import NDArray

from classifier.domain.errors import ModelError
from classifier.io.atomic import atomic_path, clear_errors, write_json

REGISTRY: Final = "registry.json"
WEIGHTS: Final = "weights.safetensors"
CARD: Final = "card.json"
CARD_TEXT: Final = "card.md"
MODEL_FILE: Final = "reader.onnx"
TOKENIZER_FILE: Final = "tokenizer.json"
"""The two files that a reader has besides."""
PLAIN: Final = 3
"""The format of a model that learned from the topic's training text alone."""
CORRECTED: Final = 4
"""The format of one that has a correction too: the newest that this program reads."""
_NEWER: Final = "Install the newer release of the program."
_OLDER: Final = "Make it anew from its labels: classifier retrain."
_FORMATS: Final = (PLAIN, CORRECTED)

_FILES: Final = (CARD, WEIGHTS, CARD_TEXT)
_ADVICE: Final = (
    "Restore the models folder from the release or a backup; models list names the others."
)


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
    files: Mapping[str, bytes] = MappingProxyType({}),
    model_format: int = PLAIN,
    replace: bool = False,
) -> None:
    """Store a model under a version; a recorded one is left as it is.

    Parameters
    ----------
    folder
        The topic's folder of models; made if need be.
    version
        A name that nothing but these arrays has.
    arrays, card, card_text
        What was learned, the card for programs, and the card for people.
    files
        What else belongs to it, by name.
    model_format
        `PLAIN` or `CORRECTED`.
    replace
        Whether the files of a recorded version are written again.

    Raises
    ------
    OutputError
        If a file cannot be written.
    """
    from safetensors.numpy import save

    if version in _recorded(folder) and not replace:
        return
    home = folder / version
    with clear_errors(home):
        home.mkdir(parents=True, exist_ok=True)
    with atomic_path(home / WEIGHTS) as aside:
        aside.write_bytes(save(dict(arrays)))
    write_json({"format": model_format, **card}, home / CARD)
    with atomic_path(home / CARD_TEXT) as aside:
        aside.write_text(card_text, encoding="utf-8", newline="\n")
    for name, content in files.items():
        with atomic_path(home / name) as aside:
            aside.write_bytes(content)
    digests = {name: _digest(home / name) for name in (*_FILES, *files)}
    write_json({**_recorded(folder), version: digests}, folder / REGISTRY)


def load_model(folder: Path, version: str) -> StoredModel:
    """Load a model whose digests are the recorded ones.

    Raises
    ------
    ModelError
        If there is none, it is damaged or foreign, or of a newer format.
    """
    from safetensors.numpy import load

    names = dict.fromkeys((*_FILES, *_recorded(folder).get(version, ())))
    found = {name: _checked(folder, version, name) for name in names}
    card = json.loads(found[CARD])
    if card["format"] not in _FORMATS:
        reads = " and ".join(map(str, _FORMATS))
        message = f"Model {version} is in format {card['format']}; this program reads {reads}."
        raise ModelError(message, advice=_NEWER if card["format"] > CORRECTED else _OLDER)
    return StoredModel(version=version, arrays=load(found[WEIGHTS]), card=card)


def load_file(folder: Path, version: str, name: str) -> bytes:
    """Read one of the other files of a model, whose digest is checked first.

    Raises
    ------
    ModelError
        If it is not what was recorded.
    """
    return _checked(folder, version, name)


def load_card(folder: Path, version: str) -> tuple[Mapping[str, Any], str]:
    """Read the card for programs, with its recorded digest, which is checked first.

    Raises
    ------
    ModelError
        If it is not what was recorded.
    """
    card = json.loads(_checked(folder, version, CARD))
    return card, _recorded(folder)[version][CARD]


def load_card_text(folder: Path, version: str) -> str:
    """Read the card for people, whose digest is checked first.

    Raises
    ------
    ModelError
        If it is not what was recorded.
    """
    return _checked(folder, version, CARD_TEXT).decode("utf-8")


def versions(folder: Path) -> tuple[str, ...]:
    """Name the recorded versions, in order of their recording."""
    return tuple(_recorded(folder))


def _checked(folder: Path, version: str, name: str) -> bytes:
    """Read a file once, so that what is used are the very bytes that were checked."""
    recorded = _recorded(folder)
    if version not in recorded:
        known = ", ".join(recorded) or "none"
        message = f"There is no model {version!r} in the registry {folder / REGISTRY}."
        raise ModelError(message, advice=f"Recorded versions: {known}.")
    path = folder / version / name
    if not path.is_file():
        message = f"Model {version} is incomplete: {path} is missing."
        raise ModelError(message, advice=_ADVICE)
    content = path.read_bytes()
    if hashlib.sha256(content).hexdigest() != recorded[version].get(name):
        message = f"Model {version} was not loaded: {path} is not the file that was recorded."
        raise ModelError(message, advice=_ADVICE)
    return content


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
