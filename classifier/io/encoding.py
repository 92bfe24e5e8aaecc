"""Which encoding a text file is in, by all its bytes, and its text in blocks. Memory stays flat."""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from itertools import chain
from typing import BinaryIO, Final

from classifier.domain.errors import ExportError
from classifier.io.formats import utf_16_without_bom

BLOCK: Final = 1 << 22
"""Bytes of a text that are read together."""

_BOMS: Final = (
    (b"\xef\xbb\xbf", "utf-8"),
    (b"\xff\xfe", "utf-16-le"),
    (b"\xfe\xff", "utf-16-be"),
)
_OLDER: Final = ("cp850", "mac_roman")  # every byte means something in either
_BYTE_FOR_BYTE: Final = "latin-1"
_NOT_WINDOWS: Final = re.compile(rb"[\x81\x8d\x8f\x90\x9d]")
_SAMPLE: Final = 65536
_SCAN: Final = 1 << 18  # bytes: what they decode to stays in the processor's cache


def find_encoding(file: BinaryIO) -> tuple[str, bool]:
    """Return the name of a text's encoding, and whether it begins with a BOM."""
    file.seek(0)
    head = file.read(_SAMPLE)
    for mark, encoding in _BOMS:
        if head.startswith(mark):
            return encoding, True
    wide = utf_16_without_bom(head) if b"\0" in head else ""
    if wide:
        return wide, False
    start = _first_fault(file, "utf-8")
    return ("utf-8" if start is None else _legacy(file, start)), False


def refuse_faults(name: str, file: BinaryIO, encoding: str) -> None:
    """Refuse a file that is not in the encoding that its first bytes promise.

    Raises
    ------
    ExportError
        If some bytes are no text in it; the first is named.
    """
    start = _first_fault(file, encoding)
    if start is not None:
        what = f"{name} cannot be read: byte {start} is not valid {encoding.upper()}."
        raise ExportError(what, advice="Save it again as CSV UTF-8.")


def is_wide(encoding: str) -> bool:
    """Say whether an encoding spells ASCII otherwise, so that its bytes cannot be cut as such."""
    return encoding.startswith("utf-16")


def ascii_blocks(file: BinaryIO, encoding: str, *, bom: bool, size: int = BLOCK) -> Iterator[bytes]:
    """Give the bytes of a text without its BOM, as UTF-8 where the encoding is a wide one.

    What is no text in a wide encoding becomes U+FFFD: `refuse_faults` comes first where that must
    not be.
    """
    skipped = next(len(mark) for mark, promised in _BOMS if promised == encoding) if bom else 0
    file.seek(skipped)
    if not is_wide(encoding):
        yield from _blocks(file, size)
        return
    decoder = codecs.getincrementaldecoder(encoding)("replace")
    texts = (decoder.decode(block, final=not block) for block in chain(_blocks(file, size), (b"",)))
    yield from filter(None, map(str.encode, texts))


def _blocks(file: BinaryIO, size: int) -> Iterator[bytes]:
    """Give the rest of a file in blocks."""
    while block := file.read(size):
        yield block


def _first_fault(file: BinaryIO, encoding: str) -> int | None:
    """Return the place of the first byte that is no text in an encoding, None if there is none."""
    decoder = codecs.getincrementaldecoder(encoding)()
    file.seek(0)
    done = held = 0
    for block in chain(_blocks(file, _SCAN), (b"",)):
        try:
            if held or is_wide(encoding) or not block.isascii():
                decoder.decode(block, final=not block)
        except UnicodeDecodeError as error:
            return done - held + error.start
        done += len(block)
        held = len(decoder.getstate()[0])
    return None


def _legacy(file: BinaryIO, start: int) -> str:
    """Choose among the encodings of the years before UTF-8, near the first byte that is none.

    Windows-1252 wherever it can be: nearly every byte means something in any of the others too.
    """
    file.seek(0)
    if not any(map(_NOT_WINDOWS.search, _blocks(file, _SCAN))):
        return "cp1252"
    file.seek(max(0, start - _SAMPLE // 2))
    near = file.read(_SAMPLE)
    mixed = near.decode("utf-8", "replace")
    lost = mixed.count("\ufffd")
    if sum(not character.isascii() for character in mixed) > 2 * lost:
        return _BYTE_FOR_BYTE  # UTF-8 with a few strange bytes: mojibake, repaired text by text
    from charset_normalizer import from_bytes

    best = from_bytes(near, cp_isolation=list(_OLDER)).best()
    return best.encoding if best is not None else _BYTE_FOR_BYTE
