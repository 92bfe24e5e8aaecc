"""What each character is to the kernel, written as tables for its compiler.

The kernel has its own tables so that a text has the same features under every Python. They were
written by Python 3.11, whose characters are those of Unicode 14.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final

SOURCE: Final = Path(__file__).parent / "letters.c"
UNICODE: Final = "14.0.0"

_KINDS: Final = ("OTHER", "SPACE", "STOP", "CLOSER", "DOTTED_I", "DIGIT", "LETTER")
"""What a character may be, as in text.h; from the last on, a letter, with its lower case."""

_BLOCK: Final = 128
_NOT_A_WORD: Final = re.compile(r"[\W_]")
_DIGIT: Final = re.compile(r"\d")
_STOPS: Final = ".!?;"
_CLOSERS: Final = "\"'\u201d\u2019)]"
_DOTTED_I: Final = "\u0130"
"""The one character whose lower case is two: an i, and a dot above, which is no letter."""


def source() -> str:
    """Write the tables."""
    shifts = [0]
    kinds = [_kind(chr(code), shifts) for code in range(0x110000)]
    while kinds[-1] == 0:
        kinds.pop()
    kinds += [0] * (-len(kinds) % _BLOCK)
    numbers: dict[tuple[int, ...], int] = {}
    for start in range(0, len(kinds), _BLOCK):
        numbers.setdefault(tuple(kinds[start : start + _BLOCK]), len(numbers))
    blocks = [numbers[tuple(kinds[at : at + _BLOCK])] for at in range(0, len(kinds), _BLOCK)]
    plain = [_plain(chr(code)) for code in range(_BLOCK)]
    return "\n".join(
        [
            f"/* Written by letters.py from Unicode {UNICODE}. */",
            "",
            '#include "text.h"',
            "",
            f"const uint32_t letters_end = {len(kinds)};",
            "",
            *_table("uint8_t letters_plain[128]", plain),
            *_table(f"uint8_t letters_block[{len(blocks)}]", blocks),
            *_table(f"uint8_t letters_kind[{len(numbers)}][{_BLOCK}]", *numbers),
            *_table(f"int32_t letters_shift[{len(shifts)}]", shifts),
        ]
    )


def _kind(sign: str, shifts: list[int]) -> int:
    """Say what a character is; a shift that is met for the first time gets the next number."""
    low = sign.lower()
    if sign == _DOTTED_I:
        name = "DOTTED_I"
    elif sign in _STOPS:
        name = "STOP"
    elif sign in _CLOSERS:
        name = "CLOSER"
    elif sign.isspace():
        name = "SPACE"
    elif _NOT_A_WORD.match(low):
        name = "OTHER"
    elif _DIGIT.match(low):
        name = "DIGIT"
    else:
        shift = ord(low) - ord(sign)
        if shift not in shifts:
            shifts.append(shift)
        return _KINDS.index("LETTER") + shifts.index(shift)
    return _KINDS.index(name)


def _plain(sign: str) -> int:
    """Give what an ASCII character is hashed as, 0 if it is part of no word."""
    if _NOT_A_WORD.match(sign):
        return 0
    return ord("0" if sign.isdigit() else sign.lower())


def _table(declared: str, *rows: Sequence[int]) -> Iterator[str]:
    yield f"const {declared} = {{"
    for row in rows:
        lines = [row[at : at + 32] for at in range(0, len(row), 32)]
        inner = "\n".join(f"    {', '.join(map(str, line))}," for line in lines)
        yield inner if len(rows) == 1 else f"    {{\n{inner}\n    }},"
    yield "};"
    yield ""
