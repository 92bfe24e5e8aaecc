from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from classifier.model.penalty import FOLDS, PENALTIES, Local, choose_penalty, fold_of, out_of_fold
from model.dense import entries_of


def local(*, signal: float, texts: int = 80, offset: float = 0.0) -> Local:
    """Give invented texts, a quarter of them relevant, in pairs of one case."""
    random = np.random.default_rng(4)
    y = (np.arange(texts) // 2 % 4 == 0).astype(np.int64)
    rate = np.full((texts, 30), 0.5)
    rate[:, :5] += signal * y[:, np.newaxis]
    return Local(
        X=entries_of(random.poisson(rate).astype(np.int64)),
        y=y,
        offset=np.full(texts, offset) + random.normal(size=texts) * 0.1,
        group=np.arange(texts) // 2,
    )


@given(
    group=st.lists(st.integers(0, 9), min_size=1, max_size=60),
    seed=st.integers(0, 5),
)
def test_a_case_is_never_in_two_folds(group: list[int], seed: int) -> None:
    """Whatever the cases; the same seed deals the same."""
    cases = np.array(group)
    y = (cases % 2).astype(np.int64)
    fold = fold_of(y, cases, seed=seed)
    assert all(len(set(fold[cases == one])) == 1 for one in set(group))
    assert (fold == fold_of(y, cases, seed=seed)).all()
    relevant = np.bincount(
        [fold[group.index(one)] for one in set(group) if one % 2], minlength=FOLDS
    )
    assert np.ptp(relevant) <= 1


def test_labels_that_teach_something_are_followed() -> None:
    """Where the general model knows nothing and the texts say all, a weak penalty is chosen."""
    texts = local(signal=3.0)
    choice = choose_penalty(texts, fold_of(texts.y, texts.group, seed=0))
    assert choice.penalty == PENALTIES[-1]
    assert choice.correction[texts.y == 1].mean() > choice.correction[texts.y == 0].mean() + 1


def test_labels_that_teach_nothing_are_not() -> None:
    """Where labels are the toss of a coin, the general model stands."""
    texts = local(signal=0.0)
    choice = choose_penalty(texts, fold_of(texts.y, texts.group, seed=0))
    assert choice.penalty >= 3


def test_a_text_is_judged_by_what_has_not_seen_its_fold() -> None:
    """Turning a label changes no correction in its own fold."""
    texts = local(signal=1.0)
    fold = fold_of(texts.y, texts.group, seed=0)
    turned = Local(X=texts.X, y=texts.y.copy(), offset=texts.offset, group=texts.group)
    own = np.flatnonzero((fold == 2) & (texts.y == 0))
    turned.y[own] = 1
    for each in (_chosen, _as_recorded):
        before, after = each(texts, fold), each(turned, fold)
        assert (before[fold == 2] == after[fold == 2]).all()
        assert (before[fold != 2] != after[fold != 2]).any()


def _chosen(texts: Local, fold: NDArray[np.int64]) -> NDArray[np.float64]:
    return choose_penalty(texts, fold).correction


def _as_recorded(texts: Local, fold: NDArray[np.int64]) -> NDArray[np.float64]:
    return out_of_fold(texts, fold, learned=np.ones(len(texts.y), dtype=np.bool_), penalty=1.0)
