"""The compiled library of this machine: checked, loaded once, its functions declared."""

from __future__ import annotations

import ctypes
import hashlib
import platform
import sys
from functools import cache
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from classifier.domain.errors import ClassifierError

BINARIES: Final = Path(__file__).parent / "binaries"
SUMS: Final = BINARIES / "SHA256SUMS"
"""What each binary's SHA-256 is, as ``sha256sum --check`` reads it."""

_ENDING: Final = {"linux": ".so", "windows": ".dll", "macos": ".dylib"}
_SYSTEMS: Final = {"linux": "linux", "win32": "windows", "darwin": "macos"}
_MACHINES: Final = {"amd64": "x86_64", "x86_64": "x86_64", "aarch64": "aarch64", "arm64": "aarch64"}

_ARRAY: Final = ctypes.c_void_p
_NUMBER: Final = ctypes.c_int64
_TEXTS: Final = (_ARRAY, _ARRAY, _NUMBER)
_FUNCTIONS: Final[dict[str, tuple[Any, ...]]] = {
    "row_ends": (_ARRAY, _NUMBER, ctypes.c_uint8, _ARRAY, _ARRAY),
    "count_words": (*_TEXTS, _NUMBER, _NUMBER, *[_ARRAY] * 6),
    "count_signs": (*_TEXTS, ctypes.c_uint64, _NUMBER, _NUMBER, *[_ARRAY] * 6),
    "find_words": (*_TEXTS, *[_ARRAY] * 5),
    "sentences": (*_TEXTS, *[_ARRAY] * 3),
    "gate": (
        *(*_TEXTS, _NUMBER, _ARRAY, _ARRAY, ctypes.c_double, _NUMBER, _NUMBER),
        *[_ARRAY] * 5,
    ),
}
"""What each function takes; none gives anything back."""


@cache
def library() -> ctypes.CDLL:
    """Load the library.

    Raises
    ------
    ClassifierError
        If there is none for this machine, or it is not the one that was built with the program.
    """
    path = BINARIES / binary_name(sys.platform, platform.machine())
    wanted = recorded().get(path.name)
    if wanted is None or not path.is_file():
        message = f"The program has no compiled part for {sys.platform} on {platform.machine()}."
        raise ClassifierError(message, advice="Build it with: make kernel.")
    if hashlib.sha256(path.read_bytes()).hexdigest() != wanted:
        message = f"{path.name} is not the file that came with the program."
        raise ClassifierError(message, advice="Install the program again.")
    loaded = ctypes.CDLL(str(path))
    for name, takes in _FUNCTIONS.items():
        function = getattr(loaded, name)
        function.argtypes, function.restype = takes, None
    return loaded


def binary_name(system: str, machine: str) -> str:
    """Name the binary for a system and machine, as ``sys`` and ``platform`` call them."""
    system = _SYSTEMS.get(system, system)
    return f"{system}-{_MACHINES.get(machine.lower(), machine)}{_ENDING.get(system, '')}"


def recorded() -> dict[str, str]:
    """Give the SHA-256 of each binary, by its name."""
    lines = SUMS.read_text(encoding="utf-8").splitlines()
    return {name: digest for digest, name in (line.split("  ") for line in lines)}


def addresses(*arrays: NDArray[Any]) -> tuple[int, ...]:
    """Give where contiguous arrays' numbers stand; the caller keeps the arrays meanwhile."""
    return tuple(array.ctypes.data for array in arrays)


def as_bytes(buffer: bytes | memoryview | NDArray[np.uint8]) -> NDArray[np.uint8]:
    """Look at a buffer as bytes, without a copy."""
    return np.frombuffer(buffer, dtype=np.uint8)
