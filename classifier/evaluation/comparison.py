"""The keyword search, the model and the two together, set against the same labelled rows."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Any

import numpy as np
from numpy.typing import NDArray

from classifier.domain.estimate import Estimate
from classifier.evaluation.calibration import calibration
from classifier.evaluation.intervals import REPLICATES, difference_f1, rates
from classifier.evaluation.metrics import (
    average_precision,
    brier,
    gains_curve,
    precision_recall_curve,
)
from classifier.evaluation.paired import PairedTest, paired_test
from classifier.evaluation.sides import Comparison, Points, Side, Verdict


def compare(
    *,
    relevant: NDArray[np.bool_],
    keyword: NDArray[np.bool_],
    model: NDArray[np.bool_],
    review: NDArray[np.bool_],
    probability: NDArray[np.float64],
    threshold: float,
    groups: NDArray[np.int64],
    seed: int,
    level: float = 0.95,
) -> Comparison:
    """Set the keyword search, the model and the two together against the labels.

    Parameters
    ----------
    relevant
        Whether each row is relevant by its resolved label, shape (rows,), rows > 0.
    keyword
        Whether the keyword search collects the row, shape (rows,).
    model
        Whether the model alone collects it: its score is at or above ``threshold``.
    review
        Whether the routing sends it to a reviewer, shape (rows,).
    probability
        The model's calibrated probability, shape (rows,), in [0, 1].
    threshold
        The upper threshold, on the scale on which ``model`` was decided. Reported, not used.
    groups
        The number of each row's case, shape (rows,): see `classifier.domain.split.groups`.
    seed
        The same seed gives the same figures.
    level
        Of the intervals, in (0, 1); the paired test is held against one less it.

    Raises
    ------
    ValueError
        Without rows, where the arrays are not of one length, or a probability is not in [0, 1].
    """
    _check(relevant, others=(keyword, model, review, probability, groups))
    _check_probability(probability)
    measure = partial(_side, relevant=relevant, groups=groups, seed=seed, level=level)
    paired = paired_test(model, keyword=keyword, relevant=relevant, groups=groups)
    difference = difference_f1(
        model, first=keyword, relevant=relevant, groups=groups, seed=seed, level=level
    )
    calibrated = calibration(probability, relevant=relevant, level=level)
    return Comparison(
        rows=relevant.size,
        relevant=int(np.sum(relevant)),
        cases=np.unique(groups).size,
        keyword=measure(
            keyword,
            average_precision=average_precision(keyword.astype(np.float64), relevant=relevant),
        ),
        model=measure(
            model,
            average_precision=average_precision(probability, relevant=relevant),
            brier=brier(probability, relevant=relevant),
            calibration_error=calibrated.error,
            threshold=threshold,
        ),
        together=measure(model | review, sent_to_review=int(np.sum(review))),
        mcnemar=paired,
        difference_f1=difference,
        verdict=_verdict(paired, difference=difference, level=level),
        calibration=calibrated,
        precision_recall=_points(*precision_recall_curve(probability, relevant=relevant)),
        gains=_points(*gains_curve(probability, relevant=relevant)),
        seed=seed,
        level=level,
        replicates=REPLICATES,
    )


def _check(relevant: NDArray[np.bool_], *, others: Sequence[NDArray[Any]]) -> None:
    if not relevant.size:
        message = "no rows to compare on"
        raise ValueError(message)
    if any(each.shape != relevant.shape for each in others):
        message = f"arrays of other lengths than the {relevant.size} labels"
        raise ValueError(message)


def _check_probability(probability: NDArray[np.float64]) -> None:
    if not np.all((probability >= 0) & (probability <= 1)):
        message = "a probability is not in [0, 1]"
        raise ValueError(message)


def _side(
    decision: NDArray[np.bool_],
    *,
    relevant: NDArray[np.bool_],
    groups: NDArray[np.int64],
    seed: int,
    level: float,
    average_precision: float | None = None,
    brier: float | None = None,
    calibration_error: float | None = None,
    threshold: float | None = None,
    sent_to_review: int | None = None,
) -> Side:
    measured = rates(decision, relevant=relevant, groups=groups, seed=seed, level=level)
    return Side(
        collected=int(np.sum(decision)),
        found=int(np.sum(decision & relevant)),
        missed=_positions(relevant & ~decision),
        wrongly_collected=_positions(decision & ~relevant),
        precision=measured.precision,
        recall=measured.recall,
        f1=measured.f1,
        average_precision=average_precision,
        brier=brier,
        calibration_error=calibration_error,
        threshold=threshold,
        sent_to_review=sent_to_review,
    )


def _positions(rows: NDArray[np.bool_]) -> tuple[int, ...]:
    return tuple(np.flatnonzero(rows).tolist())


def _points(x: NDArray[Any], y: NDArray[np.float64]) -> Points:
    return tuple(zip(x.tolist(), y.tolist(), strict=True))


def _verdict(paired: PairedTest, *, difference: Estimate, level: float) -> Verdict:
    by_test, by_f1 = 0, 0
    if paired.p_value < 1 - level:
        by_test = 1 if paired.model_only_right > paired.keyword_only_right else -1
    if difference.low > 0 or difference.high < 0:
        by_f1 = 1 if difference.low > 0 else -1
    if by_test != by_f1:
        return "unsettled"
    verdicts: dict[int, Verdict] = {1: "model_better", 0: "not_shown", -1: "keyword_better"}
    return verdicts[by_f1]
