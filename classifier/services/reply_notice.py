"""The notice in a reply: the sections that the user relies on, and the user's words for them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from classifier.domain.cells import LONGEST
from classifier.domain.errors import ExportError, OutputError, SettingError
from classifier.domain.limit import Due, Section
from classifier.io.limits import due_after, sections_relied_on
from classifier.reports.wording import count
from classifier.services.reply_aside import aside_csv, read_aside

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
            advice = "Name what they are for with --section, or take that line out of the file."
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


_DIGITS: Final = 3
"""Digits that the number of a section has at most."""


def as_csv(relied: Sequence[Section], words: Words) -> bytes:
    """Write the places of a notice for a person to complete."""
    rows = (
        (one.number, what, words.get((one.number, what), "")) for one in relied for what in one.says
    )
    return aside_csv(COLUMNS, rows)


def read_words(path: Path) -> dict[tuple[int, str], str]:
    """Read the words that a person wrote; places without any are passed over.

    Raises
    ------
    ExportError
        If it cannot be read, is no such file, or a line with words names no section.
    """
    words: dict[tuple[int, str], str] = {}
    for line in read_aside(path, COLUMNS, longest=LONGEST):
        section = line.cells["section"]
        if not (section.isdecimal() and len(section) <= _DIGITS):
            message = f"Line {line.number} of {path} has words, and no section to go with them."
            raise ExportError(message, advice="Write a fresh notice.csv, and copy them there.")
        place = int(section), line.cells["what"]
        if words.setdefault(place, line.words) != line.words:
            message = (
                f"Line {line.number} of {path} has other words for a place that has some already."
            )
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
        places = count(len(left), "place")
        message = f"{path} holds words for {places} that the reply would not have."
        raise OutputError(message, advice=f"Give them: --notice {path}.")
