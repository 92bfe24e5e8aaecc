from __future__ import annotations

import importlib.util
import sys
import unicodedata
from importlib.metadata import version
from pathlib import Path

import pytest

from classifier.domain.errors import ClassifierError
from classifier.kernel import build, letters, library

HERE = Path(library.__file__).parent


@pytest.fixture
def copied(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """Give a copy of the binaries, which is loaded from."""
    for path in library.BINARIES.iterdir():
        (tmp_path / path.name).write_bytes(path.read_bytes())
    monkeypatch.setattr(library, "BINARIES", tmp_path)
    library.library.cache_clear()
    yield tmp_path
    library.library.cache_clear()


@pytest.mark.parametrize(
    ("system", "machine", "name"),
    [
        ("linux", "x86_64", "linux-x86_64.so"),
        ("linux", "aarch64", "linux-aarch64.so"),
        ("win32", "AMD64", "windows-x86_64.dll"),
        ("darwin", "arm64", "macos-aarch64.dylib"),
        ("darwin", "x86_64", "macos-x86_64.dylib"),
    ],
)
def test_there_is_a_binary_for_each_system(system: str, machine: str, name: str) -> None:
    """However a system calls its processor; and its checksum is recorded."""
    assert library.binary_name(system, machine) == name
    assert name in library.recorded()
    assert (library.BINARIES / name).is_file()


def test_every_binary_is_recorded() -> None:
    """Those that are built, and no other."""
    assert set(library.recorded()) == set(build.TARGETS)


def test_another_machine_is_told(copied: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where there is no binary, which machine it is, and what makes one."""
    monkeypatch.setattr(library.platform, "machine", lambda: "riscv64")
    with pytest.raises(ClassifierError, match=r"no compiled part for \w+ on riscv64.*make kernel"):
        library.library()


def test_a_changed_binary_is_not_loaded(copied: Path) -> None:
    """One byte more is another file."""
    path = copied / library.binary_name(sys.platform, library.platform.machine())
    path.write_bytes(path.read_bytes() + b"\0")
    with pytest.raises(ClassifierError, match="is not the file that came with the program"):
        library.library()


@pytest.mark.skipif(
    unicodedata.unidata_version != letters.UNICODE, reason="needs Python 3.11's Unicode"
)
def test_the_tables_are_those_of_unicode() -> None:
    """What was written is what would be written."""
    assert letters.SOURCE.read_text(encoding="utf-8") == letters.source()


@pytest.mark.skipif(not importlib.util.find_spec("ziglang"), reason="needs ziglang to compile")
def test_the_binaries_are_those_of_the_source(tmp_path: Path) -> None:
    """Built anew they are the same, byte by byte."""
    assert version("ziglang") == build.COMPILER
    for name, path in build.build(tmp_path).items():
        assert path.read_bytes() == (library.BINARIES / name).read_bytes(), name
