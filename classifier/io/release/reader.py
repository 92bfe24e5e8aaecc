"""A file that is to leave, read by what it is and not by its name; what cannot be read is found."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from pathlib import PurePath
from types import MappingProxyType
from typing import Final

from classifier.domain.release import Finding, Reading
from classifier.io.formats import OLE
from classifier.io.release.docx import read_docx
from classifier.io.release.docx_words import DOCUMENT
from classifier.io.release.links import printable
from classifier.io.release.markup import markup_findings
from classifier.io.release.package import Package, UnreadableError, open_package
from classifier.io.release.page import read_page
from classifier.io.release.text import read_table, read_text, unseen_findings
from classifier.io.release.xlsx import read_xlsx
from classifier.io.release.xlsx_words import WORKBOOK

_PACKAGES: Final = (
    (".xlsx", WORKBOOK, read_xlsx),
    (".docx", DOCUMENT, read_docx),
)
_READERS: Final[Mapping[str, Callable[[bytes], Reading]]] = MappingProxyType(
    {
        ".html": read_page,
        ".htm": read_page,
        ".csv": read_table,
        ".tsv": read_table,
        ".txt": read_text,
        ".md": read_text,
    }
)
_MARKUP: Final = (".xml", ".rels", ".vml")
_ADVICE: Final = "Let XLSX, DOCX, HTML, CSV or TXT leave, made afresh; nothing else is checked."


def read_leaving(name: str, content: bytes) -> Reading:
    """Read a file's bytes for all that they hold.

    It never raises: a file that cannot be read in full, whatever the reason, has a finding.
    """
    try:
        return _read(name, content)
    except UnreadableError as error:
        return unread(str(error))
    except Exception as error:
        # Hostile files break readers in ways that nobody lists; a file must not pass for that.
        return unread(f"its reader stopped ({type(error).__name__})")


def unread(why: str) -> Reading:
    """Give the one finding of a file that could not be read."""
    finding = Finding(where="the file", what=f"cannot be checked: {why}", advice=_ADVICE)
    return Reading(findings=(finding,))


def _read(name: str, content: bytes) -> Reading:
    ending = PurePath(name).suffix.casefold()
    if content.startswith(b"PK"):
        return _read_package(ending, open_package(content))
    if content.startswith(OLE):
        raise UnreadableError("it is locked, or an old binary format")  # noqa: EM101
    if ending not in _READERS:
        raise UnreadableError(f"files ending in {ending or 'nothing'} are not known")  # noqa: EM102
    if not content.strip() or b"\0" in content:
        raise UnreadableError("it is empty or no text")  # noqa: EM101
    reading = _READERS[ending](content)
    return _with(reading, unseen_findings(reading.passages))


def _read_package(ending: str, package: Package) -> Reading:
    """Read an Office file, by what is in it; its ending has to say the same."""
    found = list(package.findings)
    for name, content in package.parts.items():
        if name.casefold().endswith(_MARKUP):
            found += markup_findings(printable(name), content)
    for own, main, read in _PACKAGES:
        if main in package.parts:
            if ending != own:
                raise UnreadableError(f"it is {own} inside, whatever its name ends in")  # noqa: EM102
            reading = read(package.parts)
            return _with(reading, [*found, *unseen_findings(reading.passages)])
    raise UnreadableError("it is an archive, and neither XLSX nor DOCX")  # noqa: EM101


def _with(reading: Reading, findings: Iterable[Finding]) -> Reading:
    return replace(reading, findings=(*findings, *reading.findings))
