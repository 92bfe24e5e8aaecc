"""Reading a topic's labelled text."""

from __future__ import annotations

import csv
import hashlib
from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

from classifier.domain.errors import TopicError

COLUMNS: Final = ("id", "text", "relevant", "kind", "borderline")


@dataclass(frozen=True, slots=True, kw_only=True)
class Corpus:
    """Labelled texts, one voice a file.

    Parameters
    ----------
    texts, kinds, files
        One for each text: the text, its kind as the codebook names it, its file's name.
    relevant
        Labels, 1 or 0, shape (texts,).
    borderline
        Which a careful reader could label otherwise, shape (texts,).
    digest
        SHA-256 of the files, in order of their names.
    """

    texts: tuple[str, ...]
    kinds: tuple[str, ...]
    files: tuple[str, ...]
    relevant: NDArray[np.int64]
    borderline: NDArray[np.bool_]
    digest: str


def read_corpus(folder: Path, without: Collection[str] = ()) -> Corpus:
    """Read every CSV file of a corpus folder.

    Parameters
    ----------
    folder
        Where they are.
    without
        The names, without .csv, of files to leave aside.

    Raises
    ------
    TopicError
        If there is none, a column is missing, or a label is neither 0 nor 1.
    """
    paths = sorted(path for path in folder.glob("*.csv") if path.stem not in without)
    if not paths:
        message = f"There is no labelled text: {folder} has no CSV file."
        raise TopicError(message, advice="Copy the topic's corpus there.")
    rows = [(path.stem, row) for path in paths for row in _rows(path)]
    digest = hashlib.sha256(b"".join(path.read_bytes() for path in paths))
    return Corpus(
        texts=tuple(row["text"] for _, row in rows),
        kinds=tuple(row["kind"] for _, row in rows),
        files=tuple(name for name, _ in rows),
        relevant=np.array([int(row["relevant"]) for _, row in rows], dtype=np.int64),
        borderline=np.array([row["borderline"] == "1" for _, row in rows]),
        digest=digest.hexdigest(),
    )


def _rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        reader = csv.DictReader(file)
        if missing := set(COLUMNS) - set(reader.fieldnames or ()):
            message = f"{path} has no column {', '.join(sorted(missing))}."
            raise TopicError(message, advice="The codebook lists a labelled file's columns.")
        rows = list(reader)
    for number, row in enumerate(rows, start=2):
        if row["relevant"] not in ("0", "1"):
            message = f"{path}, row {number}: relevant is neither 0 nor 1."
            raise TopicError(message, advice="Label it by the codebook.")
    return rows
