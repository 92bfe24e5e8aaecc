"""Two totals that are tested apart, and the smallest share of one in both that the tests leave."""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

from classifier.evaluation.strata import UNLIKELY, Total

ALONE_SHARE: Final = 0.01
"""The part of an end's error that each of the two tests may spend alone, and once more on not
being trusted beyond that."""


def smallest_share(
    part: Total,
    rest: Total,
    *,
    known: tuple[int, int],
    fractions: tuple[float, float],
    tail: float,
    of_none: float,
) -> float:
    """Give the smallest share of one total in both that the two tests together leave.

    The two are independent. Each chance is turned into a normal deviate, and their weighted sum is
    one again (Stouffer's method, with the weights of Lipták, 1958). The weights are the relative
    standard errors at the pair that is tested, so they do not depend on what was seen. A total that
    one test alone rules out with a share `ALONE_SHARE` of the error is out, and the same share is
    paid for cutting off deviates from below: without that, a total at which what was seen is no
    surprise at all would outweigh any evidence. Where no error is left, no pair is ruled out.
    """
    from scipy.special import ndtri

    spare = error_left(tail)
    if spare <= 0:
        few, many = known[0], known[1] + int(rest.relevant[-1])
        return few / (few + many) if few + many else of_none
    sure, limit = -ndtri(ALONE_SHARE * tail), -ndtri(spare)
    mine, other = part.deviate < sure, rest.deviate < sure
    first, second = (part.relevant + known[0])[mine, None], (rest.relevant + known[1])[None, other]
    ours = _relative_error(part, fractions[0], known[0])[mine, None]
    theirs = _relative_error(rest, fractions[1], known[1])[None, other]
    weighed = ours * np.maximum(part.deviate[mine, None], -sure)
    weighed = weighed + theirs * np.maximum(rest.deviate[None, other], -sure)
    left = weighed <= limit * np.sqrt(ours**2 + theirs**2)
    both = first + second
    share = np.divide(first, both, out=np.full(both.shape, of_none), where=both > 0)
    return float(share[left].min()) if left.any() else 0.0


def error_left(tail: float) -> float:
    """Give what an error of ``tail`` leaves for the two tests together; not above 0 for nothing."""
    return (1 - 4 * ALONE_SHARE) * tail - 2 * UNLIKELY


def _relative_error(total: Total, fraction: float, known: int) -> NDArray[np.float64]:
    """Give the standard error of a total's estimate over the total, known rows included."""
    relevant, size = total.relevant, int(total.relevant[-1])
    if not size or not fraction:
        return np.zeros(len(relevant))
    variance = relevant * (1 - relevant / (size + 1)) * (1 - fraction) / fraction
    return np.asarray(np.sqrt(variance) / np.maximum(relevant + known, 1), dtype=np.float64)
