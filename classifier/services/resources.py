"""Where the topics and shipped models are: in the wheel, or beside the package."""

from __future__ import annotations

from pathlib import Path
from typing import Final

_PACKAGE: Final = Path(__file__).resolve().parent.parent
_BUNDLED: Final = _PACKAGE / "bundled"
ROOT: Final = _BUNDLED if _BUNDLED.is_dir() else _PACKAGE.parent
"""The folder that holds ``models/`` and ``training_data/``."""

MODELS: Final = ROOT / "models"
TRAINING_DATA: Final = ROOT / "training_data"
