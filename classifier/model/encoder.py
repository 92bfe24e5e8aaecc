"""The encoder while it is trained: a pretrained transformer with a head. Needs ``reader``."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Self, cast

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn
from transformers import AutoModel, AutoTokenizer, PreTrainedTokenizerBase

from classifier.model.passages import LONGEST_PIECES

_DROPOUT = 0.1
_SHORTEST_WORD = 2
"""Longer words than this have others near them in meaning."""


class Encoder(nn.Module):
    """A pretrained encoder, the mean of its last layer, and a linear head on it.

    The embeddings of the word pieces are never trained: a word that stands in no training text
    must go on meaning what its neighbours mean.
    """

    def __init__(self, body: nn.Module, tokenizer: PreTrainedTokenizerBase, width: int) -> None:
        """Set a head on a pretrained body whose vectors have so many numbers."""
        super().__init__()
        self.body = body
        self.tokenizer = tokenizer
        self.drop = nn.Dropout(_DROPOUT)
        self.head = nn.Linear(width, 1)
        self.body.embeddings.requires_grad_(False)

    @classmethod
    def from_folder(cls, folder: Path) -> Self:
        """Load a pretrained encoder from its folder."""
        body = AutoModel.from_pretrained(folder, local_files_only=True)
        tokenizer = AutoTokenizer.from_pretrained(folder, local_files_only=True)
        where = "cuda" if torch.cuda.is_available() else "cpu"
        encoder = cls(body, tokenizer, body.config.hidden_size)
        encoder.to(where)
        return encoder

    @property
    def device(self) -> torch.device:
        """Where the encoder computes."""
        return self.head.weight.device

    @property
    def layers(self) -> list[nn.Module]:
        """The transformer's layers, the lowest first."""
        return list(self.body.encoder.layer)

    def pieces(self, texts: Sequence[str]) -> list[list[int]]:
        """Cut texts into word pieces, at most as many as the reader is given."""
        if not texts:  # of which the tokenizer would make an error
            return []
        cut = self.tokenizer(list(texts), truncation=True, max_length=LONGEST_PIECES)
        return cast("list[list[int]]", cut["input_ids"])

    def batches(
        self, texts: Sequence[str], batch: int
    ) -> Iterator[tuple[NDArray[np.int64], Tensor, Tensor]]:
        """Give texts a batch at a time, the shortest first: which these are, and `padded`."""
        ids = self.pieces(texts)
        order = np.argsort([len(one) for one in ids], kind="stable")
        for start in range(0, len(order), batch):
            at = order[start : start + batch]
            yield at, *self.padded([ids[one] for one in at.tolist()])

    def padded(self, ids: Sequence[Sequence[int]]) -> tuple[Tensor, Tensor]:
        """Lay texts of word pieces side by side where the encoder computes; see `padded`."""
        filled, mask = padded(ids)
        return filled.to(self.device), mask.to(self.device)

    def forward(self, ids: Tensor, mask: Tensor) -> Tensor:
        """Give the log odds of texts, shape (texts,).

        Parameters
        ----------
        ids, mask
            The word pieces and which of them are none, both of shape (texts, pieces).
        """
        return self.say(self.vectors(ids, mask))

    def vectors(self, ids: Tensor, mask: Tensor) -> Tensor:
        """Give the mean of the last layer, shape (texts, numbers); parameters as for `forward`."""
        last = self.body(input_ids=ids, attention_mask=mask).last_hidden_state
        there = mask.unsqueeze(-1).to(last.dtype)
        mean: Tensor = (last * there).sum(1) / there.sum(1)
        return mean

    def say(self, vectors: Tensor) -> Tensor:
        """Give the log odds of texts from their vectors, shape (texts,)."""
        said: Tensor = self.head(self.drop(vectors)).squeeze(-1)
        return said


def padded(ids: Sequence[Sequence[int]]) -> tuple[Tensor, Tensor]:
    """Lay texts of word pieces side by side, filled up with 0, and give the mask of them."""
    longest = max(len(one) for one in ids)
    filled = np.zeros((len(ids), longest), dtype=np.int64)
    mask = np.zeros((len(ids), longest), dtype=np.int64)
    for row, one in enumerate(ids):
        filled[row, : len(one)] = one
        mask[row, : len(one)] = 1
    return torch.from_numpy(filled), torch.from_numpy(mask)


def words_of(folder: Path) -> tuple[list[str], NDArray[np.float32]]:
    """Give the whole words that a pretrained encoder knows, in order, and the vector of each."""
    encoder = Encoder.from_folder(folder)
    vectors = encoder.body.get_input_embeddings().weight.detach().cpu().numpy()
    known = sorted(encoder.tokenizer.get_vocab().items())
    words = [
        (word, place)
        for word, place in known
        if word.isalpha() and word.islower() and word.isascii() and len(word) > _SHORTEST_WORD
    ]
    return [word for word, _ in words], vectors[[place for _, place in words]]
