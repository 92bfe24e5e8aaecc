"""Distillation: a small encoder learns what a large one says (Hinton et al. 2015).

The large one is too big to ship. On texts made of the training texts it says what nobody labelled,
so that the small one meets many more ways to tell who did it than there are labels (TinyBERT, Jiao
et al. 2020). Needs the extra ``reader``.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from classifier.model.descent import Descent, Pace, by_length, half_bits, mean_of
from classifier.model.encoder import Encoder
from classifier.model.fine_tune import Told

SURE: Final = 4.0
"""The log odds that a label stands for, beside the teacher's."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Distillation(Pace):
    """How the reader learns from its teacher; see `docs/reader.md`.

    Parameters
    ----------
    each
        Texts made of each training text, see `classifier.model.perturb`.
    likeness
        How much it counts that the vectors can be turned into the teacher's.
    labelled_weight
        How much a labelled text counts, beside one that was made.
    """

    epochs: int = 8
    rate: float = 5e-4
    head_rate: float = 1e-3
    batch: int = 256
    averaging: float = 0.999
    each: int = 16
    likeness: float = 1.0
    labelled_weight: float = 3.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Taught:
    """Texts, and what a teacher says of them.

    Parameters
    ----------
    texts
        The texts.
    log_odds
        What the teacher says, shape (texts,).
    vectors
        Its vectors, of 16 bits, shape (texts, numbers); None where nothing is to be learned of
        them.
    weight
        How much each counts, shape (texts,).
    """

    texts: Sequence[str]
    log_odds: Tensor
    vectors: Tensor | None
    weight: Tensor

    def at(self, device: torch.device) -> Taught:
        """Give the same, laid where an encoder computes."""
        return replace(
            self,
            log_odds=self.log_odds.to(device),
            vectors=None if self.vectors is None else self.vectors.to(device),
            weight=self.weight.to(device),
        )


def taught(
    teacher: Encoder,
    made: Sequence[str],
    labelled: Sequence[str],
    y: NDArray[np.int64],
    labelled_weight: float,
    batch: int = 512,
) -> Taught:
    """Ask a teacher about made and labelled texts; on the latter, half the word is the label's.

    Parameters
    ----------
    teacher
        A fine-tuned encoder.
    made, labelled
        Texts nobody labelled, and those it learned from.
    y
        The latter's labels, shape (labelled,).
    labelled_weight
        How much one of them counts beside one made.
    batch
        How many to ask about at once.
    """
    texts = [*made, *labelled]
    log_odds = torch.zeros(len(texts))
    vectors = torch.zeros(len(texts), teacher.head.in_features, dtype=torch.float16)
    with torch.no_grad(), half_bits(teacher):
        for at, ids, mask in teacher.batches(texts, batch):
            vector = teacher.vectors(ids, mask)
            log_odds[at] = teacher.say(vector).float().cpu()
            vectors[at] = vector.half().cpu()
    known = torch.tensor(np.where(y == 1, SURE, -SURE), dtype=log_odds.dtype)
    log_odds[len(made) :] = (log_odds[len(made) :] + known) / 2
    weight = torch.ones(len(texts))
    weight[len(made) :] = labelled_weight
    return Taught(texts=texts, log_odds=log_odds, vectors=vectors, weight=weight)


def distil(base: Path, lessons: Taught, how: Distillation, told: Told) -> Encoder:
    """Teach a pretrained encoder what a teacher says; figures repeat, bytes do not.

    Parameters
    ----------
    base
        The folder of the pretrained encoder, in the layout of the transformers library.
    lessons
        What the teacher says of which texts.
    how
        How to learn.
    told
        Told of each epoch that ended.
    """
    torch.manual_seed(how.seed)
    return learn(Encoder.from_folder(base), lessons, how, told, how.likeness)


def learn(
    encoder: Encoder, lessons: Taught, pace: Pace, told: Told, likeness: float = 0.0
) -> Encoder:
    """Teach an encoder from where it stands, with PyTorch's dice as the caller has seeded them.

    Parameters
    ----------
    encoder
        What learns; it is changed.
    lessons
        What is said of which texts.
    pace
        How fast to learn, and for how long.
    told
        Told of each epoch that ended.
    likeness
        How much the vectors count, where the lessons have any.
    """
    torch.set_flush_denormal(True)
    said = lessons.at(encoder.device)
    turn = None
    if said.vectors is not None:
        width = encoder.head.in_features
        turn = nn.Linear(width, said.vectors.shape[1]).to(encoder.device)
    ids = encoder.pieces(lessons.texts)
    length = np.array([len(one) for one in ids])
    steps = int(np.ceil(len(ids) / pace.batch)) * pace.epochs
    descent = Descent(encoder, pace, steps, beside=[] if turn is None else [*turn.parameters()])
    encoder.train()
    for epoch in range(pace.epochs):
        random = np.random.default_rng(pace.seed * 1_000 + epoch)
        losses = []
        for at in by_length(length, pace.batch, random):
            with half_bits(encoder):
                vectors = encoder.vectors(*encoder.padded([ids[one] for one in at.tolist()]))
                log_odds = encoder.say(vectors)
            loss = _loss(log_odds, said, at)
            if turn is not None and said.vectors is not None:
                loss = loss + likeness * _unlike(turn(vectors.float()), said.vectors[at])
            losses.append(descent.step(loss))
        told(epoch, mean_of(losses))
    descent.end()
    encoder.eval()
    return encoder


def _loss(log_odds: Tensor, said: Taught, at: NDArray[np.int64]) -> Tensor:
    """Set the probability said beside the teacher's."""
    wanted, weight = torch.sigmoid(said.log_odds[at]), said.weight[at]
    each = nn.functional.binary_cross_entropy_with_logits(
        log_odds.float(), wanted, reduction="none"
    )
    return (each * weight).mean()


def _unlike(vectors: Tensor, wanted: Tensor) -> Tensor:
    """Say how far vectors point elsewhere than the teacher's."""
    return (1 - nn.functional.cosine_similarity(vectors, wanted.float(), dim=1)).mean()
