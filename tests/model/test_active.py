import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from classifier.domain.entries import Entries
from classifier.model import active
from classifier.model.active import ActiveLearner, GuidedLearner
from classifier.model.likeness import Likeness, likeness

DOGS = [f"The dog of house {number} barked at the {who}." for number, who in enumerate("abcdef")]
BILLS = [f"The bill of month {number} was paid {when}." for number, when in enumerate("uvwxyz")]
TEXTS = [*DOGS, *BILLS]
Y = np.array([1] * 6 + [0] * 6)


@pytest.fixture(scope="module")
def alike() -> Likeness:
    """Give how alike six texts of dogs and six of bills are."""
    return likeness(TEXTS)


def learned(alike: Likeness, *batches: list[int]) -> ActiveLearner:
    """Give a learner that was told the labels of some texts."""
    learner = ActiveLearner(alike)
    for batch in batches:
        learner.learn(np.array(batch), Y[batch])
    return learner


def test_two_labels_are_enough_to_rank_what_is_like_them(alike: Likeness) -> None:
    """Knowing one dog and one bill it puts every dog before every bill."""
    score = learned(alike, [0, 6]).scores()
    assert score[:6].min() > score[6:].max()


def test_a_label_pulls_its_own_score(alike: Likeness) -> None:
    """What was read as relevant scores above 0, and higher than what was not."""
    score = learned(alike, [0, 1, 6, 7, 8]).scores()
    assert score[[0, 1]].min() > max(0, score[[6, 7, 8]].max())


@given(st.permutations(range(12)), st.integers(1, 11))
def test_labels_teach_the_same_in_any_order_and_any_batches(order: list[int], cut: int) -> None:
    """One after the other or all at once: the same scores, but for rounding."""
    alike = likeness(TEXTS)
    whole = learned(alike, list(range(12))).scores()
    assert learned(alike, order[:cut], order[cut:]).scores() == pytest.approx(whole, abs=1e-3)


def test_it_is_the_ridge_regression_that_it_says(
    alike: Likeness, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without kinship its scores are those of the weighted primal problem, solved directly."""
    monkeypatch.setattr(active, "_KIN", 0.0)
    read = np.array([0, 1, 6, 7, 8])
    X = np.column_stack([alike.X.toarray().astype(np.float64), np.ones(12)])
    # What stands in one text alone is left out of the features, but counts in its length: it is
    # as if each text read had a feature of its own.
    own = np.zeros((12, 12))
    own[read, read] = np.sqrt(1 - (X[read, :-1] ** 2).sum(axis=1))
    wide = np.hstack([X, own])
    y = 2.0 * Y[read] - 1
    weight = np.where(y > 0, 1.0, 2 / (9.8 * 3))
    weight = 2 * 0.07 * weight / weight.mean()
    ridge = wide[read].T @ (weight[:, None] * wide[read]) + np.eye(wide.shape[1])
    solution = np.linalg.solve(ridge, wide[read].T @ (weight * y))
    expected = X @ solution[: X.shape[1]]
    assert learned(alike, read.tolist()).scores() == pytest.approx(expected, abs=1e-4)


def test_guided_by_a_model_it_begins_with_its_log_odds_and_moves_by_labels() -> None:
    """Before a label the model's word stands; texts with a feature of relevant ones rise."""
    texts = 12
    inputs = Entries(
        text=np.arange(texts),
        feature=np.repeat([0, 1], 6),
        count=np.ones(texts),
        texts=texts,
        size=2,
    )
    log_odds = np.zeros(texts)
    learner = GuidedLearner(inputs, log_odds=log_odds, group=np.arange(texts))
    assert learner.scores().tolist() == log_odds.tolist()
    learner.learn(np.array([0, 1, 2, 6, 7, 8]), Y[[0, 1, 2, 6, 7, 8]])
    score = learner.scores()
    assert score[3:6].min() > 0 > score[9:].max()
