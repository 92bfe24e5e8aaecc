from __future__ import annotations

import datetime as dt
from dataclasses import fields, replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from classifier.domain.label import (
    CHAIN_START,
    Decision,
    LabelRecord,
    State,
    broken_at,
    chained,
    resolve,
)

RELEVANT, NOT, UNSURE, WITHDRAWN = Decision
START = dt.datetime(2030, 1, 2, 9, tzinfo=dt.UTC)


def said(reviewer: str, decision: Decision, minute: int = 0, **more: object) -> LabelRecord:
    """Give a record of one text, made at a minute."""
    time = (START + dt.timedelta(minutes=minute)).isoformat(timespec="microseconds")
    return LabelRecord(text="t", reviewer=reviewer, time=time, decision=decision, **more)  # type: ignore[arg-type]


def a_chain(length: int = 5) -> tuple[list[LabelRecord], list[str]]:
    """Give a chain and the digests recorded beside it."""
    records: list[LabelRecord] = []
    head = CHAIN_START
    for minute in range(length):
        records.append(chained(said(f"reviewer {minute % 2}", RELEVANT, minute), head))
        head = records[-1].digest
    return records, [record.digest for record in records]


records_of_one_text = st.lists(
    st.builds(
        said,
        st.sampled_from(["ana", "ben", "cy"]),
        st.sampled_from(Decision),
        st.integers(0, 4),
        adjudication=st.booleans(),
        note=st.sampled_from(["", "see codebook"]),
    ),
    max_size=8,
)


@given(records_of_one_text, st.randoms())
def test_any_order_of_arrival_resolves_the_same(records: list[LabelRecord], random: object) -> None:
    """Records are ordered by time, not by arrival; one that arrives twice counts once."""
    shuffled = records + records[:1]
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    assert resolve(shuffled) == resolve(records)


@given(records_of_one_text)
def test_a_label_stands_only_where_nobody_is_at_odds(records: list[LabelRecord]) -> None:
    """Unread and disputed have none; single and agreed have what all say; each reviewer counts once."""
    found = resolve(records)
    said_by_all = {record.decision for record in found.decisions}
    assert Decision.WITHDRAWN not in said_by_all
    roles = [(record.reviewer, record.adjudication) for record in found.decisions]
    assert len(set(roles)) == len(roles)
    if found.state in (State.UNREAD, State.DISPUTED):
        assert found.relevant is None
    if found.state in (State.SINGLE, State.AGREED):
        assert len(said_by_all) == 1
        assert (found.relevant is None) == (said_by_all == {Decision.UNSURE})
    assert (found.state is State.UNREAD) == (not found.decisions)


@pytest.mark.parametrize(
    ("records", "state", "relevant"),
    [
        ([], State.UNREAD, None),
        ([said("ana", RELEVANT)], State.SINGLE, True),
        ([said("ana", UNSURE)], State.SINGLE, None),
        ([said("ana", RELEVANT), said("ana", NOT, 1)], State.SINGLE, False),
        ([said("ana", RELEVANT), said("ana", WITHDRAWN, 1)], State.UNREAD, None),
        ([said("ana", NOT), said("ana", WITHDRAWN, 1), said("ana", RELEVANT, 2)], "single", True),
        ([said("ana", NOT), said("ben", NOT, 1)], State.AGREED, False),
        ([said("ana", UNSURE), said("ben", UNSURE, 1)], State.AGREED, None),
        ([said("ana", NOT), said("ben", RELEVANT, 1)], State.DISPUTED, None),
        ([said("ana", UNSURE), said("ben", RELEVANT, 1)], State.DISPUTED, None),
        ([said("ana", NOT), said("ben", RELEVANT, 1), said("ben", WITHDRAWN, 2)], "single", False),
    ],
)
def test_what_records_come_to(
    records: list[LabelRecord], state: str, relevant: bool | None
) -> None:
    """The latest of each reviewer stands; withdrawn takes back; unsure beside sure is a dispute."""
    found = resolve(records)
    assert (found.state, found.relevant) == (state, relevant)


def test_an_adjudication_settles_a_dispute() -> None:
    """The latest one does; withdrawn, the dispute is back; what both said stays to be seen."""
    dispute = [said("ana", NOT), said("ben", RELEVANT, 1)]
    first = said("cy", RELEVANT, 2, adjudication=True)
    second = said("dee", NOT, 3, adjudication=True)
    assert resolve([*dispute, first]).relevant is True
    settled = resolve([*dispute, first, second])
    assert (settled.state, settled.relevant) == (State.ADJUDICATED, False)
    assert {record.reviewer for record in settled.decisions} == {"ana", "ben", "cy", "dee"}
    back = said("cy", WITHDRAWN, 4, adjudication=True)
    assert resolve([*dispute, first, back]).state is State.DISPUTED


def test_a_later_reading_does_not_unsettle_an_adjudication() -> None:
    """Once settled, it stays settled."""
    settled = [said("ana", NOT), said("cy", RELEVANT, 1, adjudication=True), said("ben", NOT, 2)]
    assert (resolve(settled).state, resolve(settled).relevant) == (State.ADJUDICATED, True)


@pytest.mark.parametrize(
    ("more", "order"),
    [
        ([], ["ana", "ben"]),
        ([said("ana", NOT, 2, note="after a second look")], ["ana", "ben"]),
        ([said("ana", WITHDRAWN, 2), said("ana", NOT, 3)], ["ben", "ana"]),
    ],
)
def test_the_first_reviewer_stays_the_first(more: list[LabelRecord], order: list[str]) -> None:
    """Also who writes again; but who withdrew decides anew, after the others."""
    found = resolve([said("ana", NOT), said("ben", RELEVANT, 1), *more])
    assert [record.reviewer for record in found.decisions] == order
    assert all(record in found.decisions for record in more[-1:])


@given(records_of_one_text)
def test_writing_again_moves_nobody(records: list[LabelRecord]) -> None:
    """Each reviewer keeps the place in order, whatever they say later."""
    before = resolve(records).decisions
    again = [
        said(one.reviewer, NOT, 9 - at, adjudication=one.adjudication)
        for at, one in enumerate(before)
    ]
    after = resolve([*records, *again]).decisions
    assert [(r.reviewer, r.adjudication) for r in after] == [
        (r.reviewer, r.adjudication) for r in before
    ]


@pytest.mark.parametrize("name", [field.name for field in fields(LabelRecord)])
def test_the_digest_changes_with_any_field(name: str) -> None:
    """No field can be altered unseen."""
    record = said("ana", RELEVANT)
    other = {"decision": NOT, "blind": True, "adjudication": True}.get(name, "another")
    assert replace(record, **{name: other}).digest != record.digest
    assert replace(record).digest == record.digest


def test_the_digest_tells_where_one_field_ends() -> None:
    """Moving characters from one field to the next is a change."""
    one = said("ana", RELEVANT, note="ab", model="c")
    assert one.digest != replace(one, note="a", model="bc").digest


def test_a_whole_chain_is_not_broken() -> None:
    """Nor is an empty one."""
    assert broken_at(*a_chain()) is None
    assert broken_at([], []) is None


@given(st.integers(0, 4), st.sampled_from(["note", "decision", "reviewer", "text", "time"]))
def test_a_changed_record_is_found(at: int, name: str) -> None:
    """At its own place, and at the next one if its digest was made to fit."""
    records, digests = a_chain()
    records[at] = replace(records[at], **{name: NOT if name == "decision" else "another"})
    assert broken_at(records, digests) == at
    digests[at] = records[at].digest
    assert broken_at(records, digests) == (at + 1 if at < 4 else None)


@given(st.integers(0, 3))
def test_a_removed_an_inserted_and_a_moved_record_are_found(at: int) -> None:
    """At the first place where a record does not follow the one before."""
    records, digests = a_chain()
    assert broken_at(records[:at] + records[at + 1 :], digests[:at] + digests[at + 1 :]) == at
    strange = said("eve", NOT, at)
    assert broken_at(
        [*records[:at], strange, *records[at:]], [*digests[:at], strange.digest, *digests[at:]]
    ) == (at or 1)
    for chain in (records, digests):
        chain[at], chain[at + 1] = chain[at + 1], chain[at]  # type: ignore[call-overload]
    assert broken_at(records, digests) == at


def test_a_cut_tail_is_not_seen_without_the_old_head() -> None:
    """Which is why the head is noted elsewhere: what is left is a whole chain."""
    records, digests = a_chain()
    assert broken_at(records[:3], digests[:3]) is None
