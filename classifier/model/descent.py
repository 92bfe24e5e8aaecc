"""How an encoder learns, whatever it is taught: rates, steps and the average that is kept.

Needs the extra ``reader``.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Final, TypedDict

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor
from torch.nn import Parameter

from classifier.model.encoder import Encoder

UNDECAYED: Final = ("bias", "LayerNorm.weight")
"""Biases and norms: never drawn towards 0, as BERT was trained, and never of 8 bits."""
_WARM_UP: Final = 0.1
"""The share of the steps in which the learning rate rises."""
_SPREAD: Final = 10
"""Texts within so many word pieces of each other may share a batch: little padding, much mixing."""
_LARGEST_STEP: Final = 1.0


class _Group(TypedDict):
    params: list[Parameter]
    lr: float
    weight_decay: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Pace:
    """How fast an encoder learns, and for how long.

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
    averaging
        How much of the running average of the weights stays at a step; the average is what is
        kept (Polyak and Juditsky 1992).
    seed
        For all that is drawn by lot.
    """

    epochs: int
    rate: float
    head_rate: float
    decay: float = 0.8
    weight_decay: float = 0.01
    batch: int = 32
    averaging: float
    seed: int = 0


class Descent:
    """An encoder's way down: each layer at a rate of its own, the embeddings as they are.

    What is kept in the end is the running average of the weights, young at first (Polyak and
    Juditsky 1992).
    """

    def __init__(
        self,
        encoder: Encoder,
        pace: Pace,
        steps: int,
        beside: Sequence[Parameter] = (),
    ) -> None:
        """Make ready to take so many steps; parameters ``beside`` the encoder learn as its head."""
        head = [one for one in (*encoder.head.parameters(), *beside) if one.requires_grad]
        groups = [*_layer_groups(encoder, pace), _group(head, pace.head_rate, 0.0)]
        self._optimiser = torch.optim.AdamW(groups, fused=encoder.device.type == "cuda")
        self._rate = torch.optim.lr_scheduler.LambdaLR(
            self._optimiser, lambda step: _rate_at(step, steps)
        )
        self._live = [one for group in groups for one in group["params"]]
        self._mean = [one.detach().clone() for one in self._live]
        self._kept, self._steps = pace.averaging, 0

    def step(self, loss: Tensor) -> Tensor:
        """Go a step down a loss, and give it without its history."""
        self._optimiser.zero_grad(set_to_none=True)
        loss.backward()
        torch.nn.utils.clip_grad_norm_(self._live, _LARGEST_STEP)
        self._optimiser.step()
        self._rate.step()
        self._steps += 1
        kept = min(self._kept, (1 + self._steps) / (10 + self._steps))
        with torch.no_grad():
            torch._foreach_mul_(self._mean, kept)
            torch._foreach_add_(self._mean, self._live, alpha=1 - kept)
        return loss.detach()

    def end(self) -> None:
        """Give the encoder the average of its weights."""
        with torch.no_grad():
            for mean, live in zip(self._mean, self._live, strict=True):
                live.copy_(mean)


def mean_of(losses: Sequence[Tensor]) -> float:
    """Give the mean of an epoch's losses."""
    return float(torch.stack(list(losses)).mean())


def by_length(
    length: NDArray[np.int64], batch: int, random: np.random.Generator
) -> Iterator[NDArray[np.int64]]:
    """Deal texts into batches of like length, in any order.

    Parameters
    ----------
    length
        The word pieces of each text, shape (texts,).
    batch
        Texts a batch.
    random
        For what shares a batch, and for the order.
    """
    bucket = (length + random.random(len(length)) * _SPREAD) // 1
    order = np.lexsort((random.random(len(length)), bucket))
    for start in random.permutation(np.arange(0, len(length), batch)).tolist():
        yield order[start : start + batch]


def half_bits(encoder: Encoder) -> AbstractContextManager[object]:
    """Let an accelerator compute with 16 bits; a processor goes on with 32."""
    kind = encoder.device.type
    half: AbstractContextManager[object] = torch.autocast(
        kind, dtype=torch.bfloat16, enabled=kind == "cuda"
    )
    return half


def _rate_at(step: int, steps: int) -> float:
    """Rise in a straight line, then fall in one to nothing."""
    return min((step + 1) / (_WARM_UP * steps), max(steps - step, 0) / steps)


def _layer_groups(encoder: Encoder, pace: Pace) -> list[_Group]:
    groups: list[_Group] = []
    for depth, layer in enumerate(reversed(encoder.layers)):
        learning = [(name, p) for name, p in layer.named_parameters() if p.requires_grad]
        plain = [p for name, p in learning if name.endswith(UNDECAYED)]
        drawn = [p for name, p in learning if not name.endswith(UNDECAYED)]
        rate = pace.rate * pace.decay**depth
        groups += [_group(drawn, rate, pace.weight_decay), _group(plain, rate, 0.0)]
    return groups


def _group(parameters: list[Parameter], rate: float, decay: float) -> _Group:
    return {"params": parameters, "lr": rate, "weight_decay": decay}
