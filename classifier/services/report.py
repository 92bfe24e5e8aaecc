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
from classifier.domain.suppression import NONE
from classifier.io.atomic import atomic_path, clear_errors, refuse_existing
from classifier.io.outcomes import read_outcomes
from classifier.io.store.cases import read_cases
from classifier.io.store.connect import Store, open_store, reading, writing
from classifier.io.store.edits import append_edits, read_edits
from classifier.reports.reply import compose
from classifier.reports.reply_formats import FORMATS
from classifier.reports.wording import count
from classifier.services.check import Checked, check_files
from classifier.services.reply_aside import read_text_file, refuse_unwritable
from classifier.services.reply_material import Asked, gather, material_of, summaries_of
from classifier.services.reply_notice import FILE, NO_NOTICE, Notice, refuse_unused
from classifier.services.reply_notice import as_csv as notice_csv
from classifier.services.summaries import as_csv, read_summaries
from classifier.services.workspace import Workspace

NAME: Final = "reply"
SUMMARIES: Final = "summaries.csv"


@dataclass(frozen=True, slots=True, kw_only=True)
class Reported:
    """A reply, what it counts, the files it was written to, and what the release check found.

    Files of an earlier reply that are left in the folder are stale: they say something else.
    """

    reply: Reply
    relied: Sequence[int]
    places: int
    to_complete: int
    due: Due | None
    late: bool
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
    notice: Notice = NO_NOTICE,
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
    relied, due = notice.relied(), notice.due(asked.date)
    for name in (*(f"{NAME}.{kind}" for kind in formats), SUMMARIES, *([FILE] if relied else [])):
        refuse_existing(folder / name, overwrite=overwrite)
    if relied:
        refuse_unused(folder / FILE, notice.words)
    store = open_store(workspace.folder, workspace.database, make=False)
    _refuse_unrecorded(store, folder / SUMMARIES)
    outcomes = read_outcomes()
    at_least = outcomes.severity_of(asked.summaries_from)
    if at_least is None:
        message = f"--summaries-from names no known outcome: {asked.summaries_from!r}."
        known = ", ".join(one.name for one in outcomes.known if one.adverse)
        raise SettingError(message, advice=f"Known: {known}.")
    found = gather(workspace, store, asked, outcomes)
    shown = asked.policy.kind == NONE  # else a sentence could give a hidden count away
    summaries = summaries_of(workspace, store, found, asked, at_least) if shown else []
    material = material_of(workspace, store, found, asked, summaries, outcomes)
    late = due is not None and due.is_over(asked.date)
    named = sorted(set(notice.sections))
    said = replace(material, named=named, relied=relied, words=notice.words, due=due, late=late)
    reply = compose(said)
    aside = {
        **({SUMMARIES: as_csv(material.summaries)} if material.summaries else {}),
        **({FILE: notice_csv(relied, notice.words)} if relied else {}),
    }
    written_files = _write(reply, aside, folder, formats)
    return Reported(
        reply=reply,
        relied=[one.number for one in relied],
        places=sum(len(one.says) for one in relied),
        to_complete=sum(len(one.says) for one in relied) - len(notice.words),
        due=due,
        late=late,
        counted=found.counted,
        summaries=material.summaries,
        files=written_files,
        stale=_stale(folder, [*written_files, *(folder / name for name in aside)]),
        checked=check_files(written_files, asked.policy, allowed=[asked.reference]),
        record=material.record,
    )


def read_request(path: Path) -> tuple[str, ...]:
    """Read the words of a request: its paragraphs, set apart by blank lines.

    Raises
    ------
    ExportError
        If the file cannot be read, or holds a character that a reply cannot.
    """
    content = read_text_file(path, advice="Give the request's words as a UTF-8 text file.")
    refuse_unwritable(content, 1, path)
    paragraphs = re.split(r"\n\s*\n", content)
    return tuple(" ".join(one.split()) for one in paragraphs if one.strip())


def _refuse_unrecorded(store: Store, path: Path) -> None:
    """Refuse to write over sentences that a person wrote and that are not recorded."""
    if not path.is_file():
        return
    with reading(store) as transaction:
        recorded = read_edits(transaction)
    left = sum(recorded.get(row) != sentence for row, sentence in read_summaries(path).items())
    if left:
        message = f"{path} holds {count(left, 'sentence')} not recorded yet."
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
            what = count(strange, "sentence")
            message = f"{path} has {what} for rows that this workspace does not have."
            raise ExportError(message, advice="Check --workspace, or write a fresh summaries.csv.")
        return append_edits(transaction, sentences, editor=editor, time=written(now))


def _write(
    reply: Reply, aside: Mapping[str, bytes], folder: Path, formats: Sequence[str]
) -> list[Path]:
    """Write the reply, and what is for its writer alone; give the files of the reply."""
    with clear_errors(folder):
        folder.mkdir(parents=True, exist_ok=True)
    contents = {folder / f"{NAME}.{kind}": FORMATS[kind](reply) for kind in formats}
    others = {folder / name: content for name, content in aside.items()}
    for path, content in {**contents, **others}.items():
        with atomic_path(path) as part:
            part.write_bytes(content)
    return [*contents]


def _stale(folder: Path, files: Sequence[Path]) -> list[Path]:
    """Find what an earlier reply left in the folder: other formats, a PDF made of it, a notice.

    Figures for programs are none: they are written after the reply.
    """
    there = [path for name in (f"{NAME}.*", SUMMARIES, FILE) for path in folder.glob(name)]
    there = [path for path in there if path.suffix != ".json"]
    return sorted(set(there) - set(files))
