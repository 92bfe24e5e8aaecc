import itertools

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import binomtest

from classifier.evaluation.paired import MCNEMAR, SIGN_FLIP, paired_test, sign_flip_p_value


def test_two_rows_decided_the_opposite_way() -> None:
    """The model right on one row and the search on the other: nothing to choose, p = 1."""
    paired = paired_test(
        np.array([True, True]),
        keyword=np.array([False, False]),
        relevant=np.array([True, False]),
        groups=np.array([0, 1]),
    )
    assert (paired.model_only_right, paired.keyword_only_right) == (1, 1)
    assert (paired.p_value, paired.test) == (1.0, MCNEMAR)


@pytest.mark.parametrize(("better", "worse"), [(6, 0), (9, 2), (1, 4), (0, 0), (30, 30)])
def test_mcnemar_is_the_exact_binomial_test(better: int, worse: int) -> None:
    """One row a case: the p-value is that of tossing a coin for each row that tells them apart."""
    relevant = np.ones(better + worse + 5, dtype=bool)
    model = np.arange(relevant.size) >= worse
    keyword = np.arange(relevant.size) < worse
    keyword[better + worse :] = True
    paired = paired_test(model, keyword=keyword, relevant=relevant, groups=np.arange(relevant.size))
    expected = binomtest(better, better + worse).pvalue if better + worse else 1.0
    assert (paired.model_only_right, paired.keyword_only_right) == (better, worse)
    assert paired.p_value == pytest.approx(expected)


def test_rows_of_one_case_count_once() -> None:
    """Eight better rows in two cases are two tosses (1/2), not eight (1/128)."""
    every = np.ones(8, dtype=bool)
    paired = paired_test(every, keyword=~every, relevant=every, groups=np.repeat([0, 1], 4))
    assert (paired.model_only_right, paired.p_value, paired.test) == (8, 0.5, SIGN_FLIP)


@given(st.lists(st.integers(-4, 4), max_size=9))
def test_sign_flip_lists_every_pattern(balance: list[int]) -> None:
    """The convolution gives what counting all the patterns of signs gives."""
    sums = [
        abs(sum(sign * size for sign, size in zip(signs, balance, strict=True)))
        for signs in itertools.product([-1, 1], repeat=len(balance))
    ]
    expected = np.mean(np.array(sums) >= abs(sum(balance)))
    assert sign_flip_p_value(np.array(balance, dtype=np.int64)) == pytest.approx(expected)


@given(st.lists(st.integers(-4, 4), max_size=60))
def test_sides_can_be_swapped(balance: list[int]) -> None:
    """Which side is called the model makes no difference to the p-value."""
    cases = np.array(balance, dtype=np.int64)
    assert sign_flip_p_value(cases) == sign_flip_p_value(-cases)
    assert 0 < sign_flip_p_value(cases) <= 1
