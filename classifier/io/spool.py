"""What was said of the pieces of an export, kept on the way, so that a stopped run can go on.

Figures, places, search words and platforms alone: no text. A piece is known by the digest of its
content, so that what was said of it holds only as long as the export stays as it was.
"""

from __future__ import annotations

import json
import shutil
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any, Final

import numpy as np
from numpy.typing import NDArray

from classifier.domain.errors import OutputError
from classifier.domain.scored import Scored
from classifier.io.atomic import atomic_path, clear_errors
from classifier.io.outline import Outline

FOLDER: Final = "partial"
_CONTENT: Final = "content"
_FLOAT: Final = np.dtype("<f8")
_BOOL: Final = np.dtype("?")


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """What is known of a piece once its rows are scored.

    Parameters
    ----------
    content
        The digest of what it holds.
    scored
        What the model says of its rows.
    outline
        Which rows these are.
    """

    content: str
    scored: Scored
    outline: Outline


class Spool:
    """A folder of scored pieces, numbered from 0 without a gap."""

    def __init__(self, folder: Path, *, resume: bool) -> None:
        """Open the folder; what it holds is taken away unless it is to be used again.

        Raises
        ------
        OutputError
            If it cannot be made.
        """
        self._folder = folder
        if not resume:
            self.remove()
        with clear_errors(folder):
            for place in (*reversed(folder.parents[:2]), folder):  # the workspace may be new, too
                place.mkdir(mode=0o700, parents=True, exist_ok=True)

    def holds(self, number: int, content: str) -> bool:
        """Say whether something is kept of a piece with this content."""
        from safetensors import SafetensorError, safe_open

        try:
            with safe_open(self._path(number), framework="numpy") as file:
                return _hex(file.get_tensor(_CONTENT)) == content
        except (FileNotFoundError, SafetensorError):  # not there, or not written to its end
            return False

    def keep(self, number: int, packed: bytes) -> None:
        """Keep what is known of a piece, as `pack` gives it.

        Raises
        ------
        OutputError
            If it cannot be written, or another run took the folder away.
        """
        if not self._folder.is_dir():
            raise self._gone()
        with atomic_path(self._path(number)) as aside:
            aside.write_bytes(packed)

    def scores(self, pieces: int) -> tuple[NDArray[np.float64], NDArray[np.bool_]]:
        """Give the scores of all rows, and which are candidates, each of shape (rows,).

        Both stand in files without a name, and are read as they are needed.
        """
        if not self._folder.is_dir():
            raise self._gone()
        with (
            clear_errors(self._folder),
            tempfile.TemporaryFile(dir=self._folder) as scores,
            tempfile.TemporaryFile(dir=self._folder) as candidates,
        ):
            for number in range(pieces):
                score, candidate = _score_in(self.load(number))
                scores.write(score.astype(_FLOAT).tobytes())
                candidates.write(candidate.tobytes())
            return _mapped(scores, _FLOAT), _mapped(candidates, _BOOL)

    def load(self, number: int) -> bytes:
        """Give what is known of a piece, for `unpack`.

        Raises
        ------
        OutputError
            If another run took it away.
        """
        try:
            return self._path(number).read_bytes()
        except FileNotFoundError:
            raise self._gone() from None

    def remove(self) -> None:
        """Take the folder away, and the one that holds it if nothing else is in it."""
        if not self._folder.is_dir():
            return
        with clear_errors(self._folder):
            shutil.rmtree(self._folder)
            if not any(self._folder.parent.iterdir()):
                self._folder.parent.rmdir()

    def _gone(self) -> OutputError:
        what = f"What was scored so far is gone from {self._folder}: another run took it away."
        return OutputError(what, advice="Classify an export once at a time in a workspace.")

    def _path(self, number: int) -> Path:
        return self._folder / f"{number:06}.safetensors"


def pack(kept: Kept) -> bytes:
    """Give what is known of a piece as bytes: who hands it on need not take it apart."""
    from safetensors.numpy import save

    scored, outline = kept.scored, kept.outline
    arrays: dict[str, NDArray[Any]] = {
        _CONTENT: np.frombuffer(bytes.fromhex(kept.content), dtype=np.uint8),
        "score": scored.score,
        "spans": scored.spans.astype(np.int32),
        "candidate": scored.candidate,
        "platforms": _bytes_of(scored.platforms),
        "terms": _bytes_of(scored.terms),
        "numbers": outline.numbers,
        "counts": np.array([outline.aside, outline.like_formulas], dtype=np.int64),
    }
    return save(arrays)


def unpack(packed: bytes) -> Kept:
    """Give what `pack` was given."""
    from safetensors.numpy import load

    arrays: dict[str, NDArray[Any]] = load(packed)
    aside, like_formulas = arrays["counts"].tolist()
    rows = len(arrays["score"])
    return Kept(
        content=_hex(arrays[_CONTENT]),
        scored=Scored(
            score=arrays["score"],
            spans=arrays["spans"].astype(np.int64),
            platforms=_names_in(arrays["platforms"], rows),
            terms=_names_in(arrays["terms"], rows),
            candidate=arrays["candidate"],
        ),
        outline=Outline(numbers=arrays["numbers"], aside=aside, like_formulas=like_formulas),
    )


def _hex(digest: NDArray[np.uint8]) -> str:
    return digest.tobytes().hex()


def _mapped(file: IO[bytes], kind: np.dtype[Any]) -> NDArray[Any]:
    file.flush()
    return np.memmap(file, kind, "r") if file.tell() else np.zeros(0, dtype=kind)


def _score_in(packed: bytes) -> tuple[NDArray[np.float64], NDArray[np.bool_]]:
    from safetensors.numpy import load

    arrays: dict[str, NDArray[Any]] = load(packed)
    return arrays["score"], arrays["candidate"]


def _bytes_of(names: Sequence[Sequence[str]]) -> NDArray[np.uint8]:
    """Give names of rows, most of which have none, as the bytes of JSON."""
    some = {row: held for row, held in enumerate(names) if held}
    return np.frombuffer(json.dumps(some).encode(), dtype=np.uint8)


def _names_in(held: NDArray[np.uint8], rows: int) -> tuple[tuple[str, ...], ...]:
    names: list[tuple[str, ...]] = [()] * rows
    for row, some in json.loads(held.tobytes()).items():
        names[int(row)] = tuple(some)
    return tuple(names)


def erase_spools(workspace: Path) -> None:
    """Erase what runs that were stopped left in a workspace."""
    if (folder := workspace / FOLDER).is_dir():
        with clear_errors(folder):
            shutil.rmtree(folder)
