"""Train the reader that is shipped, and store it with what it says of what it has not seen.

A teacher, too large to ship, is fine-tuned on the labels; the reader learns what it says. Needs the
extra ``reader``.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from functools import cached_property
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from classifier.domain.topic import Topic
from classifier.io.corpus import Corpus, read_corpus
from classifier.io.registry import TOKENIZER_FILE
from classifier.model.distil import Distillation, distil, taught
from classifier.model.encoder import Encoder, words_of
from classifier.model.fine_tune import Schedule, Told, fine_tune
from classifier.model.perturb import near_words, perturbed, words_in
from classifier.services.learning import training_set
from classifier.services.reader_bases import STUDENT, TEACHER, Bases, check_base
from classifier.services.reader_parts import (
    FOLDS,
    Course,
    Part,
    Say,
    key_of,
    lessons_of,
    passages_of,
)
from classifier.services.reader_store import ReaderResult, store_reader
from classifier.services.workspace import Workspace


@dataclass(frozen=True, slots=True, kw_only=True)
class Recipe:
    """How the teacher is fine-tuned, and how the reader learns from it."""

    teacher: Schedule = field(
        default_factory=lambda: Schedule(rate=1e-4, head_rate=5e-4, decay=0.9)
    )
    distillation: Distillation = field(default_factory=Distillation)


def train_reader(
    workspace: Workspace,
    bases: Bases,
    work: Path,
    *,
    recipe: Recipe,
    date: dt.date,
    say: Say,
) -> ReaderResult:
    """Train the parts that are not done, and store the reader that learned from every text.

    Parameters
    ----------
    workspace, bases, work, recipe, say
        As for `read_parts`.
    date
        The day to write on the card.

    Raises
    ------
    SettingError
        If a pretrained encoder is another than the one that is meant.
    """
    course = _course(workspace, bases, recipe)
    *folds, whole = course.parts(work, say)
    facts = {
        "base": {"name": STUDENT.name, "licence": "Apache-2.0", "digest": STUDENT.digest},
        "teacher": {"name": TEACHER.name, "licence": "Apache-2.0", "digest": TEACHER.digest},
        "schedule": asdict(recipe),
        "folds": FOLDS,
        "losses": whole.rounded_losses(),
    }
    return store_reader(
        folds,
        whole,
        course.corpus,
        workspace.readers,
        tokenizer=course.tokenizer,
        date=date,
        facts=facts,
    )


def read_parts(
    workspace: Workspace,
    bases: Bases,
    work: Path,
    *,
    recipe: Recipe,
    say: Say,
    parts: Sequence[int],
) -> list[Part]:
    """Train or take up the encoders of some parts, and read with each what it never saw.

    Parameters
    ----------
    workspace
        Whose topic's corpus to learn from.
    bases
        The pretrained encoders.
    work
        Where finished parts are kept.
    recipe
        How to train.
    say
        Told of what was done.
    parts
        Which parts to train: folds from 0, and `ALL`; several commands can each do some.

    Raises
    ------
    SettingError
        If a pretrained encoder is another than the one that is meant.
    """
    course = _course(workspace, bases, recipe)
    return [course.part(number, work, say) for number in parts]


def _course(workspace: Workspace, bases: Bases, recipe: Recipe) -> Course:
    check_base(bases.student, STUDENT)
    check_base(bases.teacher, TEACHER)
    corpus = read_corpus(workspace.topic_folder / "corpus")
    training = training_set(workspace.topic, corpus)
    fold = training.group % FOLDS
    school = _School(topic=workspace.topic, corpus=corpus, fold=fold, bases=bases, recipe=recipe)
    return Course(
        corpus=corpus,
        fold=fold,
        passages=passages_of(training),
        teach=school.teach,
        tokenizer=(bases.student / TOKENIZER_FILE).read_bytes(),
        key=key_of(workspace.topic) | asdict(recipe),
    )


@dataclass(frozen=True, kw_only=True)
class _School:
    """What a teacher is taught, and what it teaches."""

    topic: Topic
    corpus: Corpus
    fold: NDArray[np.int64]
    bases: Bases
    recipe: Recipe

    def teach(self, rows: NDArray[np.int64], ended: Told) -> Encoder:
        """Fine-tune the teacher on some texts, and teach the reader what it says of more."""
        lessons, how = lessons_of(self.corpus, rows), self.recipe.distillation
        teacher = fine_tune(self.bases.teacher, lessons, self.recipe.teacher, ended)
        made, of = self._made
        asked = [text for text, one in zip(made, np.isin(of, rows), strict=True) if one]
        said = taught(teacher, asked, lessons.texts, lessons.y, how.labelled_weight)
        return distil(self.bases.student, said, how, ended)

    @cached_property
    def _made(self) -> tuple[list[str], NDArray[np.int64]]:
        """Make texts of others, never across folds."""
        how, texts = self.recipe.distillation, self.corpus.texts
        words, vectors = words_of(self.bases.student)
        return perturbed(
            texts,
            self.fold,
            each=how.each,
            people=self.topic.people,
            near=near_words(words, vectors, words_in(texts)),
            seed=how.seed,
        )
