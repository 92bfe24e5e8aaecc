from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from chain import append, chain
from chain import head as head_of
from sqlalchemy import text

from classifier.domain.errors import StoreError
from classifier.domain.label import CHAIN_START, Decision, LabelRecord
from classifier.io.store.connect import Store, open_store
from classifier.io.store.labels import verify_chain

STILL = "2030-01-02T09:00:00.000000+00:00"


def said(reviewer: str = "ana", time: str = STILL, **more: object) -> LabelRecord:
    """Give a record by a clock that stands still."""
    given = {"text": "t", "decision": Decision.RELEVANT, **more}
    return LabelRecord(reviewer=reviewer, time=time, **given)  # type: ignore[arg-type]


def five(store: Store) -> list[str]:
    """Append five records, and give the head after each."""
    return [append(store, said(f"reviewer {n}")) for n in range(5)]


def alter(store: Store, *statements: str) -> None:
    """Change the store behind the program's back."""
    with store.begin() as connection:
        for statement in statements:
            connection.execute(text(statement))


def test_what_was_appended_is_read(store: Store) -> None:
    """Every field, whatever is in it, and from a position on only what is after it."""
    record = said(
        "Zoë O'Neil",
        text="x" * 64,
        decision=Decision.UNSURE,
        blind=True,
        adjudication=True,
        shown_because="control sample",
        model="m1",
        note='„naïve“ 🦉 "quoted"; --\nline two',
        replaces="y" * 64,
    )
    head = append(store, record)
    ((position, digest, read),) = chain(store)
    assert (position, digest, read) == (1, head, record)
    assert (read.digest, head_of(store)) == (head, head)
    append(store, said("ben"), said("cy"))
    later = chain(store, 1)
    assert [(at, one.reviewer) for at, _, one in later] == [(2, "ben"), (3, "cy")]
    assert later[0][2].previous == head


def test_an_empty_chain_is_whole(store: Store) -> None:
    """Its head is the start, appending nothing leaves it so."""
    assert head_of(store) == append(store) == CHAIN_START
    assert verify_chain(store) == verify_chain(store, CHAIN_START) == 0


def test_appending_is_serialised(store: Store) -> None:
    """Four at once, 25 each: one whole chain of a hundred, none lost, none twice."""

    def work(reviewer: str) -> None:
        for _ in range(25):
            append(store, said(reviewer))

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(work, ["ana", "ben", "cy", "dee"]))
    assert verify_chain(store) == 100
    found = chain(store)
    assert [position for position, *_ in found] == list(range(1, 101))
    names = [record.reviewer for *_, record in found]
    assert {name: names.count(name) for name in names} == dict.fromkeys(
        ("ana", "ben", "cy", "dee"), 25
    )
    times = [record.time for *_, record in found]
    assert times == sorted(set(times))


def test_time_rises_even_if_the_clock_does_not(store: Store) -> None:
    """Each record is later than the one before, by a microsecond if need be."""
    before = (dt.datetime.fromisoformat(STILL) - dt.timedelta(days=1)).isoformat(
        timespec="microseconds"
    )
    append(store, said(), said(), said(time=before))
    append(store, said())
    times = [record.time for *_, record in chain(store)]
    assert times == [f"2030-01-02T09:00:00.00000{n}+00:00" for n in range(4)]
    assert verify_chain(store) == 4


def test_records_are_appended_all_or_none(store: Store) -> None:
    """One that cannot be written takes the others with it."""
    append(store, said())
    spoilt = said(note=None)
    with pytest.raises(Exception, match=r"(?i)not.null"):
        append(store, said(), spoilt)
    assert verify_chain(store) == 1


def test_every_earlier_head_is_proof(store: Store) -> None:
    """Whichever head was noted, it stands in a chain that only grew."""
    for head in five(store):
        assert verify_chain(store, head) == 5


@pytest.mark.parametrize(
    ("statements", "at"),
    [
        (["UPDATE labels SET decision = 'not_relevant' WHERE position = 3"], "3 of 5"),
        (["UPDATE labels SET reviewer = 'eve' WHERE position = 1"], "1 of 5"),
        (["UPDATE labels SET time = '2030-01-02T09:30:00' WHERE position = 5"], "5 of 5"),
        (["UPDATE labels SET note = 'x', blind = '1' WHERE position = 4"], "4 of 5"),
        (["UPDATE labels SET digest = 'x' WHERE position = 2"], "2 of 5"),
        (["UPDATE labels SET decision = 'maybe' WHERE position = 2"], "record 2"),
        (["DELETE FROM labels WHERE position = 2"], "2 of 4"),
        (["DELETE FROM labels WHERE position = 1"], "1 of 4"),
        (
            [
                "UPDATE labels SET position = 9 WHERE position = 2",
                "UPDATE labels SET position = 2 WHERE position = 3",
                "UPDATE labels SET position = 3 WHERE position = 9",
            ],
            "2 of 5",
        ),
    ],
)
def test_a_chain_that_was_meddled_with_is_found(
    store: Store, statements: Sequence[str], at: str
) -> None:
    """A changed field, a removed or moved record: which one, and what to do, on one line."""
    five(store)
    alter(store, *statements)
    with pytest.raises(StoreError, match=f"broken at .*{at}") as caught:
        verify_chain(store)
    assert "use a backup" in str(caught.value)
    assert "\n" not in str(caught.value)


def test_a_cut_tail_is_found_by_the_old_head(store: Store) -> None:
    """What is left is whole, but the head that was noted is no longer in it."""
    heads = five(store)
    alter(store, "DELETE FROM labels WHERE position > 3")
    assert verify_chain(store) == verify_chain(store, heads[2]) == 3
    with pytest.raises(StoreError, match="cut short"):
        verify_chain(store, heads[4])


@pytest.mark.parametrize("head", ["", "f" * 64, "no digest"])
def test_an_unknown_head_is_refused(store: Store, head: str) -> None:
    """It was never there, or was mistyped."""
    five(store)
    with pytest.raises(StoreError, match="Check the digest for typing errors"):
        verify_chain(store, head)


def test_what_was_confirmed_is_there_for_another_process(tmp_path: Path) -> None:
    """When appending returns, a store opened anew has the record."""
    one, other = open_store(tmp_path), open_store(tmp_path)
    head = append(one, said())
    assert head_of(other) == head
    assert append(other, said()) == head_of(one) != head
    assert verify_chain(open_store(tmp_path), head) == 2
