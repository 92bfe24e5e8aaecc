from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from classifier.domain.presence import Held, Place, Presence, absent
from classifier.domain.ranges import ranges

Line = tuple[str, str, str, str]
"""Case, allegation, officer and text of a row."""


def key_of(line: Line) -> str:
    """Give the key of a row."""
    return "|".join(line[:3])


def states(*exports: Sequence[Line], whole: bool = True) -> dict[str, Presence]:
    """Say which rows of some exports are absent."""
    places = {
        key_of(line): Place(
            case=line[0],
            named=frozenset(
                name
                for name, value in zip(("allegation", "officer"), line[1:3], strict=True)
                if value
            ),
        )
        for lines in exports
        for line in lines
    }
    held = [Held(texts={key_of(line): line[3] for line in lines}, whole=whole) for lines in exports]
    return absent(held, places)


A, B, C, D = (("c1", "1", officer, "t") for officer in "abcd")
OTHERS = [("c2", "1", "d", "t"), ("c3", "1", "e", "u")]
ONE_OF_TWO = {"c1|1|a": Presence.REPLACED, "c1|1|c": Presence.GONE}


@pytest.mark.parametrize(
    ("exports", "expected"),
    [
        ([[A], [B]], {"c1|1|a": Presence.REPLACED}),
        ([[A, B], [A, C]], {"c1|1|b": Presence.REPLACED}),
        ([[A], [("c1", "2", "a", "t")]], {"c1|1|a": Presence.REPLACED}),
        ([[A, B], [A]], {"c1|1|b": Presence.GONE}),
        ([[A], [("c1", "1", "b", "another")]], {"c1|1|a": Presence.GONE}),
        ([[A], [("c1", "1", "", "t")]], {"c1|1|a": Presence.GONE}),
        ([[A], [("c2", "1", "a", "t")]], {}),
        ([[A, *OTHERS], [B]], {"c1|1|a": Presence.GONE}),
        ([[A, *OTHERS], [B, OTHERS[0]]], {"c1|1|a": Presence.REPLACED}),
        ([[A, OTHERS[0]], [B, OTHERS[1]]], {"c1|1|a": Presence.GONE}),
        ([[A], [B], [A]], {"c1|1|b": Presence.REPLACED}),
        ([[A], [B], [("c1", "1", "b", "another")]], {"c1|1|a": Presence.REPLACED}),
        ([[("", "", "a", "t")], [("", "", "b", "t")]], {}),
        ([[A, B], [C]], {"c1|1|a": Presence.REPLACED, "c1|1|b": Presence.GONE}),
        ([[A, B], [C], [C, OTHERS[0]]], {"c1|1|a": Presence.REPLACED, "c1|1|b": Presence.GONE}),
        ([[A, B], [C, D]], {"c1|1|a": Presence.REPLACED, "c1|1|b": Presence.REPLACED}),
        ([[A, B], [C], [C, D]], {"c1|1|a": Presence.REPLACED, "c1|1|b": Presence.REPLACED}),
        ([[A, B], [A, C], [D]], {"c1|1|b": Presence.REPLACED} | ONE_OF_TWO),
    ],
    ids=[
        "an officer's reference was corrected",
        "one of two was",
        "the allegation's was",
        "a row is gone, and none came in its place",
        "the text is another, too",
        "the other names nobody",
        "the case is another",
        "the later one has few of the cases: another year",
        "it has most of them",
        "it has half of them, and that is the case itself",
        "it was corrected back",
        "and the text changed after that",
        "there is no case",
        "one came in the place of two",
        "and it comes again",
        "two came in the place of two",
        "one after the other",
        "one was corrected, and then one is left of both",
    ],
)
def test_what_is_absent(exports: list[list[Line]], expected: dict[str, Presence]) -> None:
    """Replaced, gone, or neither, by the last export that holds the row and those after it."""
    assert states(*exports) == expected


def test_an_export_that_is_not_listed_whole_makes_nothing_absent() -> None:
    """What it does not list it may hold."""
    assert states([A], [B], whole=False) == {}


LINES = st.lists(
    st.tuples(*(st.sampled_from(one) for one in (["", "c1", "c2"], "12", "ab", "tu"))),
    max_size=8,
    unique_by=key_of,
)
HISTORIES = st.lists(LINES, min_size=1, max_size=4)


@given(HISTORIES)
def test_what_the_last_export_holds_is_there(history: list[list[Line]]) -> None:
    """And nothing is absent without a later export that holds its case."""
    found = states(*history)
    assert not found.keys() & {key_of(line) for line in history[-1]}
    assert states(history[0]) == {}
    later = {line[0] for lines in history[1:] for line in lines if line[0]}
    assert {key.split("|")[0] for key in found} <= later


@given(HISTORIES)
def test_an_export_taken_again_changes_nothing(history: list[list[Line]]) -> None:
    """Of its own rows; and twice says no more than once."""
    assert states(*history, history[-1]) == states(*history)


@given(HISTORIES, LINES, st.integers(0, 4))
def test_an_export_of_other_cases_says_nothing(
    history: list[list[Line]], other: list[Line], at: int
) -> None:
    """Wherever among the others it comes in."""
    strange = [(f"x{case}", *rest) for case, *rest in other if case]
    mixed = [*history[:at], strange, *history[at:]]  # type: ignore[list-item]
    assert states(*mixed) == states(*history)


@given(HISTORIES)
def test_a_case_is_never_lost(history: list[list[Line]]) -> None:
    """What the last export with a case holds of it is there; so is all that has no case."""
    found = states(*history)
    for case in {line[0] for lines in history for line in lines}:
        last = next(lines for lines in reversed(history) if any(one[0] == case for one in lines))
        assert not found.keys() & {key_of(line) for line in last if line[0] == case}
    assert not any(key.startswith("|") for key in found)


@given(LINES, LINES)
def test_each_row_replaces_one_at_most(first: list[Line], second: list[Line]) -> None:
    """Of a case and a text no more rows are replaced than came new with the later export."""
    found = states(first, second)
    new = Counter((line[0], line[3]) for line in second if key_of(line) not in map(key_of, first))
    replaced = Counter(
        (line[0], line[3]) for line in first if found.get(key_of(line)) is Presence.REPLACED
    )
    assert replaced <= new


@given(st.lists(st.integers(1, 30)))
def test_ranges_name_each_number_once(numbers: list[int]) -> None:
    """In order."""
    named: list[int] = []
    for run in filter(None, ranges(numbers).split(", ")):
        first, _, last = run.partition("-")
        named += range(int(first), int(last or first) + 1)
    assert named == sorted(set(numbers))
    assert ranges([9, 2, 3, 4]) == "2-4, 9"
