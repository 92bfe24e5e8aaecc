"""A file that is a ZIP archive of parts: opened without trust, its parts in memory."""

from __future__ import annotations

import io
import lzma
import struct
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from classifier.domain.release import Finding

MOST_PARTS: Final = 5_000
MOST_BYTES: Final = 500_000_000
"""What is unpacked at most: a larger file, or one that only claims to be small, is not checked."""

_ENCRYPTED: Final = 0x1
_DESCRIPTOR_FOLLOWS: Final = 0x8
_LOCAL_HEADER: Final = 30
_ENTRY: Final = 46
_END: Final = 22
_DESCRIPTORS: Final[tuple[int, ...]] = (0, 12, 16, 20, 24)
"""Bytes of an archive (APPNOTE.TXT 6.3.10, 4.3): of the fixed part of a part's header, of its entry
in the directory and of the end, and of what may follow a part."""
_GROWTH_HINT: Final = b"\x20\xa2"
_HINT_HEAD: Final = 8
_BROKEN: Final = (
    zipfile.BadZipFile,
    zlib.error,
    lzma.LZMAError,
    struct.error,
    EOFError,
    OSError,
    RuntimeError,
    ValueError,
    OverflowError,
)
"""What the standard library makes of a damaged archive."""
_AFRESH: Final = "Make the file afresh with classifier report, or save a new copy from its program."


class UnreadableError(Exception):
    """A file cannot be read in full, so that nothing can be said of it; the reason is in words."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Package:
    """The parts of an archive by name, and what is wrong with the archive itself."""

    parts: Mapping[str, bytes]
    findings: tuple[Finding, ...] = ()


def open_package(content: bytes) -> Package:
    """Unpack an archive.

    Raises
    ------
    UnreadableError
        If it is damaged, locked or too large.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            members = archive.infolist()
            _refuse(members)
            findings = tuple(_oddities(content, archive, members))
            parts = {member.filename: archive.read(member) for member in members}
    except _BROKEN as error:
        raise UnreadableError("the archive is damaged") from error  # noqa: EM101
    return Package(parts=parts, findings=findings)


def _refuse(members: list[zipfile.ZipInfo]) -> None:
    """Refuse what cannot be unpacked, or not without harm."""
    if any(member.flag_bits & _ENCRYPTED for member in members):
        raise UnreadableError("it is locked with a password")  # noqa: EM101
    if len(members) > MOST_PARTS or sum(member.file_size for member in members) > MOST_BYTES:
        raise UnreadableError("it unpacks to more than can be checked")  # noqa: EM101


def _oddities(
    content: bytes, archive: zipfile.ZipFile, members: list[zipfile.ZipInfo]
) -> Iterator[Finding]:
    """Give what an archive can carry outside its parts."""
    if archive.comment or any(member.comment for member in members):
        yield _odd("the archive carries a comment of its own")
    if any(member.extra for member in members):
        yield _odd("parts of the archive carry extra fields, which can hold anything")
    names = [member.filename.casefold() for member in members]
    if len(set(names)) < len(names):
        yield _odd("two parts of the archive have the same name, so that one is hidden")
    if not _is_gapless(content, archive, members):
        yield _odd("there are bytes in the archive that belong to no part")


def _odd(what: str) -> Finding:
    return Finding(where="the archive", what=what, advice=_AFRESH)


def _is_gapless(content: bytes, archive: zipfile.ZipFile, members: list[zipfile.ZipInfo]) -> bool:
    """Say whether parts, their directory and its end are all that the bytes hold."""
    place, between = 0, _DESCRIPTORS[:1]
    for member in sorted(members, key=lambda member: member.header_offset):
        if member.header_offset - place not in between:
            return False
        begin = member.header_offset + _LOCAL_HEADER
        name, extra = struct.unpack_from("<HH", content, begin - 4)
        if not _is_growth_hint(content[begin + name : begin + name + extra]):
            return False
        place = begin + name + extra + member.compress_size
        between = _DESCRIPTORS if member.flag_bits & _DESCRIPTOR_FOLLOWS else _DESCRIPTORS[:1]
    directory = sum(
        _ENTRY + len(member.orig_filename.encode()) + len(member.extra) + len(member.comment)
        for member in members
    )
    end = archive.start_dir + directory + _END + len(archive.comment)
    return archive.start_dir - place in between and end == len(content)


def _is_growth_hint(extra: bytes) -> bool:
    """Say whether an extra field is none, or the blank room that Office leaves to grow into."""
    return not extra or (extra.startswith(_GROWTH_HINT) and not extra[_HINT_HEAD:].strip(b"\0"))
