from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from chain import append

from classifier.domain.errors import SettingError
from classifier.domain.label import Decision, LabelRecord
from classifier.domain.queue import Why
from classifier.io.store.connect import Store, reading
from classifier.io.store.draws import STOP, Draw, read_draw, read_looks
from classifier.services.recall import Claim
from classifier.services.review import ReviewQueue
from classifier.services.stop import before_the_lot, draw_lot, look

if TYPE_CHECKING:
    from conftest import Clock, Fill

RELEVANT, NOT, UNSURE, _ = Decision
READ = [f"Officer {n} posted a photo of page {n}." for n in range(60)]
REST = [f"Officer {n} was late on {n} dates." for n in range(120)]


def decide(store: Store, texts: list[str], decision: Decision = NOT, *, hour: int = 1) -> None:
    """Record a decision on each of some texts."""
    time = f"2030-02-01T{hour:02}:00:00.000000+00:00"
    append(
        store,
        *(LabelRecord(text=t, reviewer="ana", time=time, decision=decision) for t in texts),
    )


@pytest.fixture
def filled(store: Store, fill: Fill) -> Store:
    """Give a store with sixty relevant rows that were read, and 120 others that were not."""
    decide(store, fill(store, READ, route="relevant", probability=0.9), RELEVANT)
    falling = [0.2 - at / 1_000 for at in range(len(REST))]
    fill(store, REST, route="not_relevant", probability=falling)
    return store


@pytest.fixture
def lot(filled: Store, clock: Clock) -> Draw:
    """Give a lot, for a target of 0.95."""
    return draw_lot(filled, Claim(target=0.95), seed=1, clock=clock)


def in_lot(draw: Draw) -> list[str]:
    """Give the texts of the lot, in order."""
    return [row.text for row in draw.rows if row.drawn]


def test_a_lot_is_recorded_with_the_order_of_reading(filled: Store, lot: Draw) -> None:
    """Every unread row by falling probability, each with the same chance; some are in the lot."""
    with reading(filled) as transaction:
        assert read_draw(transaction, STOP) == lot
    assert len(lot.rows) == len(REST)
    assert len({row.chance for row in lot.rows}) == 1
    assert 0 < len(in_lot(lot)) < len(REST)
    assert lot.strata[0].drawn == len(in_lot(lot))
    assert (lot.read_relevant, lot.read_others) == (60, 0)


def test_it_may_stop_once_the_lot_is_read_and_little_is_in_it(
    filled: Store, lot: Draw, clock: Clock
) -> None:
    """Before that not; the looks are logged, each with what it said."""
    first = look(filled, clock=clock)
    assert (first.look.stop, first.left, first.look.found) == (False, len(in_lot(lot)), 60)
    decide(filled, in_lot(lot))
    second = look(filled, clock=clock)
    assert (second.look.stop, second.left, second.look.ahead) == (True, 0, 0)
    assert second.look.chance <= lot.error
    with reading(filled) as transaction:
        looks = read_looks(transaction, lot.id)
    assert [one.number for one in looks] == [1, 2]
    assert looks == [first.look, second.look]


def test_reading_on_passes_what_is_in_the_lot(filled: Store, lot: Draw, clock: Clock) -> None:
    """Relevant rows of the lot count against stopping until reading has come past them."""
    chosen = in_lot(lot)
    decide(filled, chosen[-3:], RELEVANT)
    decide(filled, chosen[:-3])
    found = look(filled, clock=clock).look
    assert (found.ahead, found.found, found.stop) == (3, 63, False)
    last = next(row.place for row in lot.rows if row.text == chosen[-1])
    decide(filled, [row.text for row in lot.rows if not row.drawn and row.place < last])
    later = look(filled, clock=clock).look
    assert later.passed >= last
    assert (later.ahead, later.stop) == (0, True)
    assert later.chance < found.chance


def test_what_is_unsure_counts_as_the_worse_case(filled: Store, lot: Draw, clock: Clock) -> None:
    """In the lot it is relevant and ahead; passed in order it is relevant and not found."""
    decide(filled, in_lot(lot)[:-1])
    decide(filled, in_lot(lot)[-1:], UNSURE)
    found = look(filled, clock=clock).look
    assert (found.ahead, found.found) == (1, 60)
    others = [row.text for row in lot.rows if not row.drawn]
    decide(filled, others[:4], UNSURE)
    assert look(filled, clock=clock).look.chance > found.chance


def test_what_was_found_and_is_not_relevant_after_all_counts_no_more(
    filled: Store, lot: Draw, clock: Clock
) -> None:
    """A label that changes after the lot was drawn counts as it is now; in dispute it is missed."""
    decide(filled, in_lot(lot))
    before = look(filled, clock=clock).look
    found = [one.text for one in lot.before if one.relevant]
    decide(filled, found[:20], hour=2)
    later = look(filled, clock=clock).look
    assert (before.found, later.found) == (60, 40)
    assert later.chance > before.chance
    decide(filled, found[20:23], UNSURE, hour=2)
    assert look(filled, clock=clock).look.chance > later.chance


def test_all_read_is_the_end(filled: Store, lot: Draw, clock: Clock) -> None:
    """With nothing left to read there is nothing left to find."""
    decide(filled, [row.text for row in lot.rows], RELEVANT)
    found = look(filled, clock=clock).look
    assert (found.chance, found.stop, found.passed) == (0.0, True, len(REST))


def test_the_queue_goes_on_in_the_order_of_the_lot(filled: Store, lot: Draw, clock: Clock) -> None:
    """Its rows come blind among the rest; after them all others, by falling probability."""
    ordered = ReviewQueue(filled, clock=clock).look().ordered
    control = {text for text, why in ordered if why is Why.CONTROL}
    assert control == set(in_lot(lot))
    onward = [text for text, why in ordered if why is Why.NEXT]
    assert onward == [row.text for row in lot.rows if not row.drawn]


def test_no_lot_without_anything_found(store: Store, fill: Fill, clock: Clock) -> None:
    """Its size depends on what was found; and there is no look without a lot."""
    fill(store, REST[:10])
    with pytest.raises(SettingError, match="Nothing relevant was found yet"):
        draw_lot(store, Claim(target=0.9), seed=0, clock=clock)
    with pytest.raises(SettingError, match="No lot was drawn"):
        look(store, clock=clock)


def test_there_is_one_lot(filled: Store, lot: Draw, clock: Clock) -> None:
    """Its claim has the whole error; whoever tosses until a lot pleases would have more."""
    assert lot.error == pytest.approx(0.05)
    with pytest.raises(
        SettingError, match="The lot was drawn on 2030-01-02, and there is no other"
    ):
        draw_lot(filled, Claim(target=0.9), seed=2, clock=clock)


def test_the_lot_is_due_when_reading_brings_little(filled: Store, clock: Clock, fill: Fill) -> None:
    """Not while relevant rows come; then it is, until it is drawn."""
    claim = Claim(target=0.95)
    early = before_the_lot(filled, claim)
    assert early is not None
    assert (early.read, early.found, early.window, early.recent) == (60, 60, 50, 50)
    assert not early.due
    texts = fill(filled, [f"Officer {n} slept." for n in range(50)])
    decide(filled, texts)
    later = before_the_lot(filled, claim)
    assert later is not None
    assert (later.recent, later.due) == (0, True)
    drawn = draw_lot(filled, claim, seed=0, clock=clock)
    assert drawn.rows[0].chance == later.share
    assert before_the_lot(filled, claim) is None
