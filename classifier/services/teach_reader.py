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
from classifier.services.reader_card import made_with
from classifier.services.reader_parts import (
    FOLDS,
    NEVER,
    Course,
    Part,
    Reading,
    Say,
    key_of,
    lessons_of,
    passages_of,
)
from classifier.services.reader_store import ReaderResult, store_reader
from classifier.services.train import newest_reader
from classifier.services.workspace import Workspace

FURTHER: Final = Further()
"""How a reader goes on, where nothing else is said."""
_KEPT: Final = ("base", "teacher", "schedule", "losses", "folds")
"""What the card goes on saying of the first training."""
_FIRST: Final = (
    "training_texts",
    "training_relevant",
    "training_digest",
    "date",
    "libraries",
    "python",
)
"""What it says of it apart, since the card's own names now speak of all training."""


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
    TopicError
        If a corpus file is malformed.
    """
    check_base(base, STUDENT)
    folder = workspace.topic_folder / "corpus"
    corpus = read_corpus(folder)
    _check_names(corpus, new)
    before = _reader_of(workspace, read_corpus(folder, without=new))
    is_new = np.isin(corpus.files, sorted(new))
    pupil = _Pupil(
        base=base,
        model=load_file(workspace.readers, before.version, MODEL_FILE),
        corpus=corpus,
        is_new=is_new,
        how=how,
    )
    course = Course(
        corpus=corpus,
        fold=_folds(corpus, is_new),
        passages=passages_of(training_set(workspace.topic, corpus)),
        teach=pupil.teach,
        tokenizer=load_file(workspace.readers, before.version, TOKENIZER_FILE),
        key=key_of(workspace.topic) | asdict(how) | {"from": before.version},
    )
    *folds, whole = course.parts(work, say)
    return store_reader(
        [_known(before, ~is_new), *folds],
        whole,
        corpus,
        workspace.readers,
        tokenizer=course.tokenizer,
        date=date,
        facts=_facts(before, pupil, whole, date),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Pupil:
    """The reader that goes on, each time from where it stands."""

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


def _check_names(corpus: Corpus, new: Collection[str]) -> None:
    """Refuse names of files that are none, and of all that there are."""
    files = set(corpus.files)
    if missing := sorted(set(new) - files):
        message = f"The corpus has no file {', '.join(missing)}."
        raise SettingError(message, advice="Name its files without .csv.")
    if files <= set(new):
        message = "Every file of the corpus is named as new."
        raise SettingError(message, advice="Some must be what the reader knows: train one anew.")


def _reader_of(workspace: Workspace, old: Corpus) -> StoredModel:
    """Find the reader that learned from the old files."""
    found = newest_reader(workspace.readers, old.digest)
    if found is None:
        files = ", ".join(sorted(set(old.files)))
        message = f"No reader in {workspace.readers} has learned from just these files: {files}."
        advice = "Name every file that is new. If an old one was changed, train a reader anew."
        raise SettingError(message, advice=advice)
    return found


def _folds(corpus: Corpus, is_new: NDArray[np.bool_]) -> NDArray[np.int64]:
    """Deal the new files into folds, shape (texts,)."""
    number = np.unique(np.array(corpus.files)[is_new], return_inverse=True)[1]
    fold = np.full(len(is_new), NEVER)
    fold[is_new] = number % FOLDS
    return fold


def _known(before: StoredModel, is_old: NDArray[np.bool_]) -> Reading:
    """Give what was said of the old files."""
    log_odds, full = (before.arrays[name].astype(np.float64) for name in ("log_odds", "full"))
    return Reading(out=np.flatnonzero(is_old), log_odds=log_odds, full=full)


def _facts(before: StoredModel, pupil: _Pupil, whole: Part, date: dt.date) -> dict[str, Any]:
    """Say how it was first trained, and each time that it went on."""
    is_new = pupil.is_new
    step = {
        "from": before.version,
        "date": date.isoformat(),
        "texts": int(is_new.sum()),
        "relevant": int(pupil.corpus.relevant[is_new].sum()),
        "rehearsed": min(pupil.how.rehearsed, int((~is_new).sum())),
        "files": sorted(set(np.array(pupil.corpus.files)[is_new].tolist())),
        "how": asdict(pupil.how),
        "losses": whole.rounded_losses(),
        **made_with(),
    }
    first = before.card.get("first") or {name: before.card[name] for name in _FIRST}
    return {
        **{name: before.card[name] for name in _KEPT},
        "first": first,
        "further": [*before.card.get("further", []), step],
    }
