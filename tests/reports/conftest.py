import dataclasses
import math

import pytest

from classifier.domain.estimate import Estimate
from classifier.evaluation.calibration import Calibration, ReliabilityBin
from classifier.evaluation.intervals import UNDEFINED
from classifier.evaluation.paired import MCNEMAR, PairedTest
from classifier.evaluation.sides import Comparison, Side

HALF = Estimate(0.5, 0.25, 0.75)


def side(found: int, missed: tuple[int, ...], wrongly_collected: tuple[int, ...]) -> Side:
    """Give one side of an invented comparison, its figures all the same."""
    return Side(
        collected=found + len(wrongly_collected),
        found=found,
        missed=missed,
        wrongly_collected=wrongly_collected,
        precision=HALF,
        recall=HALF,
        f1=HALF,
        average_precision=0.5,
    )


@pytest.fixture
def comparison() -> Comparison:
    """Give ten invented rows, the first four relevant, compared."""
    return Comparison(
        rows=10,
        relevant=4,
        cases=10,
        keyword=side(2, (2, 3), (8, 9)),
        model=dataclasses.replace(side(2, (1, 3), (9,)), brier=0.1, threshold=0.5),
        together=dataclasses.replace(side(3, (3,), (8, 9)), sent_to_review=2),
        mcnemar=PairedTest(keyword_only_right=1, model_only_right=4, p_value=0.375, test=MCNEMAR),
        difference_f1=Estimate(0.1, -0.2, 0.4),
        verdict="not_shown",
        calibration=Calibration(
            bins=(ReliabilityBin(rows=4, mean_probability=0.3, share=HALF),),
            error=0.05,
            error_above_floor=0.05,
            rows_above_floor=4,
            sum_ratio=1.25,
            brier_skill=0.5,
        ),
        precision_recall=((0.5, 1.0), (1.0, 0.4)),
        gains=((0, 0.0), (2, 0.5), (10, 1.0)),
        seed=7,
        level=0.95,
        replicates=2000,
    )


@pytest.fixture
def nothing_relevant(comparison: Comparison) -> Comparison:
    """Give a comparison in which no row is relevant, nor anything collected."""
    none = dataclasses.replace(
        side(0, (), ()),
        precision=UNDEFINED,
        recall=UNDEFINED,
        f1=UNDEFINED,
        average_precision=math.nan,
        brier=0.1,
    )
    calibration = dataclasses.replace(
        comparison.calibration, rows_above_floor=0, error_above_floor=math.nan, sum_ratio=math.nan
    )
    return dataclasses.replace(
        comparison,
        relevant=0,
        keyword=none,
        model=none,
        together=none,
        difference_f1=UNDEFINED,
        calibration=calibration,
        precision_recall=(),
        gains=(),
    )
