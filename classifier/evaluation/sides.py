"""What a comparison says, as types: three sides, a paired test, a difference and two curves."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from classifier.domain.estimate import Estimate
from classifier.evaluation.calibration import Calibration
from classifier.evaluation.paired import PairedTest

Points = tuple[tuple[float, float], ...]
Verdict = Literal["model_better", "keyword_better", "not_shown", "unsettled"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Side:
    """What one side of the comparison collects, and how well; None where it does not apply.

    Parameters
    ----------
    collected, found
        Rows collected, and relevant ones among them.
    missed, wrongly_collected
        Positions from 0 of the rows it gets wrong, rising.
    precision, recall, f1
        In [0, 1] with their intervals; NaN where undefined.
    average_precision
        Of the ranking that its score gives; NaN where no row is relevant.
    brier, calibration_error
        Of its probabilities, over all rows.
    threshold
        Where its score is cut.
    sent_to_review
        Rows that a person would read before they count.
    """

    collected: int
    found: int
    missed: tuple[int, ...]
    wrongly_collected: tuple[int, ...]
    precision: Estimate
    recall: Estimate
    f1: Estimate
    average_precision: float | None = None
    brier: float | None = None
    calibration_error: float | None = None
    threshold: float | None = None
    sent_to_review: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """Everything that the comparison says.

    Parameters
    ----------
    rows, relevant, cases
        Labelled rows, relevant ones among them, and the cases they belong to.
    keyword, model, together
        The three sides; together, a row routed to review counts as found.
    mcnemar, difference_f1
        The model against the keyword search: the paired test, and model less keyword.
    verdict
        Whether the test and the interval of the difference both put the one above the other
        (``model_better``, ``keyword_better``), neither does (``not_shown``), or they do not
        agree (``unsettled``).
    calibration
        Of the model's probabilities.
    precision_recall
        Points (recall, precision) of the model's ranking.
    gains
        Points (rows read, share of the relevant ones found) of the model's ranking.
    seed, level, replicates
        How the intervals were drawn.
    """

    rows: int
    relevant: int
    cases: int
    keyword: Side
    model: Side
    together: Side
    mcnemar: PairedTest
    difference_f1: Estimate
    verdict: Verdict
    calibration: Calibration
    precision_recall: Points
    gains: Points
    seed: int
    level: float
    replicates: int

    @property
    def prevalence(self) -> float:
        """Share of the labelled rows that are relevant, in [0, 1]."""
        return self.relevant / self.rows

    @property
    def missed_by_keyword(self) -> tuple[int, ...]:
        """Positions of the relevant rows that the keyword search does not collect."""
        return self.keyword.missed

    @property
    def wrongly_collected_by_keyword(self) -> tuple[int, ...]:
        """Positions of the rows that it collects and that are not relevant."""
        return self.keyword.wrongly_collected
