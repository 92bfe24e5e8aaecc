"""The data files of the package that facts are kept in, and what each is known again by."""

from __future__ import annotations

import hashlib
import tomllib
from importlib.resources import files
from typing import Any


def read_facts(name: str) -> dict[str, Any]:
    """Read a file of facts."""
    return tomllib.loads(_content(name).decode())


def facts_digest(name: str) -> str:
    """Give the SHA-256 of a file of facts, whatever its line ends."""
    return hashlib.sha256(_content(name).replace(b"\r\n", b"\n")).hexdigest()


def _content(name: str) -> bytes:
    return (files("classifier.io") / "facts" / name).read_bytes()
