from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from classifier.domain.entries import Entries
from classifier.evaluation.tally import Known, cases_of
from classifier.evaluation.word_lists import LIFT, READS_A_FIND, Candidates, choose
from classifier.evaluation.word_trial import ENOUGH, judge

COLUMNS = st.integers(0, 2**30).map(lambda seed: np.random.default_rng(seed))


def known_of(relevant: NDArray[np.bool_], *, decided: NDArray[np.bool_] | None = None) -> Known:
    """Give rows, each a case of its own, decided by people."""
    there = np.ones_like(relevant) if decided is None else decided
    group = np.arange(len(relevant))
    return Known(relevant=relevant, decided=there, by_people=there, group=group)


def candidates_of(finds: NDArray[np.bool_], *, names: list[int]) -> Candidates:
    """Give candidates that find rows, shape (candidates, rows); a row is a text."""
    text, feature = np.nonzero(finds.T)
    entries = Entries(
        text=text,
        feature=feature,
        count=np.ones(len(text)),
        texts=finds.shape[1],
        size=finds.shape[0],
    )
    return Candidates(
        entries=entries,
        text=np.arange(finds.shape[1]),
        names=np.array(names, dtype=np.int64),
        allowed=np.ones(finds.shape[0], dtype=np.bool_),
        found=lambda numbers: finds[numbers],
    )


def rows(total: int, *at: int) -> NDArray[np.bool_]:
    """Mark some rows."""
    marked = np.zeros(total, dtype=np.bool_)
    marked[list(at)] = True
    return marked


def picked(candidates: Candidates, known: Known, *, doubt: bool = False) -> list[tuple[int, ...]]:
    """Choose from nothing, by all rows."""
    every = np.ones(len(known.relevant), dtype=np.bool_)
    return [tuple(one) for one in choose(candidates, known, there=every, start=~every, doubt=doubt)]


def test_by_hand() -> None:
    """The name that adds most for its price, then the next; a word that adds nothing new is out."""
    total = 400
    known = known_of(rows(total, *range(10)))
    finds = np.stack(
        [
            rows(total, *range(6)),  # six relevant rows, no other
            rows(total, *range(4, 9), 20, 21),  # three more, and two in vain
            rows(total, *range(3)),  # nothing that the first does not find
            rows(total, 9, *range(100, 120)),  # one more, and twenty in vain
        ]
    )
    assert picked(candidates_of(finds, names=[0, 1, 2, 3]), known) == [(0, 6, 6), (1, 3, 5)]


def test_the_benefit_of_the_doubt() -> None:
    """A name that is in one row, not relevant, stays on a list; one that is in ten does not."""
    known = known_of(rows(400, 0))
    finds = np.stack([rows(400, 50), rows(400, *range(60, 70))])
    candidates = candidates_of(finds, names=[0, 1])
    assert picked(candidates, known, doubt=True) == [(0, 0, 1)]
    assert picked(candidates, known) == []


def test_more_reads_a_find_find_more() -> None:
    """A name that is relevant one time in fifteen is worth its reads at twenty, not at ten."""
    known, finds = known_of(rows(400, 0)), rows(400, *range(15))[None, :]
    candidates = candidates_of(finds, names=[0])
    assert picked(candidates, known) == []
    assert picked(replace(candidates, reads_a_find=20), known) == [(0, 1, 15)]


def test_luck_puts_no_word_on_a_list() -> None:
    """Thousands of words in rows drawn by lot: none is chosen; one that tells is."""
    rng = np.random.default_rng(1)
    total = 600
    relevant = rng.random(total) < 0.05
    noise = rng.random((3000, total)) < 0.01
    assert picked(candidates_of(noise, names=[]), known_of(relevant)) == []
    telling = (relevant & (rng.random(total) < 0.7))[None, :]
    chosen = picked(candidates_of(np.concatenate([noise, telling]), names=[]), known_of(relevant))
    assert [number for number, *_ in chosen] == [3000]


@given(COLUMNS, st.booleans())
def test_every_step_is_worth_its_price(rng: np.random.Generator, doubt: bool) -> None:
    """Steps add up to what the list finds; without doubt each gains more than it costs."""
    total = 60
    relevant, decided = rng.random(total) < 0.2, rng.random(total) < 0.8
    finds = rng.random((12, total)) < rng.random((12, 1)) * 0.4
    chosen = picked(
        candidates_of(finds, names=list(range(6))), known_of(relevant, decided=decided), doubt=doubt
    )
    numbers = [number for number, *_ in chosen]
    found = np.logical_or.reduce(finds[numbers])
    assert len(set(numbers)) == len(numbers)
    assert sum(gained for _, gained, _ in chosen) == (found & relevant & decided).sum()
    assert sum(reads for *_, reads in chosen) == found.sum()
    dear = max(1 / READS_A_FIND, LIFT * (relevant & decided).mean())
    price = [1 / READS_A_FIND if number < 6 else dear for number in numbers]
    assert doubt or all(
        gained > cost * reads for cost, (_, gained, reads) in zip(price, chosen, strict=True)
    )


@given(COLUMNS)
def test_cases_are_counted_once(rng: np.random.Generator) -> None:
    """A candidate that stands in several texts of a case, or a text of several rows, is one case."""
    texts, candidates, lines = 8, 5, 20
    stands = rng.random((texts, candidates)) < 0.4
    text, feature = np.nonzero(stands)
    entries = Entries(
        text=text, feature=feature, count=np.ones(len(text)), texts=texts, size=candidates
    )
    row_text, group = rng.integers(texts, size=lines), rng.integers(4, size=lines)
    expected = [
        len({int(g) for t, g in zip(row_text, group, strict=True) if stands[t, one]})
        for one in range(candidates)
    ]
    assert cases_of(entries, row_text, group).tolist() == expected


def test_a_list_is_judged_on_other_cases() -> None:
    """A word of one case each is worth nothing elsewhere; one that all share holds."""
    total, relevant = 400, rows(400, *range(30))
    own = np.eye(total, dtype=np.bool_)[:30]
    alone = judge(candidates_of(own, names=[]), known_of(relevant), seed=1)
    assert alone is not None
    assert (alone.recall.value, alone.reads) == (0, 0)
    shared = candidates_of(relevant[None, :], names=[0])
    held = judge(shared, known_of(relevant), seed=1)
    assert held is not None
    assert held.recall.value == held.precision.value == 1
    assert held.recall.low < 1
    assert held.by_people == held.recall
    assert held.reads == 30
    assert held == judge(shared, known_of(relevant), seed=1)


def test_too_few_say_nothing() -> None:
    """One relevant case fewer than enough, however many rows it has."""
    relevant = rows(400, *range(ENOUGH + 5))
    group = np.maximum(np.arange(400) - 6, 0)
    known = known_of(relevant)
    few = Known(relevant=relevant, decided=known.decided, by_people=known.by_people, group=group)
    assert judge(candidates_of(relevant[None, :], names=[0]), few, seed=0) is None


def test_a_tally_adds_up() -> None:
    """Right, wrong and undecided are all rows, each in one place; people's among them."""
    known = Known(
        relevant=np.array([True, True, False, False, False]),
        decided=np.array([True, True, True, True, False]),
        by_people=np.array([True, False, True, False, True]),
        group=np.arange(5),
    )
    tally = known.tally(np.ones(5, dtype=np.bool_))
    assert (tally.right, tally.wrong, tally.undecided) == (2, 2, 1)
    assert (tally.right_by_people, tally.wrong_by_people) == (1, 1)
    assert tally.rows == pytest.approx(5)
