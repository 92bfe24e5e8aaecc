"""The figures that a comparison's page reads, as protocols: reports never meet evaluation."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from classifier.domain.estimate import Estimate


class SideFigures(Protocol):
    """What one side of the comparison collects, and how well; None where it does not apply."""

    @property
    def collected(self) -> int:
        """Rows collected."""

    @property
    def found(self) -> int:
        """Relevant rows among them."""

    @property
    def missed(self) -> Sequence[int]:
        """Positions from 0 of the relevant rows that are not collected."""

    @property
    def wrongly_collected(self) -> Sequence[int]:
        """Positions of the collected rows that are not relevant."""

    @property
    def precision(self) -> Estimate:
        """In [0, 1], or NaN."""

    @property
    def recall(self) -> Estimate:
        """In [0, 1], or NaN."""

    @property
    def f1(self) -> Estimate:
        """In [0, 1], or NaN."""

    @property
    def average_precision(self) -> float | None:
        """In [0, 1], or NaN."""

    @property
    def brier(self) -> float | None:
        """In [0, 1], 0 being best."""

    @property
    def threshold(self) -> float | None:
        """Where the score is cut, in [0, 1]."""

    @property
    def sent_to_review(self) -> int | None:
        """Rows that a reviewer would read."""


class PairedFigures(Protocol):
    """The model against the keyword search, row by row or case by case."""

    @property
    def keyword_only_right(self) -> int:
        """Rows that the keyword search alone decides rightly."""

    @property
    def model_only_right(self) -> int:
        """Rows that the model alone decides rightly."""

    @property
    def p_value(self) -> float:
        """Two-sided, in [0, 1]."""

    @property
    def test(self) -> str:
        """What the test is called."""


class BinFigures(Protocol):
    """Rows of similar probability."""

    @property
    def rows(self) -> int:
        """How many."""

    @property
    def mean_probability(self) -> float:
        """What the model said of them, in [0, 1]."""

    @property
    def share(self) -> Estimate:
        """The share of them that is relevant, in [0, 1]."""


class CalibrationFigures(Protocol):
    """How far the probabilities can be taken at their word."""

    @property
    def bins(self) -> Sequence[BinFigures]:
        """For the reliability diagram, by rising probability."""

    @property
    def error(self) -> float:
        """Over all rows, in [0, 1]."""

    @property
    def error_above_floor(self) -> float:
        """Over the rows that are not near 0, in [0, 1], or NaN."""

    @property
    def rows_above_floor(self) -> int:
        """How many those are."""

    @property
    def sum_ratio(self) -> float:
        """Sum of the probabilities over the relevant rows, or NaN."""

    @property
    def brier_skill(self) -> float:
        """Against saying the prevalence for every row, at most 1, or NaN."""


class ComparisonFigures(Protocol):
    """Everything that the page says; `classifier.evaluation.sides.Comparison` has this shape."""

    @property
    def rows(self) -> int:
        """Labelled rows."""

    @property
    def relevant(self) -> int:
        """Relevant ones among them."""

    @property
    def cases(self) -> int:
        """The cases they belong to."""

    @property
    def prevalence(self) -> float:
        """Share of relevant rows, in [0, 1]."""

    @property
    def keyword(self) -> SideFigures:
        """The keyword search."""

    @property
    def model(self) -> SideFigures:
        """The model alone, at its threshold."""

    @property
    def together(self) -> SideFigures:
        """The two together: a row routed to review counts as found."""

    @property
    def mcnemar(self) -> PairedFigures:
        """The paired test."""

    @property
    def difference_f1(self) -> Estimate:
        """Model less keyword search, in [-1, 1], or NaN."""

    @property
    def verdict(self) -> str:
        """One of ``model_better``, ``keyword_better``, ``not_shown``, ``unsettled``."""

    @property
    def calibration(self) -> CalibrationFigures:
        """Of the model's probabilities."""

    @property
    def precision_recall(self) -> Sequence[tuple[float, float]]:
        """Points (recall, precision), recall rising."""

    @property
    def gains(self) -> Sequence[tuple[float, float]]:
        """Points (rows read, share of the relevant ones found)."""

    @property
    def seed(self) -> int:
        """Of the draws."""

    @property
    def level(self) -> float:
        """Of the intervals, in (0, 1)."""

    @property
    def replicates(self) -> int:
        """How many times the cases were drawn."""
