from __future__ import annotations

import tempfile
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from chain import chain
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from classifier.domain import queue as domain
from classifier.domain.errors import SettingError
from classifier.domain.label import Decision, State
from classifier.domain.queue import Why
from classifier.domain.topic import Topic
from classifier.io.store.connect import Store, open_store
from classifier.io.store.labels import verify_chain
from classifier.io.store.upkeep import purge_texts
from classifier.services.review import LEASE, Place, ReviewQueue, decision_of

if TYPE_CHECKING:
    from conftest import Clock, Fill

RELEVANT, NOT, UNSURE, WITHDRAWN = Decision
TEXTS = [f"Officer {number} was late on {number} dates." for number in range(30)]


@pytest.fixture
def shares() -> Iterator[pytest.MonkeyPatch]:
    """Give what sets the shares of blind texts; none is, until a test says so."""
    with pytest.MonkeyPatch.context() as patch:
        for name in ("SECOND_SHARE", "CONTROL_SHARE", "PLAIN_SHARE"):
            patch.setattr(domain, name, 0.0)
        yield patch


@pytest.fixture
def queue(
    store: Store, topic: Topic, clock: Clock, fill: Fill, shares: pytest.MonkeyPatch
) -> ReviewQueue:
    """Give a queue of thirty uncertain texts, none of them blind, in a store of each kind."""
    fill(store, TEXTS)
    return ReviewQueue(store, clock=clock)


@pytest.fixture
def other(queue: ReviewQueue, store: Store, topic: Topic, clock: Clock) -> ReviewQueue:
    """Give another queue on the same store, as another process has."""
    return ReviewQueue(store, clock=clock)


def opened(queue: ReviewQueue, reviewer: str, *, adjudicator: bool = False) -> Place:
    """Open the next text, which must be there."""
    place = queue.next(reviewer, adjudicator=adjudicator)
    assert place is not None
    return place


def test_a_text_comes_with_what_a_reviewer_needs(queue: ReviewQueue) -> None:
    """The text, why it is here, its rows; nothing of what others decided."""
    place = opened(queue, "ana")
    assert place.content in TEXTS
    assert (place.why, place.blind, place.decisions) == (Why.UNCERTAIN, False, ())
    assert [row["number"] for row in place.rows] == [TEXTS.index(place.content) + 2]


def test_two_at_once_get_different_texts(queue: ReviewQueue, other: ReviewQueue) -> None:
    """Also by two queues on one store, as two servers have."""
    found = [
        opened(one, name).text for one, name in ((queue, "ana"), (other, "ben"), (queue, "cy"))
    ]
    assert len(set(found)) == 3


def test_a_text_opened_and_left_returns_after_ten_minutes(queue: ReviewQueue, clock: Clock) -> None:
    """Not a second before."""
    left = opened(queue, "ana").text
    clock.pass_by(seconds=LEASE.total_seconds() - 1)
    assert opened(queue, "ben").text != left
    clock.pass_by(seconds=1)
    assert opened(queue, "cy").text == left
    assert LEASE.total_seconds() == 600


def test_a_decision_is_recorded_as_it_was_made(queue: ReviewQueue, clock: Clock) -> None:
    """Who, when, what, why shown, by which model, blind or not: what is given back is on the disk."""
    place = opened(queue, "ana")
    record = queue.decide(place, UNSURE, reviewer="ana", note="hard to say")
    ((_, digest, stored),) = chain(queue._store)
    assert record == stored
    assert (digest, queue.look().head) == (record.digest, record.digest)
    assert (record.text, record.reviewer, record.decision) == (place.text, "ana", UNSURE)
    assert (record.model, record.note, record.blind) == ("m1", "hard to say", False)
    assert record.shown_because == Why.UNCERTAIN
    assert record.time == clock().isoformat(timespec="microseconds")


def test_a_second_decision_names_what_it_replaces(queue: ReviewQueue) -> None:
    """A change of mind is one more record; the later one stands."""
    place = opened(queue, "ana")
    first = queue.decide(place, RELEVANT, reviewer="ana")
    second = queue.decide(place, NOT, reviewer="ana")
    assert second.replaces == first.digest
    assert queue.look().decision(place.text, "ana") is NOT
    assert queue.look().counts()["single"] == 1


def test_undo_appends_and_brings_the_text_back(queue: ReviewQueue) -> None:
    """A record that withdraws, the last decision first; the text is open for who took it back."""
    places = []
    for _ in range(2):
        places.append(opened(queue, "ana"))
        queue.decide(places[-1], RELEVANT, reviewer="ana")
    back = queue.undo("ana")
    assert back is not None
    assert back.text == places[1].text
    last = queue.look().chain()[-1]
    assert (last.decision, last.text) == (WITHDRAWN, places[1].text)
    assert queue.look().decision(places[1].text, "ana") is None
    assert opened(queue, "ben").text != back.text
    queue.decide(back, NOT, reviewer="ana")
    assert queue.look().decision(back.text, "ana") is NOT
    assert verify_chain(queue._store) == 4


def test_undo_goes_back_one_by_one_and_then_has_nothing(queue: ReviewQueue) -> None:
    """Another's decisions are never taken back."""
    for name in ("ana", "ben", "ana"):
        queue.decide(opened(queue, name), RELEVANT, reviewer=name)
    assert queue.undo("cy") is None
    assert queue.undo("ana") is not None
    assert queue.undo("ana") is not None
    assert queue.undo("ana") is None
    assert queue.look().counts()["single"] == 1


def test_a_decided_text_never_comes_again_for_first_reading(queue: ReviewQueue) -> None:
    """Until all are read, each comes once, to whoever asks; then there is nothing left."""
    seen = []
    for number in range(len(TEXTS)):
        name = ("ana", "ben")[number % 2]
        place = opened(queue, name)
        seen.append(place.text)
        queue.decide(place, RELEVANT, reviewer=name)
    assert len(set(seen)) == len(TEXTS)
    assert queue.next("ana") is queue.next("cy") is None
    assert queue.look().counts() == Counter(single=30, left=0)
    assert queue.look().waiting("ana") == 0


def test_two_servers_at_once_give_each_text_to_one(
    queue: ReviewQueue, other: ReviewQueue, store: Store
) -> None:
    """Looking, choosing and leasing are one act: nobody decides in between."""

    def work(one: ReviewQueue, name: str) -> None:
        while place := one.next(name):
            one.decide(place, RELEVANT, reviewer=name)

    with ThreadPoolExecutor(2) as pool:
        list(pool.map(work, (queue, other), ("ana", "ben")))
    texts = [record.text for *_, record in chain(store)]
    assert len(texts) == len(set(texts)) == len(TEXTS)


def test_all_can_be_seen_without_leasing_any(queue: ReviewQueue) -> None:
    """For the workbook: nothing is kept from others by it."""
    texts = [place.text for place in queue.left("ana")]
    assert (len(texts), queue.look().waiting("ana")) == (30, 30)
    assert opened(queue, "ben").text == texts[0]


def test_skipped_texts_come_later(queue: ReviewQueue) -> None:
    """As long as they are skipped, the next one is open."""
    first = opened(queue, "ana")
    assert opened(queue, "ana").text == first.text
    place = queue.next("ana", skipped={first.text})
    assert place is not None
    assert place.text != first.text


def test_a_text_can_be_opened_again_by_whose_it_is(queue: ReviewQueue) -> None:
    """By who decided it, or where it still is to be read; else not, nor while another has it open."""
    place = opened(queue, "ana")
    assert queue.reopen(place.text, place.why, reviewer="ben") is None
    queue.decide(place, RELEVANT, reviewer="ana")
    assert queue.reopen(place.text, place.why, reviewer="ana") == place
    assert queue.reopen(place.text, place.why, reviewer="ben") is None


def test_a_second_review_goes_to_another_blind(
    queue: ReviewQueue, shares: pytest.MonkeyPatch
) -> None:
    """Never to who read it first; once for all; the two agree, or the text is in dispute."""
    shares.setattr(domain, "SECOND_SHARE", 1.0)
    place = opened(queue, "ana")
    queue.decide(place, RELEVANT, reviewer="ana")
    assert place.text not in [one.text for one in queue.left("ana")]
    (second,) = [one for one in queue.left("ben") if one.text == place.text]
    assert (second.why, second.blind, second.decisions) == (Why.SECOND, True, ())
    record = queue.decide(second, RELEVANT, reviewer="ben")
    assert (record.blind, record.shown_because) == (True, "second review")
    assert queue.look().resolved[place.text].state is State.AGREED
    assert place.text not in [one.text for one in queue.left("cy")]


def test_a_second_review_is_not_given_to_two_at_once(
    queue: ReviewQueue, shares: pytest.MonkeyPatch
) -> None:
    """One second reading is enough: others get something else meanwhile."""
    shares.setattr(domain, "SECOND_SHARE", 1.0)
    queue.decide(opened(queue, "ana"), RELEVANT, reviewer="ana")
    found = [opened(queue, f"reviewer {n}").text for n in range(12)]
    assert len(set(found)) == 12


def test_second_reviews_are_strewn_among_the_rest(
    queue: ReviewQueue, shares: pytest.MonkeyPatch
) -> None:
    """One in five, not all at the beginning, and not always at the same place of the five."""
    shares.setattr(domain, "SECOND_SHARE", 1.0)
    for _ in range(6):
        queue.decide(opened(queue, "ana"), RELEVANT, reviewer="ana")
    patterns = set()
    for name in ("ben", "cy", "dee", "eve"):
        places = [n for n, one in enumerate(queue.left(name)) if one.why is Why.SECOND]
        assert [place // 5 for place in places[:4]] == [0, 1, 2, 3]
        patterns.add(tuple(place % 5 for place in places[:4]))
    assert len(patterns) > 2
    listed = [one.text for one in queue.left("ben")]
    for text in listed[:12]:
        place = opened(queue, "ben")
        assert place.text == text
        queue.decide(place, NOT, reviewer="ben")


def test_control_texts_are_blind(
    store: Store, topic: Topic, clock: Clock, fill: Fill, shares: pytest.MonkeyPatch
) -> None:
    """Drawn from all texts, those routed not relevant too; blind in the record as on the page."""
    shares.setattr(domain, "CONTROL_SHARE", 1.0)
    fill(store, TEXTS, route="not_relevant", probability=0.01)
    queue = ReviewQueue(store, clock=clock)
    assert {(place.why, place.blind) for place in queue.left("ana")} == {(Why.CONTROL, True)}
    assert queue.decide(opened(queue, "ana"), NOT, reviewer="ana").blind


def test_what_nobody_needs_to_read_is_not_there(
    store: Store, topic: Topic, clock: Clock, fill: Fill, shares: pytest.MonkeyPatch
) -> None:
    """Routed not relevant, without a search word, and not drawn."""
    fill(store, TEXTS, route="not_relevant", probability=0.01)
    queue = ReviewQueue(store, clock=clock)
    assert (queue.left("ana"), queue.next("ana"), queue.look().counts()["left"]) == ([], None, 0)


def dispute(queue: ReviewQueue, shares: pytest.MonkeyPatch) -> Place:
    """Bring the first text into dispute between Ana and Ben."""
    shares.setattr(domain, "SECOND_SHARE", 1.0)
    place = opened(queue, "ana")
    queue.decide(place, RELEVANT, reviewer="ana", note="named on a page")
    second = next(one for one in queue.left("ben") if one.text == place.text)
    queue.decide(second, NOT, reviewer="ben", note="not his page")
    return place


def test_a_dispute_goes_to_an_adjudicator(queue: ReviewQueue, shares: pytest.MonkeyPatch) -> None:
    """First of all, openly, with both decisions and notes; what is decided settles it."""
    text = dispute(queue, shares).text
    assert queue.look().counts()["disputed"] == 1
    place = opened(queue, "cy", adjudicator=True)
    assert (place.text, place.why, place.blind) == (text, Why.DISPUTE, False)
    assert [(r.reviewer, r.decision, r.note) for r in place.decisions] == [
        ("ana", RELEVANT, "named on a page"),
        ("ben", NOT, "not his page"),
    ]
    record = queue.decide(place, RELEVANT, reviewer="cy")
    assert record.adjudication
    found = queue.look().resolved[text]
    assert (found.state, found.relevant) == (State.ADJUDICATED, True)
    assert opened(queue, "dee", adjudicator=True).text != text


def test_nobody_adjudicates_their_own_dispute(
    queue: ReviewQueue, shares: pytest.MonkeyPatch
) -> None:
    """Nor does a reviewer who is no adjudicator."""
    text = dispute(queue, shares).text
    for name, adjudicator in (("ana", True), ("ben", True), ("cy", False)):
        assert opened(queue, name, adjudicator=adjudicator).text != text


def test_an_adjudication_can_be_taken_back(queue: ReviewQueue, shares: pytest.MonkeyPatch) -> None:
    """Then the dispute is open again."""
    text = dispute(queue, shares).text
    queue.decide(opened(queue, "cy", adjudicator=True), NOT, reviewer="cy")
    back = queue.undo("cy")
    assert back is not None
    assert (back.text, back.why) == (text, Why.DISPUTE)
    assert queue.look().resolved[text].state is State.DISPUTED


def test_what_others_did_is_seen_at_once(
    queue: ReviewQueue, other: ReviewQueue, fill: Fill
) -> None:
    """Labels and runs of another process, before each answer."""
    place = opened(other, "ben")
    assert queue.look().counts()["left"] == 30
    other.decide(place, RELEVANT, reviewer="ben")
    assert queue.look().counts() == Counter(single=1, left=29)
    fill(queue._store, ["A new one."])
    assert queue.look().counts()["left"] == 30


def test_purged_texts_are_passed_over(
    queue: ReviewQueue, fill: Fill, shares: pytest.MonkeyPatch
) -> None:
    """Their disputes too: what was brought in later is there to be read."""
    dispute(queue, shares)
    purge_texts(queue._store)
    fill(queue._store, ["A new one."])
    assert opened(queue, "cy", adjudicator=True).content == "A new one."
    assert queue.look().counts()["left"] == 1


def test_a_state_tells_nothing_but_whether_it_changed(queue: ReviewQueue) -> None:
    """It looks the same for a text that was read as for one that was not: it stands in workbooks."""
    place = opened(queue, "ana")
    before = queue.look().state(place.text)
    queue.decide(place, RELEVANT, reviewer="ana")
    after = queue.look().state(place.text)
    assert before != after
    assert len(before) == len(after) == 64
    assert len({queue.look().state(one.text) for one in queue.left("ana")}) == 29


@pytest.mark.parametrize(
    ("word", "decision"),
    [
        ("relevant", RELEVANT),
        (" Not relevant ", NOT),
        ("NOT-RELEVANT", NOT),
        ("not_relevant", NOT),
        ("Unsure", UNSURE),
    ],
)
def test_a_decision_is_read_as_people_write_it(word: str, decision: Decision) -> None:
    """Whatever case and spacing."""
    assert decision_of(word) is decision


@pytest.mark.parametrize("word", ["", "yes", "withdrawn", "The officer was late."])
def test_no_other_word_is_a_decision(word: str) -> None:
    """Nor is withdrawn, which nobody may write; what was written is not repeated."""
    with pytest.raises(SettingError, match="Write relevant, not relevant or unsure") as caught:
        decision_of(word)
    assert not word or word not in str(caught.value)


_ACTIONS = st.lists(
    st.tuples(
        st.sampled_from(["ana", "ben", "cy"]),
        st.sampled_from(["next", "decide", "decide", "decide", "undo", "wait", "adjudicate"]),
        st.sampled_from([RELEVANT, NOT, UNSURE]),
    ),
    max_size=30,
)


@given(some=_ACTIONS)
@settings(max_examples=20, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_whatever_three_reviewers_do(
    some: list[tuple[str, str, Decision]],
    topic: Topic,
    clock: Clock,
    fill: Fill,
    shares: pytest.MonkeyPatch,
) -> None:
    """No text is open to two, none that is decided comes for a first reading, the chain is whole."""
    shares.setattr(domain, "SECOND_SHARE", 0.5)
    shares.setattr(domain, "CONTROL_SHARE", 0.2)
    with tempfile.TemporaryDirectory() as folder:
        store = open_store(Path(folder))
        fill(store, TEXTS[:8])
        queues = {name: ReviewQueue(store, clock=clock) for name in ("ana", "ben", "cy")}
        held: dict[str, Place] = {}
        written = 0
        for name, action, decision in some:
            queue = queues[name]
            if action == "wait":
                clock.pass_by(minutes=11)
                held.clear()
            elif action == "undo":
                held.pop(name, None)
                if (back := queue.undo(name)) is not None:
                    held[name] = back
                    written += 1
            elif action == "decide" and name in held:
                queue.decide(held.pop(name), decision, reviewer=name)
                written += 1
            else:
                held.pop(name, None)
                place = queue.next(name, adjudicator=action == "adjudicate")
                if place is not None:
                    _is_proper(place, name, queue, held)
                    held[name] = place
        assert verify_chain(store) == written
        store.dispose()


def _is_proper(place: Place, name: str, queue: ReviewQueue, held: dict[str, Place]) -> None:
    """Check that a text may be given to a reviewer."""
    found = queue.look().resolved.get(place.text)
    names = {record.reviewer for record in found.decisions} if found else set()
    assert name not in names
    if place.why is Why.DISPUTE:
        assert found is not None
        assert found.state is State.DISPUTED
        return
    assert place.text not in {one.text for one in held.values()}
    assert place.decisions == ()
    assert place.blind or place.why not in (Why.SECOND, Why.CONTROL)
    if place.why is Why.SECOND:
        assert found is not None
        assert found.state is State.SINGLE
    else:
        assert found is None or found.state is State.UNREAD
