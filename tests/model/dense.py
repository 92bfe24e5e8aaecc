"""Dense matrices of counts as entries."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from classifier.domain.entries import Entries


def entries_of(dense: NDArray[np.int64]) -> Entries:
    """Give a dense matrix of counts as entries."""
    text, feature = np.nonzero(dense)
    return Entries(
        text=text,
        feature=feature,
        count=dense[text, feature].astype(np.float64),
        texts=dense.shape[0],
        size=dense.shape[1],
    )
