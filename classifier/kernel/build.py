"""Build the compiled library for every system from one machine; users never need this.

``make kernel`` runs it. The compiler is Zig's C compiler, of the one version below: it builds for
all systems, and the same bytes from the same source wherever it runs.
"""

from __future__ import annotations

import hashlib
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from classifier.kernel import letters
from classifier.kernel.library import BINARIES, SUMS

COMPILER: Final = "0.17.1"
"""The version of the package ``ziglang``: another may give other bytes."""

TARGETS: Final = {
    "linux-x86_64.so": ("x86_64-linux-gnu", "-fPIC"),
    "linux-aarch64.so": ("aarch64-linux-gnu", "-fPIC"),
    "windows-x86_64.dll": ("x86_64-windows-gnu",),
    "macos-x86_64.dylib": ("x86_64-macos.11.0", "-Wl,-install_name,kernel"),
    "macos-aarch64.dylib": ("aarch64-macos.11.0", "-Wl,-install_name,kernel"),
}
"""Each binary's target, and what it needs besides."""

# No library is linked: not even C's own, so that any version of a system will do. Without fused
# multiplication every processor gives the same figures.
_FLAGS: Final = (
    *("-std=c99", "-O3", "-g0", "-shared", "-s", "-Wall", "-Wextra", "-Werror"),
    *("-nostdlib", "-ffreestanding", "-fno-builtin", "-fno-math-errno", "-ffp-contract=off"),
    *("-fno-sanitize=all", "-fno-stack-protector", "-fvisibility=hidden"),
)


def build(folder: Path) -> Mapping[str, Path]:
    """Build every binary into a folder; give them by name."""
    sources = sorted(Path(__file__).parent.glob("*.c"))
    with tempfile.TemporaryDirectory() as name:
        for binary, (target, *needs) in TARGETS.items():
            built = Path(name) / binary  # beside it, a linker may leave what we have no use for
            command = [sys.executable, "-m", "ziglang", "cc", "-target", target, *_FLAGS, *needs]
            subprocess.run([*command, "-o", built, *sources], check=True)
            beside = folder / f"{binary}.new"  # whoever has the old one loaded keeps it
            shutil.copyfile(built, beside)
            beside.replace(folder / binary)
    return {binary: folder / binary for binary in TARGETS}


def main() -> None:
    """Write the tables, build the binaries of the package, and record what they are."""
    letters.SOURCE.write_text(letters.source(), encoding="utf-8", newline="\n")
    built = build(BINARIES)
    sums = {name: hashlib.sha256(path.read_bytes()).hexdigest() for name, path in built.items()}
    lines = [f"{digest}  {name}\n" for name, digest in sorted(sums.items())]
    SUMS.write_text("".join(lines), encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main()
