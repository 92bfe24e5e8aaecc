"""Report: the reply to a request, written from what is recorded; nothing is scored again."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from classifier.domain.counting import Counted
from classifier.domain.errors import ExportError, OutputError, SettingError
from classifier.domain.label import written
from classifier.domain.limit import Due
from classifier.domain.reply import Reply, Summary
from classifier.io.atomic import atomic_path, clear_errors, refuse_existing
from classifier.io.limits import due_after, sections_relied_on
from classifier.io.outcomes import read_outcomes
from classifier.io.store.cases import read_cases
from classifier.io.store.connect import Store, open_store, reading, writing
from classifier.io.store.edits import append_edits, read_edits
from classifier.reports.reply import compose
from classifier.reports.reply_formats import FORMATS
from classifier.services.check import Checked, check_files
from classifier.services.reply_material import Asked, gather, material_of, summaries_of
from classifier.services.summaries import as_csv, read_summaries, read_text_file
from classifier.services.workspace import Workspace

NAME: Final = "reply"
SUMMARIES: Final = "summaries.csv"


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """What the user says for the notice in a reply.

    Parameters
    ----------
    sections
        The numbers of the sections of the Act that it relies on.
    received
        The day the request was received; None where it is not given.
    """

    sections: tuple[int, ...] = ()
    received: dt.date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Reported:
    """A reply, what it counts, the files it was written to, and what the release check found.

    Files of an earlier reply that are left in the folder are stale: they say something else.
    """

    reply: Reply
    relied: Sequence[int]
    due: Due | None
    counted: Counted
    summaries: Sequence[Summary]
    files: Sequence[Path]
    stale: Sequence[Path]
    checked: Sequence[Checked]
    record: Mapping[str, str]


def report(
    workspace: Workspace,
    asked: Asked,
    *,
    folder: Path,
    formats: Sequence[str],
    notice: Notice = Notice(),
    overwrite: bool = False,
) -> Reported:
    """Write the reply.

    Raises
    ------
    SettingError
        If the outcome to sum up from or a section relied on is not known, a date can be read in two
        ways, or when an answer is due cannot be said.
    StoreError
        If the workspace has no queue.
    ModelError
        If the card of a model that scored is not the file that was recorded.
    OutputError
        If a file cannot be written.
    """
    for name in (*(f"{NAME}.{kind}" for kind in formats), SUMMARIES):
        refuse_existing(folder / name, overwrite=overwrite)
    relied = sections_relied_on(notice.sections)
    due = _due(notice, asked)
    store = open_store(workspace.folder, workspace.database, make=False)
    _refuse_unrecorded(store, folder / SUMMARIES)
    outcomes = read_outcomes()
    at_least = outcomes.severity_of(asked.summaries_from)
    if at_least is None:
        message = f"--summaries-from names no known outcome: {asked.summaries_from!r}."
        known = ", ".join(one.name for one in outcomes.known if one.adverse)
        raise SettingError(message, advice=f"Known: {known}.")
    found = gather(workspace, store, asked, outcomes)
    summaries = summaries_of(workspace, store, found, asked, at_least)
    material = material_of(workspace, store, found, asked, summaries, outcomes)
    reply = compose(replace(material, relied=relied, due=due))
    written_files = _write(reply, summaries, folder, formats)
    return Reported(
        reply=reply,
        relied=[one.number for one in relied],
        due=due,
        counted=found.counted,
        summaries=summaries,
        files=written_files,
        stale=_stale(folder, written_files, summaries),
        checked=check_files(written_files, asked.policy, allowed=[asked.reference]),
        record=material.record,
    )


def read_request(path: Path) -> tuple[str, ...]:
    """Read the words of a request: its paragraphs, set apart by blank lines.

    Raises
    ------
    ExportError
        If the file cannot be read.
    """
    content = read_text_file(path, advice="Give the request's words as a UTF-8 text file.")
    paragraphs = re.split(r"\n\s*\n", content)
    return tuple(" ".join(one.split()) for one in paragraphs if one.strip())


def _due(notice: Notice, asked: Asked) -> Due | None:
    if notice.received is None:
        return None
    if notice.received > asked.date:
        message = f"The request was received on {notice.received:%d/%m/%Y}, after the reply's day."
        raise SettingError(message, advice="Check --received and --date.")
    return due_after(notice.received)


def _refuse_unrecorded(store: Store, path: Path) -> None:
    """Refuse to write over sentences that a person wrote and that are not recorded."""
    if not path.is_file():
        return
    with reading(store) as transaction:
        recorded = read_edits(transaction)
    left = sum(recorded.get(row) != sentence for row, sentence in read_summaries(path).items())
    if left:
        message = f"{path} holds {left} sentences that are not recorded yet."
        raise OutputError(message, advice=f"Take them in: --summaries {path}.")


def take_summaries(workspace: Workspace, path: Path, *, editor: str, now: dt.datetime) -> int:
    """Record the sentences that a person wrote into the file of summaries; give how many are new.

    Raises
    ------
    ExportError
        If it is no such file.
    """
    sentences = read_summaries(path)
    store = open_store(workspace.folder, workspace.database, make=False)
    with writing(store) as transaction:
        known = {(case.key, case.text) for case in read_cases(transaction)}
        if strange := len(sentences.keys() - known):
            message = f"{path} has {strange} sentences for rows that this workspace does not have."
            raise ExportError(message, advice="Check --workspace, or write a fresh summaries.csv.")
        return append_edits(transaction, sentences, editor=editor, time=written(now))


def _write(
    reply: Reply, summaries: Sequence[Summary], folder: Path, formats: Sequence[str]
) -> list[Path]:
    with clear_errors(folder):
        folder.mkdir(parents=True, exist_ok=True)
    contents = {folder / f"{NAME}.{kind}": FORMATS[kind](reply) for kind in formats}
    edited = {folder / SUMMARIES: as_csv(summaries)} if summaries else {}
    for path, content in {**contents, **edited}.items():
        with atomic_path(path) as aside:
            aside.write_bytes(content)
    return [*contents]


def _stale(folder: Path, files: Sequence[Path], summaries: Sequence[Summary]) -> list[Path]:
    """Find what an earlier reply left in the folder: other formats, a PDF made of it, summaries."""
    there = [*folder.glob(f"{NAME}.*"), *([] if summaries else folder.glob(SUMMARIES))]
    return sorted(set(there) - set(files))
