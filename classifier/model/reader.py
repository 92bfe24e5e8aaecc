"""The reader at work: from passages to log odds and vectors, by onnxruntime and tokenizers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from classifier.model.passages import LONGEST_PIECES, Passages


@dataclass(frozen=True, slots=True)
class Reading:
    """What the reader says of passages, or of texts by the passage that speaks most for each.

    Parameters
    ----------
    log_odds
        That each is relevant, at the training prevalence, shape (passages,) or (texts,).
    vectors
        What it has read, shape (passages, width) or (texts, width).
    """

    log_odds: NDArray[np.float64]
    vectors: NDArray[np.float32]

    def take(self, places: NDArray[np.int64]) -> Reading:
        """Take what is said of some."""
        return Reading(self.log_odds[places], self.vectors[places])


class Reader:
    """A fine-tuned encoder with 8-bit weights; loaded when it is first made, not on import."""

    def __init__(self, *, model: bytes, tokenizer: bytes, threads: int = 1) -> None:
        """Load the encoder.

        Parameters
        ----------
        model
            An ONNX model, as `classifier.model.export` makes it.
        tokenizer
            Its tokenizer, as the tokenizers library writes it.
        threads
            How many cores to use, 1 or more; 0 for all of them.
        """
        from onnxruntime import InferenceSession, SessionOptions
        from tokenizers import Tokenizer

        options = SessionOptions()
        options.intra_op_num_threads = threads
        options.inter_op_num_threads = 1
        options.log_severity_level = 3
        self._session = InferenceSession(model, options, providers=["CPUExecutionProvider"])
        self._tokenizer = Tokenizer.from_str(tokenizer.decode("utf-8"))
        self._tokenizer.no_padding()
        self._tokenizer.enable_truncation(LONGEST_PIECES)
        self.width: int = self._session.get_outputs()[1].shape[1]

    def read(self, passages: Sequence[str]) -> Reading:
        """Read passages, each by itself: what stands beside it cannot change what is said of it.

        In a batch it would, since 8-bit products are scaled by the largest value in it.
        """
        log_odds = np.zeros(len(passages))
        vectors = np.zeros((len(passages), self.width), dtype=np.float32)
        for place, pieces in enumerate(self._tokenizer.encode_batch(list(passages))):
            ids = np.array([pieces.ids], dtype=np.int64)
            said, read = self._session.run(None, {"ids": ids, "mask": np.ones_like(ids)})
            log_odds[place], vectors[place] = said[0], read[0]
        return Reading(log_odds, vectors)


def deciding(said: NDArray[np.float64], chosen: Passages) -> NDArray[np.int64]:
    """Give the passage of each text of which most is said, the first of equals, shape (texts,).

    Parameters
    ----------
    said
        What is said of each passage, shape (passages,).
    chosen
        The passages; every text has one.
    """
    order = np.lexsort((np.arange(len(said)), -said, chosen.owner))
    first = np.searchsorted(
        chosen.owner[order], np.arange(chosen.owner[-1] + 1 if len(said) else 0)
    )
    return order[first]
