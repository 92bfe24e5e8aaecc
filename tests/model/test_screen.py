from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray
from safetensors.numpy import load, save
from scipy.sparse import csr_matrix
from sklearn.feature_extraction.text import TfidfTransformer
from sklearn.linear_model import LogisticRegression

from classifier.domain.entries import Entries
from classifier.model.features import Features
from classifier.model.screen import Screen
from model.dense import entries_of

Dense = dict[str, NDArray[np.int64]]


def scikit_learns(
    dense: Dense, y: NDArray[np.int64], screen: Screen, weight: NDArray[np.float64], power: float
) -> NDArray[np.float64]:
    """Give scikit-learn's log odds on the same matrix, built anew with its own tf-idf."""
    blocks = []
    for counts in dense.values():
        kept = np.where((counts > 0).sum(axis=0) >= screen.min_texts, counts, 0)
        value = TfidfTransformer(sublinear_tf=True).fit(counts).transform(kept).toarray()
        total = [value[y == label].sum(axis=0) + screen.smoothing for label in (1, 0)]
        ratio = np.abs(np.log((total[0] / total[0].sum()) / (total[1] / total[1].sum()))) ** power
        blocks.append(value * ratio / ratio[kept.any(axis=0)].mean())
    matrix = csr_matrix(np.hstack(blocks))
    regression = LogisticRegression(
        C=screen.C, solver="liblinear", dual=True, tol=1e-3, max_iter=1000, random_state=screen.seed
    )
    log_odds: NDArray[np.float64] = regression.fit(matrix, y, weight).decision_function(matrix)
    return log_odds


@pytest.mark.parametrize("powers", [(0.5,), (0.0,), (0.0, 0.5, 1.0)])
def test_it_is_scikit_learns_regression(
    dense: Dense, counts: Features, labels: NDArray[np.int64], powers: tuple[float, ...]
) -> None:
    """NumPy alone gives what scikit-learn's regressions give on the same matrices, averaged."""
    weight = np.linspace(0.3, 1.0, len(labels))
    screen = Screen(C=4.0, powers=powers).fit(counts, labels, sample_weight=weight)
    expected = np.mean([scikit_learns(dense, labels, screen, weight, p) for p in powers], axis=0)
    assert screen.decision_function(counts) == pytest.approx(expected, abs=1e-5)


def test_it_learns(counts: Features, labels: NDArray[np.int64]) -> None:
    """Relevant texts get higher log odds than others."""
    log_odds = Screen().fit(counts, labels).decision_function(counts)
    assert log_odds[labels == 1].min() > log_odds[labels == 0].max()


def test_arrays_hold_all_that_was_learned(counts: Features, labels: NDArray[np.int64]) -> None:
    """Written to safetensors and read again, in any order, it gives the same to the bit."""
    screen = Screen().fit(counts, labels)
    arrays = load(save(screen.to_arrays()))
    for names in (sorted(arrays), sorted(arrays, reverse=True)):
        again = Screen.from_arrays({name: arrays[name] for name in names})
        assert (again.parts(counts) == screen.parts(counts)).all()
        assert (again.decision_function(counts) == screen.decision_function(counts)).all()


def test_the_same_seed_gives_the_same_bytes(counts: Features, labels: NDArray[np.int64]) -> None:
    """Two trainings are the same file."""
    first, second = (save(Screen(seed=5).fit(counts, labels).to_arrays()) for _ in range(2))
    assert first == second


def test_a_feature_in_too_few_texts_has_no_influence(
    dense: Dense, labels: NDArray[np.int64]
) -> None:
    """A word of one text alone says nothing about its own text nor another."""
    plain, told = dense["word"].copy(), dense["word"].copy()
    plain[:, 0], told[:, 0] = 0, 0
    told[0, 0] = 3
    screens = [Screen(min_texts=2).fit({"word": entries_of(w)}, labels) for w in (plain, told)]
    first, second = (
        screen.decision_function({"word": entries_of(w)})
        for screen, w in zip(screens, (plain, told), strict=True)
    )
    assert (first == second).all()
    alone = Screen(min_texts=1).fit({"word": entries_of(told)}, labels)
    assert alone.decision_function({"word": entries_of(told)})[0] != first[0]


def test_a_block_without_entries_adds_nothing(counts: Features, labels: NDArray[np.int64]) -> None:
    """Where no text has any feature of a block, the screen is what it is without that block."""
    nothing = Entries(
        text=np.zeros(0, dtype=np.int64),
        feature=np.zeros(0, dtype=np.int64),
        count=np.zeros(0),
        texts=len(labels),
        size=8,
    )
    without = Screen().fit(counts, labels)
    beside = Screen().fit({**counts, "hinted": nothing}, labels)
    assert beside.decision_function({**counts, "hinted": nothing}) == pytest.approx(
        without.decision_function(counts), abs=1e-6
    )
    assert all(np.isfinite(array).all() for array in beside.to_arrays().values())


def test_a_text_is_scored_by_itself(counts: Features, labels: NDArray[np.int64]) -> None:
    """The log odds of a text do not depend on the texts beside it."""
    screen = Screen().fit(counts, labels)
    together = screen.decision_function(counts)
    for number in (0, 7, 59):
        one = {name: entries.take(np.array([number])) for name, entries in counts.items()}
        assert screen.decision_function(one)[0] == pytest.approx(together[number], abs=1e-9)
    none = {name: entries.take(np.zeros(0, dtype=np.int64)) for name, entries in counts.items()}
    assert screen.decision_function(none).tolist() == []
