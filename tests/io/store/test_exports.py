from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd
import pytest
from chain import holders_of, run_of, scores_of
from hypothesis import given, settings
from hypothesis import strategies as st
from memory import small_store
from sqlalchemy import func, select

from classifier.domain.allegation import text_digest
from classifier.io.store.cases import read_cases
from classifier.io.store.connect import Store
from classifier.io.store.draws import read_frame
from classifier.io.store.exports import Brought, bring_in, references, row_keys
from classifier.io.store.reading import (
    read_siblings,
    read_text,
)
from classifier.io.store.search import search_texts
from classifier.io.store.tables import amendments, exports, rows, runs, scores, texts

if TYPE_CHECKING:
    from conftest import Fill

LATE = "The officer was late for duty."
POSTED = "He posted a photo of a dog."
PARKED = "She parked on the pavement."


def table(**columns: list[str]) -> pd.DataFrame:
    """Give an allegation table."""
    return pd.DataFrame(columns, dtype="str")


def bring(store: Store, allegations: pd.DataFrame, name: str = "export.csv") -> Brought:
    """Bring an export in."""
    numbers = list(range(2, len(allegations) + 2))
    return bring_in(store, allegations, numbers=numbers, name=name, time="2030")


def held(store: Store) -> tuple[int, ...]:
    """Count what the tables hold: exports, texts, rows."""
    with store.connect() as connection:
        return tuple(
            connection.execute(select(func.count()).select_from(one)).scalar_one()
            for one in (exports, texts, rows)
        )


def test_importing_the_same_export_again_changes_nothing(store: Store) -> None:
    """Under whatever name: no row, no text and no export is added."""
    some = table(case_id=["C1", "C2", "C2"], text=[LATE, POSTED, PARKED])
    first = bring(store, some)
    assert (first.new, first.changed, first.known) == (3, 0, 0)
    before = held(store)
    again = bring(store, some, "copy.csv")
    assert (again.export, again.new, again.changed, again.known) == (first.export, 0, 0, 3)
    assert held(store) == before == (1, 3, 3)


def test_a_grown_export_adds_what_is_new(store: Store) -> None:
    """The rest is known."""
    bring(store, table(case_id=["C1"], text=[LATE]))
    grown = bring(store, table(case_id=["C1", "C2"], text=[LATE, POSTED]))
    assert (grown.new, grown.changed, grown.known) == (1, 0, 1)
    assert held(store) == (2, 2, 2)


def test_a_changed_text_counts_as_changed(store: Store) -> None:
    """The row's key was there; both texts are kept, for what was decided about the first."""
    bring(store, table(case_id=["C1", "C2"], text=[LATE, POSTED]))
    changed = bring(store, table(case_id=["C1", "C2"], text=[LATE, PARKED]))
    assert (changed.new, changed.changed, changed.known) == (0, 1, 1)
    assert {read_text(store, text_digest(t)) for t in (POSTED, PARKED)} == {POSTED, PARKED}


def test_a_later_export_amends_what_an_earlier_one_said(store: Store) -> None:
    """A case ended: the row is known, what is new of it is kept beside what was there."""
    live = table(case_id=["C1", "C2"], text=[LATE, POSTED], outcome=["", ""])
    over = live.assign(outcome=["", "Written warning"])
    bring(store, live)
    done = bring(store, over)
    assert (done.new, done.changed, done.known, done.amended) == (0, 0, 2, 1)
    assert bring(store, over[::-1].reset_index(drop=True)).amended == 0
    with store.connect() as connection:
        found = connection.execute(select(amendments)).mappings().all()
        first = connection.execute(select(rows.c.outcome)).scalars().all()
    assert [(one["key"], one["outcome"]) for one in found] == [("c2#1", "Written warning")]
    assert first == ["", ""]
    third = bring(store, over.assign(outcome=["", "Dismissal"]))
    assert (third.amended, third.export) == (1, 3)


def standing(store: Store) -> list[tuple[str, str, str]]:
    """Give what stands of each row: its key, text and outcome."""
    with store.connect() as connection:
        cases = read_cases(connection)
    contents = {text_digest(text): text for text in (LATE, POSTED, PARKED)}
    return [(one.key, contents[one.text], one.fields["outcome"]) for one in cases]


def test_a_text_that_changes_back_stands_again(store: Store, fill: Fill) -> None:
    """With what that export says of it; the row is one that changed, and none is added."""
    fill(store, [LATE, POSTED], cases=["C0", "C0"])  # both texts have scores
    bring(store, table(case_id=["C1"], text=[LATE]))
    bring(store, table(case_id=["C1"], text=[POSTED]))
    assert standing(store)[-1] == ("c1#1", POSTED, "")
    before = held(store)
    for text, outcome in ((LATE, "Dismissal"), (POSTED, "No action"), (LATE, "Written warning")):
        back = bring(store, table(case_id=["C1"], text=[text], outcome=[outcome]))
        assert (back.new, back.changed, back.known, back.amended) == (0, 1, 0, 0)
        assert standing(store)[-1] == ("c1#1", text, outcome)
        with store.connect() as connection:
            frame = {row.key: row.text for row in read_frame(connection)}
        assert frame["c1#1"] == text_digest(text)
    assert held(store)[1:] == before[1:]


def test_the_same_export_again_changes_nothing_after_others(store: Store) -> None:
    """Classifying an old file anew takes nothing back that a later one said."""
    first = table(case_id=["C1"], text=[LATE])
    bring(store, first)
    bring(store, table(case_id=["C1"], text=[POSTED]))
    again = bring(store, first)
    assert (again.export, again.changed, again.known) == (1, 0, 1)
    assert standing(store) == [("c1#1", POSTED, "")]


def test_one_of_two_equal_rows_gets_another_text(store: Store) -> None:
    """They are two rows after it, as before: one that is known and one that changed."""
    bring(store, table(case_id=["C1", "C1"], text=[LATE, LATE]))
    done = bring(store, table(case_id=["C1", "C1"], text=[LATE, POSTED]))
    assert (done.new, done.changed, done.known) == (0, 1, 1)
    assert standing(store) == [("c1#1", LATE, ""), ("c1#2", POSTED, "")]


def test_a_row_has_one_key_in_an_export(store: Store) -> None:
    """Though a row had both of its texts in turn, an export with both has two rows."""
    for some in ([LATE], [POSTED], [LATE, POSTED]):
        done = bring(store, table(case_id=["C1"] * len(some), text=some))
    assert (done.new, done.changed, done.known) == (1, 0, 1)
    assert standing(store) == [("c1#1", POSTED, ""), ("c1#2", LATE, "")]


def keys_of(allegations: pd.DataFrame) -> list[str]:
    """Give the keys of an export's rows in an empty store."""
    digests = [text_digest(text) for text in allegations["text"]]
    return row_keys(list(zip(references(allegations), digests, strict=True)), {}, bool)


@pytest.mark.parametrize(
    ("columns", "expected"),
    [
        ({"case_id": ["C1", " c1 ", "C2"]}, ["c1#1", "c1#2", "c2#1"]),
        (
            {"case_id": ["C1"] * 3, "allegation_id": ["1", "2", "2"]},
            ["c1|1#1", "c1|2#1", "c1|2#2"],
        ),
        (
            {"officer_id": ["7", "8", "7"], "case_id": ["C1"] * 3, "allegation_id": ["1"] * 3},
            ["c1|1|7#1", "c1|1|8#1", "c1|1|7#2"],
        ),
        ({"outcome": ["None"] * 3}, ["L#1", "P#1", "L#2"]),
        ({"case_id": ["", "C1", ""]}, ["L#1", "c1#1", "L#2"]),
    ],
)
def test_a_row_is_known_by_its_references(
    columns: dict[str, list[str]], expected: list[str]
) -> None:
    """Case, allegation and officer where they are, else its text; and an ordinal among equals."""
    digests = {f"text:{text_digest(LATE)}": "L", f"text:{text_digest(POSTED)}": "P"}
    found = keys_of(table(**columns, text=[LATE, POSTED, LATE]))
    named = [f"{digests.get(key.split('#')[0], key.split('#')[0])}#{key[-1]}" for key in found]
    assert named == expected


@given(st.lists(st.tuples(st.sampled_from(["", "C1", "C2"]), st.sampled_from("ab")), max_size=12))
@settings(max_examples=40)
def test_no_two_rows_have_one_key(some: list[tuple[str, str]]) -> None:
    """Whatever repeats; and the keys are the same every time."""
    allegations = table(case_id=[case for case, _ in some], text=[text for _, text in some])
    keys = keys_of(allegations)
    assert len(set(keys)) == len(keys) == len(some)
    assert keys_of(allegations) == keys


EXPORTS = st.lists(
    st.tuples(
        st.sampled_from(["", "C1", "C2"]), st.sampled_from(["", "1"]), st.sampled_from("abc")
    ),
    max_size=8,
)


def rows_of(some: list[tuple[str, str, str]], *, allegation: bool) -> pd.DataFrame:
    """Give an allegation table with the case mapped, and the allegation if asked."""
    columns = {"case_id": [case for case, _, _ in some]}
    if allegation:
        columns["allegation_id"] = [number for _, number, _ in some]
    return table(**columns, text=[text for *_, text in some])


@given(st.lists(EXPORTS, min_size=1, max_size=4), st.booleans(), st.data())
@settings(max_examples=60)
def test_what_was_brought_in_is_known_in_any_order(
    history: list[list[tuple[str, str, str]]], allegation: bool, data: st.DataObject
) -> None:
    """After any history each export of it, sorted anew or not, adds no export, row or text."""
    with small_store() as store:
        for some in history:
            bring(store, rows_of(some, allegation=allegation))
        before = held(store)
        for some in history:
            mixed = data.draw(st.permutations(some))
            again = bring(store, rows_of(mixed, allegation=allegation))
            assert (again.new, again.changed, again.known) == (0, 0, len(some))
        assert held(store) == before


@given(st.lists(EXPORTS, min_size=1, max_size=5, unique_by=lambda some: str(sorted(some))))
@settings(max_examples=60)
def test_no_row_of_an_export_is_lost(history: list[list[tuple[str, str, str]]]) -> None:
    """By each reference as many as any export has, at least; and all of the last, text for text."""
    with small_store() as store:
        most: Counter[str] = Counter()
        for some in history:
            allegations = rows_of(some, allegation=True)
            done = bring(store, allegations)
            assert done.new + done.changed + done.known == len(some)
            most |= Counter(references(allegations))
        with store.connect() as connection:
            cases = read_cases(connection)
    there = [(case.key.rpartition("#")[0], case.text) for case in cases]
    assert most <= Counter(reference for reference, _ in there)
    digests = [text_digest(text) for text in allegations["text"]]
    assert Counter(zip(references(allegations), digests, strict=True)) <= Counter(there)


@given(EXPORTS, EXPORTS)
@settings(max_examples=60)
def test_a_row_of_another_year_takes_none_away(
    one: list[tuple[str, str, str]], other: list[tuple[str, str, str]]
) -> None:
    """Exports that share no case but one: every row stands, also where the case has other texts."""
    first = [*one, *((f"A{at}", "", "a") for at in range(4))]
    only = {"C1": "C1", "C2": "D2", "": ""}
    second = [(only[case], number, text) for case, number, text in other]
    second += [(f"B{at}", "", "b") for at in range(5)]
    with small_store() as store:
        bring(store, rows_of(first, allegation=False))
        done = bring(store, rows_of(second, allegation=False))
        assert done.changed == 0
        with store.connect() as connection:
            there = Counter((case.fields["case_id"], case.text) for case in read_cases(connection))
    for some in (first, second):
        assert Counter((case, text_digest(text)) for case, _, text in some) <= there


def test_a_text_of_an_allegation_that_is_named_is_changed_by_any_export(store: Store) -> None:
    """Also by one that has nothing but what is new since the last: case and allegation tell."""
    cases = [f"C{at}" for at in range(6)]
    bring(store, table(case_id=cases, allegation_id=["1"] * 6, text=cases))
    since = bring(store, table(case_id=["C1", "D1"], allegation_id=["1", "1"], text=[LATE, POSTED]))
    assert (since.new, since.changed) == (1, 1)
    unnamed = bring(store, table(case_id=["C1"], allegation_id=["n/a"], text=[PARKED]))
    assert (unnamed.new, unnamed.changed) == (1, 0)
    again = bring(store, table(case_id=["C1", "D2"], allegation_id=["n/a", "1"], text=["x", "y"]))
    assert (again.new, again.changed) == (1, 1)


@pytest.mark.parametrize("others", [1, 6])
def test_exports_of_two_years_keep_both_allegations(store: Store, others: int) -> None:
    """Of one case and officer that stand in both, and that no reference tells apart.

    That the case itself is in both says nothing, be it half of all.
    """
    for year, text in (("2019", LATE), ("2020", POSTED)):
        rest = [f"{year}-{at}" for at in range(others)]
        done = bring(store, table(case_id=["C1", *rest], text=[text, *rest]))
        assert (done.new, done.changed) == (others + 1, 0)
    with store.connect() as connection:
        found = [case.key for case in read_cases(connection) if case.fields["case_id"] == "C1"]
    assert found == ["c1#1", "c1#2"]


def test_numbers_that_begin_anew_in_each_export_are_no_changes(store: Store) -> None:
    """Only allegations have a reference, and it is the row's place: the texts tell."""
    numbers = ["1", "2", "3"]
    bring(store, table(allegation_id=numbers, text=["a", "b", "c"]))
    other = bring(store, table(allegation_id=numbers, text=["d", "e", "f"]))
    assert (other.new, other.changed) == (3, 0)
    again = bring(store, table(allegation_id=numbers, text=["a", "b", "g"]))
    assert (again.new, again.changed, again.known) == (0, 1, 2)


def test_officers_tell_exports_apart_where_there_are_no_cases(store: Store) -> None:
    """One officer in both years is one allegation more; half of them make it the same export."""
    bring(store, table(officer_id=["P1", "P2", "P3"], text=["a", "b", "c"]))
    other = bring(store, table(officer_id=["P1", "P4", "P5"], text=["d", "e", "f"]))
    assert (other.new, other.changed) == (3, 0)
    again = bring(store, table(officer_id=["P1", "P2", "P6"], text=["g", "b", "h"]))
    assert (again.new, again.changed, again.known) == (1, 1, 1)


@given(EXPORTS.filter(len), st.booleans(), st.data())
@settings(max_examples=60)
def test_one_changed_text_is_one_changed_row(
    some: list[tuple[str, str, str]], allegation: bool, data: st.DataObject
) -> None:
    """Wherever it stands and in whatever order; what goes by its text alone is a new row."""
    case, number, _ = some[0]
    other = data.draw(st.permutations([(case, number, "changed"), *some[1:]]))
    with small_store() as store:
        bring(store, rows_of(some, allegation=allegation))
        again = bring(store, rows_of(other, allegation=allegation))
    assert again.known == len(some) - 1
    assert again.new + again.changed == 1


def test_a_row_added_to_a_case_is_one_new_row(store: Store) -> None:
    """With only the case mapped, and wherever in the case it stands."""
    bring(store, table(case_id=["C1", "C1"], text=[LATE, POSTED]))
    grown = bring(store, table(case_id=["C1", "C1", "C1"], text=[LATE, PARKED, POSTED]))
    assert (grown.new, grown.changed, grown.known) == (1, 0, 2)
    assert held(store) == (2, 3, 3)


def test_rows_without_references_may_be_sorted(store: Store) -> None:
    """Known by their texts, they are the same rows in any order."""
    bring(store, table(text=[LATE, POSTED, LATE]))
    again = bring(store, table(text=[LATE, LATE, POSTED]))
    assert (again.new, again.changed, again.known) == (0, 0, 3)


def test_rows_with_one_text_are_scored_once_and_counted(store: Store, fill: Fill) -> None:
    """One text, three rows: one score, that counts for three."""
    digests = fill(store, [LATE, LATE, POSTED, LATE], cases=["C1", "C2", "C3", "C4"])
    found = scores_of(store).candidates
    assert dict(zip(found.text.tolist(), found.rows.tolist(), strict=True)) == {
        digests[0]: 3,
        digests[1]: 1,
    }
    assert [row["case_id"] for row in holders_of(store, digests[0])] == ["C1", "C2", "C4"]
    assert [row["number"] for row in holders_of(store, digests[0])] == [2, 3, 5]


def test_the_last_run_that_scored_a_text_counts(store: Store, fill: Fill) -> None:
    """Earlier runs are kept, and a run over other rows takes nothing away."""
    assert (run_of(store), scores_of(store).model) == (0, "")
    fill(store, [LATE, POSTED], probability=0.5)
    fill(store, [POSTED], probability=0.9, route="relevant")
    found = scores_of(store)
    by_text = dict(
        zip(found.candidates.text.tolist(), found.candidates.probability.tolist(), strict=True)
    )
    assert by_text == {text_digest(LATE): 0.5, text_digest(POSTED): 0.9}
    assert (found.model, run_of(store)) == ("m1", 2)
    with store.connect() as connection:
        counted = [select(func.count()).select_from(one) for one in (runs, scores)]
        assert [connection.execute(one).scalar() for one in counted] == [2, 3]


def test_an_empty_store_has_empty_scores(store: Store) -> None:
    """Arrays of no length, of the right kinds."""
    found = scores_of(store).candidates
    assert found.text.shape == found.rows.shape == (0,)
    assert (found.probability.dtype.kind, found.keyword_hit.dtype.kind) == ("f", "b")
    assert read_text(store, "0" * 64) is None


def test_the_other_allegations_of_a_case_are_found(store: Store, fill: Fill) -> None:
    """Of each case that the text stands in, and not of rows without a case."""
    digests = fill(store, [LATE, POSTED, PARKED, "Other."], cases=["C1", "C1", "C2", ""])
    assert [one["content"] for one in read_siblings(store, digests[0])] == [POSTED]
    assert read_siblings(store, digests[3]) == []


def test_texts_are_found_by_words(store: Store, fill: Fill) -> None:
    """All of the words, whatever their case; a word is no pattern."""
    fill(store, [LATE, POSTED, "Gave 100% of it."], cases=["C1", "C2", "C3"])
    assert search_texts(store, ["PHOTO", "dog"], most=9) == [("C2", POSTED)]
    assert search_texts(store, ["photo", "late"], most=9) == []
    assert search_texts(store, ["%"], most=9) == [("C3", "Gave 100% of it.")]
    assert search_texts(store, [], most=9) == []
    assert len(search_texts(store, ["o"], most=1)) == 1


def test_any_text_comes_back_as_it_was(store: Store, fill: Fill) -> None:
    """Quotes, percent signs, colons, emoji, line breaks, other alphabets."""
    odd = ["It's 100% :name %(x)s ?; DROP TABLE", "🦉 naïve\nŁódź", "x" * 100_000, "=1+1"]
    digests = fill(store, odd)
    assert [read_text(store, digest) for digest in digests] == odd


def test_bringing_in_is_all_or_none(store: Store) -> None:
    """A row that cannot be written leaves no export, text or row behind."""
    some = table(case_id=["C1", "C2"], text=[LATE, POSTED])
    with pytest.raises(TypeError, match="NoneType"):
        bring_in(store, some, numbers=[2, None], name="export.csv", time="2030")  # type: ignore[list-item]
    assert held(store) == (0, 0, 0)


def test_sqlite_is_one_file_for_its_owner(tmp_path: Path) -> None:
    """See test_connect; here only that bringing in makes nothing beside the store."""
    from classifier.io.store.connect import open_store

    bring(open_store(tmp_path / "w"), table(text=[LATE]))
    assert {path.name.split("-")[0] for path in (tmp_path / "w").iterdir()} == {"store.sqlite3"}
