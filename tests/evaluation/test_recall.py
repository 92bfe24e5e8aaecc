from __future__ import annotations

import itertools
import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from classifier.evaluation.hypergeometric import binomial, pmf
from classifier.evaluation.recall import (
    Read,
    Samples,
    at_least,
    elusion,
    error_of_claim,
    recall,
)
from classifier.evaluation.reviewer_error import RIGHT, Reading, SecondReviews, reading_of
from classifier.evaluation.strata import MOST_STRATA, Stratum, at_least_seen, at_most_seen

SIZES, DRAWN = (6, 5, 9), (3, 3, 4)
"""A small frame: one stratum of found rows, two of missed ones."""


@st.composite
def strata(draw: st.DrawFn, most: int) -> list[Stratum]:
    """Give any few strata with their samples."""
    found = []
    for _ in range(draw(st.integers(0, most))):
        size = draw(st.integers(1, 200))
        drawn = draw(st.integers(1, size))
        found.append(Stratum(size=size, drawn=drawn, relevant=draw(st.integers(0, min(drawn, 8)))))
    return found


@st.composite
def samples(draw: st.DrawFn) -> Samples:
    """Give any samples, and any rows read before."""
    read = Read(relevant=draw(st.integers(0, 40)), others=draw(st.integers(0, 40)))
    return Samples(found=draw(strata(2)), missed=draw(strata(2)), read=read)


def small(seen: tuple[int, ...]) -> Samples:
    """Give a sample of the small frame."""
    found, *missed = (
        Stratum(size=size, drawn=drawn, relevant=x)
        for size, drawn, x in zip(SIZES, DRAWN, seen, strict=True)
    )
    return Samples(found=[found], missed=missed)


def chances(relevant: tuple[int, ...], sensitivity: float = 1.0) -> dict[tuple[int, ...], float]:
    """Give the chance of each sample of the small frame, by hand over all of them."""
    each = []
    for k, size, drawn in zip(relevant, SIZES, DRAWN, strict=True):
        every = np.arange(drawn + 1)
        true = pmf(every, relevant=np.array([k]), size=size, drawn=drawn)
        each.append((true @ binomial(every, trials=every, chance=sensitivity))[0])
    return {
        seen: math.prod(one[x] for one, x in zip(each, seen, strict=True))
        for seen in itertools.product(*(range(drawn + 1) for drawn in DRAWN))
    }


@given(samples(), st.sampled_from([0.8, 0.9]))
def test_an_interval_lies_in_0_to_1_and_widens_with_the_level(some: Samples, level: float) -> None:
    """In [0, 1], around its value; a higher level is never narrower."""
    narrow, wide = recall(some, level=level), recall(some, level=0.99)
    assert 0 <= narrow.low <= narrow.high <= 1
    assert math.isnan(narrow.value) or narrow.low <= narrow.value <= narrow.high
    assert wide.low <= narrow.low + 1e-12
    assert narrow.high <= wide.high + 1e-12


@given(samples(), st.sampled_from([0.8, 0.9]))
def test_elusion_lies_in_0_to_1_and_widens_with_the_level(some: Samples, level: float) -> None:
    """The same of elusion; without missed rows there is none."""
    narrow, wide = elusion(some, level=level), elusion(some, level=0.99)
    if not some.missed:
        assert math.isnan(narrow.value)
        return
    assert 0 <= wide.low <= narrow.low <= narrow.value <= narrow.high <= wide.high <= 1


@given(samples(), st.integers(1, 20))
def test_more_found_before_is_never_worse(some: Samples, more: int) -> None:
    """Rows that people found before the draw raise what recall is at least."""
    read = Read(relevant=some.read.relevant + more, others=some.read.others)
    richer = Samples(found=some.found, missed=some.missed, read=read)
    assert at_least(richer, error=0.05) >= at_least(some, error=0.05) - 0.02  # weights differ


@given(samples(), st.lists(st.floats(1e-9, 0.3), min_size=2, max_size=4))
def test_a_claim_with_less_error_is_never_bolder(some: Samples, errors: list[float]) -> None:
    """What recall is at least does not rise as the error falls, however little is left of it."""
    bounds = [at_least(some, error=error) for error in sorted([*errors, 2e-5, 2.2e-5])]
    assert bounds == sorted(bounds)


@pytest.mark.parametrize("error", [2.2e-5, 2e-5, 1e-9])
def test_without_error_to_spend_nothing_is_certified(error: float) -> None:
    """Where 40 of 100 rows drawn were missed, no claim is made; the interval is as wide as it is."""
    some = Samples(
        found=[Stratum(size=50, drawn=10, relevant=9)],
        missed=[Stratum(size=1000, drawn=100, relevant=40)],
        read=Read(relevant=3),
    )
    assert at_least(some, error=error) < 0.05
    sure = recall(some, level=1 - error)
    assert (sure.low, sure.high) == pytest.approx((3 / 1003, 1))
    assert elusion(some, level=1 - 1e-9).high == 1


def test_a_relevant_row_more_among_the_missed_lowers_the_bound() -> None:
    """What recall is at least falls with every relevant row seen where rows are missed."""
    bounds = [
        at_least(
            Samples(
                found=[Stratum(size=100, drawn=50, relevant=40)],
                missed=[Stratum(size=1000, drawn=400, relevant=seen)],
            ),
            error=0.05,
        )
        for seen in range(8)
    ]
    assert bounds == sorted(bounds, reverse=True)
    assert len(set(bounds)) == len(bounds)


def test_everything_read_leaves_no_doubt() -> None:
    """Where every row is read, the interval is the figure."""
    whole = Samples(
        found=[Stratum(size=10, drawn=10, relevant=8)],
        missed=[Stratum(size=30, drawn=30, relevant=2)],
    )
    found = recall(whole)
    assert (found.low, found.value, found.high) == pytest.approx((0.8, 0.8, 0.8))
    assert elusion(whole).high == pytest.approx(2 / 30)


def test_an_unsettled_row_read_before_counts_as_missed() -> None:
    """It is taken as relevant and not found."""
    whole = Samples(
        found=[], missed=[Stratum(size=5, drawn=5, relevant=0)], read=Read(relevant=3, doubtful=1)
    )
    found = recall(whole)
    assert (found.low, found.value, found.high) == pytest.approx((0.75, 0.75, 0.75))


def test_nothing_relevant_seen_has_no_value() -> None:
    """Then recall is not defined, and anything may be so."""
    found = recall(
        Samples(
            found=[Stratum(size=9, drawn=3, relevant=0)],
            missed=[Stratum(size=90, drawn=3, relevant=0)],
        )
    )
    assert math.isnan(found.value)
    assert (found.low, found.high) == (0, 1)


@pytest.mark.parametrize("level", [0.8, 0.95])
def test_the_interval_covers_every_small_frame(level: float) -> None:
    """By full enumeration of frames and samples: never below the level."""
    intervals = {
        seen: recall(small(seen), level=level)
        for seen in itertools.product(*(range(drawn + 1) for drawn in DRAWN))
    }
    for relevant in itertools.product(*(range(size + 1) for size in SIZES)):
        if not sum(relevant):
            continue
        true = relevant[0] / sum(relevant)
        covered = sum(
            chance
            for seen, chance in chances(relevant).items()
            if intervals[seen].low - 1e-12 <= true <= intervals[seen].high + 1e-12
        )
        assert covered >= level - 1e-9


def test_the_claim_is_wrong_seldom_enough_in_every_small_frame() -> None:
    """By full enumeration: what recall is said to be at least is too high in 10 of 100 at most."""
    claims = {
        seen: at_least(small(seen), error=0.1)
        for seen in itertools.product(*(range(drawn + 1) for drawn in DRAWN))
    }
    for relevant in itertools.product(*(range(size + 1) for size in SIZES)):
        true = relevant[0] / max(sum(relevant), 1)
        wrong = sum(c for seen, c in chances(relevant).items() if claims[seen] > true + 1e-12)
        assert wrong <= 0.1 + 1e-9 or not sum(relevant)


def test_an_erring_reviewer_is_allowed_for() -> None:
    """By full enumeration: with the bounds on sensitivity right, the interval still covers."""
    reading = reading_of(SecondReviews(relevant=60, called=50, false_alarms=0), level=0.9)
    assert reading is not None
    intervals = {
        seen: recall(small(seen), level=0.9, reading=reading)
        for seen in itertools.product(*(range(drawn + 1) for drawn in DRAWN))
    }
    for sensitivity in (reading.sensitivity.low, 0.85, reading.sensitivity.high):
        for relevant in itertools.product((0, 3, 6), (0, 2, 5), (0, 4, 9)):
            if not sum(relevant):
                continue
            true = relevant[0] / sum(relevant)
            covered = sum(
                chance
                for seen, chance in chances(relevant, sensitivity).items()
                if intervals[seen].low - 1e-12 <= true <= intervals[seen].high + 1e-12
            )
            assert covered >= 0.9 - 1e-9


def test_an_erring_reviewer_widens_the_interval() -> None:
    """What people missed before the draw is missed: recall is lower, and less is sure."""
    some = Samples(
        found=[Stratum(size=50, drawn=30, relevant=25)],
        missed=[Stratum(size=900, drawn=300, relevant=2)],
        read=Read(relevant=60, others=100),
    )
    reading = reading_of(SecondReviews(relevant=80, called=72, false_alarms=4), level=0.95)
    assert reading is not None
    right, erring = recall(some), recall(some, reading=reading)
    assert erring.value < right.value
    assert erring.high - erring.low > right.high - right.low


@given(strata(2), st.booleans())
def test_the_true_total_of_a_whole_reading_is_never_ruled_out(
    some: list[Stratum], more: bool
) -> None:
    """Where a sample is its stratum, what was seen is what is there."""
    whole = [Stratum(size=one.drawn, drawn=one.drawn, relevant=one.relevant) for one in some]
    total = at_least_seen(whole) if more else at_most_seen(whole)
    seen = sum(one.relevant for one in whole)
    left = total.left(0.01)
    assert left.min() <= seen <= left.max()


def test_claims_share_one_error() -> None:
    """Four fifths for the first, and of what is left for each that follows: never more in all."""
    spent = [error_of_claim(number, level=0.95) for number in range(1, 40)]
    assert spent[:2] == pytest.approx([0.04, 0.008])
    assert sum(spent) == pytest.approx(0.05)
    assert sum(spent) <= 0.05 + 1e-12


def test_contradicting_counts_are_refused() -> None:
    """More seen than drawn, more drawn than there are, or nothing drawn where there are rows."""
    for size, drawn, relevant in ((5, 6, 0), (5, 2, 3), (5, 0, 0)):
        with pytest.raises(ValueError, match="not a sampled stratum"):
            Stratum(size=size, drawn=drawn, relevant=relevant)
    many = [Stratum(size=2, drawn=1, relevant=0)] * (MOST_STRATA + 1)
    with pytest.raises(ValueError, match="more than 4 strata"):
        at_most_seen(many)


@pytest.mark.parametrize(("relevant", "called"), [(29, 29), (40, 0)])
def test_few_second_reviews_say_nothing_of_a_reviewer(relevant: int, called: int) -> None:
    """Then the reviewer is taken as right, and it must be said."""
    reviews = SecondReviews(relevant=relevant, called=called, false_alarms=1)
    assert reading_of(reviews, level=0.95) is None
    assert RIGHT.perfect
    assert Reading().parts(3) == [RIGHT]


@given(st.integers(30, 200), st.data())
def test_the_bounds_on_a_reviewer_are_shares_around_what_was_seen(
    relevant: int, data: st.DataObject
) -> None:
    """Sensitivity and precision lie in their intervals, within [0, 1]; parts cover the range."""
    called = data.draw(st.integers(1, relevant))
    alarms = data.draw(st.integers(0, 20))
    reviews = SecondReviews(relevant=relevant, called=called, false_alarms=alarms)
    reading = reading_of(reviews, level=0.95)
    assert reading is not None
    for found in (reading.sensitivity, reading.precision):
        assert 0 <= found.low <= found.value <= found.high <= 1
    parts = reading.parts(3)
    assert parts[0].sensitivity.low == reading.sensitivity.low
    assert parts[-1].sensitivity.high == pytest.approx(reading.sensitivity.high)
