"""Fine-tuning the reader: a small transformer that learns who did it. Needs the extra ``reader``.

Nothing here is loaded to classify: what is learned leaves as ONNX, see `classifier.model.export`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, cast

import numpy as np
from numpy.typing import NDArray

from classifier.model.descent import Descent, Pace, by_length, half_bits, mean_of
from classifier.model.encoder import Encoder
from classifier.model.mixtures import mix

if TYPE_CHECKING:
    from torch import Tensor

Told = Callable[[int, float], None]
"""Told which epoch ended, and its mean loss."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Schedule(Pace):
    """How an encoder is fine-tuned on labels; see `docs/reader.md`.

    Parameters
    ----------
    mixture_share
        How many texts get a mixture, anew in each epoch.
    smoothing
        How far a label is from 0 or 1 (Szegedy et al. 2016).
    borderline_weight
        How much a text counts that a careful reader could label otherwise.
    """

    epochs: int = 3
    rate: float = 2e-4
    head_rate: float = 1e-3
    averaging: float = 0.995
    mixture_share: float = 0.15
    smoothing: float = 0.02
    borderline_weight: float = 0.5


@dataclass(frozen=True, slots=True, kw_only=True)
class Lessons:
    """What the reader is trained on.

    Parameters
    ----------
    texts
        The labelled texts.
    y
        Labels, 1 relevant or 0 not, shape (texts,).
    group
        Which voice each is in, shape (texts,): mixtures stay within one.
    borderline
        Which could be labelled otherwise, shape (texts,).
    """

    texts: Sequence[str]
    y: NDArray[np.int64]
    group: NDArray[np.int64]
    borderline: NDArray[np.bool_]


def fine_tune(base: Path, lessons: Lessons, schedule: Schedule, told: Told) -> Encoder:
    """Fine-tune a pretrained encoder; the same seed repeats the figures, not always the bytes.

    Parameters
    ----------
    base
        The folder of the pretrained encoder, in the layout of the transformers library.
    lessons
        The labelled texts.
    schedule
        How to train.
    told
        Told of each epoch that ended.
    """
    import torch

    torch.manual_seed(schedule.seed)
    torch.set_flush_denormal(True)  # numbers too small to matter slow a processor down
    encoder = Encoder.from_folder(base)
    steps = _steps(len(lessons.texts), schedule)
    descent = Descent(encoder, schedule, steps)
    encoder.train()
    for epoch in range(schedule.epochs):
        losses = []
        for ids, y, weight in _batches(encoder, lessons, schedule, epoch):
            losses.append(descent.step(_loss(encoder, ids, y, weight)))
        told(epoch, mean_of(losses))
    descent.end()
    encoder.eval()
    return encoder


def read_with(encoder: Encoder, texts: Sequence[str], batch: int = 32) -> NDArray[np.float64]:
    """Give what a fine-tuned encoder says of texts, log odds of shape (texts,)."""
    import torch

    found = np.zeros(len(texts))
    with torch.inference_mode():
        for at, ids, mask in encoder.batches(texts, batch):
            found[at] = encoder(ids, mask).cpu().numpy()
    return found


def _steps(texts: int, schedule: Schedule) -> int:
    expected = texts * (1 + schedule.mixture_share) / schedule.batch
    return int(np.ceil(expected)) * schedule.epochs


def _batches(
    encoder: Encoder, lessons: Lessons, schedule: Schedule, epoch: int
) -> Iterator[tuple[list[list[int]], NDArray[np.float64], NDArray[np.float64]]]:
    """Give an epoch's batches: word pieces, smoothed labels, weights."""
    seed = schedule.seed * 1_000 + epoch
    random = np.random.default_rng(seed)
    mixtures, of = mix(
        lessons.texts, lessons.y, lessons.group, share=schedule.mixture_share, seed=seed
    )
    ids = encoder.pieces([*lessons.texts, *mixtures])
    held = np.concatenate([np.arange(len(lessons.texts)), of])
    y = lessons.y[held] * (1 - 2 * schedule.smoothing) + schedule.smoothing
    weight = np.where(lessons.borderline[held], schedule.borderline_weight, 1.0)
    length = np.array([len(one) for one in ids])
    for chosen in by_length(length, schedule.batch, random):
        yield [ids[one] for one in chosen.tolist()], y[chosen], weight[chosen]


def _loss(
    encoder: Encoder, ids: list[list[int]], y: NDArray[np.float64], weight: NDArray[np.float64]
) -> Tensor:
    import torch

    with half_bits(encoder):
        said = encoder(*encoder.padded(ids)).float()
    wanted = torch.tensor(y, dtype=said.dtype, device=said.device)
    counts = torch.tensor(weight, dtype=said.dtype, device=said.device)
    each = torch.nn.functional.binary_cross_entropy_with_logits(said, wanted, reduction="none")
    return cast("Tensor", (each * counts).mean())
