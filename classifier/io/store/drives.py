"""Whether a folder is on a network drive, where SQLite's locks cannot be trusted."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Final

_NETWORK: Final = frozenset(
    {"nfs", "nfs4", "cifs", "smb3", "smbfs", "afs", "9p", "ncpfs", "fuse.sshfs", "davfs"}
)
_MOUNTS: Final = Path("/proc/mounts")
_WINDOWS_REMOTE: Final = 4
"""What Windows calls a network drive (GetDriveTypeW)."""


def is_network_drive(folder: Path) -> bool:
    """Say whether a folder is on a network drive, as far as the system tells."""
    place = folder.resolve()
    if sys.platform == "win32":
        import ctypes

        anchor = place.anchor
        remote = ctypes.windll.kernel32.GetDriveTypeW(anchor) == _WINDOWS_REMOTE
        return anchor.startswith("\\\\") or bool(remote)
    if not _MOUNTS.is_file():
        return False
    return file_system(place, _MOUNTS.read_text(encoding="utf-8")) in _NETWORK


def file_system(place: Path, mounts: str) -> str:
    """Name the kind of file system that a place is on, from the lines of /proc/mounts."""
    lines = (line.split() for line in mounts.splitlines())
    kinds = {Path(at.replace("\\040", " ")): kind for _, at, kind, *_ in lines}
    return next((kinds[at] for at in (place, *place.parents) if at in kinds), "")
