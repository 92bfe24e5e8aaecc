"""The parts of training a reader: each corpus file read by an encoder that never saw it.

A part takes minutes on an accelerator and longer on two cores, so that each is kept in a work
folder as soon as it is done: what was stopped goes on from there. Needs the extra ``reader``.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from classifier.domain.topic import Topic
from classifier.io.atomic import atomic_path
from classifier.io.corpus import Corpus
from classifier.model.encoder import Encoder
from classifier.model.export import quantised, to_onnx
from classifier.model.fine_tune import Lessons, Told, read_with
from classifier.model.passages import Passages, passages
from classifier.model.reader import Reader, deciding
from classifier.model.train import Settings, TrainingSet, gate_out_of_fold
from classifier.services.learning import SEED

Say = Callable[[str], None]
"""Told what was done, in a sentence."""

FOLDS: Final = 4
ALL: Final = FOLDS
"""The part that leaves no text out: the reader that is shipped."""
PARTS: Final = range(FOLDS + 1)
NEVER: Final = -1
"""The fold of texts that are never left out."""
_SETTINGS: Final = Settings(seed=SEED)


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """What an encoder says of texts that it never saw.

    Parameters
    ----------
    out
        Which texts, shape (out,).
    log_odds, full
        The highest of each text's passages, with 8-bit weights and with all bits, shape (out,).
    """

    out: NDArray[np.int64]
    log_odds: NDArray[np.float64]
    full: NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True)
class Part(Reading):
    """An encoder, and what it says of the texts left out of its training.

    Parameters
    ----------
    losses
        The mean loss of each epoch; where it had a teacher, that one's first.
    model
        The encoder as ONNX, with 8-bit weights.
    """

    losses: NDArray[np.float64]
    model: bytes

    def rounded_losses(self) -> list[float]:
        """Give the losses as a card tells them."""
        return [round(loss, 4) for loss in self.losses.tolist()]


@dataclass(frozen=True, slots=True, kw_only=True)
class Course:
    """How the encoders of all parts are made, and what they read.

    Parameters
    ----------
    corpus
        The labelled texts.
    fold
        In which fold each is left out, `NEVER` where in none, shape (texts,).
    passages
        What is read of them.
    teach
        Gives an encoder that learned from some texts, shape (rows,), and tells of each epoch.
    tokenizer
        What cuts texts into word pieces, as the tokenizers library writes it.
    key
        What an encoder hangs on, beside its part.
    """

    corpus: Corpus
    fold: NDArray[np.int64]
    passages: Passages
    teach: Callable[[NDArray[np.int64], Told], Encoder]
    tokenizer: bytes
    key: Mapping[str, Any]

    def parts(self, work: Path, say: Say) -> list[Part]:
        """Take up or do each part that leaves something out, and the one that leaves nothing."""
        numbers = [one for one in PARTS if one == ALL or (self.fold == one).any()]
        return [self.part(number, work, say) for number in numbers]

    def part(self, number: int, work: Path, say: Say) -> Part:
        """Take up a part that is done, or do it and keep it in a work folder."""
        path = work / f"part-{number}-{self._digest(number)}.npz"
        name = "All texts" if number == ALL else f"Fold {number + 1} of {FOLDS}"
        if path.is_file():
            say(f"{name}: there already.")
            return _kept(path)
        losses: list[float] = []

        def ended(epoch: int, loss: float) -> None:
            losses.append(loss)
            say(f"{name}: epoch {epoch + 1}, mean loss {loss:.4f}.")

        left_out = self.fold == number
        encoder = self.teach(np.flatnonzero(~left_out), ended)
        part = self._read(encoder, np.flatnonzero(left_out), losses)
        _keep(part, path)
        return part

    def _digest(self, number: int) -> str:
        settings = {"corpus": self.corpus.digest, "part": number, **self.key}
        return hashlib.sha256(json.dumps(settings, sort_keys=True).encode()).hexdigest()[:10]

    def _read(self, encoder: Encoder, out: NDArray[np.int64], losses: list[float]) -> Part:
        """Read what an encoder never saw, with 8-bit weights and with all bits."""
        model = quantised(to_onnx(encoder))
        read = self.passages.take(out)
        said = Reader(model=model, tokenizer=self.tokenizer).read(read.texts)
        full = read_with(encoder, read.texts)
        return Part(
            out=out,
            log_odds=said[deciding(said, read)],
            full=full[deciding(full, read)],
            losses=np.array(losses),
            model=model,
        )


def passages_of(training: TrainingSet) -> Passages:
    """Choose what is read of each text, by gates that have not heard its voice."""
    return passages(training.windows, gate_out_of_fold(training, _SETTINGS))


def key_of(topic: Topic) -> dict[str, Any]:
    """Give what of a topic and the gate a part hangs on, for its key."""
    return {
        "topic": [sorted(topic.people), topic.named_by_others],
        "gate": asdict(_SETTINGS),
    }


def lessons_of(corpus: Corpus, rows: NDArray[np.int64]) -> Lessons:
    """Take some texts of a corpus to learn from."""
    return Lessons(
        texts=[corpus.texts[row] for row in rows.tolist()],
        y=corpus.relevant[rows],
        group=np.unique(corpus.files, return_inverse=True)[1][rows],
        borderline=corpus.borderline[rows],
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
