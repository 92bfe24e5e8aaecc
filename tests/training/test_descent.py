from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import torch
from small import RELEVANT, SCHEDULE, TEXTS, write_base
from torch import Tensor

from classifier.model.descent import Descent, by_length, mean_of
from classifier.model.encoder import Encoder, words_of
from classifier.model.fine_tune import Schedule


@pytest.fixture
def encoder(tmp_path: Path) -> Encoder:
    """Give a small pretrained encoder."""
    return Encoder.from_folder(write_base(tmp_path)).eval()


def loss_of(encoder: Encoder) -> Tensor:
    """Give how far an encoder is from calling texts relevant."""
    said = encoder(*encoder.padded(encoder.pieces(RELEVANT)))
    return torch.nn.functional.softplus(-said).mean()


def weights(encoder: Encoder) -> dict[str, Tensor]:
    """Give a copy of all that an encoder has learned."""
    return {name: one.detach().clone() for name, one in encoder.named_parameters()}


def test_it_goes_down_and_leaves_the_embeddings(encoder: Encoder) -> None:
    """The loss falls, every layer and what stands beside learn, and words mean what they meant."""
    beside = torch.nn.Linear(2, 2)
    before, beside_before = weights(encoder), beside.weight.detach().clone()
    descent = Descent(encoder, SCHEDULE, 20, beside=list(beside.parameters()))
    for _ in range(20):
        loss = loss_of(encoder)
        told = descent.step(loss + 0.1 * (beside.weight**2).sum())
    assert not told.requires_grad
    descent.end()
    assert loss_of(encoder) < 0.3
    assert (beside.weight.abs().sum() < beside_before.abs().sum()).item()
    same = [name for name, one in weights(encoder).items() if (one == before[name]).all()]
    assert same
    assert all("embeddings" in name or "pooler" in name for name in same)


def test_lower_layers_learn_more_slowly(encoder: Encoder) -> None:
    """In one step, each layer by so much of the one above, the topmost by the whole rate."""
    before = weights(encoder)
    rates = Schedule(rate=1e-3, head_rate=2e-3, decay=0.1, weight_decay=0.0, averaging=0.0)
    descent = Descent(encoder, rates, 10)  # of ten steps the first has the whole rate
    descent.step(loss_of(encoder))
    moved = {
        name: (one - before[name]).abs().max().item() for name, one in weights(encoder).items()
    }
    dense = "output.dense.weight"
    assert moved["head.weight"] == pytest.approx(2e-3, rel=0.01)
    assert moved[f"body.encoder.layer.1.{dense}"] == pytest.approx(1e-3, rel=0.01)
    assert moved[f"body.encoder.layer.0.{dense}"] == pytest.approx(1e-4, rel=0.01)


def test_what_is_kept_is_the_average(encoder: Encoder) -> None:
    """By hand, of two steps: young at first, two parts of eleven, then three of twelve stay."""
    start = encoder.head.bias.detach().clone()
    descent = Descent(encoder, SCHEDULE, 10)
    at = []
    for _ in range(2):
        descent.step(loss_of(encoder))
        at.append(encoder.head.bias.detach().clone())
    descent.end()
    first = start * 2 / 11 + at[0] * 9 / 11
    assert encoder.head.bias.item() == pytest.approx((first * 3 / 12 + at[1] * 9 / 12).item())


@pytest.mark.parametrize("texts", [1, 7, 8, 41])
def test_every_text_is_dealt_once(texts: int) -> None:
    """In batches of like length, none larger than asked; the seed decides which share one."""
    length = np.random.default_rng(0).integers(1, 200, texts)
    first, second, other = (
        [at.tolist() for at in by_length(length, 8, np.random.default_rng(seed))]
        for seed in (0, 0, 1)
    )
    assert sorted(one for at in first for one in at) == list(range(texts))
    assert sorted(len(at) for at in first)[1:] == [8] * ((texts - 1) // 8)
    assert first == second
    assert texts <= 8 or first != other


def test_a_batch_is_of_like_length() -> None:
    """Texts far apart in length do not share one: what is filled up is computed for nothing."""
    length = np.repeat([5, 50, 200], 16)
    for at in by_length(length, 16, np.random.default_rng(3)):
        assert len(set(length[at].tolist())) == 1


def test_the_mean_of_an_epoch() -> None:
    """Of its steps, each counting alike."""
    assert mean_of([torch.tensor(1.0), torch.tensor(2.0)]) == 1.5


def test_whole_words_with_their_vectors(tmp_path: Path) -> None:
    """In the order of the alphabet, without marks, pieces and words too short to have a meaning."""
    folder = write_base(tmp_path)
    words, vectors = words_of(folder)
    assert words == ["late", "neighbour", "officer", "picture", "posted", "was", "wrote"]
    embeddings = Encoder.from_folder(folder).body.embeddings.word_embeddings.weight.detach()
    assert vectors.shape == (7, 32)
    assert (vectors[2] == embeddings[4].numpy()).all()  # after the four special ones


def test_words_are_laid_where_the_encoder_computes(encoder: Encoder) -> None:
    """The vector of a text is the mean of its pieces, whatever it shares a batch with."""
    ids = encoder.pieces([TEXTS[0], " ".join(TEXTS[:6])])
    alone = encoder.vectors(*encoder.padded(ids[:1]))
    together = encoder.vectors(*encoder.padded(ids))
    assert together.device == encoder.device
    assert together[0].tolist() == pytest.approx(alone[0].tolist(), abs=1e-5)
