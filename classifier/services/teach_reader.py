"""Teach a reader that is there what new corpus files hold, without its teacher.

Each new file is read by an encoder that never saw it; what is known of the old ones stays as the
readers said that had not seen them. Needs the extra ``reader``.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from classifier.domain.errors import SettingError
from classifier.io.corpus import Corpus, read_corpus
from classifier.io.registry import MODEL_FILE, TOKENIZER_FILE, StoredModel, load_file
from classifier.model.encoder import Encoder
from classifier.model.fine_tune import Told
from classifier.model.further import Further, go_on
from classifier.model.resume import resumed
from classifier.services.learning import training_set
from classifier.services.reader_bases import STUDENT, check_base
from classifier.services.reader_parts import (
    FOLDS,
    NEVER,
    PARTS,
    Course,
    Part,
    Say,
    key_of,
    lessons_of,
    passages_of,
)
from classifier.services.reader_store import ReaderResult, store_reader
from classifier.services.train import newest_reader
from classifier.services.workspace import Workspace

FURTHER: Final = Further()
"""How the reader that is shipped went on."""
_KEPT: Final = ("base", "teacher", "schedule", "losses", "folds")
"""What the card goes on saying of the first training."""
_SIZE: Final = ("training_texts", "training_relevant", "training_digest", "date", "libraries")
"""What it says of it apart, since the card's own names now speak of all files."""


def teach_reader(
    workspace: Workspace,
    base: Path,
    work: Path,
    *,
    new: Collection[str],
    date: dt.date,
    say: Say,
    how: Further = FURTHER,
) -> ReaderResult:
    """Let the reader of all other corpus files learn the new ones, and store it as another.

    Parameters
    ----------
    workspace
        Whose topic's corpus to learn from, and whose readers.
    base
        The folder of the pretrained encoder that the reader was made from.
    work
        Where finished parts are kept.
    new
        The names of the corpus files that the reader has not seen.
    date
        The day to write on the card.
    say
        Told of what was done.
    how
        How to learn.

    Raises
    ------
    SettingError
        If a file named is not in the corpus, no reader has learned from exactly the others, or the
        pretrained encoder is another than the one that is meant.
    """
    check_base(base, STUDENT)
    folder = workspace.topic_folder / "corpus"
    corpus, old = read_corpus(folder), read_corpus(folder, without=new)
    first = _reader_of(workspace, corpus, old, new)
    is_new = np.isin(corpus.files, sorted(new))
    pupil = _Pupil(
        base, load_file(workspace.readers, first.version, MODEL_FILE), corpus, is_new, how
    )
    tokenizer = load_file(workspace.readers, first.version, TOKENIZER_FILE)
    course = Course(
        corpus=corpus,
        fold=_folds(corpus, is_new),
        passages=passages_of(training_set(workspace.topic, corpus)),
        teach=pupil.teach,
        tokenizer=tokenizer,
        key=key_of(workspace.topic) | asdict(how) | {"from": first.version},
    )
    *folds, whole = [course.part(number, work, say) for number in PARTS]
    parts = [_said(first, ~is_new), *folds, whole]
    facts = _facts(first, corpus, is_new, how, whole)
    return store_reader(
        parts, corpus, workspace.readers, tokenizer=tokenizer, date=date, facts=facts
    )


@dataclass(frozen=True)
class _Pupil:
    """The reader that goes on, from where it stands each time."""

    base: Path
    model: bytes
    corpus: Corpus
    is_new: NDArray[np.bool_]
    how: Further

    def teach(self, rows: NDArray[np.int64], ended: Told) -> Encoder:
        """Let it learn what is new of some texts, with old ones beside."""
        new, old = (
            lessons_of(self.corpus, rows[there[rows]]) for there in (self.is_new, ~self.is_new)
        )
        return go_on(resumed(self.base, self.model), new, old, self.how, ended)


def _reader_of(
    workspace: Workspace, corpus: Corpus, old: Corpus, new: Collection[str]
) -> StoredModel:
    """Find the reader that learned from the old files."""
    if missing := sorted(set(new) - set(corpus.files)):
        message = f"There is no corpus file {missing[0]}.csv."
        raise SettingError(message, advice="Name files of the topic's corpus, without .csv.")
    found = newest_reader(workspace.readers, old.digest)
    if found is None:
        files = len(set(old.files))
        message = (
            f"No reader in {workspace.readers} has learned from exactly the other {files} files."
        )
        advice = "Name every file that is new since a reader was trained, or train one anew."
        raise SettingError(message, advice=advice)
    return found


def _folds(corpus: Corpus, is_new: NDArray[np.bool_]) -> NDArray[np.int64]:
    """Deal the new files into folds, shape (texts,)."""
    number = np.unique(np.array(corpus.files)[is_new], return_inverse=True)[1]
    fold = np.full(len(is_new), NEVER)
    fold[is_new] = number % FOLDS
    return fold


def _said(first: StoredModel, is_old: NDArray[np.bool_]) -> Part:
    """Give what is known of the old files."""
    log_odds, full = (first.arrays[name].astype(np.float64) for name in ("log_odds", "full"))
    out = np.flatnonzero(is_old)
    return Part(out=out, log_odds=log_odds, full=full, losses=np.zeros(0), model=b"")


def _facts(
    first: StoredModel, corpus: Corpus, is_new: NDArray[np.bool_], how: Further, whole: Part
) -> dict[str, Any]:
    """Say how it was first trained, and each time that it went on."""
    step = {
        "from": first.version,
        "texts": int(is_new.sum()),
        "relevant": int(corpus.relevant[is_new].sum()),
        "files": sorted(set(np.array(corpus.files)[is_new].tolist())),
        "how": asdict(how),
        "losses": [round(loss, 4) for loss in whole.losses.tolist()],
    }
    begun = first.card.get("first") or {name: first.card[name] for name in _SIZE}
    return {
        **{name: first.card[name] for name in _KEPT},
        "first": begun,
        "further": [*first.card.get("further", []), step],
    }
