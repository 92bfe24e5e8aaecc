"""Mappings kept in the workspace: a header that was mapped once is mapped the same way again."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Final

from classifier.domain.errors import MappingError
from classifier.io.atomic import atomic_path, clear_errors
from classifier.io.columns import check_fields

_FILE: Final = "mappings.json"


def load_mapping(workspace: Path, header: Sequence[str]) -> dict[str, str] | None:
    """Return the mapping saved for a header, field to column, or None.

    Raises
    ------
    MappingError
        If the workspace's file of mappings is damaged.
    """
    return _read(workspace / _FILE).get(header_digest(header))


def save_mapping(workspace: Path, header: Sequence[str], mapping: Mapping[str, str]) -> Path:
    """Keep a mapping for a header, in place of the one before; return the file.

    Raises
    ------
    OutputError
        If the workspace cannot be written.
    MappingError
        If its file of mappings is damaged.
    """
    with clear_errors(workspace):
        workspace.mkdir(parents=True, exist_ok=True)
    path = workspace / _FILE
    known = {**_read(path), header_digest(header): dict(mapping)}
    with atomic_path(path) as aside:
        text = json.dumps(known, indent=2, sort_keys=True, ensure_ascii=False)
        aside.write_text(text + "\n", encoding="utf-8")
    return path


def header_digest(header: Sequence[str]) -> str:
    """Return what stands for a header: its names in order, whatever their case."""
    names = json.dumps([name.strip().casefold() for name in header])
    return hashlib.sha256(names.encode()).hexdigest()


def _read(path: Path) -> dict[str, dict[str, str]]:
    """Return every saved mapping, by the digest of its header."""
    if not path.exists():
        return {}
    advice = "Delete it, and save the mappings again with inspect --save-mapping."
    try:
        known = json.loads(path.read_text(encoding="utf-8"))
    except ValueError:
        what = f"{path} is damaged: it is not JSON."
        raise MappingError(what, advice=advice) from None
    entries = known.values() if isinstance(known, dict) else [None]
    for entry in entries:
        if not isinstance(entry, dict) or not all(isinstance(c, str) for c in entry.values()):
            what = f"{path} is damaged: it holds no mappings."
            raise MappingError(what, advice=advice)
        check_fields(entry)
    return {str(digest): dict(entry) for digest, entry in known.items()}
