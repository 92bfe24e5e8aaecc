"""What a reader has read in a workspace, kept so that no text is read twice.

Digests and figures alone; they are erased with the texts.
"""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

from classifier.io.atomic import atomic_path, clear_errors

FOLDER: Final = "readings"


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredReadings:
    """What was read of texts.

    Parameters
    ----------
    digests
        The SHA-256 of each text, shape (texts, 32).
    log_odds, passages
        What was said of the passage that decided, and which that is, shape (texts,).
    """

    digests: NDArray[np.uint8]
    log_odds: NDArray[np.float64]
    passages: NDArray[np.int32]


def load_readings(workspace: Path, model: str) -> StoredReadings | None:
    """Load what was read for a model; None where there is nothing, or it cannot be used."""
    from safetensors import SafetensorError
    from safetensors.numpy import load

    path = _path(workspace, model)
    if not path.is_file():
        return None
    try:
        arrays = load(path.read_bytes())
        return StoredReadings(**{name: arrays[name] for name in StoredReadings.__slots__})
    except (SafetensorError, KeyError):  # it was damaged: the texts are read again
        return None


def save_readings(workspace: Path, model: str, readings: StoredReadings) -> None:
    """Keep what was read for a model, in place of what was kept before.

    Raises
    ------
    OutputError
        If it cannot be written.
    """
    from safetensors.numpy import save

    path = _path(workspace, model)
    with clear_errors(path.parent):
        path.parent.mkdir(parents=True, exist_ok=True)
    arrays = {name: getattr(readings, name) for name in StoredReadings.__slots__}
    with atomic_path(path) as aside:
        aside.write_bytes(save(arrays))


def erase_readings(workspace: Path) -> None:
    """Erase all that was read."""
    if (folder := workspace / FOLDER).is_dir():
        with clear_errors(folder):
            shutil.rmtree(folder)


def _path(workspace: Path, model: str) -> Path:
    return workspace / FOLDER / f"{model}.safetensors"
