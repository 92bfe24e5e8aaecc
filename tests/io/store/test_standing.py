from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd
from chain import scores_of
from hypothesis import given, settings
from hypothesis import strategies as st
from memory import small_store
from sqlalchemy import delete, func, select

from classifier.domain.allegation import text_digest
from classifier.domain.presence import Presence
from classifier.io.store.cases import read_cases, read_present
from classifier.io.store.connect import Store
from classifier.io.store.draws import Draw, DrawnRow, DrawnStratum, append_draw, read_frame
from classifier.io.store.exports import bring_in
from classifier.io.store.tables import holdings

if TYPE_CHECKING:
    from conftest import Fill

LATE = "The officer was late for duty."
POSTED = "He posted a photo of a dog."
TIME = "2030-01-01T09:00:00.000000+00:00"

Line = tuple[str, str, str]
"""Case, officer and text of a row."""


def bring(store: Store, *lines: Line) -> None:
    """Bring an export in."""
    frame = pd.DataFrame(list(lines), columns=["case_id", "officer_id", "text"], dtype="str")
    bring_in(store, frame, numbers=list(range(2, len(lines) + 2)), name="export.csv", time=TIME)


def presence_of(store: Store) -> dict[str, Presence]:
    """Say of each row of the store whether it is there."""
    with store.connect() as connection:
        return {case.key: case.presence for case in read_cases(connection)}


def test_a_corrected_reference_replaces_its_row(store: Store) -> None:
    """What is searched and planned for has the new row alone; a reply knows both."""
    bring(store, ("C1", "A1", LATE), ("C2", "B1", POSTED))
    bring(store, ("C1", "A2", LATE), ("C2", "B1", POSTED))
    assert presence_of(store) == {
        "c1|a1#1": Presence.REPLACED,
        "c2|b1#1": Presence.THERE,
        "c1|a2#1": Presence.THERE,
    }
    with store.connect() as connection:
        assert [case.key for case in read_present(connection)] == ["c2|b1#1", "c1|a2#1"]


def test_exports_of_two_years_replace_nothing(store: Store) -> None:
    """Though a case stands in both, with its text, and an officer in each: they are two."""
    years = [[(f"{year}-{n}", f"A{n}", LATE) for n in range(4)] for year in (2018, 2019)]
    bring(store, ("C1", "B1", POSTED), *years[0])
    bring(store, ("C1", "B2", POSTED), *years[1])
    found = presence_of(store)
    assert found.pop("c1|b1#1") is Presence.GONE
    assert set(found.values()) == {Presence.THERE}


def test_a_replaced_row_is_no_row_to_draw(store: Store, fill: Fill) -> None:
    """Nor is its text one to read, unless a sample was drawn with it."""
    first, later = ("C1", "A1", LATE), ("C1", "A2", LATE)
    fill(store, [LATE, POSTED], cases=["C8", "C9"])
    bring(store, first, ("C1", "A1", POSTED))
    bring(store, later, ("C1", "A1", POSTED))
    with store.connect() as connection:
        assert [row.key for row in read_frame(connection)] == [
            "c1|a1#2",
            "c1|a2#1",
            "c8#1",
            "c9#1",
        ]
    found = scores_of(store).candidates
    rows = dict(zip(found.text.tolist(), found.rows.tolist(), strict=True))
    assert rows == {text_digest(LATE): 2, text_digest(POSTED): 2}


def test_a_text_that_stands_for_no_row_is_not_read(store: Store, fill: Fill) -> None:
    """The row has another by now; but what was drawn is read to the end."""
    fill(store, [LATE], cases=["C1"])
    fill(store, [POSTED], cases=["C1"])
    assert scores_of(store).candidates.text.tolist() == [text_digest(POSTED)]
    with store.begin() as connection:
        append_draw(connection, drawn(text_digest(LATE)))
    found = scores_of(store).candidates
    rows = dict(zip(found.text.tolist(), found.rows.tolist(), strict=True))
    assert rows == {text_digest(LATE): 0, text_digest(POSTED): 1}


def drawn(text: str) -> Draw:
    """Give a sample of one row with that text."""
    row = DrawnRow(place=0, key="c1#1", text=text, stratum="far", chance=1.0, drawn=True)
    far = DrawnStratum(name="far", found=False, size=1, drawn=1, expected=0.1)
    words = dict.fromkeys(("model", "label", "frame"), "x")
    numbers = dict.fromkeys(("id", "seed", "run", "size"), 1)
    read = dict.fromkeys(("read_relevant", "read_others", "read_unsure"), 0)
    claim = {"target": 0.9, "level": 0.95, "error": 0.05}
    return Draw(
        kind="estimate", time=TIME, **words, **numbers, **read, **claim,
        strata=(far,), rows=(row,), before=(),
    )  # fmt: skip


LINES = st.lists(
    st.tuples(st.sampled_from(["", "C1", "C2"]), st.sampled_from("AB"), st.sampled_from("tu")),
    min_size=1,
    max_size=5,
)


@given(st.lists(LINES, min_size=1, max_size=3), st.data())
@settings(max_examples=40)
def test_an_export_that_comes_in_again_changes_nothing(
    history: list[list[Line]], data: st.DataObject
) -> None:
    """Whatever else came in, and in whatever order its rows stand."""
    with small_store() as store:
        for lines in history:
            bring(store, *lines)
        before = presence_of(store)
        for lines in history:
            bring(store, *data.draw(st.permutations(lines)))
        assert presence_of(store) == before


@given(LINES, LINES)
@settings(max_examples=20)
def test_unrelated_exports_come_in_any_order(lines: list[Line], more: list[Line]) -> None:
    """Of other cases: each row is there, or not, as it was."""
    strange = [(f"X{case}", officer, text) for case, officer, text in more]
    found = []
    for exports in ([lines, more, strange], [lines, strange, more], [strange, lines, more]):
        with small_store() as store:
            for one in exports:
                bring(store, *one)
            found.append(presence_of(store))
    assert found[0] == found[1] == found[2]


def test_an_export_of_which_some_rows_are_not_listed_makes_none_absent(store: Store) -> None:
    """It came in before they were."""
    for officer in ("A1", "A2"):
        bring(store, ("C1", officer, LATE), ("C2", "B1", POSTED))
    with store.begin() as connection:
        connection.execute(
            delete(holdings).where((holdings.c.export == 2) & (holdings.c.key == "c2|b1#1"))
        )
        assert connection.execute(select(func.count()).select_from(holdings)).scalar_one() == 3
    assert set(presence_of(store).values()) == {Presence.THERE}
