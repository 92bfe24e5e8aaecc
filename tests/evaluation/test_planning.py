from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from classifier.evaluation.allocation import Frame, Lot, allocate
from classifier.evaluation.planning import POWER, _chance_of, further_reads, plan
from classifier.evaluation.recall import Read, Samples, at_least
from classifier.evaluation.strata import Stratum

FRAME = Frame(
    found=[Lot(size=90, expected=70)],
    missed=[Lot(size=150, expected=5), Lot(size=1_050, expected=2)],
)


@st.composite
def frames(draw: st.DrawFn) -> Frame:
    """Give any frame with a few strata."""
    lots = st.lists(
        st.builds(Lot, size=st.integers(1, 500), expected=st.floats(0, 30)), min_size=0, max_size=3
    )
    return Frame(found=draw(lots), missed=draw(lots))


@given(frames(), st.data())
def test_reads_are_divided_among_the_strata(frame: Frame, data: st.DataObject) -> None:
    """All of them, in no stratum more than there are rows, in each a row at least."""
    strata = len(frame.found) + len(frame.missed)
    reads = data.draw(st.integers(strata, frame.unread))
    found, missed = allocate(frame, reads)
    assert sum(found) + sum(missed) == reads
    for lots, drawn in ((frame.found, found), (frame.missed, missed)):
        assert all(1 <= n <= lot.size for lot, n in zip(lots, drawn, strict=True))


@pytest.mark.parametrize("reads", [3, 10, 20, 26])
def test_a_small_sample_is_for_what_was_missed_too(reads: int) -> None:
    """No more than half of it goes to what counts as found, and it is as large as was asked."""
    found, missed = allocate(FRAME, reads)
    assert sum(found) + sum(missed) == reads
    assert sum(found) <= reads / 2


def test_a_stratum_with_more_relevant_rows_is_read_more_densely() -> None:
    """But none is read much more thinly than the others."""
    _, (near, far) = allocate(FRAME, 300)
    assert near / 150 > 1.3 * far / 1_050
    assert far / 1_050 > 0.9 * (near + far) / 1_200


def test_a_true_claim_is_certified_in_most_draws() -> None:
    """With as many reads as planned, in draws that the plan was not made with."""
    planned = plan(FRAME, target=0.8, tail=0.05, assumed=0.9, seed=3)
    again = plan(FRAME, target=0.8, tail=0.05, assumed=0.9, seed=3)
    assert planned == again
    assert planned.reads == sum(planned.found) + sum(planned.missed) < FRAME.unread
    assert planned.power >= POWER
    power_of = _chance_of(FRAME, target=0.8, tail=0.05, assumed=0.9, seed=4)
    assert power_of(planned.reads) >= POWER - 0.06  # 400 draws: three standard errors
    assert power_of(planned.reads // 3) < power_of(planned.reads)


def test_a_higher_target_needs_more_reads() -> None:
    """So does a recall that is nearer to the target."""
    reads = [
        plan(FRAME, target=target, tail=0.05, assumed=assumed, seed=0).reads
        for target, assumed in ((0.6, 0.95), (0.8, 0.95), (0.8, 0.9))
    ]
    assert reads == sorted(reads)
    assert len(set(reads)) == 3


def test_what_is_known_needs_no_reads() -> None:
    """Where people found nearly all of what there is, a small sample of the rest may do."""
    known = Frame(found=[], missed=FRAME.missed, read=Read(relevant=600, others=300))
    planned = plan(known, target=0.9, tail=0.05, assumed=0.99, seed=0)
    assert planned.reads < 150
    assert planned.found == ()


def test_the_further_reads_would_do() -> None:
    """As many more, with as many relevant rows among them, carry the claim."""
    some = Samples(
        found=[Stratum(size=300, drawn=60, relevant=45)],
        missed=[Stratum(size=4_700, drawn=300, relevant=0)],
    )
    assert at_least(some, error=0.05) < 0.9
    further = further_reads(some, target=0.9, error=0.05)
    assert further is not None
    factor = (360 + further) / 360
    drawn = np.round(np.array([60, 300]) * factor).astype(int)
    more = Samples(
        found=[Stratum(size=300, drawn=int(drawn[0]), relevant=int(45 * factor))],
        missed=[Stratum(size=4_700, drawn=int(drawn[1]), relevant=0)],
    )
    assert at_least(more, error=0.05) == pytest.approx(0.9, abs=0.02)


@pytest.mark.parametrize(("drawn", "relevant"), [(300, 40), (4_700, 300)])
def test_no_reads_would_do_where_the_target_is_missed(drawn: int, relevant: int) -> None:
    """As far as is known too little was found; or everything was read."""
    some = Samples(
        found=[Stratum(size=300, drawn=300, relevant=210)],
        missed=[Stratum(size=4_700, drawn=drawn, relevant=relevant)],
    )
    assert further_reads(some, target=0.9, error=0.05) is None
