"""Fine-tuning the reader: a small transformer that learns who did it. Needs the extra ``reader``.

Nothing here is loaded to classify: what is learned leaves as ONNX, see `classifier.model.export`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final, cast

import numpy as np
from numpy.typing import NDArray

from classifier.model.encoder import Encoder, padded
from classifier.model.mixtures import mix

if TYPE_CHECKING:
    from torch import Tensor
    from torch.nn import Parameter
    from torch.optim import AdamW

_UNDECAYED: Final = ("bias", "LayerNorm.weight")
"""Parameters that are never drawn towards 0, as BERT was trained."""
_WARM_UP: Final = 0.1
"""The share of the steps in which the learning rate rises."""
_SPREAD: Final = 10
"""Texts within so many word pieces of each other may share a batch: little padding, much mixing."""
_LARGEST_STEP: Final = 1.0

Told = Callable[[int, float], None]
"""Told which epoch ended, and its mean loss."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Schedule:
    """How the reader is trained; chosen on left-out corpus files, see `docs/reader.md`.

    Parameters
    ----------
    epochs
        How often each text is seen.
    rate, head_rate
        The learning rates of the topmost layer, and of the head.
    decay
        Each layer's rate is so much of that of the layer above (Howard and Ruder 2018).
    weight_decay
        How strongly weights are drawn towards 0.
    batch
        Texts a step.
    mixture_share
        How many texts get a mixture, anew in each epoch.
    smoothing
        How far a label is from 0 or 1 (Szegedy et al. 2016).
    borderline_weight
        How much a text counts that a careful reader could label otherwise.
    averaging
        How much of the running average of the weights stays at a step; the average is what is
        kept (Polyak and Juditsky 1992).
    seed
        For the head's start, dropout, mixtures and order.
    """

    epochs: int = 3
    rate: float = 2e-4
    head_rate: float = 1e-3
    decay: float = 0.8
    weight_decay: float = 0.01
    batch: int = 32
    mixture_share: float = 0.15
    smoothing: float = 0.02
    borderline_weight: float = 0.5
    averaging: float = 0.995
    seed: int = 0


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
    optimiser = _optimiser(encoder, schedule)
    rate = torch.optim.lr_scheduler.LambdaLR(optimiser, lambda step: _rate_at(step, steps))
    average = _Average(encoder, schedule.averaging)
    encoder.train()
    for epoch in range(schedule.epochs):
        losses = []
        for ids, y, weight in _batches(encoder, lessons, schedule, epoch):
            loss = _loss(encoder, ids, y, weight)
            optimiser.zero_grad()
            loss.backward()
            torch.nn.utils.clip_grad_norm_(encoder.parameters(), _LARGEST_STEP)
            optimiser.step()
            rate.step()
            average.update()
            losses.append(float(loss.detach()))
        told(epoch, float(np.mean(losses)))
    average.put_in_place()
    encoder.eval()
    return encoder


def read_with(encoder: Encoder, texts: Sequence[str], batch: int = 32) -> NDArray[np.float64]:
    """Give what a fine-tuned encoder says of texts, log odds of shape (texts,)."""
    import torch

    ids = encoder.pieces(texts)
    order = np.argsort([len(one) for one in ids], kind="stable")
    found = np.zeros(len(ids))
    with torch.inference_mode():
        for start in range(0, len(order), batch):
            chosen = order[start : start + batch]
            found[chosen] = encoder(*padded([ids[one] for one in chosen.tolist()])).numpy()
    return found


class _Average:
    """The running average of an encoder's trained weights, young at first."""

    def __init__(self, encoder: Encoder, kept: float) -> None:
        self._live = [one for one in encoder.parameters() if one.requires_grad]
        self._mean = [one.detach().clone() for one in self._live]
        self._kept = kept
        self._steps = 0

    def update(self) -> None:
        """Take in the weights as they are now."""
        import torch

        self._steps += 1
        kept = min(self._kept, (1 + self._steps) / (10 + self._steps))
        with torch.no_grad():
            for mean, live in zip(self._mean, self._live, strict=True):
                mean.mul_(kept).add_(live, alpha=1 - kept)

    def put_in_place(self) -> None:
        """Give the encoder the average for its weights."""
        import torch

        with torch.no_grad():
            for mean, live in zip(self._mean, self._live, strict=True):
                live.copy_(mean)


def _steps(texts: int, schedule: Schedule) -> int:
    expected = texts * (1 + schedule.mixture_share) / schedule.batch
    return int(np.ceil(expected)) * schedule.epochs


def _rate_at(step: int, steps: int) -> float:
    """Rise in a straight line, then fall in one to nothing."""
    return min((step + 1) / (_WARM_UP * steps), max(steps - step, 0) / steps)


def _optimiser(encoder: Encoder, schedule: Schedule) -> AdamW:
    """Give each layer a rate of its own; the embeddings stay as they are."""
    import torch

    groups: list[dict[str, object]] = []
    for depth, layer in enumerate(reversed(encoder.layers)):
        named = list(layer.named_parameters())
        plain = [p for name, p in named if name.endswith(_UNDECAYED)]
        drawn = [p for name, p in named if not name.endswith(_UNDECAYED)]
        rate = schedule.rate * schedule.decay**depth
        groups += [_group(drawn, rate, schedule.weight_decay), _group(plain, rate, 0.0)]
    groups.append(_group(list(encoder.head.parameters()), schedule.head_rate, 0.0))
    return torch.optim.AdamW(groups)


def _group(parameters: list[Parameter], rate: float, decay: float) -> dict[str, object]:
    return {"params": parameters, "lr": rate, "weight_decay": decay}


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
    bucket = (length + random.random(len(ids)) * _SPREAD) // 1
    order = np.lexsort((random.random(len(ids)), bucket))
    starts = np.arange(0, len(ids), schedule.batch)
    for start in random.permutation(starts).tolist():
        chosen = order[start : start + schedule.batch]
        yield [ids[one] for one in chosen.tolist()], y[chosen], weight[chosen]


def _loss(
    encoder: Encoder, ids: list[list[int]], y: NDArray[np.float64], weight: NDArray[np.float64]
) -> Tensor:
    import torch

    said = encoder(*padded(ids))
    wanted, counts = torch.tensor(y, dtype=said.dtype), torch.tensor(weight, dtype=said.dtype)
    each = torch.nn.functional.binary_cross_entropy_with_logits(said, wanted, reduction="none")
    return cast("Tensor", (each * counts).mean())
