from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray
from scipy.special import expit

from classifier.domain.entries import Entries
from classifier.model.adapt import FEWEST_CASES, Correction, local_inputs
from classifier.model.features import Features
from classifier.model.screen import Block, Screen
from model.dense import entries_of

SIZE = 12


def features(dense: NDArray[np.int64]) -> Features:
    """Give the same counts as three blocks, and two that are not corrected."""
    return {name: entries_of(dense) for name in ("word", "char", "hinted", "masked", "term")}


@pytest.fixture
def screen() -> Screen:
    """Give a screen that has seen all features but the first."""
    idf = np.linspace(1, 2, SIZE, dtype=np.float32)
    idf[0] = 0
    made = Screen()
    made.blocks_ = {
        name: Block(idf, np.zeros(SIZE, dtype=np.float32))
        for name in features(np.zeros((1, SIZE), dtype=np.int64))
    }
    return made


@pytest.fixture
def dense() -> NDArray[np.int64]:
    """Give counts in 60 texts, a third of which, with the second feature, are relevant."""
    counts = np.random.default_rng(1).poisson(0.4, (60, SIZE)).astype(np.int64)
    counts[:, 1] = np.arange(60) % 3 == 0
    return counts


Y = (np.arange(60) % 3 == 0).astype(np.int64)
EACH = np.arange(60)
NONE = np.zeros(60)


@pytest.fixture
def inputs(screen: Screen, dense: NDArray[np.int64]) -> Entries:
    """Give what the correction sees of the sixty texts."""
    return local_inputs(screen, features(dense))


def test_each_block_of_a_text_has_length_one(screen: Screen, dense: NDArray[np.int64]) -> None:
    """A feature that the screen has never seen weighs as much as its rarest."""
    dense = np.vstack(
        [np.eye(2, SIZE, dtype=np.int64)[[0]] + np.eye(SIZE, dtype=np.int64)[SIZE - 1], dense]
    )
    inputs = local_inputs(screen, features(dense))
    assert inputs.size == 3 * SIZE
    blocks = np.bincount(
        inputs.text * 3 + inputs.feature // SIZE, weights=inputs.count**2, minlength=3 * 61
    )
    assert blocks[blocks > 0] == pytest.approx(1)
    assert inputs.count[inputs.text == 0] == pytest.approx(np.sqrt(0.5))


def test_it_learns_what_the_general_model_misses(inputs: Entries) -> None:
    """Relevant texts are raised over all others."""
    log_odds = Correction().fit(inputs, Y, offset=NONE, group=EACH).log_odds(inputs)
    assert log_odds[Y == 1].min() > log_odds[Y == 0].max()


def test_the_solution_is_the_minimum(inputs: Entries) -> None:
    """The gradient of the penalised log loss vanishes there."""
    offset = np.linspace(-2, 2, 60)
    fitted = Correction(penalty=0.5).fit(inputs, Y, offset=offset, group=EACH)
    error = expit(offset + fitted.log_odds(inputs) + fitted.intercept_) - Y
    gradient = inputs.sum_by_feature(inputs.count * error[inputs.text])[fitted.feature_]
    assert gradient + 0.5 * fitted.weight_ == pytest.approx(0, abs=2e-3)
    assert error.sum() == pytest.approx(0, abs=2e-3)


@given(level=st.floats(-8, 8))
def test_the_share_of_relevant_rows_says_nothing(level: float) -> None:
    """The lot's base rate goes into the intercept, which is not kept: the offset's level is one."""
    inputs = entries_of(np.random.default_rng(2).poisson(0.5, (60, SIZE)).astype(np.int64))
    plain = Correction().fit(inputs, Y, offset=NONE, group=EACH)
    shifted = Correction().fit(inputs, Y, offset=NONE + level, group=EACH)
    assert shifted.log_odds(inputs) == pytest.approx(plain.log_odds(inputs), abs=5e-3)


@pytest.mark.parametrize("labels", [np.zeros_like(Y), np.ones_like(Y)])
def test_labels_of_one_kind_teach_nothing(inputs: Entries, labels: NDArray[np.int64]) -> None:
    """Nor do no labels at all."""
    assert not Correction().fit(inputs, labels, offset=NONE, group=EACH).log_odds(inputs).any()
    none = np.zeros(0, dtype=np.int64)
    empty = Correction().fit(inputs.take(none), none, offset=NONE[:0], group=none)
    assert not empty.log_odds(inputs).any()


def test_the_stronger_the_penalty_the_more_the_general_model_holds(inputs: Entries) -> None:
    """Up to an infinite one, which lets it stand as it is."""
    sizes = [
        np.abs(
            Correction(penalty=one).fit(inputs, Y, offset=NONE, group=EACH).log_odds(inputs)
        ).max()
        for one in (0.1, 1.0, 10.0, np.inf)
    ]
    assert sizes == sorted(sizes, reverse=True)
    assert sizes[-1] == 0


def test_several_penalties_at_once_give_what_each_gives_alone(inputs: Entries) -> None:
    """To the solver's precision; an infinite one leaves no feature at all."""
    penalties = (np.inf, 3.0, 1.0, 0.3)
    offset = np.linspace(-2, 2, 60)
    together = Correction.fit_each(penalties, inputs, Y, offset=offset, group=EACH)
    for penalty, one in zip(penalties, together, strict=True):
        alone = Correction(penalty=penalty).fit(inputs, Y, offset=offset, group=EACH)
        assert one.penalty == penalty
        assert one.feature_.tolist() == alone.feature_.tolist()
        assert one.log_odds(inputs) == pytest.approx(alone.log_odds(inputs), abs=5e-3)
        assert one.intercept_ == pytest.approx(alone.intercept_, abs=5e-3)
    assert not len(together[0].feature_)
    assert together[0].intercept_ != 0


@given(cases=st.integers(1, 6))
def test_what_few_cases_hold_leaves_no_trace(cases: int) -> None:
    """A name in fewer than three labelled cases has no weight, in however many texts it stands."""
    dense = np.random.default_rng(3).poisson(2.0, (60, SIZE)).astype(np.int64)
    dense[:, 5] = 0
    named = np.flatnonzero(Y)
    dense[named, 5] = 1
    group = EACH.copy()
    group[named] = 100 + np.arange(len(named)) % cases
    fitted = Correction().fit(entries_of(dense), Y, offset=NONE, group=group)
    assert (5 in fitted.feature_) == (cases >= FEWEST_CASES)
    assert (5 in fitted.to_arrays()["feature"]) == (cases >= FEWEST_CASES)


def test_arrays_hold_all_that_is_kept(inputs: Entries) -> None:
    """Read again it gives the same, to the precision of the file; the same labels, the same bytes."""
    fitted = Correction().fit(inputs, Y, offset=NONE, group=EACH)
    arrays = fitted.to_arrays()
    again = Correction.from_arrays(arrays)
    assert again.log_odds(inputs) == pytest.approx(fitted.log_odds(inputs), abs=1e-5)
    twice = Correction().fit(inputs, Y, offset=NONE, group=EACH).to_arrays()
    assert {name: one.tobytes() for name, one in arrays.items()} == {
        name: one.tobytes() for name, one in twice.items()
    }
