from __future__ import annotations

import itertools
from functools import cache

import pytest
from hypothesis import given
from hypothesis import strategies as st

from classifier.evaluation.stopping import (
    FEWEST_IN_WINDOW,
    chance_of_stopping_early,
    is_due,
    lot_share,
    spare,
    unfound_below,
    window,
)

TARGETS = st.sampled_from([0.5, 0.7, 0.8, 0.9, 0.95])


@pytest.mark.parametrize(
    ("found", "target", "expected"),
    [(18, 0.95, 1), (19, 0.95, 2), (38, 0.95, 3), (9, 0.9, 2), (8, 0.9, 1), (0, 0.5, 1)],
)
def test_the_room_that_a_target_leaves(found: int, target: float, expected: int) -> None:
    """Of 19 found and one unfound 95 % are found, and the target is met; with two it is not."""
    assert unfound_below(found, target) == expected


def test_the_chance_by_hand() -> None:
    """Nineteen found, half of the rows in the lot, none of it ahead: a quarter, of two unfound."""
    asked = {"target": 0.95, "share": 0.5}
    assert chance_of_stopping_early(19, ahead=0, **asked) == pytest.approx(0.25)
    assert chance_of_stopping_early(19, ahead=1, **asked) == pytest.approx(0.5)
    assert chance_of_stopping_early(19, ahead=0, doubtful=1, **asked) == pytest.approx(0.5)
    assert chance_of_stopping_early(19, ahead=0, doubtful=2, **asked) == 1


@given(st.integers(1, 300), st.integers(0, 9), st.floats(0.05, 0.95), TARGETS)
def test_the_chance_falls_as_reading_goes_on(
    found: int, ahead: int, share: float, target: float
) -> None:
    """A row found more, or one of the lot passed, never makes it rise: looking is free."""
    now = chance_of_stopping_early(found, ahead=ahead, target=target, share=share)
    assert 0 <= now <= 1
    assert (
        chance_of_stopping_early(found + 1, ahead=ahead, target=target, share=share) <= now + 1e-9
    )
    if ahead:
        passed = chance_of_stopping_early(found, ahead=ahead - 1, target=target, share=share)
        assert passed <= now + 1e-9


@pytest.mark.parametrize("target", [0.5, 0.7, 0.8])
@pytest.mark.parametrize(("relevant", "share"), [(7, 0.3), (9, 0.5), (10, 0.65)])
def test_stopping_too_early_is_as_rare_as_promised(
    relevant: int, share: float, target: float
) -> None:
    """Over all ways in which a lot can fall, looking before every row: at most the error."""
    error, wrong = 0.1, 0.0

    @cache
    def early(found: int, ahead: int) -> float:
        return chance_of_stopping_early(found, ahead=ahead, target=target, share=share)

    for lot in itertools.product((False, True), repeat=relevant):
        chance = share ** sum(lot) * (1 - share) ** (relevant - sum(lot))
        for passed in range(relevant):
            ahead = sum(lot[passed:])
            found = passed + ahead
            if early(found, ahead) <= error and found < target * relevant - 1e-9:
                wrong += chance
                break
    assert wrong <= error + 1e-9


@given(st.integers(1, 2_000), TARGETS, st.sampled_from([0.01, 0.05, 0.1]))
def test_the_lot_is_as_large_as_need_be(found: int, target: float, tail: float) -> None:
    """With as many relevant rows in the lot as are to spare, or fewer, the rule stops at once."""
    share = lot_share(found, target=target, tail=tail)
    assert 0 < share <= 1
    for ahead in range(spare(found, target=target) + 1):
        chance = chance_of_stopping_early(found + ahead, ahead=ahead, target=target, share=share)
        assert chance <= tail + 1e-9


def test_the_lot_is_due_once_little_comes() -> None:
    """Little is a quarter of what may be unfound, over a stretch that grows with the rows."""
    assert window(100) == FEWEST_IN_WINDOW
    assert window(10_000) == 750
    assert is_due(0, found=20, target=0.95)
    assert not is_due(1, found=20, target=0.95)
    assert is_due(1, found=100, target=0.95)
    assert not is_due(2, found=100, target=0.95)
    assert not is_due(0, found=0, target=0.95)
