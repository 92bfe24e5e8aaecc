from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from classifier.domain.entries import Entries, stacked

DENSE = st.tuples(st.integers(0, 6), st.integers(1, 5)).flatmap(
    lambda shape: arrays(np.int64, shape, elements=st.integers(0, 3))
)


def sparse(dense: np.ndarray) -> Entries:
    """Give the entries of a dense matrix of counts."""
    text, feature = np.nonzero(dense)
    count = dense[text, feature].astype(np.float64)
    return Entries(
        text=text, feature=feature, count=count, texts=dense.shape[0], size=dense.shape[1]
    )


def dense_of(entries: Entries) -> np.ndarray:
    """Give the dense matrix that entries stand for."""
    dense = np.zeros((entries.texts, entries.size), dtype=np.int64)
    dense[entries.text, entries.feature] = entries.count
    return dense


@given(dense=DENSE, choice=st.data())
def test_take_is_what_numpy_takes(dense: np.ndarray, choice: st.DataObject) -> None:
    """Any texts, in any order, repeated or none: the rows that NumPy takes from a matrix."""
    rows = st.integers(0, max(len(dense) - 1, 0))
    chosen = np.array(choice.draw(st.lists(rows, max_size=8 if len(dense) else 0)), dtype=np.int64)
    taken = sparse(dense).take(chosen)
    assert (dense_of(taken) == dense[chosen]).all()
    assert taken.texts == len(chosen)
    order = list(zip(taken.text.tolist(), taken.feature.tolist(), strict=True))
    assert order == sorted(order)


@given(dense=DENSE)
def test_sums_are_those_of_the_matrix(dense: np.ndarray) -> None:
    """Sums by text and by feature are the matrix's row and column sums, empty ones included."""
    entries = sparse(dense)
    assert entries.sum_by_text(entries.count) == pytest.approx(dense.sum(axis=1))
    assert entries.sum_by_feature(entries.count) == pytest.approx(dense.sum(axis=0))


@given(sizes=st.lists(st.integers(0, 4), min_size=1, max_size=4))
def test_stacking_is_what_taking_apart_was(sizes: list[int]) -> None:
    """Lots of texts put one after another are the lots again where they are taken out."""
    random = np.random.default_rng(1)
    lots = [random.poisson(0.7, (size, 5)) for size in sizes]
    parts = [sparse(lot.astype(np.int64)) for lot in lots]
    whole = stacked(parts)
    assert (whole.texts, whole.size) == (sum(sizes), 5)
    assert whole.sum_by_text(whole.count).tolist() == np.vstack(lots).sum(axis=1).tolist()
    taken = whole.take(np.arange(sum(sizes))[: sizes[0]])
    assert (taken.text.tolist(), taken.feature.tolist()) == (
        parts[0].text.tolist(),
        parts[0].feature.tolist(),
    )
