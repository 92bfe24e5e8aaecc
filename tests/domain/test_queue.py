from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from classifier.domain import queue
from classifier.domain.queue import (
    BLIND,
    CONTROL_SHARE,
    SECOND_SHARE,
    Candidates,
    Why,
    gain,
    gets_second_review,
    is_blind,
    lot,
    order,
    reasons,
)

NAMES = [f"{number:064x}" for number in range(2_000)]


def candidates(
    route: list[str],
    probability: list[float] | None = None,
    hit: list[bool] | None = None,
    rows: list[int] | None = None,
) -> Candidates:
    """Give distinct texts, uncertain and without search words unless told otherwise."""
    count = len(route)
    return Candidates(
        text=np.array(NAMES[:count], dtype=np.str_),
        probability=np.array([0.5] * count if probability is None else probability, dtype=float),
        route=np.array(route, dtype=np.str_),
        keyword_hit=np.array([False] * count if hit is None else hit, dtype=np.bool_),
        rows=np.array([1] * count if rows is None else rows, dtype=np.int64),
    )


@st.composite
def workspaces(draw: st.DrawFn) -> Candidates:
    """Give any texts, scores and routes."""
    count = draw(st.integers(0, 25))
    shaped = {"min_size": count, "max_size": count}
    routes = st.sampled_from(["relevant", "review", "not_relevant"])
    return candidates(
        draw(st.lists(routes, **shaped)),
        draw(st.lists(st.floats(0, 1), **shaped)),
        draw(st.lists(st.booleans(), **shaped)),
        draw(st.lists(st.integers(1, 9), **shaped)),
    )


@pytest.mark.parametrize(
    ("route", "hit", "expected"),
    [
        (["review", "review"], [False, False], [Why.UNCERTAIN, Why.UNCERTAIN]),
        (["relevant", "relevant"], [True, False], [Why.CONFIRM, Why.MODEL_ONLY]),
        (["not_relevant", "not_relevant"], [True, False], [Why.KEYWORD_ONLY, None]),
    ],
)
def test_why_a_text_is_read(route: list[str], hit: list[bool], expected: list[Why | None]) -> None:
    """Uncertain, or scored high with a search word or without, or low with one; else not at all."""
    assert reasons(candidates(route, hit=hit)).tolist() == expected


def test_a_low_score_with_a_search_word_is_told_from_an_uncertain_one() -> None:
    """What is in review below all that are there without a search word is there for the word."""
    two = candidates(["review", "review"], [0.01, 0.3], [True, False])
    assert reasons(two).tolist() == [Why.KEYWORD_ONLY, Why.UNCERTAIN]
    above = candidates(["review", "review"], [0.4, 0.3], [True, False])
    assert reasons(above).tolist() == [Why.UNCERTAIN, Why.UNCERTAIN]


def test_the_gain_is_the_variance_for_each_row() -> None:
    """It is p (1 - p), times the rows that the decision counts for; nothing for what is certain."""
    found = gain(candidates(["review"] * 3, [0.5, 0.1, 1.0], rows=[1, 10, 5]))
    assert found.tolist() == pytest.approx([0.25, 0.9, 0.0])


def test_the_lot_is_the_salts_alone() -> None:
    """The same text and salt draw the same, whatever stands beside it; another salt draws anew."""
    drawn = lot(NAMES[:50], "salt")
    assert drawn.tolist() == lot(NAMES[:50][::-1], "salt")[::-1].tolist()
    assert lot(NAMES[7:8], "salt")[0] == drawn[7]
    assert not np.isin(lot(NAMES[:50], "other"), drawn).any()
    assert lot([], "salt").shape == (0,)


def test_the_lot_is_even() -> None:
    """In [0, 1), a tenth in each tenth, and the shares are what they are said to be."""
    drawn = lot(NAMES, "salt")
    assert drawn.min() >= 0
    assert drawn.max() < 1
    tenths = np.histogram(drawn, bins=10, range=(0, 1))[0]
    assert tenths.min() > 150  # 200 are expected: four standard deviations
    assert tenths.max() < 250
    assert gets_second_review(NAMES, salt="s").mean() == pytest.approx(SECOND_SHARE, abs=0.03)
    why = [w for _, w in order(candidates(["review"] * 2_000), salt="s")]
    assert why.count(Why.CONTROL) / 2_000 == pytest.approx(CONTROL_SHARE, abs=0.015)


def test_the_draws_are_strangers() -> None:
    """Being in the control sample says nothing of getting a second review."""
    control = {t for t, w in order(candidates(["review"] * 2_000), salt="s") if w is Why.CONTROL}
    second = gets_second_review(sorted(control), salt="s")
    assert 0 < second.sum() < len(control) / 2


@given(workspaces(), st.sampled_from(["dogs", "social_media"]))
def test_each_text_stands_once_and_none_that_needs_no_reading(some: Candidates, salt: str) -> None:
    """All that have a reason, and the control sample; the others never; always in the same order."""
    found = order(some, salt=salt)
    texts = [text for text, _ in found]
    assert len(set(texts)) == len(texts)
    why = dict(zip(some.text.tolist(), reasons(some).tolist(), strict=True))
    assert all(reason is Why.CONTROL or reason is why[text] for text, reason in found)
    assert {text for text, reason in why.items() if reason} <= set(texts)
    assert order(some, salt=salt) == found


@given(workspaces())
def test_open_texts_come_by_falling_gain(some: Candidates) -> None:
    """The most telling decision first."""
    worth = dict(zip(some.text.tolist(), gain(some).tolist(), strict=True))
    opened = [worth[text] for text, why in order(some, salt="s") if why is not Why.CONTROL]
    assert opened == sorted(opened, reverse=True)


def test_the_control_sample_is_strewn() -> None:
    """Not at the end, nor at the beginning: in each half of the queue there is some of it."""
    some = candidates(["review"] * 1_000 + ["not_relevant"] * 1_000)
    places = [place for place, (_, w) in enumerate(order(some, salt="s")) if w is Why.CONTROL]
    assert len(places) > 20
    assert 0.25 < sum(place < 500 for place in places) / len(places) < 0.75
    assert max(np.diff(places)) < 250


def test_only_what_is_read_blind_and_some_others_are_plain() -> None:
    """A second review and a control text always, a dispute never, some of the rest."""
    assert all(is_blind(name, why, salt="s") for name in NAMES[:50] for why in BLIND)
    assert not any(is_blind(name, Why.DISPUTE, salt="s") for name in NAMES[:500])
    plain = sum(is_blind(name, Why.UNCERTAIN, salt="s") for name in NAMES)
    assert 0 < plain < 1_000


@given(workspaces(), st.data())
def test_diverse_texts_stand_at_every_tenth_place(some: Candidates, data: st.DataObject) -> None:
    """They come forward in their order; the others keep theirs, and none is lost or comes twice."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(queue, "CONTROL_SHARE", 0.0)
        patch.setattr(queue, "DIVERSE_EVERY", 3)
        plain = [text for text, _ in order(some, salt="s")]
        spread = data.draw(st.permutations(plain).map(lambda texts: texts[: len(texts) // 4]))
        mixed = [text for text, _ in order(some, salt="s", spread=spread)]
    assert mixed[2 : 3 * len(spread) : 3] == spread
    assert [text for text in mixed if text not in spread] == [
        text for text in plain if text not in spread
    ]
    assert sorted(mixed) == sorted(plain)


@given(workspaces(), st.sets(st.sampled_from(NAMES[:30])), st.lists(st.sampled_from(NAMES[:30])))
def test_what_was_drawn_is_the_control_sample(
    some: Candidates, drawn: set[str], onward: list[str]
) -> None:
    """And nothing else is; what is to be read after all others comes last, in its own order."""
    found = order(some, salt="s", drawn=drawn, onward=onward)
    texts = set(some.text.tolist())
    assert {text for text, why in found if why is Why.CONTROL} == drawn & texts
    assert len({text for text, _ in found}) == len(found)
    last = [text for text, why in found if why is Why.NEXT]
    assert [text for text, _ in found[len(found) - len(last) :]] == last
    assert last == [text for text in dict.fromkeys(onward) if text in last]
    assert texts & set(onward) <= {text for text, _ in found}
