"""Further lessons: a reader that is there learns new texts, and is held to what it knew.

No teacher is needed, so two cores do. What is learned are biases and norms alone (BitFit, Ben Zaken
et al. 2022): these are shipped with all their bits. The matrices stand on a grid of 8 bits, and so
small a step of theirs would be rounded away. New texts come with old ones (rehearsal, Robins 1995),
of which half the lesson is what the reader itself said of them before (learning without forgetting,
Li and Hoiem 2018). Needs the extra ``reader``.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import torch

from classifier.model.descent import UNDECAYED, Pace
from classifier.model.distil import SURE, Taught, learn, taught
from classifier.model.resume import TRAINED

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from classifier.model.encoder import Encoder
    from classifier.model.fine_tune import Lessons, Told


@dataclass(frozen=True, slots=True, kw_only=True)
class Further(Pace):
    """How a reader goes on learning; see `docs/reader.md`.

    Parameters
    ----------
    rehearsed
        Old texts that are learned again.
    relevant_weight
        How much a relevant new text counts: they are rare among new ones in a natural mix.
    borderline_weight
        How much a new text counts that a careful reader could label otherwise.
    """

    epochs: int = 2
    rate: float = 3e-3
    head_rate: float = 3e-3
    decay: float = 1.0
    averaging: float = 0.99
    rehearsed: int = 1_000
    relevant_weight: float = 4.0
    borderline_weight: float = 0.5


def go_on(encoder: Encoder, new: Lessons, old: Lessons, how: Further, told: Told) -> Encoder:
    """Teach an encoder new labelled texts, with some of the old ones beside them.

    Parameters
    ----------
    encoder
        Where it starts from; it is changed.
    new, old
        What to learn, and what it learned before; without new texts it does but rehearse.
    how
        How to learn.
    told
        Told of each epoch that ended.
    """
    torch.manual_seed(how.seed)
    for name, parameter in encoder.named_parameters():
        parameter.requires_grad_(name.startswith(TRAINED) and name.endswith(UNDECAYED))
    chosen = _some(len(old.texts), how)
    again = [old.texts[one] for one in chosen.tolist()]
    known = taught(encoder, [], again, old.y[chosen], 1.0)
    wanted = torch.tensor(np.where(new.y == 1, SURE, -SURE), dtype=torch.float32)
    weight = np.where(new.y == 1, how.relevant_weight, 1.0)
    weight *= np.where(new.borderline, how.borderline_weight, 1.0)
    lessons = Taught(
        texts=[*new.texts, *again],
        log_odds=torch.cat([wanted, known.log_odds]),
        vectors=None,
        weight=torch.cat([torch.tensor(weight, dtype=torch.float32), known.weight]),
    )
    return learn(encoder, lessons, how, told)


def _some(texts: int, how: Further) -> NDArray[np.int64]:
    """Choose the old texts to learn again, shape (rehearsed,) or all there are."""
    random = np.random.default_rng(how.seed)
    return np.sort(random.permutation(texts)[: how.rehearsed])
