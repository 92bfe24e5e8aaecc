import json
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from classifier.evaluation.comparison import compare
from classifier.evaluation.comparison_json import to_json
from classifier.evaluation.sides import Comparison

TABLES = st.lists(
    st.tuples(st.booleans(), st.booleans(), st.integers(0, 10), st.integers(0, 8)),
    min_size=1,
    max_size=40,
)


def table(rows: list[tuple[bool, bool, int, int]]) -> dict[str, Any]:
    """Turn rows into the arguments of compare, routed so that every keyword hit is reviewed."""
    relevant, keyword = (np.array([row[at] for row in rows]) for at in range(2))
    probability = np.array([row[2] / 10 for row in rows])
    model = probability >= 0.6
    return {
        "relevant": relevant,
        "keyword": keyword,
        "model": model,
        "review": ~model & ((probability >= 0.3) | keyword),
        "probability": probability,
        "threshold": 0.6,
        "groups": np.array([row[3] for row in rows]),
        "seed": 7,
    }


TWO_ROWS = [(True, False, 8, 0), (False, True, 1, 1)]


def test_comparison_of_two_rows() -> None:
    """The search collects the wrong row of two, the model the right one; review adds the hit."""
    figures = compare(**table(TWO_ROWS))
    assert (figures.rows, figures.relevant, figures.cases) == (2, 1, 2)
    assert (figures.keyword.found, figures.model.found, figures.together.found) == (0, 1, 1)
    assert figures.missed_by_keyword == (0,)
    assert figures.wrongly_collected_by_keyword == (1,)
    assert (figures.model.missed, figures.model.wrongly_collected) == ((), ())
    assert figures.together.sent_to_review == 1
    assert figures.together.wrongly_collected == (1,)
    assert figures.difference_f1.value == 1.0
    assert (figures.mcnemar.model_only_right, figures.mcnemar.keyword_only_right) == (2, 0)


def test_json_has_the_promised_keys() -> None:
    """The keys are those of the interface, rows go by their numbers, and NaN is null."""
    figures = to_json(compare(**table([(False, True, 1, 0), *TWO_ROWS])), row_numbers=[2, 3, 4])
    assert list(figures) == [
        "schema",
        "rows",
        "relevant",
        "keyword",
        "model",
        "together",
        "mcnemar",
        "difference_f1",
        "missed_by_keyword",
        "wrongly_collected_by_keyword",
    ]
    for side in ("keyword", "model", "together"):
        assert list(figures[side]) == [
            "precision",
            "recall",
            "f1",
            "average_precision",
            "brier",
            "calibration_error",
            "threshold",
            "sent_to_review",
        ]
        assert list(figures[side]["f1"]) == ["value", "low", "high"]
    assert list(figures["mcnemar"]) == ["keyword_only_right", "model_only_right", "p_value"]
    assert figures["missed_by_keyword"] == [3]
    assert figures["wrongly_collected_by_keyword"] == [2, 4]
    assert figures["keyword"]["brier"] is None
    assert figures["model"]["sent_to_review"] is None
    assert json.loads(json.dumps(figures, allow_nan=False)) == figures


def test_json_writes_undefined_figures_as_null() -> None:
    """Nothing relevant: recall and average precision are null, not NaN."""
    figures = to_json(compare(**table([(False, True, 1, 0)])), row_numbers=[2])
    assert figures["model"]["recall"] == {"value": None, "low": None, "high": None}
    assert figures["model"]["average_precision"] is None


def many(better: int, worse: int) -> Comparison:
    """Compare on rows of which the model, or the search, finds so many that the other misses."""
    rows = [(True, False, 9, 0)] * better + [(True, True, 0, 0)] * worse
    rows += [(True, True, 9, 0)] * 20 + [(False, False, 0, 0)] * 20
    return compare(**table([(*row[:3], at) for at, row in enumerate(rows)]))


@pytest.mark.parametrize(
    ("better", "worse", "verdict"),
    [
        (20, 1, "model_better"),
        (1, 20, "keyword_better"),
        (3, 3, "not_shown"),
        (5, 0, "unsettled"),
    ],
)
def test_verdict_needs_test_and_interval(better: int, worse: int, verdict: str) -> None:
    """A side is called better only where test and interval both say so; 5 to 0 is p = 0.06."""
    assert many(better, worse).verdict == verdict


@given(TABLES)
@settings(deadline=None)
def test_together_never_finds_less_than_the_keyword_search(
    rows: list[tuple[bool, bool, int, int]],
) -> None:
    """Every hit goes at least to review: recall of the two together is never the lower."""
    figures = compare(**table(rows))
    assert set(figures.together.missed) <= set(figures.missed_by_keyword)
    if figures.relevant:
        assert figures.together.recall.value >= figures.keyword.recall.value


@given(TABLES)
@settings(deadline=None)
def test_same_seed_same_figures(rows: list[tuple[bool, bool, int, int]]) -> None:
    """The same rows and seed give the same comparison, digit for digit."""
    assert repr(compare(**table(rows))) == repr(compare(**table(rows)))


def test_arrays_of_two_lengths_are_refused() -> None:
    """A short array is a fault of the caller, and is named as one."""
    arguments = table(TWO_ROWS) | {"review": np.array([True])}
    with pytest.raises(ValueError, match="other lengths than the 2 labels"):
        compare(**arguments)


def test_no_rows_are_refused() -> None:
    """Nothing can be compared on nothing."""
    arguments = {
        name: value[:0] if isinstance(value, np.ndarray) else value
        for name, value in table(TWO_ROWS).items()
    }
    with pytest.raises(ValueError, match="no rows"):
        compare(**arguments)


@pytest.mark.parametrize("wrong", [1.2, -0.1, float("nan")])
def test_what_is_no_probability_is_refused(wrong: float) -> None:
    """A probability outside 0 to 1, or none at all, is refused."""
    arguments = table(TWO_ROWS) | {"probability": np.array([0.2, wrong])}
    with pytest.raises(ValueError, match=r"not in \[0, 1\]"):
        compare(**arguments)
