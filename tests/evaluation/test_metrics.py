import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.metrics import average_precision_score, brier_score_loss

from classifier.evaluation import metrics

BOTH = np.array([True, True])
FIRST = np.array([True, False])
SECOND = np.array([False, True])
NEITHER = np.array([False, False])


@pytest.mark.parametrize(
    ("decision", "precision", "recall", "f1"),
    [
        (FIRST, 1.0, 1.0, 1.0),
        (BOTH, 0.5, 1.0, 2 / 3),
        (SECOND, 0.0, 0.0, 0.0),
        (NEITHER, math.nan, 0.0, 0.0),
    ],
)
def test_rates_of_two_rows(
    decision: np.ndarray, precision: float, recall: float, f1: float
) -> None:
    """With the first of two rows relevant, each rate is what a hand works out."""
    figures = [
        metrics.precision(decision, relevant=FIRST),
        metrics.recall(decision, relevant=FIRST),
        metrics.f1(decision, relevant=FIRST),
    ]
    assert figures == pytest.approx([precision, recall, f1], nan_ok=True)


def test_rates_without_anything_to_divide_by_are_undefined() -> None:
    """Nothing relevant and nothing collected: no rate at all, rather than 0."""
    assert math.isnan(metrics.precision(NEITHER, relevant=NEITHER))
    assert math.isnan(metrics.recall(NEITHER, relevant=NEITHER))
    assert math.isnan(metrics.f1(NEITHER, relevant=NEITHER))
    assert math.isnan(metrics.average_precision(np.array([0.2, 0.1]), relevant=NEITHER))
    assert metrics.gains_curve(np.array([0.2, 0.1]), relevant=NEITHER)[0].size == 0
    assert metrics.precision_recall_curve(np.array([0.2, 0.1]), relevant=NEITHER)[0].size == 0


@pytest.mark.parametrize(
    ("score", "expected"), [([0.9, 0.1], 1.0), ([0.1, 0.9], 0.5), ([0.5, 0.5], 0.5)]
)
def test_average_precision_of_two_rows(score: list[float], expected: float) -> None:
    """Ranked first it is 1; second, or level with the other row, 1/2."""
    assert metrics.average_precision(np.array(score), relevant=FIRST) == expected


def test_curves_of_two_rows() -> None:
    """The relevant row comes second: half the rows read find nothing, all find it."""
    score = np.array([0.1, 0.9])
    recall, precision = metrics.precision_recall_curve(score, relevant=FIRST)
    read, share = metrics.gains_curve(score, relevant=FIRST)
    assert (recall.tolist(), precision.tolist()) == ([0.0, 1.0], [0.0, 0.5])
    assert (read.tolist(), share.tolist()) == ([0, 1, 2], [0.0, 0.0, 1.0])


def test_brier_of_two_rows() -> None:
    """0.8 for the relevant row and 0.4 for the other: (0.04 + 0.16) / 2, against 0.25."""
    probability = np.array([0.8, 0.4])
    assert metrics.brier(probability, relevant=FIRST) == pytest.approx(0.1)
    assert metrics.brier_skill(probability, relevant=FIRST) == pytest.approx(0.6)


def test_brier_skill_of_the_constant_is_none() -> None:
    """Saying the prevalence of every row shows no skill; of one label only, none is defined."""
    assert metrics.brier_skill(np.array([0.5, 0.5]), relevant=FIRST) == pytest.approx(0.0)
    assert math.isnan(metrics.brier_skill(np.array([0.5, 0.5]), relevant=BOTH))


@pytest.mark.parametrize("seed", range(20))
def test_against_scikit_learn(seed: int) -> None:
    """Average precision, with many ties, and Brier score are scikit-learn's to the last digits."""
    random = np.random.default_rng(seed)
    probability = random.integers(0, 12, size=200) / 11
    relevant = random.random(200) < 0.1
    relevant[0] = True
    assert metrics.average_precision(probability, relevant=relevant) == pytest.approx(
        average_precision_score(relevant, probability)
    )
    assert metrics.brier(probability, relevant=relevant) == pytest.approx(
        brier_score_loss(relevant, probability)
    )


ROWS = st.lists(st.tuples(st.integers(0, 6), st.booleans()), min_size=1, max_size=60)


@given(ROWS, st.randoms(use_true_random=False))
def test_order_of_rows_changes_nothing(rows: list[tuple[int, bool]], random: object) -> None:
    """Rows of equal score are read together: shuffled, a table gives the same curves."""
    shuffled = list(rows)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    curves = []
    for table in (rows, shuffled):
        score = np.array([row[0] / 6 for row in table])
        relevant = np.array([row[1] for row in table])
        curves.append(
            [
                part.tolist()
                for curve in (metrics.gains_curve, metrics.precision_recall_curve)
                for part in curve(score, relevant=relevant)
            ]
        )
    assert curves[0] == curves[1]


@given(ROWS)
def test_a_thinned_gains_curve_leaves_nothing_out(rows: list[tuple[int, bool]]) -> None:
    """The points that are left out lie on the straight lines between those that are kept."""
    score = np.array([row[0] / 6 for row in rows])
    relevant = np.array([row[1] for row in rows])
    relevant[0] = True
    read, found = metrics.read_and_found(score, relevant=relevant)
    kept_read, kept_share = metrics.gains_curve(score, relevant=relevant)
    assert np.interp(read, kept_read, kept_share) == pytest.approx(found / found[-1])
