from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from itertools import compress
from typing import TYPE_CHECKING

import pytest
from chain import append
from hypothesis import given
from hypothesis import strategies as st

from classifier.domain import queue as domain
from classifier.domain.allegation import text_digest
from classifier.domain.errors import SettingError
from classifier.domain.label import Decision, LabelRecord, resolve
from classifier.domain.queue import Why, gets_second_review
from classifier.evaluation.reviewer_error import SecondReviews
from classifier.io.store.connect import Store, reading
from classifier.io.store.draws import ESTIMATE, Draw, ReadText, read_draw, read_frame
from classifier.io.store.reading import read_salt
from classifier.io.store.upkeep import purge_texts
from classifier.services.estimate import estimate_recall
from classifier.services.frame import cut_frame
from classifier.services.known import Known, read_known
from classifier.services.recall import Claim, draw_control, plan_recall
from classifier.services.review import ReviewQueue

if TYPE_CHECKING:
    from conftest import Clock, Fill

RELEVANT, NOT, UNSURE, WITHDRAWN = Decision
CLAIM = Claim(target=0.8)
FOUND = [f"Officer {n} posted a photo of page {n}." for n in range(20)]
UNSURE_ONES = [f"Officer {n} mentioned a site {n} times." for n in range(6)]
REST = [f"Officer {n} was late on {n} dates." for n in range(140)]


@pytest.fixture
def filled(store: Store, fill: Fill) -> Store:
    """Give a store with found, uncertain and other rows, none of them read."""
    fill(store, FOUND, route="relevant", probability=0.9)
    fill(store, UNSURE_ONES, route="review", probability=0.4)
    for start in range(0, len(REST), 35):
        fill(store, REST[start : start + 35], route="not_relevant", probability=0.001 + start / 1e4)
    return store


def decide(
    store: Store,
    texts: Sequence[str],
    decision: Decision = NOT,
    *,
    by: str = "ana",
    because: str = "",
    hour: int = 1,
) -> None:
    """Record a decision on each of some texts, by their digests."""
    append(
        store,
        *(
            LabelRecord(
                text=text,
                reviewer=by,
                time=f"2030-02-01T{hour:02}:00:00.000000+00:00",
                decision=decision,
                shown_because=because,
            )
            for text in texts
        ),
    )


def drawn_from(draw: Draw, name: str) -> list[str]:
    """Give the texts that were drawn from a stratum."""
    return [row.text for row in draw.rows if row.stratum == name]


@pytest.fixture
def draw(filled: Store, clock: Clock) -> Draw:
    """Give a sample of 100 rows."""
    return draw_control(filled, CLAIM, seed=5, clock=clock, reads=100)


def read_all(store: Store, draw: Draw, relevant: Callable[[str], bool]) -> None:
    """Read a sample: found rows are relevant, and so are those that a test says are."""
    found = set(drawn_from(draw, "found"))
    for row in draw.rows:
        yes = row.text in found or relevant(row.text)
        decide(store, [row.text], RELEVANT if yes else NOT)


def test_a_draw_is_recorded_with_all_that_it_rests_on(filled: Store, draw: Draw) -> None:
    """Frame, seed, strata, and each row with its chance: what is read back is what was drawn."""
    with reading(filled) as transaction:
        assert read_draw(transaction, ESTIMATE) == draw
    assert draw.size == len(FOUND) + len(UNSURE_ONES) + len(REST)
    assert [one.name for one in draw.strata] == ["found", "review", "far"]
    assert sum(one.size for one in draw.strata) == draw.size
    assert sum(one.drawn for one in draw.strata) == len(draw.rows) == 100
    for one in draw.strata:
        rows = [row for row in draw.rows if row.stratum == one.name]
        assert len(rows) == one.drawn
        assert {row.chance for row in rows} == {one.drawn / one.size}
    assert len({row.key for row in draw.rows}) == 100
    assert (draw.seed, draw.target, draw.level, draw.model) == (5, 0.8, 0.95, "m1")
    assert draw.error == pytest.approx(0.04)


def test_the_seed_decides_the_rows(filled: Store, clock: Clock, draw: Draw) -> None:
    """The same seed draws the same from the same frame; another seed, or frame, draws others."""
    from classifier.services.recall import _drawn

    with reading(filled) as transaction:
        cut = cut_frame(transaction, read_known(transaction))
    counts = [one.drawn for one in draw.strata]
    assert _drawn(cut, counts, 5) == draw.rows
    assert _drawn(cut, counts, 6) != draw.rows
    assert _drawn(replace(cut, digest="f" * 64), counts, 5) != draw.rows


def test_every_row_is_drawn_as_often_as_its_chance_says(filled: Store) -> None:
    """Over many seeds: no row of a stratum is favoured."""
    from classifier.services.recall import _drawn

    with reading(filled) as transaction:
        cut = cut_frame(transaction, read_known(transaction))
    times: dict[str, int] = {}
    for seed in range(400):
        for row in _drawn(cut, [0, 0, len(cut.parts[2].rows) // 2], seed):
            times[row.key] = times.get(row.key, 0) + 1
    assert len(times) == len(cut.parts[2].rows)
    assert min(times.values()) > 140  # 200 are expected: six standard deviations
    assert max(times.values()) < 260


def test_all_found_and_nothing_missed_is_certified(filled: Store, draw: Draw) -> None:
    """Then the claim is made, and the interval says what else could be."""
    read_all(filled, draw, relevant=lambda text: False)
    found = estimate_recall(filled)
    assert found.certified
    assert found.recall.value == found.recall.high == 1
    assert 0.8 <= found.at_least < 1
    assert (found.left, found.doubtful) == (0, 0)
    assert found.relevant == len(drawn_from(draw, "found"))
    assert found.elusion.value == 0
    assert found.further is None
    assert (found.remaining, found.since) == (66, 0)


def test_rows_that_were_read_since_the_draw_are_not_left(filled: Store, draw: Draw) -> None:
    """The sample says of them what it said before; nobody is told to read them again."""
    read_all(filled, draw, relevant=lambda text: False)
    before = estimate_recall(filled)
    with reading(filled) as transaction:
        texts = {row.text for row in read_frame(transaction)} - {row.text for row in draw.rows}
    decide(filled, sorted(texts)[:20], RELEVANT, hour=2)
    after = estimate_recall(filled)
    assert (after.since, after.remaining) == (20, 46)
    assert (after.recall, after.at_least) == (before.recall, before.at_least)
    decide(filled, sorted(texts)[20:], hour=3)
    assert estimate_recall(filled).remaining == 0


def test_rows_that_came_since_the_draw_are_not_of_it(filled: Store, draw: Draw, fill: Fill) -> None:
    """Nobody is told that they remain, be they read or not."""
    read_all(filled, draw, relevant=lambda text: False)
    more = fill(filled, [f"Officer {n} parked badly." for n in range(300)], route="review")
    assert estimate_recall(filled).remaining == 66
    decide(filled, more, hour=2)
    found = estimate_recall(filled)
    assert found.remaining + found.since == 66


def test_another_claim_can_be_made_of_the_same_sample(filled: Store, draw: Draw) -> None:
    """A lower target, or a lower level, which leaves more error to spend."""
    read_all(filled, draw, relevant=lambda text: False)
    as_drawn, other = estimate_recall(filled), estimate_recall(filled, target=0.5, level=0.9)
    assert (other.draw.target, other.draw.level) == (0.5, 0.9)
    assert other.draw.error == pytest.approx(0.08)
    assert other.at_least >= as_drawn.at_least
    assert other.recall.low >= as_drawn.recall.low
    with pytest.raises(SettingError, match="--level is 2"):
        estimate_recall(filled, level=2)


def test_many_missed_are_not_certified(filled: Store, draw: Draw) -> None:
    """Then it says so, and that no more reads would do."""
    far = drawn_from(draw, "far")
    read_all(filled, draw, relevant=lambda text: text in far[:8])
    found = estimate_recall(filled)
    assert not found.certified
    assert found.further is None
    assert found.recall.low < found.recall.value < 0.8
    assert found.elusion.value == pytest.approx(8 / len(far))


def test_a_small_sample_says_how_many_more_reads_would_do(filled: Store, clock: Clock) -> None:
    """Nothing was missed in it, but it is too small to say so of the rest."""
    small = draw_control(filled, CLAIM, seed=5, clock=clock, reads=40)
    read_all(filled, small, relevant=lambda text: False)
    found = estimate_recall(filled)
    assert not found.certified
    assert found.further is not None
    assert 0 < found.further <= found.remaining


@pytest.mark.parametrize("decision", [UNSURE, None])
def test_what_is_not_settled_counts_as_the_worse_case(
    filled: Store, draw: Draw, decision: Decision | None
) -> None:
    """Unsure or unread: relevant where it would be missed, not where it would be found."""
    open_ones = [drawn_from(draw, "found")[0], drawn_from(draw, "far")[0]]
    found = set(drawn_from(draw, "found"))
    for row in draw.rows:
        if row.text not in open_ones:
            decide(filled, [row.text], RELEVANT if row.text in found else NOT)
        elif decision is not None:
            decide(filled, [row.text], decision)
    estimated = estimate_recall(filled)
    worse = estimated.recall
    assert (estimated.left, estimated.doubtful) == ((2, 0) if decision is None else (0, 2))
    decide(filled, open_ones[:1], NOT, hour=2)
    decide(filled, open_ones[1:], RELEVANT, hour=2)
    assert estimate_recall(filled).recall == worse
    decide(filled, open_ones[:1], RELEVANT, hour=3)
    decide(filled, open_ones[1:], NOT, hour=3)
    assert estimate_recall(filled).recall.low > worse.low


def test_later_exports_and_models_do_not_change_what_was_drawn(
    filled: Store, draw: Draw, fill: Fill
) -> None:
    """New rows, and another model's routes, leave the estimate as it is; so does a purge."""
    read_all(filled, draw, relevant=lambda text: False)
    before = estimate_recall(filled)
    fill(filled, [f"Officer {n} is new." for n in range(50)], route="relevant")
    fill(filled, FOUND, route="not_relevant", probability=0.01)
    purge_texts(filled)
    assert estimate_recall(filled) == before


def test_rows_read_before_the_draw_are_known(filled: Store, fill: Fill, clock: Clock) -> None:
    """They are in no stratum; what was decided relevant is found, what is unsure is missed."""
    texts = fill(filled, ["One.", "Two.", "Three.", "Four."])
    decide(filled, texts[:2], RELEVANT)
    decide(filled, texts[2:3], NOT)
    decide(filled, texts[3:], UNSURE)
    drawn = draw_control(filled, CLAIM, seed=0, clock=clock, reads=60)
    assert (drawn.read_relevant, drawn.read_others, drawn.read_unsure) == (2, 1, 1)
    assert not {row.text for row in drawn.rows} & set(texts)
    assert sum(one.size for one in drawn.strata) == drawn.size - 4


def test_a_label_that_changes_after_the_draw_counts_as_it_is_now(
    filled: Store, fill: Fill, clock: Clock
) -> None:
    """What was found and turns out not to be relevant is found no more; what was missed is missed."""
    before = fill(filled, [f"Officer {n} wrote on wall {n}." for n in range(20)])
    decide(filled, before, RELEVANT)
    drawn = draw_control(filled, CLAIM, seed=5, clock=clock, reads=150)
    (missed, *_) = drawn_from(drawn, "far")
    for row in drawn.rows:
        decide(filled, [row.text], RELEVANT if row.text == missed else NOT)
    assert estimate_recall(filled).recall.value == pytest.approx(20 / 21, abs=0.01)
    decide(filled, before[:5], NOT, hour=2)
    decide(filled, before[5:8], NOT, by="ben", hour=2)  # in dispute now
    fewer = estimate_recall(filled)
    assert fewer.recall.value == pytest.approx(12 / 16, abs=0.01)
    decide(filled, before, NOT, hour=3)
    decide(filled, before[5:8], NOT, by="ben", hour=3)
    nothing = estimate_recall(filled)
    assert (nothing.recall.value, nothing.certified) == (0, False)
    assert nothing.draw.read_relevant == 20


labels = st.sampled_from([True, False, None])


@given(st.lists(st.tuples(labels, labels, st.integers(1, 5)), max_size=6))
def test_what_was_read_before_never_looks_better_later(
    rows: list[tuple[bool | None, bool | None, int]],
) -> None:
    """No row becomes found after the draw, whatever is said of it; and none gets lost."""
    decision = {True: RELEVANT, False: NOT, None: UNSURE}
    before = [
        ReadText(text=str(at), rows=count, relevant=then)
        for at, (then, _, count) in enumerate(rows)
    ]
    said = {
        str(at): resolve(
            [LabelRecord(text=str(at), reviewer="ana", time="2030", decision=decision[now])]
        )
        for at, (_, now, _) in enumerate(rows)
    }
    read = Known(resolved=said, head="", salt="").read_before(before)
    assert read.relevant == sum(count for then, now, count in rows if then and now)
    assert read.others == sum(count for _, now, count in rows if now is False)
    assert read.relevant + read.others + read.doubtful == sum(count for *_, count in rows)


def test_a_reviewer_who_errs_is_allowed_for(filled: Store, fill: Fill, draw: Draw) -> None:
    """With 30 relevant rows reviewed twice by lot; what is called relevant counts if confirmed.

    Rows of the sample that are reviewed again because they were called relevant say nothing of
    what a reviewer misses.
    """
    salt = read_salt(filled)
    many = [f"Officer {n} wrote on wall {n}." for n in range(800)]
    lot = gets_second_review([text_digest(text) for text in many], salt=salt)
    twice = fill(filled, list(compress(many, lot))[:40])
    decide(filled, twice[:36], RELEVANT)
    decide(filled, twice[36:], NOT)
    decide(filled, twice[:36], RELEVANT, by="ben", hour=2)
    append(
        filled,
        *(
            LabelRecord(
                text=text,
                reviewer="cy",
                time="2030-02-01T03:00:00.000000+00:00",
                decision=RELEVANT,
                adjudication=adjudication,
            )
            for adjudication in (False, True)
            for text in twice[36:]
        ),
    )
    read_all(filled, draw, relevant=lambda text: False)
    single = estimate_recall(filled)
    assert single.reviews is not None
    assert (single.reviews.relevant, single.reviews.called) == (40, 36)
    assert single.doubtful == single.draw.strata[0].drawn
    decide(filled, drawn_from(draw, "found"), RELEVANT, by="ben", hour=4)
    confirmed = estimate_recall(filled)
    assert confirmed.doubtful == 0
    found = drawn_from(draw, "found")
    also = int(gets_second_review(found, salt=salt).sum())
    assert confirmed.reviews == SecondReviews(relevant=40 + also, called=36 + also, false_alarms=0)
    assert confirmed.recall.low > single.recall.low


def test_a_sample_is_read_before_the_next_is_drawn(filled: Store, draw: Draw, clock: Clock) -> None:
    """Else one could draw until a sample pleases; and the next claim has less error to spend."""
    with pytest.raises(SettingError, match="100 rows of the control sample drawn before"):
        draw_control(filled, CLAIM, seed=1, clock=clock, reads=20)
    read_all(filled, draw, relevant=lambda text: False)
    second = draw_control(filled, CLAIM, seed=1, clock=clock, reads=20)
    assert second.error == pytest.approx(0.008)
    assert second.read_relevant == len(drawn_from(draw, "found"))


def test_a_plan_says_what_a_draw_then_does(filled: Store, clock: Clock) -> None:
    """As many rows from the same strata, and most draws would carry the claim."""
    planned = plan_recall(filled, CLAIM, assumed=None, seed=2)
    assert planned.assumed == pytest.approx(0.9)
    assert planned.plan.power >= 0.8
    drawn = draw_control(filled, CLAIM, seed=2, clock=clock)
    assert len(drawn.rows) == planned.plan.reads
    assert [one.drawn for one in drawn.strata] == [*planned.plan.found, *planned.plan.missed]
    assert drawn.frame == planned.cut.digest


def test_without_a_review_band_the_rest_is_cut_by_score(filled: Store) -> None:
    """Near are the better scored of those routed not relevant, a third of them at most."""
    with reading(filled) as transaction:
        uncertain = [r.text for r in read_frame(transaction) if r.route == "review"]
    decide(filled, uncertain)
    with reading(filled) as transaction:
        cut = cut_frame(transaction, read_known(transaction))
    assert [part.name for part in cut.parts] == ["found", "near", "far"]
    near, far = cut.parts[1].rows, cut.parts[2].rows
    assert 20 <= len(near) <= len(REST) / 3
    assert min(row.probability for row in near) >= max(row.probability for row in far)
    assert cut.read.others == len(uncertain)


@pytest.mark.parametrize("reads", [2, 167])
def test_a_draw_of_too_few_or_too_many_is_refused(filled: Store, clock: Clock, reads: int) -> None:
    """A row from each stratum at least, and no more than there are."""
    with pytest.raises(SettingError, match="rows cannot be drawn: 166 are unread"):
        draw_control(filled, CLAIM, seed=0, clock=clock, reads=reads)


def test_nothing_is_drawn_where_everything_was_read(filled: Store, clock: Clock) -> None:
    """A plan and a draw say so, and no claim's error is spent."""
    with reading(filled) as transaction:
        decide(filled, [row.text for row in read_frame(transaction)])
    for act in (
        lambda: plan_recall(filled, CLAIM, assumed=None, seed=0),
        lambda: draw_control(filled, CLAIM, seed=0, clock=clock),
        lambda: draw_control(filled, CLAIM, seed=0, clock=clock, reads=1),
    ):
        with pytest.raises(SettingError, match="All 166 rows were read"):
            act()
    with reading(filled) as transaction:
        assert read_draw(transaction, ESTIMATE) is None


@pytest.mark.parametrize(("target", "level"), [(0.0, 0.95), (1.0, 0.95), (0.9, 1.2)])
def test_a_claim_is_made_of_shares(target: float, level: float) -> None:
    """Neither target nor level may be anything else."""
    with pytest.raises(SettingError, match="Give a share between 0 and 1"):
        Claim(target=target, level=level)


@pytest.mark.parametrize("level", [0.99998, 0.9999999])
def test_a_level_that_leaves_no_error_is_refused(level: float) -> None:
    """Nothing could be certified at it."""
    with pytest.raises(SettingError, match="too little"):
        Claim(target=0.9, level=level)


def test_a_draw_without_error_left_is_refused(
    filled: Store, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    """After five samples at a level of 95 % a sixth could certify nothing."""
    monkeypatch.setattr("classifier.services.recall.count_draws", lambda *_: 5)
    for act in (
        lambda: plan_recall(filled, CLAIM, assumed=None, seed=0),
        lambda: draw_control(filled, CLAIM, seed=0, clock=clock, reads=20),
    ):
        with pytest.raises(SettingError, match="may spend an error of 1e-05: too little"):
            act()


def test_an_assumed_recall_below_the_target_is_refused(filled: Store) -> None:
    """No number of reads would certify what is not so."""
    with pytest.raises(SettingError, match="Assume a recall between the target and 1"):
        plan_recall(filled, CLAIM, assumed=0.7, seed=0)


def test_nothing_to_draw_from_is_said(store: Store, filled: Store) -> None:
    """An estimate without a draw, a frame whose texts are gone."""
    with pytest.raises(SettingError, match="No control sample was drawn yet"):
        estimate_recall(filled)
    purge_texts(filled)
    with pytest.raises(SettingError, match="166 rows that nobody has read were purged"):
        plan_recall(filled, CLAIM, assumed=None, seed=0)


def test_an_empty_workspace_is_said(store: Store) -> None:
    """There is nothing to plan for."""
    with pytest.raises(SettingError, match="no scored rows"):
        plan_recall(store, CLAIM, assumed=None, seed=0)


def test_drawn_rows_come_up_blind_among_the_rest(filled: Store, clock: Clock) -> None:
    """Each of them once, as control sample; the queue's own share gives way."""
    queue = ReviewQueue(filled, clock=clock)
    before = {text for text, why in queue.look().ordered if why is Why.CONTROL}
    drawn = draw_control(filled, CLAIM, seed=0, clock=clock, reads=60)
    ordered = queue.look().ordered
    control = [text for text, why in ordered if why is Why.CONTROL]
    assert sorted(control) == sorted(row.text for row in drawn.rows)
    assert not before - set(control) & {text for text, why in ordered if why is Why.CONTROL}
    place = queue.next("ana")
    while place is not None and place.why is not Why.CONTROL:
        queue.decide(place, NOT, reviewer="ana")
        place = queue.next("ana")
    assert place is not None
    assert place.blind


def test_a_drawn_row_that_is_called_relevant_is_read_again(
    filled: Store, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    """By another reviewer; one that is not, only where the lot says so."""
    monkeypatch.setattr(domain, "SECOND_SHARE", 0.0)
    drawn = draw_control(filled, CLAIM, seed=0, clock=clock, reads=60)
    queue = ReviewQueue(filled, clock=clock)
    first, second = drawn.rows[0].text, drawn.rows[1].text
    decide(filled, [first], RELEVANT)
    decide(filled, [second], NOT)
    again = [text for text, why in queue.look().wanted("ben") if why is Why.SECOND]
    assert again == [first]
    assert not [t for t, why in queue.look().wanted("ana") if why is Why.SECOND]
