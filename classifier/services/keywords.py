"""Keywords: what each search word finds, misses and wrongly collects, and what would do better."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np

from classifier.domain.errors import SettingError
from classifier.domain.keywords import Keywords, Place, WordFound
from classifier.evaluation.word_lists import READS_A_FIND
from classifier.evaluation.word_trial import Progress
from classifier.io.atomic import atomic_path
from classifier.io.written import csv_bytes
from classifier.reports.keywords import lines
from classifier.rules.grams import read_grams
from classifier.services.output import check_json
from classifier.services.reply_aside import read_text_file
from classifier.services.searched import read_searched
from classifier.services.suggestions import Suggestions
from classifier.services.variants import Speller, count_variants
from classifier.services.workspace import Workspace

__all__ = ["check_outputs", "keywords", "lines", "read_words", "write_words", "write_wrong"]


def keywords(
    workspace: Workspace,
    *,
    words: Sequence[str] = (),
    worth: int = READS_A_FIND,
    seed: int = 0,
    progress: Progress | None = None,
) -> Keywords:
    """Say what search words do in a workspace; nothing in it is scored again.

    Parameters
    ----------
    workspace
        The workspace.
    words
        The search words; without any the topic's.
    worth
        How many reads a relevant row is worth, 1 at least.
    seed
        Decides which cases are left out together where a list is judged.
    progress
        Is told how many lists are tried, and of how many.

    Raises
    ------
    StoreError
        If the workspace has no queue.
    SettingError
        If it has no rows that can be searched.
    """
    chosen = list(words or workspace.topic.keywords.words)
    searched = read_searched(workspace)
    known = searched.known
    finds = searched.rows_with(chosen)
    covered = np.logical_or.reduce(finds)
    speller = Speller(workspace, chosen)
    relevant = np.unique(searched.text[known.relevant & known.decided])
    grams = read_grams(searched.texts, pairs_of=relevant.tolist(), spelled=speller.letters)
    spellings = speller.find(grams)
    suggestions = Suggestions(
        searched,
        grams,
        words=chosen,
        spellings=[one.gram for one in spellings],
        topic=workspace.topic,
        reads_a_find=worth,
    )
    return Keywords(
        words=[
            WordFound(word=word, tally=known.tally(rows), wrong=searched.wrong(rows))
            for word, rows in zip(chosen, finds, strict=True)
        ],
        together=known.tally(covered),
        all_rows=known.tally(np.ones_like(covered)),
        erased=searched.erased,
        variants=count_variants(
            spellings,
            grams,
            searched.texts,
            words=chosen,
            topic=workspace.topic,
            text=searched.text,
            covered=covered,
            tally=known.tally,
        ),
        additions=suggestions.additions(covered),
        improved=suggestions.improved(seed, progress),
        rare=suggestions.rare,
        capitals=suggestions.capitals,
    )


def read_words(path: Path) -> tuple[str, ...]:
    """Read search words from a text file, one a line, each once; blank lines are left out.

    Raises
    ------
    ExportError
        If the file cannot be read.
    SettingError
        If it has no word.
    """
    content = read_text_file(path, advice="Give a UTF-8 text file with a search word a line.")
    words = tuple(dict.fromkeys(line.strip() for line in content.splitlines() if line.strip()))
    if not words:
        message = f"{path} has no search word."
        raise SettingError(message, advice="Write one a line.")
    return words


def check_outputs(*paths: Path | None, words: Path | None, overwrite: bool) -> None:
    """Refuse files that could not be written, before any work is done for them.

    Raises
    ------
    OutputError
        If one exists and is not to be replaced, cannot be written, or is the file of words or
        another one of them.
    """
    taken = [words] if words is not None else []
    for path in paths:
        if path is not None:
            check_json(path, overwrite=overwrite, taken=taken)
            taken.append(path)


def write_words(found: Keywords, path: Path) -> None:
    """Write the list made anew, one word a line: a file for ``--words``."""
    words = "".join(f"{step.word}\n" for step in found.improved.steps)
    with atomic_path(path) as aside:
        aside.write_text(words, encoding="utf-8")


def write_wrong(found: Keywords, path: Path) -> None:
    """Write every row that a word wrongly collects, **with its text**, as CSV."""
    rows = [
        (one.word, place.file, str(place.number), _decider(place), place.text)
        for one in found.words
        for place in one.wrong
    ]
    header = ("word", "file", "row", "decided by", "text")
    columns = list(zip(*rows, strict=True)) or [()] * len(header)
    content, _ = csv_bytes(header, columns, name=path.name, layout=None, defuse=True)
    with atomic_path(path) as aside:
        aside.write_bytes(content)


def _decider(place: Place) -> str:
    return "people" if place.by_people else "model"
