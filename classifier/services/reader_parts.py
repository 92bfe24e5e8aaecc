"""The parts of training the reader: each corpus file read by an encoder that never saw it.

A part takes minutes on an accelerator and hours on two cores, so that each is kept in a work folder
as soon as it is done: what was stopped goes on from there. Needs the extra ``reader``.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

from classifier.domain.errors import SettingError
from classifier.domain.topic import Topic
from classifier.io.atomic import atomic_path
from classifier.io.corpus import Corpus, read_corpus
from classifier.io.registry import TOKENIZER_FILE
from classifier.model.distil import Distillation, distil, taught
from classifier.model.encoder import Encoder, words_of
from classifier.model.export import quantised, to_onnx
from classifier.model.fine_tune import Lessons, Schedule, fine_tune, read_with
from classifier.model.passages import passages
from classifier.model.perturb import near_words, perturbed, words_in
from classifier.model.reader import Reader, deciding
from classifier.model.train import Settings, gate_out_of_fold
from classifier.services.learning import SEED, training_set
from classifier.services.workspace import Workspace

Told = Callable[[str], None]
"""Told what was done, in a sentence."""

FOLDS: Final = 4
ALL: Final = FOLDS
"""The part that leaves no text out: the reader that is shipped."""
PARTS: Final = range(FOLDS + 1)


@dataclass(frozen=True, slots=True)
class Pretrained:
    """A pretrained encoder (Apache-2.0): its name and the SHA-256 of its weights."""

    name: str
    digest: str


STUDENT: Final = Pretrained(
    "sentence-transformers/all-MiniLM-L6-v2",
    "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db",
)
TEACHER: Final = Pretrained(
    "sentence-transformers/all-mpnet-base-v2",
    "78c0197b6159d92658e319bc1d72e4c73a9a03dd03815e70e555c5ef05615658",
)
WEIGHTS_FILE: Final = "model.safetensors"


@dataclass(frozen=True, slots=True, kw_only=True)
class Bases:
    """The folders of the pretrained encoders: of the reader, and of its teacher."""

    student: Path
    teacher: Path


@dataclass(frozen=True, slots=True, kw_only=True)
class Recipe:
    """How the teacher is fine-tuned, and how the reader learns from it."""

    teacher: Schedule = field(
        default_factory=lambda: Schedule(rate=1e-4, head_rate=5e-4, decay=0.9)
    )
    distillation: Distillation = field(default_factory=Distillation)


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """An encoder, and what it says of the texts of the corpus files left out of its training.

    Parameters
    ----------
    out
        Which texts, shape (out,).
    log_odds, full
        The highest of each text's passages, with 8-bit weights and with all bits, shape (out,).
    losses
        The mean loss of each epoch: the teacher's, then the reader's.
    model
        The encoder as ONNX, with 8-bit weights.
    """

    out: NDArray[np.int64]
    log_odds: NDArray[np.float64]
    full: NDArray[np.float64]
    losses: NDArray[np.float64]
    model: bytes


def read_parts(
    workspace: Workspace,
    bases: Bases,
    work: Path,
    *,
    recipe: Recipe,
    told: Told,
    parts: Sequence[int] = PARTS,
) -> list[Part]:
    """Train or take up the encoder of each part, and read with it what it never saw.

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
    told
        Told of what was done.
    parts
        Which parts to train: folds from 0, and `ALL`; several commands can each do some.

    Raises
    ------
    SettingError
        If a pretrained encoder is another than the one that is meant.
    """
    check_base(bases.student, STUDENT)
    check_base(bases.teacher, TEACHER)
    corpus = read_corpus(workspace.topic_folder / "corpus")
    course = _Course(workspace.topic, corpus, bases, work, recipe, told)
    return [course.part(number) for number in parts]


def check_base(folder: Path, meant: Pretrained) -> None:
    """Refuse a pretrained encoder that is not the one meant."""
    path = folder / WEIGHTS_FILE
    if not path.is_file():
        message = f"There is no pretrained encoder: {path} is missing."
        raise SettingError(message, advice=f"Name a folder with {meant.name}.")
    if (found := hashlib.sha256(path.read_bytes()).hexdigest()) != meant.digest:
        message = (
            f"{path} is another encoder: its digest is {found[:12]}…, not {meant.digest[:12]}…"
        )
        raise SettingError(message, advice=f"Take the weights of {meant.name}; see docs/reader.md.")


class _Course:
    """What all parts share: the corpus, the passages, the texts made of others."""

    def __init__(
        self, topic: Topic, corpus: Corpus, bases: Bases, work: Path, recipe: Recipe, told: Told
    ) -> None:
        self._topic, self._corpus, self._bases = topic, corpus, bases
        self._work, self._recipe, self._told = work, recipe, told
        training = training_set(topic, corpus)
        self._passages = passages(training.windows, gate_out_of_fold(training, Settings(seed=SEED)))
        self._group = training.group

    def part(self, number: int) -> Part:
        """Take up a part that is done, or do it."""
        path = self._work / f"part-{number}-{self._key(number)}.npz"
        name = "All texts" if number == ALL else f"Fold {number + 1} of {FOLDS}"
        if path.is_file():
            self._told(f"{name}: there already.")
            return _kept(path)
        losses: list[float] = []

        def ended(epoch: int, loss: float) -> None:
            losses.append(loss)
            self._told(f"{name}: epoch {epoch + 1}, mean loss {loss:.4f}.")

        left_out = self._group % FOLDS == number
        encoder = self._taught(np.flatnonzero(~left_out), ended)
        part = self._read(encoder, np.flatnonzero(left_out), losses)
        _keep(part, path)
        return part

    def _key(self, number: int) -> str:
        settings = {
            "corpus": self._corpus.digest,
            "topic": [sorted(self._topic.people), self._topic.named_by_others],
            "gate": asdict(Settings(seed=SEED)),
            "part": number,
            **asdict(self._recipe),
        }
        return hashlib.sha256(json.dumps(settings, sort_keys=True).encode()).hexdigest()[:10]

    def _taught(self, rows: NDArray[np.int64], ended: Callable[[int, float], None]) -> Encoder:
        """Fine-tune the teacher on some texts, and teach the reader what it says of more."""
        lessons, how = _lessons(self._corpus, rows), self._recipe.distillation
        teacher = fine_tune(self._bases.teacher, lessons, self._recipe.teacher, ended)
        made, of = self._made
        asked = [text for text, one in zip(made, np.isin(of, rows), strict=True) if one]
        said = taught(teacher, asked, lessons.texts, lessons.y, how.labelled_weight)
        return distil(self._bases.student, said, how, ended)

    @cached_property
    def _made(self) -> tuple[list[str], NDArray[np.int64]]:
        """Make texts of others, never across folds."""
        how, texts = self._recipe.distillation, self._corpus.texts
        words, vectors = words_of(self._bases.student)
        return perturbed(
            texts,
            self._group % FOLDS,
            each=how.each,
            people=self._topic.people,
            near=near_words(words, vectors, words_in(texts)),
            seed=how.seed,
        )

    def _read(self, encoder: Encoder, out: NDArray[np.int64], losses: list[float]) -> Part:
        """Read what an encoder never saw, with 8-bit weights and with all bits."""
        model = quantised(to_onnx(encoder))
        read = self._passages.take(out)
        tokenizer = (self._bases.student / TOKENIZER_FILE).read_bytes()
        said = Reader(model=model, tokenizer=tokenizer).read(read.texts)
        full = read_with(encoder, read.texts)
        return Part(
            out=out,
            log_odds=said[deciding(said, read)],
            full=full[deciding(full, read)],
            losses=np.array(losses),
            model=model,
        )


def _kept(path: Path) -> Part:
    with np.load(path, allow_pickle=False) as kept:
        return Part(**kept, model=path.with_suffix(".onnx").read_bytes())


def _keep(part: Part, path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with atomic_path(path.with_suffix(".onnx")) as aside:
        aside.write_bytes(part.model)
    with atomic_path(path) as aside, aside.open("wb") as file:
        np.savez(file, out=part.out, log_odds=part.log_odds, full=part.full, losses=part.losses)


def _lessons(corpus: Corpus, rows: NDArray[np.int64]) -> Lessons:
    """Take some texts of the corpus to train on."""
    return Lessons(
        texts=[corpus.texts[row] for row in rows.tolist()],
        y=corpus.relevant[rows],
        group=np.unique(corpus.files, return_inverse=True)[1][rows],
        borderline=corpus.borderline[rows],
    )
