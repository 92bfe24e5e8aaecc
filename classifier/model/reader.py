"""The reader at work: from passages to log odds, by onnxruntime and tokenizers."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor

import numpy as np
from numpy.typing import NDArray

from classifier.model.passages import LONGEST_PIECES, Passages


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
            How many passages to read at once, each on one core.
        """
        from onnxruntime import InferenceSession, SessionOptions
        from tokenizers import Tokenizer

        options = SessionOptions()
        options.intra_op_num_threads = 1
        options.inter_op_num_threads = 1
        options.log_severity_level = 3
        self._session = InferenceSession(model, options, providers=["CPUExecutionProvider"])
        self._tokenizer = Tokenizer.from_str(tokenizer.decode("utf-8"))
        self._tokenizer.no_padding()
        self._tokenizer.enable_truncation(LONGEST_PIECES)
        self._threads = threads

    def read(self, passages: Sequence[str]) -> NDArray[np.float64]:
        """Give the log odds that passages are relevant, at the training prevalence.

        Each is read by itself: what stands beside it cannot change what is said of it. In a batch
        it would, since 8-bit products are scaled by the largest value in it.

        Returns
        -------
        NDArray[np.float64]
            Shape (passages,).
        """
        pieces = [one.ids for one in self._tokenizer.encode_batch(list(passages))]
        # The longest first, so that no thread is left with one when the others are done.
        order = sorted(range(len(pieces)), key=lambda place: -len(pieces[place]))
        log_odds = np.zeros(len(pieces))
        with ThreadPoolExecutor(self._threads) as pool:
            log_odds[order] = list(pool.map(self._read_one, [pieces[place] for place in order]))
        return log_odds

    def _read_one(self, pieces: Sequence[int]) -> float:
        ids = np.array([pieces], dtype=np.int64)
        (said,) = self._session.run(["log_odds"], {"ids": ids, "mask": np.ones_like(ids)})
        return float(said[0])


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
