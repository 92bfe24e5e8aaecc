"""The rows that a measurement counts: of a labelled file, or the workspace's resolved labels.

A model is never judged on what it was taught: rows whose text one of the models measured learned
from do not count.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np

from classifier.domain.allegation import text_digest
from classifier.domain.errors import SettingError
from classifier.io.learned import read_learned
from classifier.io.store.connect import FILE
from classifier.services.labelled import Labelled, read_labelled
from classifier.services.lessons import read_lessons
from classifier.services.workspace import Workspace


def rows_of_file(
    path: Path,
    *,
    workspace: Workspace,
    mapping: Mapping[str, str] | None,
    sheet: str | None,
    label_column: str | None,
    leave_out_borderline: bool,
    versions: Sequence[str],
) -> Labelled:
    """Read the rows of a labelled file that no model of some versions has learned from.

    Parameters and errors as in `classifier.services.labelled.read_labelled`.

    Raises
    ------
    SettingError
        If the models have learned from all of them.
    """
    labelled = read_labelled(
        path,
        folder=workspace.folder,
        mapping=mapping,
        sheet=sheet,
        label_column=label_column,
        leave_out_borderline=leave_out_borderline,
    )
    return unseen(labelled, workspace, versions)


def rows_of_workspace(
    workspace: Workspace, versions: Sequence[str]
) -> tuple[Labelled, float | None]:
    """Read the workspace's resolved labels, one row a text, that no model has learned from.

    Returns
    -------
    labelled, prevalence
        The rows, numbered in the order of their digests; and the prevalence of the last run,
        since reviewed rows are a chosen lot that tells none. None where there is no run.

    Raises
    ------
    SettingError
        If there are none, or the models have learned from all of them.
    """
    stored = workspace.database is not None or (workspace.folder / FILE).is_file()
    lessons = read_lessons(workspace) if stored else None
    if lessons is None or not lessons.texts:
        what = "compare needs a labelled file: this workspace has no resolved labels yet."
        advice = "They come with the review queue; until then name a file: compare labelled.csv."
        raise SettingError(what, advice=advice)
    labelled = Labelled(
        source="the workspace's labels",
        texts=lessons.texts,
        headings=None,
        relevant=lessons.relevant,
        groups=lessons.group,
        row_numbers=tuple(range(1, len(lessons.texts) + 1)),
        left_out=tuple(f"{count:,} {reason}" for reason, count in lessons.left_out.items()),
        aside={},
        warnings=("reviewed rows are a chosen lot: rates on them are not those of an export",),
    )
    return unseen(labelled, workspace, versions), lessons.prevalence


def unseen(labelled: Labelled, workspace: Workspace, versions: Sequence[str]) -> Labelled:
    """Leave out the rows whose text a model of some versions has learned from, and say how many.

    Raises
    ------
    SettingError
        If the models have learned from all of them.
    """
    taught = {
        digest
        for version in versions
        for digest in read_learned(workspace.local_models, version) or {}
    }
    kept = np.array([text_digest(text) not in taught for text in labelled.texts], dtype=np.bool_)
    if kept.all():
        return labelled
    if not kept.any():
        what = f"{labelled.source}: the model has learned from every row."
        raise SettingError(what, advice="Take others: a control sample, or a labelled file.")
    rows = np.flatnonzero(kept).tolist()
    gone = len(kept) - len(rows)
    phrase = f"{gone:,} row{'' if gone == 1 else 's'} that the model learned from"
    return replace(
        labelled,
        texts=tuple(labelled.texts[row] for row in rows),
        headings=tuple(labelled.headings[row] for row in rows) if labelled.headings else None,
        relevant=labelled.relevant[kept],
        groups=labelled.groups[kept],
        row_numbers=tuple(labelled.row_numbers[row] for row in rows),
        left_out=(*labelled.left_out, phrase),
    )
