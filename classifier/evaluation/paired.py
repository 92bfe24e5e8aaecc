"""Whether two sets of decisions on the same rows differ by more than chance would give."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

MCNEMAR: Final = "exact McNemar test"
SIGN_FLIP: Final = "exact sign-flip test by case"


@dataclass(frozen=True, slots=True, kw_only=True)
class PairedTest:
    """Rows that one side alone decides rightly, and how surprising their imbalance is.

    Parameters
    ----------
    keyword_only_right, model_only_right
        Rows decided as their label says by the one and not by the other.
    p_value
        Two-sided, in [0, 1]; 1 where no row is decided differently.
    test
        `MCNEMAR` or `SIGN_FLIP`.
    """

    keyword_only_right: int
    model_only_right: int
    p_value: float
    test: str


def paired_test(
    model: NDArray[np.bool_],
    *,
    keyword: NDArray[np.bool_],
    relevant: NDArray[np.bool_],
    groups: NDArray[np.int64],
) -> PairedTest:
    """Test the model's decisions against the keyword search's on the same rows.

    Where every case is one row: McNemar's test, exact (McNemar, 1947): of the rows that only
    one decides rightly, each is as likely to be the model's as the search's.

    Where cases repeat, rows of one case go together, and it is the case's balance (rows that
    only the model decides rightly, less those that only the search does) whose sign is a toss
    of a coin. The distribution of the sum over all 2^cases patterns of signs is figured by
    convolution rather than by listing them, so the test is exact at any size and needs no seed.
    With one row a case it is McNemar's.

    Parameters
    ----------
    model, keyword
        Whether each row is collected, shape (rows,).
    relevant
        Whether each row is relevant by its resolved label, shape (rows,).
    groups
        The number of each row's case, shape (rows,).
    """
    model_only = (model == relevant) & (keyword != relevant)
    keyword_only = (model != relevant) & (keyword == relevant)
    cases, number = np.unique(groups, return_inverse=True)
    balance = np.bincount(number[model_only], minlength=cases.size) - np.bincount(
        number[keyword_only], minlength=cases.size
    )
    return PairedTest(
        keyword_only_right=int(np.sum(keyword_only)),
        model_only_right=int(np.sum(model_only)),
        p_value=sign_flip_p_value(balance),
        test=MCNEMAR if cases.size == groups.size else SIGN_FLIP,
    )


def sign_flip_p_value(balance: NDArray[np.int64]) -> float:
    """Give the chance of a sum at least as far from 0 if each sign were a toss of a coin.

    Parameters
    ----------
    balance
        Whole numbers, shape (cases,); zeros carry no sign and are passed over.

    Returns
    -------
    float
        Two-sided, in [0, 1].
    """
    # Imported here: SciPy takes long to load; of it all, this alone and not scipy.stats.
    from scipy.special import gammaln

    sizes, cases = np.unique(np.abs(balance[balance != 0]), return_counts=True)
    # Chance of each sum over the positive cases alone, from 0 to the sum of all sizes: of the
    # cases of one size, the number that come out positive is binomial.
    chance = np.ones(1)
    for size, many in zip(sizes.tolist(), cases.tolist(), strict=True):
        step = np.zeros(size * many + 1)
        positive = np.arange(many + 1)
        ways = gammaln(many + 1) - gammaln(positive + 1) - gammaln(many - positive + 1)
        step[::size] = np.exp(ways - many * np.log(2))
        chance = np.convolve(chance, step)
    whole = chance.size - 1
    distance = np.abs(2 * np.arange(chance.size) - whole)
    p_value = float(np.sum(chance[distance >= abs(int(np.sum(balance)))]))
    return min(1.0, p_value)
