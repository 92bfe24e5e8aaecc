"""The pretrained encoders that the reader and its teacher are made from, and their check."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from classifier.domain.errors import SettingError


@dataclass(frozen=True, slots=True)
class Pretrained:
    """A pretrained encoder (Apache-2.0): its name and the SHA-256 of its weights."""

    name: str
    digest: str


STUDENT: Final = Pretrained(
    "sentence-transformers/all-MiniLM-L6-v2",
    "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db",
)
TEACHER: Final = Pretrained(
    "sentence-transformers/all-mpnet-base-v2",
    "78c0197b6159d92658e319bc1d72e4c73a9a03dd03815e70e555c5ef05615658",
)
WEIGHTS_FILE: Final = "model.safetensors"


@dataclass(frozen=True, slots=True, kw_only=True)
class Bases:
    """The folders of the pretrained encoders: of the reader, and of its teacher."""

    student: Path
    teacher: Path


def check_base(folder: Path, meant: Pretrained) -> None:
    """Refuse a pretrained encoder that is not the one meant."""
    path = folder / WEIGHTS_FILE
    if not path.is_file():
        message = f"There is no pretrained encoder: {path} is missing."
        raise SettingError(message, advice=f"Name a folder with {meant.name}.")
    if (found := hashlib.sha256(path.read_bytes()).hexdigest()) != meant.digest:
        message = (
            f"{path} is another encoder: its digest is {found[:12]}…, not {meant.digest[:12]}…"
        )
        raise SettingError(message, advice=f"Take the weights of {meant.name}; see docs/reader.md.")
