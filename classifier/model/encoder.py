"""The encoder while it is trained: a pretrained transformer with a head. Needs ``reader``."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Self, cast

import torch
from torch import Tensor, nn
from transformers import AutoModel, AutoTokenizer, PreTrainedTokenizerBase

from classifier.model.passages import LONGEST_PIECES

_DROPOUT = 0.1


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
        return cls(body, tokenizer, body.config.hidden_size)

    @property
    def layers(self) -> list[nn.Module]:
        """The transformer's layers, the lowest first."""
        return list(self.body.encoder.layer)

    def pieces(self, texts: Sequence[str]) -> list[list[int]]:
        """Cut texts into word pieces, at most as many as the reader is given."""
        cut = self.tokenizer(list(texts), truncation=True, max_length=LONGEST_PIECES)
        return cast("list[list[int]]", cut["input_ids"])

    def forward(self, ids: Tensor, mask: Tensor) -> Tensor:
        """Give the log odds of texts, shape (texts,).

        Parameters
        ----------
        ids, mask
            The word pieces and which of them are none, both of shape (texts, pieces).
        """
        last = self.body(input_ids=ids, attention_mask=mask).last_hidden_state
        there = mask.unsqueeze(-1).to(last.dtype)
        mean = (last * there).sum(1) / there.sum(1)
        said: Tensor = self.head(self.drop(mean)).squeeze(-1)
        return said


def padded(ids: Sequence[Sequence[int]]) -> tuple[Tensor, Tensor]:
    """Lay texts of word pieces side by side, filled up with 0, and give the mask of them."""
    longest = max(len(one) for one in ids)
    filled = torch.tensor([[*one, *[0] * (longest - len(one))] for one in ids])
    mask = torch.tensor([[1] * len(one) + [0] * (longest - len(one)) for one in ids])
    return filled, mask
