"""What there is to learn from: the workspace's resolved labels, and labelled files.

One text is one lesson, whatever rows have it. What reviewers said in the workspace goes before what
a file says. Disputed, unsure and withdrawn texts teach nothing; a text of a control sample never
does: it is what a model is judged on.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from classifier.domain.allegation import TEXT, text_digest
from classifier.domain.errors import SettingError
from classifier.domain.label import CHAIN_START, LabelRecord, Resolution, State, resolve
from classifier.domain.queue import Why
from classifier.domain.split import case_groups
from classifier.io.export import Export, read_export
from classifier.io.labels import sort_labels
from classifier.io.mapping import load_mapping
from classifier.io.store.connect import FILE, Transaction, open_store, reading
from classifier.io.store.draws import drawn_texts
from classifier.io.store.labels import read_labels_after
from classifier.io.store.lessons import read_cases, read_prevalence
from classifier.io.store.reading import read_contents
from classifier.services.workspace import Workspace

_CASE = "case_id"


@dataclass(frozen=True, slots=True, kw_only=True)
class LabelFile:
    """A labelled file: its name, the SHA-256 of its bytes, and how many of its rows had a label."""

    name: str
    digest: str
    rows: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Aside:
    """A row of a labelled file that could not be used, and why."""

    file: str
    row: int
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Lessons:
    """Distinct labelled texts in the order of their digests; arrays have shape (texts,).

    Parameters
    ----------
    texts, digests
        The texts, and their digests.
    relevant
        Their labels.
    group
        The number of each text's case, see `classifier.domain.split.case_groups`.
    control
        Which are in a control sample: to judge on, never to learn from.
    head
        The digest of the head of the chain of labels.
    prevalence
        The one that the workspace's last run was routed at; None where there is none.
    files
        The labelled files read.
    left_out
        How many labelled texts teach nothing, by reason.
    aside
        The rows of the files that could not be used.
    """

    texts: tuple[str, ...]
    digests: tuple[str, ...]
    relevant: NDArray[np.bool_]
    group: NDArray[np.int64]
    control: NDArray[np.bool_]
    head: str
    prevalence: float | None
    files: tuple[LabelFile, ...]
    left_out: Mapping[str, int]
    aside: tuple[Aside, ...]

    def taught(self) -> dict[str, bool]:
        """Give the labels that are learned from, by the digest of their texts and in its order."""
        told = zip(self.digests, self.relevant.tolist(), self.control.tolist(), strict=True)
        return {digest: relevant for digest, relevant, control in told if not control}


@dataclass(slots=True)
class _Found:
    """What has been read so far: labels, contents and cases by digest."""

    label: dict[str, bool | None] = field(default_factory=dict)
    content: dict[str, str] = field(default_factory=dict)
    cases: dict[str, set[str]] = field(default_factory=dict)
    control: set[str] = field(default_factory=set)
    left_out: Counter[str] = field(default_factory=Counter)
    aside: list[Aside] = field(default_factory=list)
    head: str = CHAIN_START
    prevalence: float | None = None


def read_lessons(
    workspace: Workspace, files: Sequence[Path] = (), *, label_column: str | None = None
) -> Lessons:
    """Read the resolved labels of the workspace, if it has any, and those of labelled files.

    Parameters
    ----------
    workspace
        Whose store and saved mappings to use.
    files
        Labelled files, in any format an export has.
    label_column
        The column of labels in them, as in `classifier.io.labels.read_labels`.

    Raises
    ------
    ExportError
        If a file cannot be read.
    SettingError
        If there is neither a store nor a file.
    """
    found = _Found()
    stored = workspace.database is not None or (workspace.folder / FILE).is_file()
    if not stored and not files:
        what = f"There is nothing to learn from: the workspace {workspace.folder} has no queue."
        raise SettingError(what, advice="Review some rows first, or name a file with --labels.")
    if stored:
        with reading(open_store(workspace.folder, workspace.database, make=False)) as transaction:
            _read_store(transaction, found)
    read = [_read_file(path, workspace, label_column, found) for path in files]
    return _lessons(found, tuple(read))


def _read_store(transaction: Transaction, found: _Found) -> None:
    records: dict[str, list[LabelRecord]] = {}
    for _, digest, record in read_labels_after(transaction, 0):
        records.setdefault(record.text, []).append(record)
        found.head = digest
    resolved = {text: resolve(some) for text, some in records.items()}
    found.prevalence = read_prevalence(transaction)
    found.content = read_contents(transaction, resolved)
    found.cases = {text: set(cases) for text, cases in read_cases(transaction).items()}
    found.control = set(drawn_texts(transaction))
    for text, resolution in resolved.items():
        if any(record.shown_because == Why.CONTROL for record in records[text]):
            found.control.add(text)
        if resolution.state is State.UNREAD:
            continue
        found.label[text] = resolution.relevant
        if reason := _teaches_nothing(resolution, erased=text not in found.content):
            found.label[text] = None
            found.left_out[reason] += 1


def _teaches_nothing(resolution: Resolution, *, erased: bool) -> str:
    if resolution.state is State.DISPUTED:
        return "disputed"
    if resolution.relevant is None:
        return "unsure"
    return "erased" if erased else ""


def _read_file(
    path: Path, workspace: Workspace, label_column: str | None, found: _Found
) -> LabelFile:
    export = read_export(path, saved=lambda header: load_mapping(workspace.folder, header))
    labels, unknown = sort_labels(export, column=label_column)
    rejected = [(row, reason) for reason, rows in export.aside.items() for row in rows]
    rejected += [(row, f"no known label in '{labels.column}'") for row in unknown]
    found.aside += [Aside(file=path.name, row=row, reason=why) for row, why in sorted(rejected)]
    said: dict[str, set[bool]] = {}
    columns = (_column(export, TEXT), _column(export, _CASE), labels.relevant.tolist())
    for labelled, text, case, yes in zip(labels.labelled, *columns, strict=True):
        if not labelled:
            continue
        digest = text_digest(text)
        found.content.setdefault(digest, text)
        found.cases.setdefault(digest, set()).update({case} if case.strip() else ())
        said.setdefault(digest, set()).add(yes)
    for digest, values in said.items():
        if digest not in found.label:
            found.label[digest] = values.pop() if len(values) == 1 else None
            if found.label[digest] is None:
                found.left_out["disputed"] += 1
    return LabelFile(
        name=path.name,
        digest=hashlib.sha256(path.read_bytes()).hexdigest(),
        rows=int(labels.labelled.sum()),
    )


def _column(export: Export, name: str) -> list[str]:
    """Give a field of the rows, blank where no column is mapped to it."""
    table = export.allegations
    cells: list[str] = table[name].tolist() if name in table else [""] * len(table)
    return cells


def _lessons(found: _Found, files: tuple[LabelFile, ...]) -> Lessons:
    digests = sorted(text for text, label in found.label.items() if label is not None)
    control = np.array([text in found.control for text in digests], dtype=np.bool_)
    return Lessons(
        texts=tuple(found.content[text] for text in digests),
        digests=tuple(digests),
        relevant=np.array([bool(found.label[text]) for text in digests], dtype=np.bool_),
        group=case_groups([found.cases.get(text, set()) for text in digests]),
        control=control,
        head=found.head,
        prevalence=found.prevalence,
        files=files,
        left_out=dict(found.left_out),
        aside=tuple(found.aside),
    )
