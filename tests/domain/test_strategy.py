import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from classifier.domain.strategy import (
    DIVERSE_EVERY,
    LIKELIER,
    PATIENCE,
    Strategy,
    Unread,
    at_random,
    choose,
    disagreement,
    diverse,
    most_relevant,
    uncertain,
)


def unread(**arrays: list[object]) -> Unread:
    """Give unread rows, of which only what matters is said."""
    rows = len(next(iter(arrays.values())))
    usual = {
        "score": np.zeros(rows),
        "keyword_hit": np.zeros(rows, dtype=bool),
        "sketch": np.eye(rows, dtype=np.float32),
        "likeness": np.full(rows, -1, dtype=np.float32),
        "lot": np.zeros(rows),
    }
    given_arrays = {name: np.array(values) for name, values in arrays.items()}
    return Unread(**{**usual, **given_arrays})


@st.composite
def rows(draw: st.DrawFn) -> Unread:
    """Draw unread rows of any kind."""
    number = draw(st.integers(1, 30))
    random = np.random.default_rng(draw(st.integers(0, 2**32)))
    sketch = random.normal(size=(number, 4)).astype(np.float32)
    return Unread(
        score=random.normal(size=number).round(1),
        keyword_hit=random.random(number) < 0.3,
        sketch=sketch / np.linalg.norm(sketch, axis=1, keepdims=True),
        likeness=random.uniform(-1, 1, number).astype(np.float32),
        lot=random.random(number),
    )


def test_each_strategy_on_two_rows() -> None:
    """What each of them asks about first, of two rows."""
    assert most_relevant(unread(score=[0.1, 0.9]), 1).tolist() == [1]
    assert uncertain(unread(score=[0.1, -0.9]), 1).tolist() == [0]
    assert at_random(unread(lot=[0.7, 0.2]), 1).tolist() == [1]
    assert diverse(unread(likeness=[0.9, 0.1]), 1).tolist() == [1]


def test_disagreement_has_two_sides() -> None:
    """A hit that scores low, and a high score without a hit, come before any agreement."""
    four = unread(score=[2.0, -2.0, 1.0, -1.0], keyword_hit=[True, True, False, False])
    assert disagreement(four, 4).tolist() == [1, 2, 3, 0]


def test_diverse_rows_are_not_like_each_other() -> None:
    """Of two equal rows and another, the second chosen is the other."""
    three = unread(sketch=np.array([[1, 0], [1, 0], [0, 1]], dtype=np.float32).tolist())
    assert diverse(three, 2).tolist() == [0, 2]


@given(rows(), st.sampled_from(Strategy), st.integers(1, 40), st.integers(0, 200), st.booleans())
def test_every_strategy_names_as_many_rows_as_wanted_and_each_once(
    pool: Unread, strategy: Strategy, wanted: int, read: int, in_vain: bool
) -> None:
    """As many as wanted, or all there are; never one twice; the same ones every time."""
    chosen = choose(strategy, pool, wanted, read=read, in_vain=in_vain)
    assert len(chosen) == min(wanted, len(pool.score))
    assert len(set(chosen.tolist())) == len(chosen)
    again = choose(strategy, pool, wanted, read=read, in_vain=in_vain)
    assert again.tolist() == chosen.tolist()


@given(rows(), st.lists(st.integers(1, 5), min_size=1, max_size=30))
def test_the_mixed_strategy_is_never_one_tunnel(pool: Unread, batches: list[int]) -> None:
    """However the reads fall into batches, one in so many is of a diverse row, none is lost."""
    ranked = most_relevant(pool, len(pool.score)).tolist()
    read = diverse_reads = 0
    for wanted in batches:
        chosen = choose(Strategy.MIXED, pool, wanted, read=read).tolist()
        others = (read + wanted) // DIVERSE_EVERY - read // DIVERSE_EVERY
        spread = chosen[len(chosen) - others :] if others else []
        assert set(spread) <= set(ranked[: max(others, len(ranked) // LIKELIER)])
        rest = [row for row in ranked if row not in spread]
        assert chosen[: len(chosen) - others] == rest[: wanted - others]
        read += wanted
        diverse_reads += others
    assert diverse_reads == read // DIVERSE_EVERY


def test_a_diverse_read_is_of_the_likelier_row_least_like_any_that_was_read() -> None:
    """Of eight rows the two likeliest are in question; the second is less like what was read."""
    eight = unread(
        score=[8.0, 7.0, 6.0, 5.0, 4.0, 3.0, 2.0, 1.0],
        likeness=np.array([0.9, 0.5, *[0.1] * 6], dtype=np.float32).tolist(),
    )
    assert choose(Strategy.MIXED, eight, 1, read=DIVERSE_EVERY - 1).tolist() == [1]


def test_where_all_was_read_in_vain_two_of_three_reads_are_by_lot() -> None:
    """What the loop knew at first misleads it; the third read stays with the most relevant."""
    three = unread(score=[3.0, 2.0, 1.0, 0.0], lot=[0.9, 0.8, 0.2, 0.1])
    patience = PATIENCE + (-PATIENCE) % 3
    assert choose(Strategy.MIXED, three, 3, read=patience, in_vain=True).tolist() == [0, 3, 2]
    assert choose(Strategy.MIXED, three, 3, read=patience).tolist() == [0, 1, 2]
    assert choose(Strategy.MIXED, three, 3, read=PATIENCE - 3, in_vain=True).tolist() == [0, 1, 2]


def test_without_a_diverse_read_due_the_mixed_strategy_is_the_most_relevant() -> None:
    """The first reads of all are the most relevant ones."""
    pool = unread(score=[0.1, 0.9, 0.5])
    assert choose(Strategy.MIXED, pool, 2, read=0).tolist() == [1, 2]


@pytest.mark.parametrize("strategy", Strategy)
def test_no_rows_are_no_trouble(strategy: Strategy) -> None:
    """With nothing unread nothing is named."""
    nothing = unread(score=np.zeros(0).tolist())
    assert choose(strategy, nothing, 3, read=DIVERSE_EVERY).tolist() == []
