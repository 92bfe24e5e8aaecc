from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from classifier.domain.split import case_groups, groups

ROWS = st.lists(
    st.tuples(
        st.sampled_from(["Was late.", "was late. ", "Posted it.", "Lost a file."]),
        st.sampled_from(["", "  ", "C1", " c1", "C2", "Was late."]),
    ),
    max_size=12,
)


@given(rows=ROWS)
def test_rows_of_one_case_are_one_group(rows: list[tuple[str, str]]) -> None:
    """Two rows share a group if and only if they share a case, or have none and share a text."""
    number = groups([text for text, _ in rows], [case for _, case in rows])
    keys = [(bool(case.strip()), (case.strip() or text.strip()).casefold()) for text, case in rows]
    for i, first in enumerate(keys):
        for j, second in enumerate(keys):
            assert (number[i] == number[j]) == (first == second)


def test_equal_texts_are_one_group_where_there_is_no_case() -> None:
    """Without a case column, equal texts stay together, whatever their case and margins."""
    assert groups(["Was late.", "Lost a file.", " WAS LATE. "]).tolist() == [0, 1, 0]


def test_one_case_keeps_its_different_texts_together() -> None:
    """A case's texts need not be equal; the same text in two cases is in two groups."""
    texts = ["Was late.", "Lost a file.", "Was late."]
    assert groups(texts, ["A", "A", "B"]).tolist() == [0, 0, 1]


def test_no_rows_have_no_groups() -> None:
    """An empty table is no error."""
    assert groups([]).tolist() == []


@given(cases=st.lists(st.sets(st.sampled_from(["a", "B", "b ", "c", "d"])), max_size=12))
def test_texts_that_share_a_case_are_one_group(cases: list[set[str]]) -> None:
    """Also where a chain of texts joins them; texts that nothing joins are not."""
    group = case_groups(cases)
    plain = [{case.strip().casefold() for case in each} for each in cases]
    for i, first in enumerate(plain):
        for j, second in enumerate(plain):
            if first & second:
                assert group[i] == group[j]
    for number in set(group.tolist()):
        members = [i for i, one in enumerate(group) if one == number]
        reached, grew = {members[0]}, True
        while grew:
            near = {j for i in reached for j in members if plain[i] & plain[j]}
            grew = not near <= reached
            reached |= near
        assert reached == set(members)
