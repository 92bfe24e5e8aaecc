"""The notice in a reply: the sections that the user relies on, and the user's words for them."""

from __future__ import annotations

import csv
import datetime as dt
import io
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from classifier.domain.errors import ExportError, OutputError, SettingError
from classifier.domain.limit import Due, Section
from classifier.io.limits import due_after, sections_relied_on
from classifier.services.summaries import read_text_file

FILE: Final = "notice.csv"
COLUMNS: Final = ("section", "what", "words")
"""The columns of the file of the notice; a person writes in the last."""

Words = Mapping[tuple[int, str], str]
"""What a person wrote, by section and what the notice has to hold."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """What the user says for the notice in a reply.

    Parameters
    ----------
    sections
        The numbers of the sections of the Act that it relies on.
    words
        What the user wrote for them.
    received
        The day the request was received; None where it is not given.
    """

    sections: tuple[int, ...] = ()
    words: Words = field(default_factory=dict)
    received: dt.date | None = None

    def relied(self) -> tuple[Section, ...]:
        """Give the sections relied on, with those that they need.

        Raises
        ------
        SettingError
            If one is not known, or there are words for one that is not relied on.
        """
        relied = sections_relied_on(self.sections)
        places = {(one.number, what) for one in relied for what in one.says}
        if strange := sorted(self.words.keys() - places):
            message = (
                f"--notice has words for a place of section {strange[0][0]} that is not there."
            )
            advice = "Name the section with --section, or copy the words into a fresh notice.csv."
            raise SettingError(message, advice=advice)
        return relied

    def due(self, replied: dt.date) -> Due | None:
        """Say when the request is to be answered; None where it is not known when it came.

        Raises
        ------
        SettingError
            If it came after the day of the reply, or bank holidays are not known for the time.
        """
        if self.received is None:
            return None
        if self.received > replied:
            message = (
                f"The request was received on {self.received:%d/%m/%Y}, after the reply's day."
            )
            raise SettingError(message, advice="Check --received and --date.")
        return due_after(self.received)


NO_NOTICE: Final = Notice()
"""Nothing is withheld by a section, and nothing said of when the request came."""


_UNWRITABLE: Final = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")
_LONGEST: Final = 32_767
"""Characters that a workbook's cell holds."""
_DIGITS: Final = 3
"""Digits that the number of a section has at most."""


def as_csv(relied: Sequence[Section], words: Words) -> bytes:
    """Write the places of a notice for a person to complete, with a byte order mark for Excel."""
    written = io.StringIO()
    table = csv.writer(written)
    table.writerow(COLUMNS)
    for one in relied:
        table.writerows((one.number, what, words.get((one.number, what), "")) for what in one.says)
    return written.getvalue().encode("utf-8-sig")


def read_words(path: Path) -> dict[tuple[int, str], str]:
    """Read the words that a person wrote; places without any are passed over.

    Raises
    ------
    ExportError
        If it cannot be read, is no such file, or a line with words names no section.
    """
    content = read_text_file(path, advice="Give the file that report wrote, saved as CSV UTF-8.")
    if bad := _UNWRITABLE.search(content):
        number = content.count("\n", 0, bad.start()) + 1
        message = f"Line {number} of {path} holds a character that no document can hold."
        raise ExportError(message, advice="Type the words of that line again.")
    # What is too long for a cell is refused below, in words and with its line.
    csv.field_size_limit(max(csv.field_size_limit(), len(content)))
    table = csv.DictReader(io.StringIO(content, newline=""))
    missing = [name for name in COLUMNS if name not in (table.fieldnames or ())]
    if missing:
        message = f"{path} has no column {missing[0]!r}."
        raise ExportError(message, advice="Give the file notice.csv that report wrote.")
    words: dict[tuple[int, str], str] = {}
    for number, line in enumerate(table, 2):
        said = " ".join((line["words"] or "").split())
        section = (line["section"] or "").strip()
        if not said:
            continue
        if not (section.isdecimal() and len(section) <= _DIGITS):
            message = f"Line {number} of {path} has words, and no section to go with them."
            raise ExportError(message, advice="Write a fresh notice.csv, and copy them there.")
        if len(said) > _LONGEST:
            message = f"The words in line {number} of {path} are {len(said):,} characters long."
            raise ExportError(
                message, advice=f"A workbook's cell holds {_LONGEST:,}: shorten them."
            )
        place = int(section), (line["what"] or "").strip()
        if words.setdefault(place, said) != said:
            message = f"Line {number} of {path} has other words for a place that has some already."
            raise ExportError(message, advice="Leave one line for each place.")
    return words


def refuse_unused(path: Path, words: Words) -> None:
    """Refuse to write over words that a person wrote and that the reply does not have.

    Raises
    ------
    OutputError
        If there are any.
    """
    left = read_words(path).items() - words.items() if path.is_file() else ()
    if left:
        message = f"{path} holds words for {len(left)} places that the reply would not have."
        raise OutputError(message, advice=f"Give them: --notice {path}.")
