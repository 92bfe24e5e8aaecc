from __future__ import annotations

from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from numpy.typing import NDArray

from classifier.domain.errors import SettingError
from classifier.domain.suppression import SuppressionPolicy, parse_policy, protect
from classifier.evaluation.disclosure import bounds, pinned

Counts = NDArray[np.int64]

TABLES = arrays(
    np.int64,
    st.tuples(st.integers(1, 5), st.integers(1, 5)),
    elements=st.one_of(st.integers(0, 7), st.integers(0, 40)),
)
BELOW_5 = parse_policy("below:5")
ROUND_5 = parse_policy("round:5")


def with_totals(counts: Counts, *, rows: bool = True, columns: bool = True) -> Counts:
    """Add the totals of rows and columns to a table."""
    if rows:
        counts = np.column_stack([counts, counts.sum(axis=1)])
    return np.vstack([counts, counts.sum(axis=0)]) if columns else counts


def test_a_table_by_hand() -> None:
    """One small count takes the cheapest rectangle with it, and every total stays."""
    table = with_totals(np.array([[3, 10, 20], [8, 9, 30], [7, 40, 50]]))
    shown = protect(table, BELOW_5, row_totals=True, column_totals=True)
    assert np.argwhere(shown.hidden).tolist() == [[0, 0], [0, 1], [1, 0], [1, 1]]
    assert not shown.hidden[-1].any()
    assert not shown.hidden[:, -1].any()


def test_zero_is_not_small() -> None:
    """A zero is shown, and is never hidden for another's sake."""
    table = with_totals(np.array([[3, 0], [0, 9]]))
    shown = protect(table, BELOW_5, row_totals=True, column_totals=True)
    assert not shown.hidden[table == 0].any()


def test_two_that_make_two_are_not_enough() -> None:
    """Who knows that a hidden count is at least 1 reads 1 and 1 from a total of 2."""
    table = np.array([[1, 1, 30, 32]])
    shown = protect(table, BELOW_5, row_totals=True, column_totals=False)
    assert shown.hidden.tolist() == [[True, True, True, False]]


def test_without_totals_the_small_ones_alone() -> None:
    """Nothing gives a count away, so nothing else is hidden."""
    shown = protect(np.array([[1, 5], [6, 4]]), BELOW_5, row_totals=False, column_totals=False)
    assert shown.hidden.tolist() == [[True, False], [False, True]]


def test_a_part_is_not_hidden_alone() -> None:
    """Who is told 9 and 11 in all reads 2, 3 or 4: a total counts an officer once, not the more."""
    table = np.array([[3, 9, 11]])
    shown = protect(table, BELOW_5, row_totals=True, column_totals=False)
    assert shown.hidden.tolist() == [[True, True, False]]


def test_a_total_alone_is_told_by_no_part() -> None:
    """One officer with three outcomes twice each: any number of officers could have them."""
    table = np.array([[6], [6], [1]])
    shown = protect(table, BELOW_5, row_totals=False, column_totals=True)
    assert shown.hidden.tolist() == [[False], [False], [True]]


Column = tuple[int, ...]


def as_shown(column: Column, policy: SuppressionPolicy) -> tuple[int | None, ...]:
    """Give what a reply shows of outcomes and the officers who have them: None where it hides."""
    table = np.array(column).reshape(-1, 1)
    safe = protect(table, policy, row_totals=False, column_totals=True)
    pairs = zip(safe.shown[:, 0].tolist(), safe.hidden[:, 0].tolist(), strict=True)
    return tuple(None if hidden else figure for figure, hidden in pairs)


def answers(outcomes: int, most: int, *, least: int) -> list[Column]:
    """Give every column of that many outcomes, from someone to as many officers as outcomes."""
    return [
        (*given, officers)
        for given in product(range(least, most + 1), repeat=outcomes)
        for officers in range(min(1, sum(given)), sum(given) + 1)
    ]


@pytest.mark.parametrize(
    ("word", "outcomes", "most"),
    [
        ("below:3", 1, 9),
        ("below:3", 2, 7),
        ("below:4", 2, 8),
        ("round:2", 2, 7),
        ("round:5", 1, 12),
        ("round:5", 2, 9),
        ("round:6", 2, 9),
    ],
)
def test_who_knows_the_program_works_no_count_out(word: str, outcomes: int, most: int) -> None:
    """Of all answers that are shown alike, each hidden or rounded count has two or more values.

    Where all of them are small: others could be answers that are not tried here.
    """
    policy = parse_policy(word)
    alike: dict[tuple[int | None, ...], list[Column]] = {}
    for column in answers(outcomes, most, least=1 if policy.kind == "below" else 0):
        alike.setdefault(as_shown(column, policy), []).append(column)
    for shown, columns in alike.items():
        if max(map(max, columns)) >= most - 1 or not any(map(any, columns)):
            continue
        for place, figure in enumerate(shown):
            values = {column[place] for column in columns}
            if figure is None or policy.kind == "round":
                assert len(values) > 1 or values == {0}  # nobody is told of by a zero


def test_none_shows_all() -> None:
    """Without a policy every count is as it is."""
    table = with_totals(np.array([[1, 2], [3, 4]]))
    shown = protect(table, SuppressionPolicy(), row_totals=True, column_totals=True)
    assert not shown.hidden.any()
    assert (shown.shown == table).all()


def test_rounding_that_gives_a_count_away_is_mended() -> None:
    """Four times 3, shown as 5 each and 10 in all, can only be four times 3."""
    table = np.array([[3, 3, 3, 3, 12]])
    shown = protect(table, ROUND_5, row_totals=True, column_totals=False)
    assert shown.shown[~shown.hidden].tolist() == [5, 5, 5, 10][: int((~shown.hidden).sum())]
    assert shown.hidden.sum() == 1


@settings(max_examples=50)
@given(TABLES, st.booleans(), st.booleans(), st.integers(2, 11))
def test_hidden_counts_cannot_be_recovered(
    counts: Counts, rows: bool, columns: bool, number: int
) -> None:
    """A solver that knows policy and totals cannot pin one down; every small count is hidden."""
    table = with_totals(counts, rows=rows, columns=columns)
    policy = SuppressionPolicy(kind="below", number=number)
    shown = protect(table, policy, row_totals=rows, column_totals=columns)
    assert shown.hidden[(table > 0) & (table < number)].all()
    for lowest in (0.0, 1.0):
        lower = np.where(shown.hidden, lowest, table).astype(float)
        upper = np.where(shown.hidden, np.inf, table)
        found = bounds(lower, upper, row_totals=rows, column_totals=columns)
        assert found is not None
        low, high = found
        assert not pinned(low, high, shown.hidden).any()
        assert (low <= table).all()
        assert (table <= high).all()


@settings(max_examples=50)
@given(TABLES, st.integers(2, 11))
def test_rounded_counts_cannot_be_recovered(counts: Counts, number: int) -> None:
    """A solver that knows how far each rounded figure may be off cannot pin one down."""
    table = with_totals(counts)
    policy = SuppressionPolicy(kind="round", number=number)
    shown = protect(table, policy, row_totals=True, column_totals=True)
    figures, hidden = shown.shown, shown.hidden
    assert (figures % number == 0).all()
    assert (np.abs(figures - table)[~hidden] * 2 <= number).all()
    lower = np.where(hidden, 0, np.maximum(figures - number // 2, 0)).astype(float)
    upper = np.where(hidden, np.inf, figures + (number - 1) // 2)
    found = bounds(lower, upper, row_totals=True, column_totals=True)
    assert found is not None
    assert not pinned(*found, np.ones_like(hidden)).any()


def test_a_count_is_not_negative() -> None:
    """The caller counts."""
    with pytest.raises(ValueError, match="negative"):
        protect(np.array([[-1]]), BELOW_5, row_totals=False, column_totals=False)


@pytest.mark.parametrize("word", ["below:5", "below:3", "Round:5", "round:2", " none "])
def test_policies_are_read(word: str) -> None:
    """By their words, whatever the case; each says what it does."""
    policy = parse_policy(word)
    assert policy.kind == word.strip().casefold().partition(":")[0]
    assert policy.statement.endswith(".")


@pytest.mark.parametrize(
    "word", ["", "below", "below:", "below:1", "round:0", "below:-5", "all", "round:3", "round:4"]
)
def test_other_words_are_refused(word: str) -> None:
    """With the known ones."""
    with pytest.raises(SettingError, match="below:N"):
        parse_policy(word)


def test_what_breaks_a_policy() -> None:
    """Counts from 1 to one less, or no multiple."""
    assert [BELOW_5.is_small(count) for count in (0, 1, 4, 5)] == [False, True, True, False]
    assert [ROUND_5.is_small(count) for count in (0, 1, 5)] == [False, True, False]
    assert not SuppressionPolicy().is_small(1)
